"""A picture that stands alone: title, number, picture, and a foot that says where it comes from."""

from __future__ import annotations

import math
from dataclasses import dataclass

from app.charts.choose import AREAS, BREAKDOWN, OVER_TIME, Kind, figure_kind
from app.charts.describe import Words, words_of
from app.charts.facts import Facts
from app.charts.headline import Headline, headline
from app.charts.kinds.ranking import ranking_of
from app.charts.look import SMALL, USUAL, Look
from app.charts.palette import hue, style_sheet
from app.charts.svg import FAMILIES, Pen, clean, n, width_of, wrapped
from app.charts.when import in_full
from app.charts.words import DOT
from app.domain.structure import Language

_MARGIN = 24.0
_TITLE, _NUMBER, _WORD, _UNIT, _SMALL = 18.0, 36.0, 17.0, 15.0, 12.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A document and its size in units.

    Attributes:
        text: SVG, whole.
        kind: Name of the kind.
    """

    text: str
    width: float
    height: float
    kind: str


def standalone(facts: Facts, look: Look, *, compare: bool = False) -> Drawing:
    """Draw a whole document.

    Args:
        facts: What about.
        look: The manner; the theme is auto, light or dark.
        compare: Whether areas are compared where several have data.
    """
    kind = _kind(facts, compare=compare)
    # Several figures of one rank: none of them stands large above the others.
    many = kind in {AREAS, OVER_TIME, BREAKDOWN}
    wide = kind.series or many
    width = float(look.width or (USUAL if wide else SMALL))
    pen = Pen(look.theme, look.lang, hue(facts.position), wide=wide)
    room = width - 2 * _MARGIN
    y = _heading(facts, pen, room, whole=kind is BREAKDOWN)
    if not many:
        y = _large(headline(facts, look.lang), pen, y, room)
    pen.add(f'<g transform="translate({n(_MARGIN)} {n(y + 14)})">')
    y += 14 + kind.draw(facts, pen, room)
    pen.add("</g>")
    # Whole units, so that pixels are too.
    height = float(math.ceil(_foot(facts, pen, y + 10, room, kind)))
    words = words_of(facts, look.lang, kind.name, series=kind.series)
    return Drawing(_document(pen, look, (width, height), words), width, height, kind.name)


def _kind(facts: Facts, *, compare: bool) -> Kind:
    if compare:
        for kind in (OVER_TIME, AREAS):
            if kind.fits(facts):
                return kind
    return figure_kind(facts)


def _heading(facts: Facts, pen: Pen, room: float, *, whole: bool) -> float:
    main = facts.main
    other: Language = "en" if pen.language == "zh" else "zh"
    y = 20.0
    title = facts.indicator.name.within(pen.language)
    if main is not None and main.series.breakdown and not whole:
        title += f"{DOT}{main.breakdown.within(pen.language)}"
    for line in wrapped(title, room, _TITLE, 700):
        y += _TITLE * 0.85 if y == 20.0 else _TITLE * 1.25  # noqa: PLR2004 - the first line
        pen.text(_MARGIN, y, line, size=_TITLE, paint="ink", weight=700)
    for line in wrapped(facts.indicator.name.within(other), room, _SMALL):
        y += _SMALL * 1.5
        pen.text(_MARGIN, y, line, size=_SMALL)
    return y


def _large(number: Headline, pen: Pen, y: float, room: float) -> float:
    """Write the number with the word of its bound before it and its growth at the right."""
    if number.missing:
        return y + 4
    y += 46
    word = f"{number.word} " if number.word else ""
    whole = width_of(number.number, _NUMBER, 700)
    unit = width_of(number.unit, _UNIT) + 10
    first = width_of(word, _WORD, 600)
    size = _NUMBER * min(1.0, (room - first - unit) / whole)
    # One text with spans: whatever font the reader has, nothing covers anything.
    before = _span(pen, word.strip(), _WORD, pen.hue, 600)
    gap = ' dx="7"' if word else ""
    pen.add(
        f'<text x="{n(_MARGIN)}" y="{n(y)}">{before}'
        f'<tspan{gap} font-size="{n(size)}" font-weight="700" fill="{pen.colour("ink")}" '
        f'class="value">{clean(number.number)}</tspan>'
        f"{_span(pen, number.unit, _UNIT, 'ink2', 400, gap=7)}</text>"
    )
    taken = first + whole + unit
    return _change(number, pen, y, room, taken=taken)


def _span(  # noqa: PLR0913 - what and how
    pen: Pen, text: str, size: float, paint: str, weight: int, *, gap: float = 0
) -> str:
    if not text:
        return ""
    moved = f' dx="{n(gap)}"' if gap else ""
    look = f'font-size="{n(size)}" font-weight="{weight}" fill="{pen.colour(paint)}"'
    return f"<tspan{moved} {look}>{clean(text)}</tspan>"


def _change(number: Headline, pen: Pen, y: float, room: float, *, taken: float) -> float:
    if not number.change:
        return y
    wide = width_of(number.change, _UNIT, 600) + 18
    if taken + wide > room:
        y += 22
    x = _MARGIN + room - wide
    if number.rises is not None:
        top, bottom = (y - 10, y) if number.rises else (y, y - 10)
        pen.shape(f"M{n(x)} {n(bottom)}h12L{n(x + 6)} {n(top)}z", pen.hue)
    pen.text(x + 17, y, number.change, size=_UNIT, paint=pen.hue, weight=600, role="value")
    return y


def _foot(facts: Facts, pen: Pen, y: float, room: float, kind: Kind) -> float:
    """Add area and period at the left, publisher and code at the right, in two lines if need be."""
    pen.rule(_MARGIN, y, _MARGIN + room, y, "line")
    left, right = _where(facts, pen, kind), _whence(facts)
    together = width_of(left, _SMALL) + width_of(right, _SMALL) + 16 <= room
    y += 20
    if together:
        pen.text(_MARGIN, y, left, size=_SMALL)
        pen.text(_MARGIN + room, y, right, size=_SMALL, anchor="end")
        return y + 16
    for line in (*wrapped(left, room, _SMALL), *wrapped(right, room, _SMALL)):
        pen.text(_MARGIN, y, line, size=_SMALL)
        y += 17
    return y + 2


def _where(facts: Facts, pen: Pen, kind: Kind) -> str:
    if kind is AREAS:
        found = ranking_of(facts, pen.language, by_area=True)
        return in_full(found.period, pen.language) if found else ""
    parts = (
        [] if kind is OVER_TIME or facts.area is None else [facts.area.name.within(pen.language)]
    )
    if kind is not OVER_TIME:
        parts.append(headline(facts, pen.language).period)
    return DOT.join(part for part in parts if part)


def _whence(facts: Facts) -> str:
    """Name publisher and indicator; several publishers are counted on the page, not here."""
    if facts.main is None:
        return facts.indicator.code
    publishers = {figure.publisher for line in facts.lines for figure in line.figures}
    more = f" +{len(publishers) - 1}" if len(publishers) > 1 else ""
    return f"{facts.main.latest.publisher}{more}{DOT}{facts.indicator.code}"


def _document(pen: Pen, look: Look, size: tuple[float, float], words: Words) -> str:
    width, height = n(size[0]), n(size[1])
    style = f"<style>{style_sheet()}</style>" if look.theme == "auto" else ""
    key = clean(look.key)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="{key}-t {key}-d" '
        f'lang="{look.lang}" font-family="{FAMILIES[look.lang]}">'
        f'<title id="{key}-t">{clean(words.title)}</title>'
        f'<desc id="{key}-d">{clean(words.description)}</desc>{style}'
        f'<rect x="0.5" y="0.5" width="{n(size[0] - 1)}" height="{n(size[1] - 1)}" rx="8" '
        f'fill="{pen.colour("surface")}" stroke="{pen.colour("line")}"/>'
        f"{''.join(pen.parts)}</svg>\n"
    )
