"""Statements as a line printer wrote them: each line one string, columns kept by spaces."""
from __future__ import annotations

from typing import List

from .flow import Layout, Page, Sums, printed, stamp
from .formats import indian, show_date
from .ledger import Entry, Ledger
from .sheets import Book, COURIER
from .table import wrap

# column: start, width
DATE, TEXT, CHEQUE, OUT, IN, LEFT = (0, 8), (10, 44), (56, 8), (66, 17), (85, 17), (104, 20)
RULE = "-" * 124
LINES_PER_PAGE = 78
SIZE = 6.9
LEADING = 9.4


def place(*parts: tuple) -> str:
    """Write texts into a line: (column, text[, right])."""
    line = [" "] * 124
    for (start, width), text, *right in parts:
        assert len(text) <= width, text
        at = start + width - len(text) if right else start
        line[at:at + len(text)] = text
    return "".join(line).rstrip()


def suffixed(paise: int) -> str:
    return f"{indian(paise)} {'Dr' if paise < 0 else 'Cr'}"


def note(text: str, paise: int) -> str:
    return place((TEXT, text), (LEFT, suffixed(paise), True))


def entry_lines(layout: Layout, entry: Entry) -> List[str]:
    """The lines of one transaction, the figures on the first."""
    font = COURIER.regular
    words = wrap(layout.ink, entry.narration, font, SIZE, (TEXT[1] + 0.2) * SIZE * 0.6)
    parts: List[tuple] = [(DATE, show_date(entry.day, "DD-MM-YY")), (TEXT, words[0]), (CHEQUE, entry.cheque)]
    if entry.debit is not None:
        parts.append((OUT, indian(entry.debit), True))
    if entry.credit is not None:
        parts.append((IN, indian(entry.credit), True))
    parts.append((LEFT, suffixed(entry.balance), True))
    return [place(*parts)] + [place((TEXT, line)) for line in words[1:]]


def head_lines(layout: Layout, ledger: Ledger, number: int) -> List[str]:
    account = ledger.account
    period = f"{show_date(account.start, 'DD-MM-YY')} TO {show_date(account.end, 'DD-MM-YY')}"
    return [
        f"{'KARNATAKA BANK':<60}{'PAGE NO':>50} : {number}",
        f"{'STATEMENT OF ACCOUNT FOR THE PERIOD ' + period}",
        "",
        f"{'NAME       : ' + account.holder:<62}{'IFSC : ' + account.ifsc}",
        f"{'ACCOUNT NO : ' + account.number:<62}{'TYPE : SAVINGS GENERAL'}",
        RULE,
        place((DATE, "DATE"), (TEXT, "PARTICULARS"), (CHEQUE, "CHQ NO"), (OUT, "WITHDRAWALS", True),
              (IN, "DEPOSITS", True), (LEFT, "BALANCE   ", True)),
        RULE,
    ]


def foot_lines(sums: Sums, last: bool) -> List[str]:
    totals = place((TEXT, "PAGE TOTAL"), (OUT, indian(sums.debit), True), (IN, indian(sums.credit), True))
    if last:
        return [RULE, totals, note("CLOSING BALANCE", sums.closing), RULE,
                "UNLESS A DIFFERENCE IS REPORTED WITHIN 15 DAYS THE ENTRIES ARE TAKEN AS AGREED.",
                "*** END OF STATEMENT ***"]
    return [RULE, totals, note("CARRIED FORWARD", sums.closing)]


def compose_printer(layout: Layout, ledger: Ledger) -> Book:
    """Fill pages of a fixed number of lines."""
    book, sums = Book(layout.ink), Sums(ledger.account.opening)
    lines = head_lines(layout, ledger, 1) + [note("BROUGHT FORWARD", sums.opening)]
    for entry in printed(ledger, layout.order):
        block = entry_lines(layout, entry)
        if len(lines) + len(block) + 6 > LINES_PER_PAGE:
            _page(layout, ledger, book, lines + foot_lines(sums, False))
            sums = Sums(sums.closing)
            lines = head_lines(layout, ledger, len(book.sheets) + 1) + [note("BROUGHT FORWARD", sums.opening)]
        lines += block
        sums.add(entry)
    _page(layout, ledger, book, lines + foot_lines(sums, True))
    return book


def _page(layout: Layout, ledger: Ledger, book: Book, lines: List[str]) -> None:
    sheet = book.add(*layout.paper)
    stamp(Page(sheet, layout, ledger, len(book.sheets)))
    for number, line in enumerate(lines):
        sheet.text(34, sheet.height - 40 - number * LEADING, line, COURIER.regular, SIZE)
