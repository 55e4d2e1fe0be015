"""A few figures over time: columns from zero, a place left empty where there is none."""

from __future__ import annotations

from dataclasses import dataclass

from app.charts.facts import Facts, Figure, Line
from app.charts.marks import carets, direction, standing_block, wave
from app.charts.svg import Pen, n, width_of
from app.charts.when import short
from app.domain.period import Frequency

_MONTHS = {
    Frequency.ANNUAL: 12,
    Frequency.HALF_YEARLY: 6,
    Frequency.QUARTERLY: 3,
    Frequency.MONTHLY: 1,
}
_HEIGHT, _ROOM_ABOVE = 34.0, 11.0
_MOST_EMPTY = 3  # slots a figure, before a strip of columns says nothing any more
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
    scale = _HEIGHT / ((high - low) or 1)
    zero = _ROOM_ABOVE + high * scale
    for figure, place in zip(figures, slots.places, strict=True):
        last = figure is line.latest
        at = (place * step + gap / 2, step - gap)
        if figure.known:
            _column(pen, figure, at, (zero, scale), last=last)
        else:
            pen.text(at[0] + at[1] / 2, zero - 4, "×", anchor="middle")
    for place in sorted(set(range(slots.count)) - set(slots.places)):
        pen.text(place * step + step / 2, zero - 4, "×", anchor="middle")
    pen.rule(0, zero, width, zero, "ctl")
    _names(pen, line, slots, width)
    return _ROOM_ABOVE + _HEIGHT + 6 + pen.small


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


def _names(pen: Pen, line: Line, slots: Slots, width: float) -> None:
    step = width / slots.count
    y = _ROOM_ABOVE + _HEIGHT + 3 + pen.small
    names = [short(figure.period, pen.language) for figure in line.figures]
    every = max(width_of(name, pen.small, 600) for name in names) + 4 <= step
    latest = line.figures.index(line.latest)
    shown = range(len(names)) if every else sorted({0, latest})
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
