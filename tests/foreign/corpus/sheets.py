"""Pages as lists of things to draw, and the many ways PDF writers put text on them.

A `Book` collects `Sheet`s; nothing reaches the PDF before `Book.save`, so that page totals
("Page 1 of 9") are known and overlaps can be checked first.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Tuple, Union

from reportlab import rl_config
from reportlab.pdfbase.pdfdoc import PDFArray
from reportlab.pdfbase.pdfmetrics import registerFont, stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

Colour = Tuple[float, float, float]
BLACK: Colour = (0, 0, 0)

for _name in ("Vera", "VeraBd", "VeraIt"):
    registerFont(TTFont(_name, f"{_name}.ttf"))


class Face(NamedTuple):
    """A family's regular and bold font."""
    regular: str
    bold: str


HELVETICA = Face("Helvetica", "Helvetica-Bold")
TIMES = Face("Times-Roman", "Times-Bold")
COURIER = Face("Courier", "Courier-Bold")
VERA = Face("Vera", "VeraBd")


@dataclass
class Text:
    """One run of text; `anchor` says which point of it stands at x."""
    x: float
    y: float
    words: str
    font: str
    size: float
    anchor: str = "left"
    colour: Colour = BLACK
    column: int = -1          # table column, for content drawn column by column
    strong: bool = False      # candidate for fake bold


@dataclass
class Rect:
    """A filled or outlined rectangle."""
    x: float
    y: float
    width: float
    height: float
    fill: Optional[Colour] = None
    stroke: Optional[Colour] = None


@dataclass
class Line:
    """A straight line."""
    x0: float
    y0: float
    x1: float
    y1: float
    colour: Colour = BLACK
    width: float = 0.4


@dataclass(frozen=True)
class Ink:
    """How the text operators are written.

    mode: plain | words | glyphs | kerned | spaced | shadow | unit | flipped
    """
    mode: str = "plain"
    by_column: bool = False        # table text column after column
    form: str = ""                 # "" | "shifted" | "matrix": page text inside a Form XObject
    rotate: bool = False           # portrait page shown turned by /Rotate 90
    ascii85: bool = False
    compress: bool = True
    gap: float = 0.0               # character spacing of mode "spaced"

    def width(self, words: str, font: str, size: float) -> float:
        return stringWidth(words, font, size) + self.gap * len(words)


@dataclass
class Sheet:
    """One page in display coordinates, origin at the bottom left."""
    width: float
    height: float
    texts: List[Text] = field(default_factory=list)
    shapes: List[Union[Rect, Line]] = field(default_factory=list)
    margin_note: str = ""          # small text turned by 90 degrees in the left margin

    def text(self, x: float, y: float, words: str, font: str, size: float, **more: Any) -> None:
        if words:
            self.texts.append(Text(x, y, words, font, size, **more))

    def rect(self, *args: Any, **more: Any) -> None:
        self.shapes.append(Rect(*args, **more))

    def line(self, *args: Any, **more: Any) -> None:
        self.shapes.append(Line(*args, **more))


