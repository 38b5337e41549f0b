"""Layouts in the manner of public sector banks."""
from __future__ import annotations

from datetime import date
from typing import List

from .flow import A4_LANDSCAPE, Cells, Layout, Page, Sums
from .formats import indian
from .ledger import Account, Ledger
from .sheets import Ink, TIMES, VERA
from .table import (Column, Table, amount, balance, cheque, day, mark, money, moment, narration, reference,
                    serial, side, value_day)

CR_DR = ("{} Cr", "{} Dr")


# ---- Bank of Baroda: full grid, cells centred vertically ------------------------------------

def baroda_head(page: Page) -> float:
    account = page.account
    page.sheet.rect(30, page.top - 22, 535, 22, fill=(0.95, 0.45, 0.15))
    page.text(38, page.top - 15, "Bank of Baroda", 12, bold=True, colour=(1, 1, 1))
    page.text(557, page.top - 15, "Account Statement", 9, anchor="right", colour=(1, 1, 1))
    y = page.lines(34, page.top - 38, (account.holder, *account.address))
    page.pairs(330, page.top - 38, [
        ("Account Number", account.number), ("IFSC Code", account.ifsc), ("Account Type", "SB GENERAL"),
        ("MICR Code", "000012999")], label_width=80, leading=10)
    page.text(34, y - 6, f"Statement of transactions from {page.date('DD-MM-YYYY')} to "
                         f"{page.date('DD-MM-YYYY', True)} as on 02-10-2025 11:04:52", bold=True)
    return y - 16


def baroda_foot(page: Page) -> None:
    page.text(34, 26, "This is a computer generated specimen.", 6.5)
    page.text(561, 26, f"Page {page.number} of {{pages}}", 6.5, anchor="right")


def baroda_first(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Opening Balance", "balance": money(ledger.account.opening, "indian", *CR_DR)}]


BARODA = Layout(
    name="baroda-grid-centred", bank="baroda", dialect="slash",
    about="full grid, cells centred vertically, two-line headings, balance with Cr",
    account=Account("CHARVIKA NAMUNEKAR", "00000000004711", "BARB0ZZZ001", date(2025, 4, 1), date(2025, 9, 30), 4_823_415),
    table=Table((
        Column("serial", "Sr.\nNo.", 28, serial, "center"),
        Column("date", "Tran\nDate", 54, day("DD-MM-YYYY"), "center"),
        Column("narration", "Narration", 189, narration, wrap=True, head_align="center"),
        Column("cheque", "Chq.\nNo.", 44, cheque(), "center"),
        Column("debit", "WITHDRAWAL\n(DR)", 70, side("debit"), "right", head_align="center"),
        Column("credit", "DEPOSIT\n(CR)", 70, side("credit"), "right", head_align="center"),
        Column("balance", "BALANCE\n(INR)", 80, balance("indian", *CR_DR), "right", head_align="center"),
    ), valign="middle", rules="grid", head_fill=(0.98, 0.86, 0.74)),
    head=baroda_head, foot=baroda_foot, first_rows=baroda_first, cheque="cheque",
    prints=frozenset({"period", "opening", "ifsc"}),
)


# ---- Punjab National Bank: newest first, balance before the narration ------------------------

def pnb_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "punjab national bank", 15, bold=True, colour=(0.6, 0, 0.2))
    page.text(30, page.top - 30, f"Account Statement for Account Number {account.number}", 11, bold=True)
    left = [("Customer Name", account.holder), ("Customer Address", ", ".join(account.address)),
            ("Branch Name", "NAMUNA CIVIL LINES"), ("IFSC Code", account.ifsc)]
    y = page.pairs(30, page.top - 48, left, label_width=90, size=9, leading=12, colon="")
    page.text(30, y - 4, f"Statement Period : {page.date('DD/MM/YYYY')} to {page.date('DD/MM/YYYY', True)}", 9)
    return y - 16


def pnb_tail(page: Page, y: float) -> None:
    page.paragraph(30, y - 18, 535, "Abbreviations: WDL - withdrawal, TFR - transfer, INB - internet banking. A Dr. "
                   "after the balance means the account is overdrawn. Entries of 01/10/2025 and later are not shown.")


PNB = Layout(
    name="pnb-newest-first", bank="pnbbnk", dialect="transfer",
    about="descending, balance in the middle and narration last, Times, headings on page 1 only",
    account=Account("MRINMAY UDAHARANI", "0000000000123456", "PUNB0ZZZ002", date(2025, 1, 1), date(2025, 9, 30), 1_250_000),
    table=Table((
        Column("date", "Transaction Date", 74, day("DD/MM/YYYY")),
        Column("cheque", "Cheque Number", 66, cheque()),
        Column("debit", "Withdrawal", 62, side("debit"), "right"),
        Column("credit", "Deposit", 62, side("credit"), "right"),
        Column("balance", "Balance", 80, balance("indian", "{} Cr.", "{} Dr."), "right"),
        Column("narration", "Narration", 191, narration, wrap=True),
    ), face=TIMES, size=8, leading=9.5, rules="rows"),
    head=pnb_head, head_each_page=False, order="descending", tail=pnb_tail, tail_height=40, cheque="cheque",
    prints=frozenset({"period", "ifsc"}),
)


