"""Layouts in the manner of private banks."""
from __future__ import annotations

from datetime import date
from typing import List

from .flow import A4_LANDSCAPE, Cells, Layout, Page, Sums
from .formats import indian, show_date
from .ledger import Account, Entry, Ledger
from .sheets import Ink, TIMES
from .table import (Column, Table, amount, balance, cheque, day, mark, moment, narration, reference, serial, side,
                    value_day)


# ---- IndusInd Bank: drawn column after column -----------------------------------------------

def indusind_kind(entry: Entry) -> str:
    """The words of the Type column."""
    return {"atm": "ATM Cash", "cha": "Charges", "int": "Interest", "che": "Clearing"}.get(
        entry.kind[:3], "Transfer Credit" if entry.credit else "Transfer Debit")


def indusind_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "INDUSIND BANK", 13, bold=True, colour=(0.55, 0.1, 0.1))
    y = page.lines(30, page.top - 28, (account.holder, *account.address))
    page.pairs(340, page.top - 28, [
        ("Account No.", account.number), ("IFSC Code", account.ifsc),
        ("From", page.date("DD-Mon-YYYY")), ("To", page.date("DD-Mon-YYYY", True))], label_width=70, leading=10)
    return y - 12


def indusind_foot(page: Page) -> None:
    page.text(30, 30, "INDUSIND SPECIMEN | 00 Namuna Road, Udaharanpur | Page {0} of {{pages}}".format(page.number), 6)


INDUSIND = Layout(
    name="indusind-by-column", bank="indusind", dialect="slash",
    about="content stream holds the table column after column; a Type column; - for empty sides",
    account=Account("GIRIJAN CHHAYAKAR", "000001234567", "INDB0ZZZ009", date(2025, 4, 1), date(2025, 9, 30), 5_512_345),
    table=Table((
        Column("date", "Date", 58, day("DD-Mon-YYYY")),
        Column("kind", "Type", 62, indusind_kind),
        Column("narration", "Description", 197, narration, wrap=True),
        Column("debit", "Debit", 70, side("debit", empty="-"), "right"),
        Column("credit", "Credit", 70, side("credit", empty="-"), "right"),
        Column("balance", "Balance", 78, balance(), "right"),
    ), size=7.4, rise=3.5, rules="rows", head_fill=(0.55, 0.1, 0.1), head_colour=(1, 1, 1)),
    ink=Ink(by_column=True), head=indusind_head, foot=indusind_foot,
    prints=frozenset({"period", "ifsc"}),
)


# ---- Yes Bank: page turned by /Rotate, date line at the bottom of each row ---------------------

def yes_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "YES BANK", 14, bold=True, colour=(0, 0.25, 0.6))
    page.text(811, page.top - 8, "Statement of Account", 10, anchor="right")
    y = page.pairs(30, page.top - 28, [("Account Number", account.number), ("Primary Holder", account.holder),
                                       ("IFSC", account.ifsc)], label_width=90)
    page.pairs(480, page.top - 28, [
        ("Statement Period", f"{page.date('DD/MM/YYYY')} - {page.date('DD/MM/YYYY', True)}"),
        ("Opening Balance", indian(account.opening)), ("Closing Balance", indian(page.ledger.closing))],
        label_width=90)
    return y - 6


YES = Layout(
    name="yes-rotated", bank="yesbnk", dialect="slash",
    about="/Rotate 90, figures at the bottom line of each row, cheque/reference column",
    account=Account("ISHVAR MITHYAKAR", "000099900001234", "YESB0ZZZ010", date(2025, 2, 1), date(2025, 7, 31), 730_000),
    table=Table((
        Column("date", "Transaction\nDate", 66, day("DD/MM/YYYY")),
        Column("value", "Value Date", 66, value_day("DD/MM/YYYY")),
        Column("reference", "Cheque No/Reference No", 106, reference()),
        Column("narration", "Description", 304, narration, wrap=True),
        Column("debit", "Withdrawals", 78, side("debit"), "right"),
        Column("credit", "Deposits", 78, side("credit"), "right"),
        Column("balance", "Running Balance", 84, balance(), "right"),
    ), size=8, leading=9.8, valign="bottom", rules="rows", head_fill=(0.88, 0.92, 0.97)),
    ink=Ink(rotate=True), paper=A4_LANDSCAPE, head=yes_head, cheque="reference",
    prints=frozenset({"period", "opening", "closing", "ifsc", "value_date"}),
)


