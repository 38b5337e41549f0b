"""Transaction tables: columns as data, cells wrapped and drawn onto sheets."""
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable, Dict, List, Optional, Tuple

from .formats import GROUPINGS, show_date
from .ledger import Entry
from .sheets import BLACK, Colour, Face, HELVETICA, Ink, Sheet

Cell = Callable[[Entry], str]


# ---- what a cell shows ---------------------------------------------------------------------

def day(style: str, below: str = "") -> Cell:
    """The posting date; `below` may add a second line (`time`, or a style for the value date)."""
    def show(entry: Entry) -> str:
        text = show_date(entry.day, style)
        if below == "time":
            return f"{text}\n{entry.when:%H:%M:%S}"
        if below:
            return f"{text}\n({show_date(entry.value_date, below)})"
        return text
    return show


def day_once(style: str) -> Cell:
    """The date on the first row of each day only."""
    return lambda entry: show_date(entry.day, style) if entry.leads_day else ""


def moment(style: str) -> Cell:
    return lambda entry: f"{show_date(entry.day, style)} {entry.when:%H:%M:%S}"


def value_day(style: str) -> Cell:
    return lambda entry: show_date(entry.value_date, style)


def serial(entry: Entry) -> str:
    return str(entry.serial)


def narration(entry: Entry) -> str:
    return entry.narration


def cheque(empty: str = "") -> Cell:
    return lambda entry: entry.cheque or empty


def reference(empty: str = "") -> Cell:
    return lambda entry: entry.reference or empty


def side(name: str, grouping: str = "indian", empty: str = "", prefix: str = "", suffix: str = "") -> Cell:
    """A debit or credit column."""
    def show(entry: Entry) -> str:
        paise = getattr(entry, name)
        return empty if paise is None else f"{prefix}{GROUPINGS[grouping](paise)}{suffix}"
    return show


def amount(grouping: str = "indian", credit: str = "{}", debit: str = "{}") -> Cell:
    """A single amount column; the patterns say how each side looks."""
    def show(entry: Entry) -> str:
        return (credit if entry.signed > 0 else debit).format(GROUPINGS[grouping](entry.signed))
    return show


def mark(credit: str, debit: str) -> Cell:
    return lambda entry: credit if entry.signed > 0 else debit


def money(paise: int, grouping: str = "indian", positive: str = "{}", negative: str = "-{}") -> str:
    """A balance as printed."""
    return (negative if paise < 0 else positive).format(GROUPINGS[grouping](paise))


def balance(grouping: str = "indian", positive: str = "{}", negative: str = "-{}") -> Cell:
    return lambda entry: money(entry.balance, grouping, positive, negative)


# ---- the table -----------------------------------------------------------------------------

@dataclass(frozen=True)
class Column:
    """One column; `heading` may hold line breaks."""
    key: str
    heading: str
    width: float
    cell: Cell
    align: str = "left"
    wrap: bool = False
    strong: bool = False
    head_align: str = ""


@dataclass
class Block:
    """A row ready to be drawn: the lines of each cell."""
    cells: List[List[str]]
    height: float
    strong: bool = False