class Book:
    """All pages of a statement."""

    def __init__(self, ink: Ink) -> None:
        self.ink = ink
        self.sheets: List[Sheet] = []

    def add(self, width: float, height: float) -> Sheet:
        self.sheets.append(Sheet(width, height))
        return self.sheets[-1]

    def finish(self) -> None:
        """Fill in the page count and turn every anchor into a left edge."""
        for sheet in self.sheets:
            for text in sheet.texts:
                text.words = text.words.replace("{pages}", str(len(self.sheets)))
                width = self.ink.width(text.words, text.font, text.size)
                text.x -= {"left": 0.0, "right": width, "center": width / 2}[text.anchor]
                text.anchor = "left"

    def check(self) -> None:
        """No text may leave its page or touch another text."""
        for number, sheet in enumerate(self.sheets, 1):
            boxes = sorted(((t.y, t.y + t.size * 0.68, t.x, t.x + self.ink.width(t.words, t.font, t.size), t.words)
                            for t in sheet.texts), key=lambda box: box[0])
            for index, (low, high, left, right, words) in enumerate(boxes):
                assert left >= 4 and right <= sheet.width - 4, f"page {number}: off the page: {words}"
                assert low >= 4 and high <= sheet.height - 4, f"page {number}: off the page: {words}"
                for other in boxes[index + 1:]:
                    if other[0] >= high:
                        break
                    apart = left >= other[3] - 0.01 or right <= other[2] + 0.01
                    assert apart, f"page {number}: {words!r} overlaps {other[4]!r}"

    def save(self, path: str, title: str) -> None:
        rl_config.useA85 = int(self.ink.ascii85)
        canvas = Canvas(path, invariant=1, pageCompression=int(self.ink.compress))
        canvas.setTitle(title)
        canvas.setAuthor("Foreign corpus")
        canvas.setSubject("SYNTHETIC SPECIMEN")
        for number, sheet in enumerate(self.sheets, 1):
            _Press(canvas, sheet, self.ink, number).print()
            canvas.showPage()
        canvas.save()


FLIP = 0.75       # scale of the web-print style content, y axis pointing down
SHIFT = (31.0, 47.0)


