"""What a layout is, and how its ledger flows over pages."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, FrozenSet, List, Optional, Sequence, Tuple

from .formats import GROUPINGS, show_date
from .ledger import Account, Entry, Ledger
from .sheets import BLACK, Book, Colour, Face, Ink, Sheet
from .table import Table, wrap

A4 = (595.28, 841.89)
A4_LANDSCAPE = (841.89, 595.28)
Cells = Dict[str, str]
SPECIMEN = "SYNTHETIC SPECIMEN"


@dataclass
class Sums:
    """Running figures of one page."""
    opening: int
    debit: int = 0
    credit: int = 0

    @property
    def closing(self) -> int:
        return self.opening + self.credit - self.debit

    def add(self, entry: Entry) -> None:
        self.debit += entry.debit or 0
        self.credit += entry.credit or 0


@dataclass
class Page:
    """A sheet being filled, with helpers for what stands around the table."""
    sheet: Sheet
    layout: "Layout"
    ledger: Ledger
    number: int

    @property
    def account(self) -> Account:
        return self.ledger.account

    @property
    def top(self) -> float:
        return self.sheet.height - 34

    @property
    def face(self) -> Face:
        return self.layout.table.face

    def date(self, style: str, end: bool = False) -> str:
        return show_date(self.account.end if end else self.account.start, style)

    def money(self, paise: int, grouping: str = "indian") -> str:
        return ("-" if paise < 0 else "") + GROUPINGS[grouping](paise)

    def text(self, x: float, y: float, words: str, size: float = 8, bold: bool = False,
             anchor: str = "left", colour: Colour = BLACK) -> None:
        font = self.face.bold if bold else self.face.regular
        self.sheet.text(x, y, words, font, size, anchor=anchor, colour=colour, strong=bold)

    def pairs(self, x: float, y: float, rows: Sequence[Tuple[str, str]], label_width: float = 0,
              size: float = 8, leading: float = 11, colon: str = " : ") -> float:
        """Label and value lines; with a label width the two are separate runs."""
        for label, value in rows:
            if label_width:
                self.text(x, y, label, size)
                self.text(x + label_width, y, f"{colon.strip()} {value}".strip(), size)
            else:
                self.text(x, y, f"{label}{colon}{value}", size)
            y -= leading
        return y

    def lines(self, x: float, y: float, lines: Sequence[str], size: float = 8, leading: float = 10) -> float:
        for line in lines:
            self.text(x, y, line, size)
            y -= leading
        return y

    def paragraph(self, x: float, y: float, width: float, words: str, size: float = 7, leading: float = 8.5,
                  colour: Colour = BLACK) -> float:
        for line in wrap(self.layout.ink, words, self.face.regular, size, width):
            self.text(x, y, line, size, colour=colour)
            y -= leading
        return y

    def summary(self, x: float, y: float, width: float, cells: Sequence[Tuple[str, str]],
                fill: Optional[Colour] = None, size: float = 8) -> float:
        """A row of boxes, each a label above a figure."""
        step = width / len(cells)
        self.sheet.rect(x, y - 32, width, 32, fill=fill, stroke=(0.6, 0.6, 0.6))
        for index, (label, value) in enumerate(cells):
            middle = x + step * (index + 0.5)
            self.text(middle, y - 12, label, size - 1, anchor="center")
            self.text(middle, y - 25, value, size, bold=True, anchor="center")
            if index:
                self.sheet.line(x + step * index, y, x + step * index, y - 32, colour=(0.6, 0.6, 0.6))
        return y - 32


@dataclass(frozen=True)
class Layout:
    """A bank's statement form: everything that does not depend on the transactions."""
    name: str
    about: str
    bank: str
    dialect: str
    account: Account
    table: Table
    head: Callable[[Page], float]                     # draws the first page's top, returns the table's top
    prints: FrozenSet[str] = frozenset()              # of: period opening closing ifsc value_date
    cheque: str = "none"                              # none | cheque | reference
    order: str = "ascending"
    ink: Ink = Ink()
    paper: Tuple[float, float] = A4
    bottom: float = 50
    specimen: str = "top"                             # top | bottom
    margin_note: str = ""
    next_head: Optional[Callable[[Page], float]] = None
    foot: Optional[Callable[[Page], None]] = None
    head_each_page: bool = True
    first_rows: Optional[Callable[[Ledger], List[Cells]]] = None
    page_open: Optional[Callable[[Sums], Cells]] = None
    page_close: Optional[Callable[[Sums], List[Cells]]] = None
    last_rows: Optional[Callable[[Ledger], List[Cells]]] = None
    tail: Optional[Callable[[Page, float], None]] = None
    tail_height: float = 0
    prepare: Optional[Callable[[Ledger], None]] = None   # last touches before drawing
    most_rows: int = 100_000
    single_page: bool = False
    composer: Optional[Callable[["Layout", Ledger], Book]] = None