# ---- Canara Bank: date over time, branch code among the figures -------------------------------

def canara_head(page: Page) -> float:
    account = page.account
    page.text(297, page.top - 6, "Canara Bank", 13, bold=True, anchor="center", colour=(0, 0.35, 0.6))
    page.text(297, page.top - 20, f"Statement for A/c {account.number} between {page.date('DD-Mon-YYYY')} and "
                                  f"{page.date('DD-Mon-YYYY', True)}", 9, anchor="center")
    y = page.pairs(30, page.top - 40, [
        ("Customer Id", "000099123"), ("Name", account.holder), ("Address", " ".join(account.address))],
        label_width=70, size=7.5)
    page.pairs(330, page.top - 40, [
        ("IFSC Code", account.ifsc), ("Branch Code", "0099"),
        ("Opening Balance", f"Rs. {indian(account.opening)}"), ("Closing Balance", f"Rs. {indian(page.ledger.closing)}"),
    ], label_width=80, size=7.5)
    return y - 20


def canara_foot(page: Page) -> None:
    page.text(297, 26, f"page {page.number}", 7, anchor="center")


def canara_tail(page: Page, y: float) -> None:
    page.text(30, y - 16, "*** END OF STATEMENT - Date Printed 03-10-2025 ***", 7, bold=True)
    page.paragraph(30, y - 28, 535, "Deposits up to Rs. 5,00,000.00 per depositor would be insured if this were a "
                   "bank. Keep 1,000.00 as the monthly average balance. Call 1800 000 0000.")


CANARA = Layout(
    name="canara-timed", bank="canara", dialect="slash",
    about="date with the time on a second line, value date D Mon YYYY, branch code column, column rules",
    account=Account("JALPAN PRATIRUPAN", "0000101234567", "CNRB0ZZZ003", date(2023, 12, 1), date(2024, 5, 31), 871_250),
    table=Table((
        Column("date", "Txn Date", 54, day("DD-MM-YYYY", below="time")),
        Column("value", "Value Date", 54, value_day("D Mon YYYY")),
        Column("cheque", "Cheque No.", 48, cheque()),
        Column("narration", "Description", 152, narration, wrap=True),
        Column("branch", "Branch\nCode", 35, lambda entry: "99" if entry.serial % 3 else "1804", "center"),
        Column("debit", "Debit", 60, side("debit"), "right"),
        Column("credit", "Credit", 62, side("credit"), "right"),
        Column("balance", "Balance", 70, balance(), "right"),
    ), size=7.2, leading=8.8, rules="columns"),
    head=canara_head, foot=canara_foot, tail=canara_tail, tail_height=60, cheque="cheque",
    prints=frozenset({"period", "opening", "closing", "ifsc", "value_date"}),
)


# ---- Union Bank of India: one amount column with (Dr)/(Cr) -------------------------------------

def union_head(page: Page) -> float:
    account = page.account
    page.sheet.rect(30, page.top - 28, 535, 28, fill=(0.11, 0.25, 0.55))
    page.text(297, page.top - 18, "Union Bank of India", 13, bold=True, anchor="center", colour=(1, 1, 1))
    y = page.pairs(30, page.top - 46, [("Account Holder", account.holder), ("Account No", account.number),
                                       ("IFSC", account.ifsc), ("Currency", "INR")])
    page.pairs(320, page.top - 46, [("Statement Date", "05/10/2025 09:15:27"),
                                    ("Statement Period From", page.date("DD/MM/YYYY")),
                                    ("To", page.date("DD/MM/YYYY", True))])
    return y - 4


UNION = Layout(
    name="union-bracketed", bank="ubi", dialect="slash",
    about="one amount column with (Dr)/(Cr) behind amount and balance, coloured bands, transaction id",
    account=Account("HEMANGI KALPANIKAR", "000002010000001", "UBIN0ZZZ004", date(2025, 4, 1), date(2025, 9, 30), 3_110_055),
    table=Table((
        Column("serial", "S.No", 30, serial),
        Column("date", "Date", 56, day("DD/MM/YYYY")),
        Column("id", "Transaction Id", 68, lambda entry: f"S{entry.when:%j%H%M%S}"[:10]),
        Column("narration", "Remarks", 205, narration, wrap=True),
        Column("amount", "Amount(Rs.)", 88, amount("indian", "{} (Cr)", "{} (Dr)"), "right"),
        Column("balance", "Balance(Rs.)", 88, balance("indian", "{} (Cr)", "{} (Dr)"), "right"),
    ), size=7.6, head_fill=(0.11, 0.25, 0.55), head_colour=(1, 1, 1), stripe=(0.91, 0.94, 0.99), head_rules=False,
        break_after="/-"),
    head=union_head, margin_note="SYNTHETIC SPECIMEN 0099/000412/25 UBI-ST-7", specimen="bottom",
    prints=frozenset({"period", "ifsc"}),
)