class _Press:
    """Writes one sheet onto the canvas."""

    def __init__(self, canvas: Canvas, sheet: Sheet, ink: Ink, number: int) -> None:
        self.canvas, self.sheet, self.ink, self.number = canvas, sheet, ink, number
        self.colour: Optional[Colour] = None

    def print(self) -> None:
        canvas, sheet = self.canvas, self.sheet
        canvas.setPageSize((sheet.width, sheet.height))
        if self.ink.rotate:                    # reportlab swaps the sides of the MediaBox itself
            canvas.setPageRotation(90)
            canvas.transform(0, 1, -1, 0, sheet.height, 0)
        for shape in sheet.shapes:
            self.shape(shape)
        if sheet.margin_note:
            self.note()
        texts = sheet.texts
        if self.ink.by_column:
            texts = sorted(texts, key=lambda text: text.column)
        self.layer(texts)

    def layer(self, texts: List[Text]) -> None:
        """All texts, bare, flipped or inside a Form XObject."""
        canvas, sheet = self.canvas, self.sheet
        if self.ink.mode == "flipped":
            canvas.saveState()
            canvas.transform(FLIP, 0, 0, -FLIP, 0, sheet.height)
            self.texts(texts)
            canvas.restoreState()
        elif self.ink.form:
            name, (dx, dy) = f"sheet{self.number}", SHIFT
            canvas.beginForm(name, -dx, -dy, sheet.width, sheet.height)
            canvas.translate(-dx, -dy)
            self.texts(texts)
            if self.ink.form == "matrix":
                canvas.endForm(Matrix=PDFArray([1, 0, 0, 1, dx, dy]))
                canvas.doForm(name)
            else:
                canvas.endForm()
                canvas.saveState()
                canvas.translate(dx, dy)
                canvas.doForm(name)
                canvas.restoreState()
        else:
            self.texts(texts)

    def shape(self, shape: Union[Rect, Line]) -> None:
        canvas = self.canvas
        if isinstance(shape, Line):
            canvas.setStrokeColorRGB(*shape.colour)
            canvas.setLineWidth(shape.width)
            canvas.line(shape.x0, shape.y0, shape.x1, shape.y1)
        else:
            canvas.setLineWidth(0.5)
            if shape.fill:
                canvas.setFillColorRGB(*shape.fill)
            if shape.stroke:
                canvas.setStrokeColorRGB(*shape.stroke)
            canvas.rect(shape.x, shape.y, shape.width, shape.height,
                        fill=int(shape.fill is not None), stroke=int(shape.stroke is not None))

    def note(self) -> None:
        canvas = self.canvas
        canvas.saveState()
        canvas.setFillColorRGB(0.4, 0.4, 0.4)
        canvas.translate(12, 60)
        canvas.rotate(90)
        canvas.setFont("Helvetica", 5)
        canvas.drawString(0, 0, self.sheet.margin_note)
        canvas.restoreState()

    def texts(self, texts: List[Text]) -> None:
        write = _WRITERS[self.ink.mode]
        for text in texts:
            if text.colour != self.colour:
                self.canvas.setFillColorRGB(*text.colour)
                self.colour = text.colour
            write(self, text)

    # One method per way of writing a text.

    def run(self, x: float, y: float, words: str, font: str, size: float, gap: float = 0.0) -> None:
        """One text object with one run."""
        block = self.canvas.beginText(x, y)
        block.setFont(font, size)
        if gap:
            block.setCharSpace(gap)
        block.textOut(words)
        if gap:
            block.setCharSpace(0)
        self.canvas.drawText(block)

    def plain(self, text: Text) -> None:
        self.run(text.x, text.y, text.words, text.font, text.size)

    def words(self, text: Text) -> None:
        x, space = text.x, stringWidth(" ", text.font, text.size)
        for word in text.words.split(" "):
            if word:
                self.run(x, text.y, word, text.font, text.size)
            x += stringWidth(word, text.font, text.size) + space

    def glyphs(self, text: Text) -> None:
        x = text.x
        for glyph in text.words:
            if glyph != " ":
                self.run(x, text.y, glyph, text.font, text.size)
            x += stringWidth(glyph, text.font, text.size)

    def spaced(self, text: Text) -> None:
        self.run(text.x, text.y, text.words, text.font, text.size, self.ink.gap)

    def shadow(self, text: Text) -> None:
        self.plain(text)
        if text.strong:
            self.run(text.x + 0.22, text.y, text.words, text.font, text.size)

    def kerned(self, text: Text) -> None:
        """TJ arrays: pairs drawn together, spaces as displacements instead of glyphs."""
        parts: List[str] = []
        balance = 0                                    # kerning is taken back, so that widths stay true
        for index, word in enumerate(text.words.split(" ")):
            if index:
                blank = stringWidth(" ", text.font, 1000)
                parts.append(f"{-blank - balance:g}")
                balance = 0
            for start in range(0, len(word), 3):
                if start:
                    kern = KERNS[(start // 3 + len(word)) % len(KERNS)]
                    parts.append(str(kern))
                    balance += kern
                parts.append(f"({self.canvas._escape(word[start:start + 3])})")
        name = self.canvas._doc.getInternalFontName(text.font)
        self.canvas.addLiteral(f"BT 1 0 0 1 {text.x:.3f} {text.y:.3f} Tm {name} {text.size:g} Tf "
                               f"[{' '.join(parts)}] TJ ET")

    def unit(self, text: Text) -> None:
        """Font of size 1, scaled by the text matrix."""
        block = self.canvas.beginText()
        block.setTextTransform(text.size, 0, 0, text.size, text.x, text.y)
        block.setFont(text.font, 1)
        block.textOut(text.words)
        self.canvas.drawText(block)

    def flipped(self, text: Text) -> None:
        """Below a mirrored page matrix, mirrored back by the text matrix."""
        block = self.canvas.beginText()
        block.setTextTransform(1, 0, 0, -1, text.x / FLIP, (self.sheet.height - text.y) / FLIP)
        block.setFont(text.font, text.size / FLIP)
        block.textOut(text.words)
        self.canvas.drawText(block)


KERNS = (12, 20, -8, 15)      # thousandths of the font size


_WRITERS: Dict[str, Callable[[_Press, Text], None]] = {
    name: getattr(_Press, name)
    for name in ("plain", "words", "glyphs", "spaced", "shadow", "kerned", "unit", "flipped")
}
