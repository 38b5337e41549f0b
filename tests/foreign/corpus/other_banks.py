"""Layouts in the manner of foreign, small finance, co-operative and old private banks."""
from __future__ import annotations

from datetime import date
from typing import List

from .flow import Cells, Layout, Page, Sums
from .formats import indian, show_date, western
from .ledger import Account, Ledger
from .lineprinter import compose_printer
from .sheets import COURIER, Ink, VERA
from .table import Column, Table, amount, balance, cheque, day, day_once, narration, side


# ---- Karnataka Bank: line printer ---------------------------------------------------------------

KARNATAKA = Layout(
    name="karnataka-lineprinter", bank="karnataka", dialect="slash",
    about="Courier, each printed line one string padded with spaces, page totals, carried and brought forward",
    account=Account("CHARVIKA MITHYAKAR", "0000500100000001", "KARB0ZZZ020", date(2025, 4, 1), date(2025, 9, 30), 3_330_000),
    table=Table((), face=COURIER), head=lambda page: page.top, composer=compose_printer, cheque="cheque",
    prints=frozenset({"period", "opening", "closing", "ifsc"}),
)


# ---- DBS Bank: one signed amount column, word by word -------------------------------------------

def dbs_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 10, "DBS Bank India", 14, bold=True, colour=(0.8, 0, 0))
    page.text(30, page.top - 30, account.holder, 9, bold=True)
    page.lines(30, page.top - 42, account.address)
    page.pairs(330, page.top - 30, [("Account number", account.number), ("IFSC", account.ifsc),
                                    ("Period", f"{page.date('YYYY-MM-DD')} to {page.date('YYYY-MM-DD', True)}")])
    bottom = page.summary(30, page.top - 78, 535, [
        ("Opening balance", western(account.opening)), ("Money in", western(page.ledger.total("credit"))),
        ("Money out", western(page.ledger.total("debit"))), ("Closing balance", western(page.ledger.closing))],
        fill=(0.97, 0.97, 0.97))
    return bottom - 16


def dbs_foot(page: Page) -> None:
    page.sheet.line(30, 44, 565, 44, colour=(0.8, 0, 0))
    page.paragraph(30, 34, 535, "1 Amounts with a minus sign left the account. 2 Balances are shown after each "
                   "transaction. 3 Interest of 3.00% p.a. is credited on 30-06 and 31-12.", 6)


DBS = Layout(
    name="dbs-signed", bank="dbsbnk", dialect="prose",
    about="one signed amount column (+/-), western grouping, YYYY-MM-DD, each word its own text object, footnotes",
    account=Account("NIRUPAN RACHITKAR", "000812345678", "DBSS0ZZZ021", date(2025, 1, 1), date(2025, 6, 30), 15_000_000,
                    scale=4),
    table=Table((
        Column("date", "Date", 60, day("YYYY-MM-DD")),
        Column("narration", "Transaction", 285, narration, wrap=True),
        Column("amount", "Amount (INR)", 92, amount("western", "+{}", "-{}"), "right"),
        Column("balance", "Balance (INR)", 98, balance("western"), "right"),
    ), size=8, leading=10, rise=3, rules="rows", rule_colour=(0.9, 0.9, 0.9)),
    ink=Ink(mode="words"), head=dbs_head, foot=dbs_foot, bottom=52,
    prints=frozenset({"period", "opening", "closing", "ifsc"}),
)


# ---- Saraswat Bank: kerned, date line at the bottom, page totals --------------------------------

def saraswat_head(page: Page) -> float:
    account = page.account
    page.text(297, page.top - 8, "Saraswat Co-operative Bank Ltd.", 12, bold=True, anchor="center")
    page.text(297, page.top - 20, "(Invented branch) NAMUNA PETH", 8, anchor="center")
    y = page.pairs(30, page.top - 38, [("A/c Holder", account.holder), ("A/c Number", account.number),
                                       ("IFSC Code", account.ifsc)], label_width=60)
    page.pairs(340, page.top - 38, [("Statement From", page.date("DD/MM/YYYY")),
                                    ("Statement To", page.date("DD/MM/YYYY", True))], label_width=80)
    return y - 4