# ---- Bank of India: landscape, embedded font, Dr/Cr column -------------------------------------

def boi_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "Bank of India", 12, bold=True)
    page.text(30, page.top - 22, "Detailed Statement of Account", 9)
    page.pairs(30, page.top - 38, [("Name", account.holder), ("Account No", account.number), ("IFSC", account.ifsc)],
               size=7)
    page.pairs(480, page.top - 38, [
        ("Period", f"{page.date('D Mon YYYY')} to {page.date('D Mon YYYY', True)}"),
        ("Uncleared funds", "0.00"), ("Nominee registered", "Yes")], size=7)
    return page.top - 78


BOI = Layout(
    name="boi-landscape", bank="boi", dialect="slash",
    about="landscape, embedded Vera subset, single amount with a DR/CR column, no separators, D Mon YYYY",
    account=Account("UDAHARAN TEXTILES LLP", "000020110000002", "BKID0ZZZ005", date(2024, 4, 1), date(2025, 3, 31),
                    125_000_000, scale=20),
    table=Table((
        Column("serial", "Sl No", 40, serial, "right"),
        Column("date", "Txn Date", 70, day("D Mon YYYY")),
        Column("value", "Value Date", 70, value_day("D Mon YYYY")),
        Column("narration", "Description", 282, narration, wrap=True),
        Column("cheque", "Cheque No", 60, cheque("-"), "center"),
        Column("amount", "Txn Amount", 100, amount("plain"), "right"),
        Column("mark", "DR/CR", 50, mark("CR", "DR"), "center"),
        Column("balance", "Balance", 110, balance("plain"), "right"),
    ), face=VERA, size=7, leading=9, rules="grid"),
    paper=A4_LANDSCAPE, head=boi_head, cheque="cheque",
    prints=frozenset({"period", "ifsc", "value_date"}),
)


# ---- State Bank of India e-statement: credit first, empty sides as 0 and - ---------------------

def sbi_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "State Bank of India", 12, bold=True, colour=(0.1, 0.3, 0.6))
    y = page.lines(30, page.top - 26, (f"Shri {account.holder}", *account.address))
    page.pairs(330, page.top - 26, [("Account Number", account.number), ("IFSC", account.ifsc),
                                    ("Product", "REGULAR SB CHQ-INDIVIDUALS"), ("CIF", "XXXXXXX0099")], leading=10)
    page.text(30, y - 8, f"Statement From : {page.date('DD-MM-YY')} To : {page.date('DD-MM-YY', True)}", 8.5, bold=True)
    page.text(30, y - 22, f"Your Opening Balance on {page.date('DD-MM-YY')}: {indian(account.opening)}", 8.5)
    return y - 32


def sbi_tail(page: Page, y: float) -> None:
    page.text(30, y - 16, f"Your Closing Balance on {page.date('DD-MM-YY', True)}: {indian(page.ledger.closing)}", 8.5)


SBI = Layout(
    name="sbi-estatement", bank="sbi", dialect="transfer",
    about="second form of SBI: credit before debit, DD-MM-YY, empty sides as - and 0, opening in a sentence",
    account=Account("NIRUPAN AABHASI", "00000012345678901", "SBIN0ZZZ006", date(2025, 4, 1), date(2025, 9, 30), 620_390),
    table=Table((
        Column("date", "Date", 48, day("DD-MM-YY")),
        Column("narration", "Transaction Reference", 205, narration, wrap=True),
        Column("cheque", "Ref.No./Chq.No.", 72, cheque("-"), "center"),
        Column("credit", "Credit", 66, side("credit", empty="-"), "right"),
        Column("debit", "Debit", 66, side("debit", empty="0"), "right"),
        Column("balance", "Balance", 78, balance(), "right"),
    ), size=7.8, rules="rows", head_fill=(0.85, 0.9, 0.96)),
    head=sbi_head, tail=sbi_tail, tail_height=24, cheque="cheque",
    prints=frozenset({"period", "opening", "closing", "ifsc"}),
)


# ---- Indian Bank: printed from a browser -------------------------------------------------------