@dataclass(frozen=True)
class Table:
    """Columns and looks of a transaction table."""
    columns: Tuple[Column, ...]
    x: float = 30
    face: Face = HELVETICA
    size: float = 7.5
    leading: float = 9.2
    pad: float = 3.0                 # left and right of each cell
    rise: float = 2.5                # above and below each row
    valign: str = "top"              # top | middle | bottom
    rules: str = "none"              # grid | rows | columns | none
    rule_colour: Colour = (0.55, 0.55, 0.55)
    head_fill: Optional[Colour] = None
    head_colour: Colour = BLACK
    head_rules: bool = True
    stripe: Optional[Colour] = None
    break_after: str = ""            # places where a word too long for its cell prefers to break

    @property
    def width(self) -> float:
        return sum(column.width for column in self.columns)

    def block(self, ink: Ink, texts: Dict[str, str], strong: bool = False) -> Block:
        """Wrap the texts of a row; anything not allowed to wrap must fit."""
        cells = []
        for column in self.columns:
            font = self.face.bold if strong or column.strong else self.face.regular
            room = column.width - 2 * self.pad
            lines: List[str] = []
            for part in filter(None, texts.get(column.key, "").split("\n")):
                wrapped = wrap(ink, part, font, self.size, room, self.break_after)
                assert column.wrap or len(wrapped) == 1, f"column {column.key} too narrow for {part!r}"
                lines += wrapped
            cells.append(lines)
        tallest = max(1, max(len(lines) for lines in cells))
        return Block(cells, tallest * self.leading + 2 * self.rise, strong)

    def entry_block(self, ink: Ink, entry: Entry) -> Block:
        return self.block(ink, {column.key: column.cell(entry) for column in self.columns})

    def draw(self, sheet: Sheet, y: float, block: Block, stripe: bool = False) -> float:
        """Draw a row below y and return where it ends."""
        bottom = y - block.height
        if stripe and self.stripe:
            sheet.rect(self.x, bottom, self.width, block.height, fill=self.stripe)
        tallest = max(1, max(len(lines) for lines in block.cells))
        x = self.x
        for index, (column, lines) in enumerate(zip(self.columns, block.cells)):
            strong = block.strong or column.strong
            slack = (tallest - len(lines)) * self.leading
            top = y - self.rise - {"top": 0.0, "middle": slack / 2, "bottom": slack}[self.valign]
            for number, line in enumerate(lines):
                sheet.text(self._edge(x, column, column.align), top - self.size * 0.8 - number * self.leading, line,
                           self.face.bold if strong else self.face.regular, self.size,
                           anchor=column.align, column=index, strong=strong)
            x += column.width
        self._rules(sheet, y, bottom)
        return bottom

    def head_height(self) -> float:
        return max(column.heading.count("\n") + 1 for column in self.columns) * self.leading + 6

    def draw_head(self, sheet: Sheet, y: float) -> float:
        """The column headings, each centred vertically in its own cell."""
        height = self.head_height()
        bottom = y - height
        if self.head_fill:
            sheet.rect(self.x, bottom, self.width, height, fill=self.head_fill)
        x = self.x
        for index, column in enumerate(self.columns):
            lines = column.heading.split("\n")
            align = column.head_align or column.align
            top = y - (height - len(lines) * self.leading) / 2
            for number, line in enumerate(lines):
                sheet.text(self._edge(x, column, align), top - self.size * 0.85 - number * self.leading, line,
                           self.face.bold, self.size, anchor=align, column=index,
                           colour=self.head_colour, strong=True)
            x += column.width
        if self.rules == "grid":
            self._rules(sheet, y, bottom)
        elif self.head_rules:
            for level in (y, bottom):
                sheet.line(self.x, level, self.x + self.width, level, colour=BLACK, width=0.7)
        return bottom

    def _edge(self, x: float, column: Column, align: str) -> float:
        return {"left": x + self.pad, "right": x + column.width - self.pad, "center": x + column.width / 2}[align]

    def _rules(self, sheet: Sheet, top: float, bottom: float) -> None:
        if self.rules in ("grid", "rows"):
            sheet.line(self.x, bottom, self.x + self.width, bottom, colour=self.rule_colour)
        if self.rules == "grid":
            sheet.line(self.x, top, self.x + self.width, top, colour=self.rule_colour)
        if self.rules in ("grid", "columns"):
            x = self.x
            for width in (0.0, *(column.width for column in self.columns)):
                x += width
                sheet.line(x, top, x, bottom, colour=self.rule_colour)


def wrap(ink: Ink, text: str, font: str, size: float, room: float, break_after: str = "") -> List[str]:
    """Break at spaces; a word wider than the room starts a line of its own and is cut."""
    lines: List[str] = []
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if ink.width(longer, font, size) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while ink.width(line, font, size) > room:
            cut = _cut(ink, line, font, size, room, break_after)
            lines.append(line[:cut])
            line = line[cut:]
    return lines + [line] if line else lines


def _cut(ink: Ink, word: str, font: str, size: float, room: float, break_after: str) -> int:
    """How many letters of the word fit, back to a preferred break if there is one."""
    count = len(word)
    while count > 1 and ink.width(word[:count], font, size) > room:
        count -= 1
    for place in range(count, max(count - 14, 1), -1):
        if word[place - 1] in break_after:
            return place
    return count