def saraswat_first(ledger: Ledger) -> List[Cells]:
    return [{"narration": "OPENING BALANCE", "balance": f"Rs. {indian(ledger.account.opening)} Cr"}]


def saraswat_close(sums: Sums) -> List[Cells]:
    return [{"narration": "Page Total", "debit": f"Rs. {indian(sums.debit)}", "credit": f"Rs. {indian(sums.credit)}"}]


def saraswat_last(ledger: Ledger) -> List[Cells]:
    return [{"narration": "Grand Total", "debit": f"Rs. {indian(ledger.total('debit'))}",
             "credit": f"Rs. {indian(ledger.total('credit'))}"},
            {"narration": "CLOSING BALANCE", "balance": f"Rs. {indian(ledger.closing)} Cr"}]


SARASWAT = Layout(
    name="saraswat-bottom-kerned", bank="saraswat", dialect="slash",
    about="TJ arrays with spaces as displacements, date and figures on the last line of the row, Rs. before amounts, "
          "page totals",
    account=Account("HEMANGI AABHASI", "00000000610009999", "SRCB0ZZZ022", date(2025, 4, 1), date(2025, 9, 30), 2_468_013),
    table=Table((
        Column("date", "Date", 54, day("DD/MM/YYYY")),
        Column("narration", "Particulars", 187, narration, wrap=True),
        Column("cheque", "Instruments", 50, cheque()),
        Column("debit", "Dr Amount", 78, side("debit", prefix="Rs. "), "right"),
        Column("credit", "Cr Amount", 80, side("credit", prefix="Rs. "), "right"),
        Column("balance", "Total Amount", 86, balance("indian", "Rs. {} Cr", "Rs. {} Dr"), "right"),
    ), size=7.4, leading=9, valign="bottom"),
    ink=Ink(mode="kerned"), head=saraswat_head, first_rows=saraswat_first, page_close=saraswat_close,
    last_rows=saraswat_last, cheque="cheque", prints=frozenset({"period", "opening", "closing", "ifsc"}),
)


# ---- AU Small Finance Bank: centred figures, character spacing, forms with a matrix ------------

def au_head(page: Page) -> float:
    account = page.account
    page.sheet.rect(0, page.sheet.height - 78, page.sheet.width, 44, fill=(0.45, 0.2, 0.5))
    page.text(30, page.top - 26, "AU SMALL FINANCE BANK", 13, bold=True, colour=(1, 1, 1))
    y = page.pairs(30, page.top - 62, [("Customer name", account.holder), ("Account number", account.number),
                                       ("Account opened on", "11-Jan-2019"), ("IFSC code", account.ifsc)],
                   label_width=95, size=7.5)
    page.pairs(330, page.top - 62, [
        ("Statement period", f"{page.date('DD-Mon-YYYY')} to {page.date('DD-Mon-YYYY', True)}"),
        ("Opening balance", indian(account.opening)), ("Closing balance", indian(page.ledger.closing)),
        ("Lien amount", "0.00")], label_width=75, size=7.5)
    return y - 8


def au_next(page: Page) -> float:
    page.text(30, page.top - 4, f"Account number {page.account.number} continued", 7)
    return page.top - 14


