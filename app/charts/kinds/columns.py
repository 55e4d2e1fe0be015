"""A few figures over time: columns from zero, a place left empty where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from app.charts.facts import Facts, Figure, Line
from app.charts.marks import carets, direction, standing_block, wave
from app.charts.numbers import Reading, reading
from app.charts.svg import Pen, n, width_of
from app.charts.when import short
from app.domain.period import Frequency

_MONTHS = {
    Frequency.ANNUAL: 12,
    Frequency.HALF_YEARLY: 6,
    Frequency.QUARTERLY: 3,
    Frequency.MONTHLY: 1,
}
_CARD_HEIGHT, _HEIGHT, _ROOM_ABOVE = 30.0, 120.0, 15.0
_MOST_EMPTY = 3  # slots a figure, before a strip of columns says nothing any more
BREAKING = frozenset({"B", "D"})  # statuses of figures that do not compare with those before
_FADED = ' fill-opacity="0.7"'


@dataclass(frozen=True, slots=True)
class Slots:
    """Places in time, evenly spaced.

    Attributes:
        count: How many there are, empty ones included.
        places: Of each figure.
    """

    count: int
    places: tuple[int, ...]


def slots_of(figures: tuple[Figure, ...]) -> Slots:
    """Give each figure its place in time; odd periods stand in their order."""
    kind = figures[0].period.frequency
    months = _MONTHS.get(kind)
    if months is None:
        return Slots(len(figures), tuple(range(len(figures))))
    first = figures[0].period.start
    places = tuple(
        ((f.period.start.year - first.year) * 12 + f.period.start.month - first.month) // months
        for f in figures
    )
    if places[-1] + 1 > _MOST_EMPTY * len(figures) and len(figures) > 1:
        return Slots(len(figures), tuple(range(len(figures))))
    return Slots(places[-1] + 1, places)


def draw_columns(facts: Facts, pen: Pen, width: float) -> float:
    """Draw the main line as columns; the last one in full colour."""
    line = facts.main
    if line is None or not line.known:
        message = "columns are drawn of figures that are there"
        raise ValueError(message)
    figures = line.figures
    slots = slots_of(figures)
    step = width / slots.count
    gap = min(4.0, step * 0.2)
    high, low = _extent(line)
    height = _HEIGHT if pen.wide else _CARD_HEIGHT
    above = _ROOM_ABOVE + (pen.small + 4 if pen.wide else 0)
    scale = height / ((high - low) or 1)
    zero = above + high * scale
    read = reading(line.unit, line.known, pen.language, signed_too=line.is_growth)
    numbered = pen.wide and all(width_of(read.said(f), pen.small, 600) < step for f in line.known)
    for figure, place in zip(figures, slots.places, strict=True):
        last = figure is line.latest
        at = (place * step + gap / 2, step - gap)
        if figure.status in BREAKING and place:
            path = f"M{n(place * step)} 0V{n(above + height)}"
            pen.stroke(path, "ctl", 1.5, ' stroke-dasharray="4 3" class="break"')
        if figure.known:
            _column(pen, figure, at, (zero, scale), last=last)
            if numbered:
                _number(pen, figure, (at[0] + at[1] / 2, zero - max(figure.top, 0) * scale), read)
        else:
            pen.text(at[0] + at[1] / 2, zero - 4, "×", anchor="middle")
    for place in sorted(set(range(slots.count)) - set(slots.places)):
        pen.text(place * step + step / 2, zero - 4, "×", anchor="middle")
    pen.rule(0, zero, width, zero, "ctl")
    if pen.wide and not numbered:
        pen.text(width, 12, f"{read.said(line.latest)} {read.unit}", anchor="end", role="value")
    elif pen.wide:
        pen.text(0, 12, read.unit)
    y = above + height + 3 + pen.small
    _names(pen, line, slots, (width, y))
    return y + 3


def _number(pen: Pen, figure: Figure, at: tuple[float, float], read: Reading) -> None:
    x, tip = at
    y = tip - (18 if direction(figure) > 0 or figure.bound == "approx" else 5)
    pen.text(x, y, read.said(figure), anchor="middle", paint="ink", weight=600, role="value")


def _extent(line: Line) -> tuple[float, float]:
    tops = [figure.top for figure in line.known]
    lows = [float(f.lower) for f in line.known if f.lower is not None]
    return max(0.0, *tops), min(0.0, *tops, *lows)


def _column(
    pen: Pen, figure: Figure, at: tuple[float, float], axis: tuple[float, float], *, last: bool
) -> None:
    (x, width), (zero, scale) = at, axis
    if figure.bound == "range":
        span = (zero - float(figure.lower or 0) * scale, zero - float(figure.upper or 0) * scale)
        standing_block(pen, x, span, width, pen.hue)
        return
    tip = zero - float(figure.value or 0) * scale
    faded = "" if last else _FADED
    pen.rect(x, min(tip, zero), width, abs(tip - zero), pen.hue, faded)
    way, middle = direction(figure), x + width / 2
    if way > 0:
        carets(pen, middle, min(tip, zero), 1, paint="ink")
    elif way < 0:
        inside = zero - tip > 16  # noqa: PLR2004 - two carets
        paint = "surface" if inside else "ink"
        carets(pen, middle, tip if inside or tip > zero else tip - 16, -1, paint=paint)
    elif figure.bound == "approx":
        wave(pen, middle, tip - 3)


def _names(pen: Pen, line: Line, slots: Slots, at: tuple[float, float]) -> None:
    width, y = at
    step = width / slots.count
    names = [short(figure.period, pen.language) for figure in line.figures]
    every = max(width_of(name, pen.small, 600) for name in names) + 4 <= step
    latest = line.figures.index(line.latest)
    shown = range(len(names)) if every else sorted({0, latest})
    if not every and sum(width_of(names[place], pen.small, 600) for place in shown) > width - 8:
        shown = [latest]
    for place in shown:
        x = slots.places[place] * step + step / 2
        anchor = "middle"
        if not every:
            x, anchor = (0.0, "start") if place == 0 and latest else (width, "end")
        weight, paint = (600, "ink") if place == latest else (400, "ink2")
        pen.text(x, y, names[place], anchor=anchor, weight=weight, paint=paint, role="tick")


def path_of(points: list[tuple[float, float]]) -> str:
    """Write points as one path."""
    return "M" + "L".join(f"{n(x)} {n(y)}" for x, y in points)
