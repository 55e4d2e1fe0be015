"""Elements of a picture: presentation attributes only, every text escaped, the same bytes each time."""

from __future__ import annotations

import unicodedata
from html import escape

from app.charts.palette import Theme, colour
from app.domain.structure import Language

# The page has its own font; pictures that stand alone take the reader's. In Chinese the Chinese family
# comes first: a rasteriser that falls back glyph by glyph forgets the weight.
# A name with a figure needs quotes, or the whole list is void.
_LATIN = "Stat Sans,'Source Sans 3',Segoe UI,Helvetica,Arial"
_CHINESE = "Stat Sans SC,PingFang SC,Microsoft YaHei,Noto Sans CJK SC,Source Han Sans SC"
FAMILIES = {
    "en": f"{_LATIN},{_CHINESE},sans-serif",
    "zh": f"{_CHINESE},{_LATIN},sans-serif",
}
_WIDE = frozenset("WF")
# Advances in em, on the safe side of the fonts above.
_ADVANCES = {"wide": 1.0, "broad": 0.88, "upper": 0.68, "narrow": 0.32, "other": 0.57}
_NARROW = frozenset(" .,:;|!'()iljtfrI-·")
_BROAD = frozenset("%mwMW@")
_HEAVY = 600
_HEAVIER = 1.05


class Pen:
    """Collects the elements of one picture."""

    __slots__ = ("_theme", "hue", "language", "parts", "wide")

    def __init__(self, theme: Theme, language: Language, hue: str, *, wide: bool) -> None:
        """Take the manner of the picture.

        Args:
            theme: Where colours come from.
            language: Of all words.
            hue: Name of the sector's colour.
            wide: Whether there is room for axes in full, as on a page of its own.
        """
        self._theme = theme
        self.language: Language = language
        self.hue = hue
        self.wide = wide
        self.parts: list[str] = []

    @property
    def small(self) -> float:
        """Size of labels, in units of the picture."""
        return 13 if self.wide else 12

    def colour(self, paint: str) -> str:
        """Return a colour as an attribute holds it."""
        return colour(paint, self._theme)

    def add(self, markup: str) -> None:
        """Add finished markup."""
        self.parts.append(markup)

    def rect(  # noqa: PLR0913, PLR0917 - a rectangle has that many sides
        self, x: float, y: float, width: float, height: float, fill: str, more: str = ""
    ) -> None:
        """Add a bar."""
        size = f'width="{n(max(width, 0))}" height="{n(max(height, 0))}"'
        paint = "none" if fill == "none" else self.colour(fill)
        self.add(f'<rect x="{n(x)}" y="{n(y)}" {size} fill="{paint}"{more}/>')

    def outline(self, x: float, y: float, width: float, height: float, *, paint: str) -> None:
        """Add a dashed empty bar: something that no source states, or that is not there."""
        dashes = f' stroke="{self.colour(paint)}" stroke-width="1.5" stroke-dasharray="4 3" rx="2"'
        inset = 0.75
        self.rect(x + inset, y + inset, width - 2 * inset, height - 2 * inset, "none", dashes)

    def rule(  # noqa: PLR0913, PLR0917 - from where, to where, how
        self, x1: float, y1: float, x2: float, y2: float, paint: str, width: float = 1
    ) -> None:
        """Add a straight line."""
        ends = f'x1="{n(x1)}" y1="{n(y1)}" x2="{n(x2)}" y2="{n(y2)}"'
        self.add(f'<line {ends} stroke="{self.colour(paint)}" stroke-width="{n(width)}"/>')

    def stroke(self, path: str, paint: str, width: float = 2, more: str = "") -> None:
        """Add an open path."""
        look = f'stroke="{self.colour(paint)}" stroke-width="{n(width)}"'
        self.add(f'<path d="{path}" fill="none" {look}{more}/>')

    def shape(self, path: str, paint: str, more: str = "") -> None:
        """Add a filled path."""
        self.add(f'<path d="{path}" fill="{self.colour(paint)}"{more}/>')

    def dot(self, x: float, y: float, radius: float, fill: str, more: str = "") -> None:
        """Add a point."""
        at = f'cx="{n(x)}" cy="{n(y)}" r="{n(radius)}"'
        self.add(f'<circle {at} fill="{self.colour(fill)}"{more}/>')

    def ring(self, x: float, y: float, radius: float, paint: str) -> None:
        """Add a hollow point: a figure that is no plain number."""
        self.dot(x, y, radius, "surface", f' stroke="{self.colour(paint)}" stroke-width="2"')

    def text(  # noqa: PLR0913 - where, what and how
        self,
        x: float,
        y: float,
        content: str,
        *,
        size: float | None = None,
        paint: str = "ink2",
        anchor: str = "start",
        weight: int = 400,
        role: str = "",
        halo: bool = False,
    ) -> None:
        """Add words.

        `role` says what a number is: `value` for a figure, `tick` for a mark; a halo keeps words
        legible over lines.
        """
        if not content:
            return
        look = f' font-size="{n(size or self.small)}" fill="{self.colour(paint)}"'
        look += f' text-anchor="{anchor}"' if anchor != "start" else ""
        look += f' font-weight="{weight}"' if weight != 400 else ""  # noqa: PLR2004 - regular
        look += f' class="{role}"' if role else ""
        if self.language == "en" and not content.isascii() and any(map(_is_wide, content)):
            # A rasteriser that falls back glyph by glyph takes whatever weight it finds.
            look += f' font-family="{FAMILIES["zh"]}"'
        if halo:
            ground = self.colour("surface")
            look += f' stroke="{ground}" stroke-width="4" paint-order="stroke"'
        self.add(f'<text x="{n(x)}" y="{n(y)}"{look}>{clean(content)}</text>')


def n(number: float) -> str:
    """Write a coordinate: a tenth of a unit is finer than a screen."""
    text = f"{number:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def clean(text: str) -> str:
    """Escape a text for elements and attributes; what XML cannot hold is left out visibly."""
    shown = "".join(c if unicodedata.category(c) not in {"Cc", "Cs", "Cn"} else "�" for c in text)
    return escape(shown)


def width_of(text: str, size: float, weight: int = 400) -> float:
    """Return about how wide a text is, rather too much than too little."""
    advance = sum(_ADVANCES[_kind(sign)] for sign in text)
    return advance * size * (_HEAVIER if weight >= _HEAVY else 1)


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in _WIDE


def _kind(sign: str) -> str:
    if _is_wide(sign):
        return "wide"
    if sign in _NARROW:
        return "narrow"
    if sign in _BROAD:
        return "broad"
    return "upper" if sign.isupper() else "other"


def wrapped(text: str, room: float, size: float, weight: int = 400) -> list[str]:
    """Break a text into lines: between words, or between characters where there are no blanks."""
    lines, current = [], ""
    for piece in _pieces(text):
        if current and width_of((current + piece).rstrip(), size, weight) > room:
            lines.append(current.rstrip())
            current = piece.lstrip()
        else:
            current += piece
    return [*lines, current.rstrip()] if current.strip() else lines


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    joined = ""
    for sign in text:
        joined += sign
        if sign == " " or _is_wide(sign):
            pieces.append(joined)
            joined = ""
    return [*pieces, joined] if joined else pieces