# ---- Federal Bank: every glyph its own text object --------------------------------------------

def federal_head(page: Page) -> float:
    account = page.account
    page.text(297, page.top - 8, "FEDERAL BANK", 13, bold=True, anchor="center")
    page.text(297, page.top - 22, f"Statement of Account for the period {page.date('DD-MON-YYYY')} to "
                                  f"{page.date('DD-MON-YYYY', True)}", 9, anchor="center")
    y = page.pairs(30, page.top - 42, [("Name", account.holder), ("Account Number", account.number),
                                       ("IFSC", account.ifsc)], size=8.5)
    page.pairs(330, page.top - 42, [("Account Status", "ACTIVE"), ("Effective Available Balance", "0.00"),
                                    ("Currency", "INR")], size=8.5)
    return y - 4


def federal_first(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Opening Balance", "balance": indian(ledger.account.opening), "mark": "Cr"}]


def federal_last(ledger: Ledger) -> List[Cells]:
    return [{"narration": "GRAND TOTAL", "debit": indian(ledger.total("debit")), "credit": indian(ledger.total("credit"))}]


def federal_foot(page: Page) -> None:
    page.text(297, 28, f"Page {page.number} of {{pages}}", 7.5, anchor="center")


FEDERAL = Layout(
    name="federal-glyphs", bank="federal", dialect="slash",
    about="each glyph drawn by itself without spaces, Times, Tran Type column, Cr in a column of its own",
    account=Account("DEVARSH DRISHTANTAM", "00000100004321", "FDRL0ZZZ011", date(2025, 4, 1), date(2025, 9, 30), 1_845_500),
    table=Table((
        Column("date", "Date", 50, day("DD/MM/YYYY")),
        Column("value", "Value Date", 50, value_day("DD/MM/YYYY")),
        Column("narration", "Particulars", 158, narration, wrap=True),
        Column("kind", "Tran\nType", 30, lambda entry: "CLG" if entry.cheque else "TFR", "center"),
        Column("cheque", "Cheque\nDetails", 42, cheque()),
        Column("debit", "Withdrawals", 60, side("debit"), "right"),
        Column("credit", "Deposits", 60, side("credit"), "right"),
        Column("balance", "Balance", 65, balance(), "right"),
        Column("mark", "Cr/Dr", 26, lambda entry: "Dr" if entry.balance < 0 else "Cr", "center"),
    ), face=TIMES, size=7.8, leading=9.2, x=27, rules="grid"),
    ink=Ink(mode="glyphs"), head=federal_head, foot=federal_foot, first_rows=federal_first, last_rows=federal_last,
    cheque="cheque", prints=frozenset({"period", "opening", "ifsc", "value_date"}),
)


# ---- Karur Vysya Bank: an overdraft, value date first, credit before debit ---------------------

def kvb_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "Karur Vysya Bank", 13, bold=True, colour=(0, 0.4, 0.25))
    page.text(30, page.top - 22, "OVERDRAFT ACCOUNT STATEMENT", 9, bold=True)
    y = page.pairs(30, page.top - 38, [("Customer", account.holder), ("A/c No", account.number),
                                       ("IFSC", account.ifsc)], size=7.5)
    page.pairs(330, page.top - 38, [("Sanctioned Limit", "60,00,000.00"), ("Drawing Power", "50,00,000.00"),
                                    ("Rate of Interest", "10.85 %")], size=7.5)
    page.text(30, y - 4, f"Period: {page.date('DD-MM-YY')} to {page.date('DD-MM-YY', True)}", 7.5)
    return y - 12


def drcr(paise: int) -> str:
    return f"{indian(paise)}{'Dr' if paise < 0 else 'Cr'}"


def kvb_first(ledger: Ledger) -> List[Cells]:
    return [{"narration": "B/F ...", "balance": drcr(ledger.account.opening)}]


def kvb_open(sums: Sums) -> Cells:
    return {"narration": "B/F ...", "balance": drcr(sums.opening)}


