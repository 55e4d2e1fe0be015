"""One figure over its versions: a step for each publication that changed it."""

from __future__ import annotations

import itertools

from app.charts.axes import Plot
from app.charts.facts import Figure, Line
from app.charts.kinds.columns import path_of
from app.charts.kinds.lines import bounded_point
from app.charts.numbers import Reading, reading
from app.charts.svg import Pen, width_of
from app.charts.when import in_a_word
from app.charts.words import GAP, NO_VALUE, NOT_ZERO, WITHDRAWN

_TOP, _HEIGHT = 34.0, 96.0
_PADDING = 0.25


def draw_revisions(line: Line, pen: Pen, width: float) -> float:
    """Draw versions by their day of publication; the axis is about their differences, and says so."""
    figures = line.figures
    read = reading(line.unit, line.known, pen.language, signed_too=line.is_growth)
    step = width / len(figures)
    plot = _plot(line, width)
    points = [((place + 0.5) * step, figure) for place, figure in enumerate(figures)]
    for (x, figure), (following, after) in itertools.pairwise(points):
        if figure.known and figure.bound == after.bound == "exact" and after.known:
            y, later = plot.y(figure.top), plot.y(after.top)
            pen.stroke(path_of([(x, y), (following, y), (following, later)]), pen.hue, 2)
    wide = max(width_of(_said(pen, f, read), pen.small, 700) for f in figures)
    every = wide + 8 <= step
    for place, (x, figure) in enumerate(points):
        last = place == len(points) - 1
        text = _said(pen, figure, read)
        _point(pen, figure, x, plot)
        if every or last or place == 0:
            _label(pen, (x, plot, width), figure, text, last=last)
    pen.text(0, 12, f"{read.unit}{GAP['en'] if read.unit else ''}({NOT_ZERO.within(pen.language)})")
    return _TOP + _HEIGHT + 28


def _plot(line: Line, width: float) -> Plot:
    numbers = [float(v) for f in line.known for v in (f.value, f.lower, f.upper) if v is not None]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    pad = ((high - low) or abs(high) or 1) * _PADDING
    return Plot(0, _TOP, width, _HEIGHT, low - pad, high + pad, 0, 1)


def _point(pen: Pen, figure: Figure, x: float, plot: Plot) -> None:
    if not figure.known:
        pen.text(x, plot.top + plot.height / 2, "×", size=18, anchor="middle", paint="ink")
    elif figure.bound == "exact":
        pen.dot(x, plot.y(figure.top), 4.5, pen.hue)
    else:
        bounded_point(pen, figure, x, plot)


def _said(pen: Pen, figure: Figure, read: Reading) -> str:
    if not figure.known:
        return (WITHDRAWN if figure.withdrawn else NO_VALUE).within(pen.language)
    return read.said(figure)


def _label(
    pen: Pen, at: tuple[float, Plot, float], figure: Figure, text: str, *, last: bool
) -> None:
    x, plot, width = at
    weight = 700 if last else 400
    half = width_of(text, pen.small, weight) / 2
    middle = min(max(x, half), width - half)
    y = plot.y(figure.top) - 14 if figure.known else plot.top + plot.height / 2 - 18
    role = "value" if figure.known else ""
    pen.text(middle, y, text, anchor="middle", weight=weight, paint="ink", role=role, halo=True)
    day = in_a_word(figure.published_at.date(), pen.language)
    half = width_of(day, pen.small) / 2
    below = plot.top + plot.height + 18
    pen.text(min(max(x, half), width - half), below, day, anchor="middle", role="tick")