def indian_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "Indian Bank", 13, bold=True, colour=(0.05, 0.2, 0.5))
    page.text(565, page.top - 8, "ACCOUNT STATEMENT", 10, anchor="right")
    page.pairs(30, page.top - 28, [("Account Holder", account.holder), ("Account Number", account.number),
                                   ("IFSC", account.ifsc)], label_width=95)
    page.text(565, page.top - 28, f"{page.date('DD Mon YYYY')} - {page.date('DD Mon YYYY', True)}", anchor="right")
    bottom = page.summary(30, page.top - 64, 535, [
        ("Opening Balance", f"INR {indian(account.opening)}"),
        ("Total Credits", f"+ INR {indian(page.ledger.total('credit'))}"),
        ("Total Debits", f"- INR {indian(page.ledger.total('debit'))}"),
        ("Ending Balance", f"INR {indian(page.ledger.closing)}")], fill=(0.96, 0.96, 0.9), size=7.5)
    page.text(30, bottom - 18, "ACCOUNT ACTIVITY", 9, bold=True)
    return bottom - 26


def indian_last(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Total", "debit": f"INR {indian(ledger.total('debit'))}",
             "credit": f"INR {indian(ledger.total('credit'))}", "balance": f"INR {indian(ledger.closing)}"}]


INDIAN = Layout(
    name="indian-browser-print", bank="indbnk", dialect="slash",
    about="mirrored page matrix as browsers write it, INR before amounts, - for empty, summary box on top, embedded Vera",
    account=Account("LOHITAKSH RACHITKAR", "0000007000000", "IDIB0ZZZ007", date(2025, 3, 1), date(2025, 8, 31), 2_002_000),
    table=Table((
        Column("date", "Date", 62, day("DD Mon YYYY")),
        Column("narration", "Transaction Details", 200, narration, wrap=True),
        Column("debit", "Debits", 88, side("debit", empty="-", prefix="INR "), "right"),
        Column("credit", "Credits", 88, side("credit", empty="-", prefix="INR "), "right"),
        Column("balance", "Balance", 97, balance("indian", "INR {}", "INR -{}"), "right", strong=True),
    ), face=VERA, size=6.8, leading=9, rise=4, rules="rows"),
    ink=Ink(mode="flipped"), head=indian_head, last_rows=indian_last,
    prints=frozenset({"period", "opening", "closing", "ifsc"}),
)


# ---- Bank of Maharashtra: a channel column behind the balance -----------------------------------

def maha_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "Bank of Maharashtra", 12, bold=True)
    y = page.pairs(30, page.top - 26, [("Account No", account.number), ("Account Holder", account.holder),
                                       ("Branch IFSC", account.ifsc)])
    page.pairs(420, page.top - 26, [("Statement from", page.date("DD/MM/YYYY")), ("to", page.date("DD/MM/YYYY", True)),
                                    ("Drawing limit", "0.00")])
    return y - 4


def maha_close(sums: Sums) -> List[Cells]:
    return [{"narration": "Carried Forward", "balance": indian(sums.closing)}]


def maha_open(sums: Sums) -> Cells:
    return {"narration": "Brought Forward", "balance": indian(sums.opening)}


def maha_first(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Brought Forward", "balance": indian(ledger.account.opening)}]


def maha_last(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Total Transaction Count " + str(len(ledger.entries)),
             "debit": indian(ledger.total("debit")), "credit": indian(ledger.total("credit"))},
            {"narration": "Closing Balance", "balance": indian(ledger.closing)}]


MAHA = Layout(
    name="mahabk-landscape-forward", bank="mahabk", dialect="slash",
    about="landscape, date with time on one line, cheque/reference column, carried and brought forward rows, "
          "channel behind the balance",
    account=Account("KAVINAYA ANUKRITI", "00000060012345678", "MAHB0ZZZ008", date(2025, 4, 1), date(2025, 6, 30), 9_900_010),
    table=Table((
        Column("serial", "Sr No", 34, serial),
        Column("date", "Date", 92, moment("DD/MM/YYYY")),
        Column("narration", "Particulars", 246, narration, wrap=True),
        Column("reference", "Cheque/Reference No", 100, reference()),
        Column("debit", "Debit", 74, side("debit"), "right"),
        Column("credit", "Credit", 78, side("credit"), "right"),
        Column("balance", "Balance", 84, balance(), "right"),
        Column("channel", "Channel", 74, lambda entry: {"upi": "UPI", "atm": "ATM", "pos": "POS"}.get(
            entry.kind[:3], "BRANCH 00099"), "left"),
    ), size=7.8, rules="grid", stripe=(0.96, 0.96, 0.96)),
    paper=A4_LANDSCAPE, head=maha_head, page_open=maha_open, page_close=maha_close, first_rows=maha_first,
    last_rows=maha_last, cheque="reference", prints=frozenset({"period", "opening", "closing", "ifsc"}),
)

LAYOUTS = (BARODA, PNB, CANARA, UNION, BOI, SBI, INDIAN, MAHA)