class Flow:
    """Puts a ledger onto the pages of a layout."""

    def __init__(self, layout: Layout, ledger: Ledger) -> None:
        self.layout, self.ledger, self.table = layout, ledger, layout.table
        self.book = Book(layout.ink)
        self.sums = Sums(ledger.account.opening)
        self.closing_height = self._height(layout.page_close(self.sums) if layout.page_close else [])
        self.page = self._new_page()
        self.y = layout.head(self.page)
        self.y = self.table.draw_head(self.page.sheet, self.y)

    def compose(self) -> Book:
        layout, ledger = self.layout, self.ledger
        for cells in (layout.first_rows(ledger) if layout.first_rows else []):
            self._row(cells)
        for index, entry in enumerate(printed(ledger, layout.order)):
            block = self.table.entry_block(layout.ink, entry)
            if self.y - block.height < layout.bottom + self.closing_height:
                self._turn()
            self.y = self.table.draw(self.page.sheet, self.y, block, stripe=index % 2 == 1)
            self.sums.add(entry)
        ending = layout.last_rows(ledger) if layout.last_rows else []
        if self.y - self._height(ending) < layout.bottom:
            self._turn()
        for cells in ending:
            self._row(cells)
        if layout.tail:
            if self.y - layout.tail_height < layout.bottom:
                self.page = self._new_page()
                self.y = layout.next_head(self.page) if layout.next_head else self.page.top
            layout.tail(self.page, self.y)
        return self.book

    def _height(self, rows: List[Cells]) -> float:
        return sum(self.table.block(self.layout.ink, cells, True).height for cells in rows)

    def _row(self, cells: Cells) -> None:
        self.y = self.table.draw(self.page.sheet, self.y, self.table.block(self.layout.ink, cells, True))

    def _turn(self) -> None:
        """Close this page and open the next one."""
        layout = self.layout
        for cells in (layout.page_close(self.sums) if layout.page_close else []):
            self._row(cells)
        self.sums = Sums(self.sums.closing)
        self.page = self._new_page()
        self.y = layout.next_head(self.page) if layout.next_head else self.page.top
        if layout.head_each_page:
            self.y = self.table.draw_head(self.page.sheet, self.y)
        if layout.page_open:
            self._row(layout.page_open(self.sums))

    def _new_page(self) -> Page:
        layout = self.layout
        page = Page(self.book.add(*layout.paper), layout, self.ledger, len(self.book.sheets))
        page.sheet.margin_note = layout.margin_note
        stamp(page)
        if layout.foot:
            layout.foot(page)
        return page


def stamp(page: Page) -> None:
    """The words every page must show."""
    y = page.sheet.height - 17 if page.layout.specimen == "top" else 12
    page.text(page.sheet.width / 2, y, f"{SPECIMEN} - invented data, not a bank document", 6.5,
              anchor="center", colour=(0.7, 0.1, 0.1))


def printed(ledger: Ledger, order: str) -> List[Entry]:
    """The entries in the order of the statement, numbered as printed."""
    entries = ledger.entries if order == "ascending" else ledger.entries[::-1]
    previous = None
    for number, entry in enumerate(entries, 1):
        entry.serial = number
        entry.leads_day = previous is None or previous.day != entry.day
        previous = entry
    return entries


def compose(layout: Layout, ledger: Ledger) -> Book:
    """The finished, checked pages of a statement."""
    book = layout.composer(layout, ledger) if layout.composer else Flow(layout, ledger).compose()
    book.finish()
    book.check()
    for sheet in book.sheets:
        assert any(SPECIMEN in text.words for text in sheet.texts), layout.name
    assert not layout.single_page or len(book.sheets) == 1, layout.name
    return book