KVB = Layout(
    name="kvb-overdraft", bank="karur", dialect="slash",
    about="overdraft with Dr and Cr glued to the balance, value date before date, credit before debit, B/F per page",
    account=Account("NAMUNA AGRO EXPORTS", "0000135000000077", "KVBL0ZZZ012", date(2025, 4, 1), date(2025, 9, 30),
                    -432_000_050, floor=-500_000_000, scale=8),
    table=Table((
        Column("value", "Value\nDate", 58, value_day("DD-MON-YYYY")),
        Column("date", "Transaction\nDate", 58, day("DD-MON-YYYY")),
        Column("cheque", "Cheque\nNo.", 44, cheque()),
        Column("narration", "Description", 160, narration, wrap=True),
        Column("credit", "Credit", 69, side("credit"), "right"),
        Column("debit", "Debit", 69, side("debit"), "right"),
        Column("balance", "Balance", 77, balance("indian", "{}Cr", "{}Dr"), "right"),
    ), size=7.3, leading=9, rules="grid", rule_colour=(0.7, 0.8, 0.75), head_fill=(0.85, 0.94, 0.9)),
    head=kvb_head, first_rows=kvb_first, page_open=kvb_open, cheque="cheque",
    prints=frozenset({"period", "opening", "ifsc", "value_date"}),
)


# ---- South Indian Bank: one short page inside a Form XObject -----------------------------------

def sib_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "South Indian Bank", 13, bold=True, colour=(0.7, 0.05, 0.1))
    y = page.pairs(30, page.top - 28, [("A/C NAME", account.holder), ("A/C NO", account.number), ("IFSC", account.ifsc)],
                   size=8.5)
    page.text(30, y - 6, f"Statement of account from {page.date('D Month YYYY')} to {page.date('D Month YYYY', True)}",
              8.5, bold=True)
    return y - 16


def sib_first(ledger: Ledger) -> List[Cells]:
    return [{"date": show_date(ledger.account.start, "DD-MM-YY"), "narration": "B/F",
             "balance": f"Rs.{indian(ledger.account.opening)}"}]


def sib_last(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Closing Balance", "debit": f"Rs.{indian(ledger.total('debit'))}",
             "credit": f"Rs.{indian(ledger.total('credit'))}", "balance": f"Rs.{indian(ledger.closing)}"}]


SIB = Layout(
    name="sib-short-form", bank="sib", dialect="slash",
    about="one short page, page text inside a shifted Form XObject, Rs. glued before amounts, dated B/F row",
    account=Account("EESHAN SPECIMENWALA", "0000053000001111", "SIBL0ZZZ013", date(2025, 9, 1), date(2025, 9, 30), 2_575_000),
    table=Table((
        Column("date", "DATE", 52, day("DD-MM-YY")),
        Column("narration", "PARTICULARS", 213, narration, wrap=True),
        Column("cheque", "CHQ.NO.", 46, cheque()),
        Column("debit", "WITHDRAWALS", 74, side("debit", prefix="Rs."), "right"),
        Column("credit", "DEPOSITS", 74, side("credit", prefix="Rs."), "right"),
        Column("balance", "BALANCE", 76, balance("indian", "Rs.{}", "Rs.-{}"), "right"),
    ), size=7.8, rules="columns"),
    ink=Ink(form="shifted"), head=sib_head, first_rows=sib_first, last_rows=sib_last, cheque="cheque",
    most_rows=14, single_page=True, prints=frozenset({"period", "opening", "closing", "ifsc"}),
)


# ---- RBL Bank: value date in brackets below the date, fake bold, advertisement ----------------

def rbl_head(page: Page) -> float:
    account = page.account
    page.text(565, page.top - 8, "RBL BANK", 14, bold=True, anchor="right", colour=(0.1, 0.2, 0.5))
    y = page.lines(30, page.top - 8, (account.holder, *account.address))
    page.pairs(30, y - 8, [("Account Number", account.number), ("IFSC/RTGS/NEFT code", account.ifsc)])
    page.text(565, y - 8, f"Period: {page.date('DD/MM/YYYY')} to {page.date('DD/MM/YYYY', True)}", anchor="right")
    return y - 36


def rbl_advert(page: Page) -> None:
    page.sheet.rect(30, 28, 535, 34, fill=(0.99, 0.95, 0.85))
    page.paragraph(36, 51, 520, "Save more with Namuna Recurring: set aside Rs. 2,500.00 a month from 01/11/2025 and "
                   "watch 30,000.00 become 31,275.40 by 31/10/2026 at 7.75% p.a. Offer invented, like all else here. "
                   "Debit cards reissued after 15-11-2025 cost 250.00.", 6.8, 8.2, colour=(0.4, 0.25, 0))