AU = Layout(
    name="au-centred-forms", bank="ausfbnk", dialect="prose",
    about="every page inside a Form XObject with a Matrix, character spacing, all cells centred, DD-Mon-YYYY",
    account=Account("MRINMAY KALPANIKAR", "0000201212345678", "AUBL0ZZZ023", date(2025, 4, 1), date(2025, 9, 30), 990_099),
    table=Table((
        Column("date", "Transaction\nDate", 66, day("DD-Mon-YYYY"), "center"),
        Column("value", "Value\nDate", 66, lambda entry: show_date(entry.value_date, "DD-Mon-YYYY"), "center"),
        Column("narration", "Description/Narration", 163, narration, wrap=True, head_align="center"),
        Column("cheque", "Cheque/\nReference No.", 56, cheque("-"), "center"),
        Column("debit", "Debit", 58, side("debit", empty="-"), "center"),
        Column("credit", "Credit", 60, side("credit", empty="-"), "center"),
        Column("balance", "Balance", 66, balance(), "center"),
    ), size=7, leading=8.8, valign="middle", rules="grid", rule_colour=(0.8, 0.7, 0.82), head_fill=(0.93, 0.88, 0.94)),
    ink=Ink(mode="spaced", gap=0.12, form="matrix"), head=au_head, next_head=au_next, cheque="cheque",
    prints=frozenset({"period", "opening", "closing", "ifsc", "value_date"}),
)


# ---- Ujjivan Small Finance Bank: figures left-aligned, nothing but the account in the head ------

def ujjivan_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "Ujjivan Small Finance Bank", 12, bold=True, colour=(0.1, 0.45, 0.4))
    return page.pairs(30, page.top - 26, [("Name", account.holder), ("Account", account.number)]) - 6


UJJIVAN = Layout(
    name="ujjivan-left-figures", bank="ujjivan", dialect="slash",
    about="Courier, figures aligned left, Dr and Cr behind the amounts, balance in front of them; "
          "no period, IFSC, opening or closing printed",
    account=Account("ISHVAR ANUKRITI", "0000221110070001", "UJVN0ZZZ024", date(2025, 5, 1), date(2025, 8, 31), 1_750_000),
    table=Table((
        Column("date", "Date", 66, day("DD-MM-YYYY")),
        Column("balance", "Balance", 84, balance("indian")),
        Column("debit", "Debit", 84, side("debit", suffix=" Dr")),
        Column("credit", "Credit", 84, side("credit", suffix=" Cr")),
        Column("narration", "Narration", 217, narration, wrap=True),
    ), face=COURIER, size=7, leading=8.6, rise=3, rules="rows"),
    head=ujjivan_head,
)


# ---- HSBC: the date only on the first row of each day ------------------------------------------

def hsbc_head(page: Page) -> float:
    account = page.account
    page.text(30, page.top - 8, "HSBC", 15, bold=True, colour=(0.8, 0, 0.05))
    page.text(30, page.top - 26, account.holder, 8)
    page.pairs(330, page.top - 26, [("Account number", account.number),
                                    ("Statement period", f"{page.date('DDMonYYYY')} to {page.date('DDMonYYYY', True)}")])
    return page.top - 56


def hsbc_first(ledger: Ledger) -> List[Cells]:
    return [{"date": show_date(ledger.account.start, "DDMonYYYY"), "narration": "BALANCE BROUGHT FORWARD",
             "balance": western(ledger.account.opening)}]


def hsbc_last(ledger: Ledger) -> List[Cells]:
    return [{"narration": "CLOSING BALANCE", "balance": western(ledger.closing)}]


HSBC = Layout(
    name="hsbc-date-once", bank="hsbc", dialect="prose",
    about="HARDER THAN THE REST: the date stands only on the first row of each day; DDMonYYYY; deposits first",
    account=Account("DEVARSH CHHAYAKAR", "000-123456-006", "HSBC0ZZZ025", date(2025, 6, 1), date(2025, 8, 31), 8_080_808),
    table=Table((
        Column("date", "Date", 62, day_once("DDMonYYYY")),
        Column("narration", "Transaction details", 213, narration, wrap=True),
        Column("credit", "Deposits", 84, side("credit", "western"), "right"),
        Column("debit", "Withdrawals", 84, side("debit", "western"), "right"),
        Column("balance", "Balance", 92, balance("western"), "right"),
    ), face=VERA, size=6.8, leading=8.8),
    head=hsbc_head, first_rows=hsbc_first, last_rows=hsbc_last,
    prints=frozenset({"period", "opening", "closing"}),
)

LAYOUTS = (KARNATAKA, DBS, SARASWAT, AU, UJJIVAN, HSBC)
