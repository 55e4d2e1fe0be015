"""Axes of charts over time: round marks, a zero base, names of periods where there is room for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.charts.facts import Figure, Line
from app.charts.numbers import Reading, step_of
from app.charts.svg import Pen, width_of
from app.charts.when import short

_TICKS = 4


@dataclass(frozen=True, slots=True)
class Plot:
    """The inside of a chart, in units of the picture.

    Attributes:
        low: Number at the bottom.
        high: Number at the top.
        first: Day at the left, as an ordinal.
        last: Day at the right.
    """

    left: float
    top: float
    width: float
    height: float
    low: float
    high: float
    first: int
    last: int

    def y(self, value: float) -> float:
        """Return where a number is."""
        return self.top + (self.high - value) / ((self.high - self.low) or 1) * self.height

    def x(self, figure: Figure) -> float:
        """Return where the middle of a period is."""
        return self.at(middle_of(figure))

    def at(self, day: float) -> float:
        """Return where a day is."""
        if self.last == self.first:
            return self.left + self.width / 2
        return self.left + (day - self.first) / (self.last - self.first) * self.width


def middle_of(figure: Figure) -> float:
    """Return the middle day of a period, as an ordinal."""
    return (figure.period.start.toordinal() + figure.period.end.toordinal()) / 2


def extent(figures: Sequence[Figure]) -> tuple[float, float]:
    """Return lowest and highest number, zero among them."""
    numbers = [float(v) for f in figures for v in (f.value, f.lower, f.upper) if v is not None]
    return min(0.0, *numbers) if numbers else 0.0, max(0.0, *numbers) if numbers else 1.0


def marks(low: float, high: float) -> list[float]:
    """Return round numbers from at or below `low` to at or above `high`."""
    step = step_of(high - low, _TICKS)
    first, last = int(low // step), -int(-high // step)
    return [place * step for place in range(first, last + 1)]


def gridlines(pen: Pen, plot: Plot, read: Reading, found: Sequence[float]) -> None:
    """Add a line and a number for each mark; the unit stands over the highest."""
    for mark in found:
        y = plot.y(mark)
        paint = "ctl" if mark == 0 else "line"
        pen.rule(plot.left, y, plot.left + plot.width, y, paint)
        pen.text(plot.left - 8, y + 4, read.tick(mark), anchor="end", role="tick")
    pen.text(0, plot.top - 12, read.unit)


def margin(pen: Pen, read: Reading, found: Sequence[float]) -> float:
    """Return the room that the numbers of an axis need at the left."""
    return max(width_of(read.tick(mark), pen.small) for mark in found) + 10


def period_names(pen: Pen, plot: Plot, line: Line) -> None:
    """Name as many periods under the axis as there is room for, the last one always."""
    figures = line.figures
    names = [short(figure.period, pen.language) for figure in figures]
    widest = max(width_of(name, pen.small, 600) for name in names) + 14
    y = plot.top + plot.height + 6 + pen.small
    taken = float("inf")
    for place in range(len(figures) - 1, -1, -1):
        x = plot.x(figures[place])
        if x + widest / 2 > taken:
            continue
        taken = x - widest / 2
        weight, paint = (600, "ink") if place == len(figures) - 1 else (400, "ink2")
        half = width_of(names[place], pen.small, weight) / 2
        x = min(x, plot.left + plot.width + 8 - half)
        pen.text(x, y, names[place], anchor="middle", weight=weight, paint=paint, role="tick")