def rbl_first(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Opening Balance", "balance": indian(ledger.account.opening)}]


def rbl_open(sums: Sums) -> Cells:
    return {"narration": "Balance brought forward", "balance": indian(sums.opening)}


def rbl_close(sums: Sums) -> List[Cells]:
    return [{"narration": "Balance carried forward", "balance": indian(sums.closing)}]


def rbl_last(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Closing Balance", "balance": indian(ledger.closing)}]


RBL = Layout(
    name="rbl-value-date-below", bank="rbl", dialect="dash",
    about="value date in brackets below the date, fake bold by drawing twice, forward rows, advertisement on each page",
    account=Account("FALGUNI ANUKRITI", "000009990012", "RATN0ZZZ014", date(2025, 4, 1), date(2025, 9, 30), 6_543_210),
    table=Table((
        Column("date", "Transaction Date\n(Value Date)", 80, day("DD/MM/YYYY", below="DD/MM/YYYY")),
        Column("narration", "Transaction Details", 190, narration, wrap=True),
        Column("cheque", "Cheque ID", 48, cheque()),
        Column("debit", "Withdrawal Amt", 70, side("debit"), "right"),
        Column("credit", "Deposit Amt", 70, side("credit"), "right"),
        Column("balance", "Balance Amt", 77, balance(), "right", strong=True),
    ), size=7.5, rise=3, rules="rows"),
    ink=Ink(mode="shadow"), head=rbl_head, foot=rbl_advert, bottom=70, first_rows=rbl_first, page_open=rbl_open,
    page_close=rbl_close, last_rows=rbl_last, cheque="cheque",
    prints=frozenset({"period", "opening", "closing", "ifsc", "value_date"}),
)


# ---- HDFC Bank, newer form: value date and reference inside the narration ----------------------

def hdfc_extend(ledger: Ledger) -> None:
    """Every narration ends with its value date and reference."""
    for entry in ledger.entries:
        number = (entry.reference.split("-")[-1] or "0").zfill(16)
        entry.narration += f" Value Dt {show_date(entry.value_date, 'DD/MM/YYYY')} Ref {number}"


def hdfc_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "HDFC BANK", 13, bold=True, colour=(0, 0.2, 0.5))
    y = page.lines(30, page.top - 26, (account.holder, *account.address))
    page.pairs(320, page.top - 26, [("Account Number", account.number), ("RTGS/NEFT IFSC", account.ifsc),
                                    ("Opening Balance", indian(account.opening))], leading=10)
    page.text(30, y - 6, f"Statement From : {page.date('DD/MM/YYYY')} To : {page.date('DD/MM/YYYY', True)}", 8.5, bold=True)
    return y - 16


def hdfc_foot(page: Page) -> None:
    page.text(297, 26, f"Page {page.number} of {{pages}}", 7, anchor="center")


HDFC = Layout(
    name="hdfc-new", bank="hdfc", dialect="dash",
    about="second form of HDFC: 0.00 on the other side, narration ends with value date and reference, TJ kerning",
    account=Account("AARUL RACHITKAR", "00000000056789", "HDFC0ZZZ015", date(2025, 4, 1), date(2025, 9, 30), 12_345_678),
    table=Table((
        Column("date", "Txn Date", 58, day("DD/MM/YYYY")),
        Column("narration", "Narration", 243, narration, wrap=True),
        Column("debit", "Withdrawals", 74, side("debit", empty="0.00"), "right"),
        Column("credit", "Deposits", 74, side("credit", empty="0.00"), "right"),
        Column("balance", "Closing Balance", 86, balance(), "right"),
    ), size=7.8, rise=3, rules="rows", head_fill=(0.9, 0.93, 0.97)),
    ink=Ink(mode="kerned"), head=hdfc_head, foot=hdfc_foot, prepare=hdfc_extend,
    prints=frozenset({"period", "opening", "ifsc", "value_date"}),
)


# ---- ICICI Bank, detailed form -----------------------------------------------------------------

def icici_head(page: Page) -> float:
    account = page.account
    page.text(297, page.top - 6, "DETAILED STATEMENT", 11, bold=True, anchor="center")
    y = page.pairs(30, page.top - 28, [("Name", account.holder),
                                       ("Account Number", f"{account.number} ( INR ) - {account.holder}"),
                                       ("IFSC Code", account.ifsc), ("Branch", "ICICI Bank Namuna Road")],
                   label_width=100, size=8)
    page.text(30, y - 2, f"Transaction Date from {page.date('DD/MM/YYYY')} to {page.date('DD/MM/YYYY', True)}", 8)
    return y - 12


def icici_tail(page: Page, y: float) -> None:
    page.text(30, y - 18, "Legends Used in Account Statement", 7.5, bold=True)
    page.lines(30, y - 30, ("1. VPS/IPS - debit card transaction     2. MMT - mobile money transfer",
                            "3. BIL - internet bill payment or funds transfer     4. UCCBRN - up-country cheque 125.00"), 7)


ICICI = Layout(
    name="icici-detailed", bank="icici", dialect="icici",
    about="second form of ICICI: serial and value date first, three-line headings, 0.00, no separators, legends, ASCII85",
    account=Account("BHAVYAN NAMUNEKAR", "000001000999", "ICIC0ZZZ016", date(2025, 1, 1), date(2025, 6, 30), 4_200_000),
    table=Table((
        Column("serial", "S No.", 30, serial),
        Column("value", "Value Date", 54, value_day("DD/MM/YYYY")),
        Column("date", "Transaction\nDate", 56, day("DD/MM/YYYY")),
        Column("cheque", "Cheque\nNumber", 46, cheque("-")),
        Column("narration", "Transaction Remarks", 163, narration, wrap=True),
        Column("debit", "Withdrawal\nAmount\n(INR )", 60, side("debit", "plain", "0.00"), "right"),
        Column("credit", "Deposit\nAmount\n(INR )", 60, side("credit", "plain", "0.00"), "right"),
        Column("balance", "Balance\n(INR )", 66, balance("plain"), "right"),
    ), size=7.3, leading=8.8, rules="grid", head_fill=(0.93, 0.93, 0.93)),
    ink=Ink(ascii85=True), head=icici_head, tail=icici_tail, tail_height=50, head_each_page=False, cheque="cheque",
    prints=frozenset({"period", "ifsc", "value_date"}),
)


# ---- Axis Bank, serial number form --------------------------------------------------------------

def axis_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "AXIS BANK", 13, bold=True, colour=(0.6, 0.05, 0.3))
    page.pairs(30, page.top - 26, [("Name", account.holder), ("Account No", account.number)])
    page.text(30, page.top - 52, f"Statement of Account No - {account.number} for the period (From : "
                                 f"{page.date('DD-MM-YYYY')} To : {page.date('DD-MM-YYYY', True)})", 8, bold=True)
    return page.top - 62


AXIS = Layout(
    name="axis-serial", bank="axis", dialect="axis",
    about="second form of Axis: amount with DR/CR column, cheque and branch behind the balance, font size 1 scaled "
          "by the text matrix, no IFSC",
    account=Account("KALPANIK SOFTWARE PVT LTD", "000010000011111", "UTIB0ZZZ017", date(2024, 10, 1), date(2025, 3, 31),
                    45_000_000, scale=15),
    table=Table((
        Column("serial", "S.No", 34, serial),
        Column("date", "Transaction\nDate", 62, day("DD/MM/YYYY")),
        Column("value", "Value Date", 62, value_day("DD/MM/YYYY")),
        Column("narration", "Particulars", 250, narration, wrap=True),
        Column("amount", "Amount(INR)", 82, amount("plain"), "right"),
        Column("mark", "Debit/Credit", 58, mark("CR", "DR"), "center"),
        Column("balance", "Balance(INR)", 88, balance("plain"), "right"),
        Column("cheque", "Cheque\nNumber", 50, cheque("-"), "center"),
        Column("branch", "Branch Name(SOL)", 92, lambda entry: "NAMUNA NAGAR(099)"),
    ), size=7.6, leading=9.2, rules="grid", head_fill=(0.9, 0.82, 0.86)),
    ink=Ink(mode="unit"), paper=A4_LANDSCAPE, head=axis_head, cheque="cheque",
    prints=frozenset({"period", "value_date"}),
)


# ---- Kotak Mahindra Bank, newer form -----------------------------------------------------------

def kotak_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "Account Statement", 14, bold=True)
    page.text(30, page.top - 22, f"{page.date('DD Mon YYYY')} - {page.date('DD Mon YYYY', True)}", 9)
    y = page.lines(30, page.top - 42, (account.holder, *account.address), 8.5, 11)
    page.pairs(330, page.top - 42, [("Account No.", account.number), ("IFSC Code", account.ifsc),
                                    ("Account Type", "Savings"), ("Currency", "INR")],
               label_width=70, size=8.5, colon="")
    page.text(30, y - 8, "Savings Account Transactions", 9.5, bold=True)
    return y - 16


def kotak_foot(page: Page) -> None:
    page.text(30, 28, "Statement generated on 04 Apr 2026 10:12 AM  |  Kotak Mahindra Bank", 6.5)
    page.text(565, 28, f"Page {page.number} of {{pages}}", 6.5, anchor="right")


def kotak_first(ledger: Ledger) -> List[Cells]:
    return [{"serial": "-", "date": "-", "narration": "Opening Balance", "reference": "-", "debit": "-", "credit": "-",
             "balance": indian(ledger.account.opening)}]


def kotak_tail(page: Page, y: float) -> None:
    ledger = page.ledger
    page.text(30, y - 20, "Account Summary", 9, bold=True)
    page.summary(30, y - 28, 535, [
        ("Opening Balance", indian(ledger.account.opening)), ("Withdrawal (Dr.)", indian(ledger.total("debit"))),
        ("Deposit (Cr.)", indian(ledger.total("credit"))), ("Closing Balance", indian(ledger.closing))])


KOTAK = Layout(
    name="kotak-new", bank="kotak", dialect="kotak",
    about="second form of Kotak: # column, DD Mon YYYY, opening row of dashes, summary behind the table",
    account=Account("ESHANVI PRATIRUPAN", "0000012345", "KKBK0ZZZ018", date(2025, 4, 1), date(2026, 3, 31), 1_010_101),
    table=Table((
        Column("serial", "#", 26, serial),
        Column("date", "Date", 58, day("DD Mon YYYY")),
        Column("narration", "Description", 163, narration, wrap=True),
        Column("reference", "Chq/Ref. No.", 86, reference(), wrap=True),
        Column("debit", "Withdrawal (Dr.)", 68, side("debit"), "right"),
        Column("credit", "Deposit (Cr.)", 64, side("credit"), "right"),
        Column("balance", "Balance", 70, balance(), "right"),
    ), size=7.6, rise=4, rules="rows", rule_colour=(0.85, 0.85, 0.85)),
    head=kotak_head, foot=kotak_foot, first_rows=kotak_first, tail=kotak_tail, tail_height=66, cheque="reference",
    prints=frozenset({"period", "opening", "closing", "ifsc"}),
)


# ---- IDBI Bank: newest first, with times, currency column ---------------------------------------

def idbi_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "IDBI BANK", 13, bold=True, colour=(0, 0.45, 0.4))
    page.text(811, page.top - 8, f"A/C NO: {account.number}", 9, anchor="right")
    page.pairs(30, page.top - 26, [("Account Holder", account.holder), ("IFSC", account.ifsc)])
    page.text(30, page.top - 50, f"Transaction Date From: {page.date('DD/MM/YYYY')} To: {page.date('DD/MM/YYYY', True)}", 8)
    return page.top - 60


IDBI = Layout(
    name="idbi-newest-first-timed", bank="idbi", dialect="slash",
    about="landscape, descending, date with seconds, Dr./Cr. column and currency column before the amount, "
          "uncompressed content",
    account=Account("JALPAN UDAHARANI", "0000104000123456", "IBKL0ZZZ019", date(2025, 7, 1), date(2025, 9, 30), 7_700_077),
    table=Table((
        Column("serial", "S.No", 32, serial, "center"),
        Column("date", "Txn Date", 96, moment("DD/MM/YYYY")),
        Column("value", "Value Date", 60, value_day("DD/MM/YYYY")),
        Column("narration", "Description", 284, narration, wrap=True),
        Column("cheque", "Cheque No", 58, cheque()),
        Column("mark", "CR/DR", 42, mark("Cr.", "Dr."), "center"),
        Column("currency", "CCY", 34, lambda entry: "INR", "center"),
        Column("amount", "Amount (INR)", 84, amount(), "right"),
        Column("balance", "Balance (INR)", 92, balance(), "right"),
    ), size=7.8, leading=9.5, valign="middle", rules="grid"),
    ink=Ink(compress=False), paper=A4_LANDSCAPE, order="descending", head=idbi_head, cheque="cheque",
    prints=frozenset({"period", "ifsc", "value_date"}),
)

LAYOUTS = (INDUSIND, YES, FEDERAL, KVB, SIB, RBL, HDFC, ICICI, AXIS, KOTAK, IDBI)
