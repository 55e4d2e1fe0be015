"""Several areas over many periods: up to four in colour on one chart, small charts beyond that."""

from __future__ import annotations

from app.charts.axes import Plot, extent, gridlines, margin, marks, middle_of, period_names
from app.charts.facts import Facts, Figure, Line
from app.charts.kinds.columns import path_of
from app.charts.kinds.lines import bounded_point, runs
from app.charts.numbers import Reading, reading
from app.charts.svg import Pen, width_of

COLOURED = 4
_HEIGHT, _SMALL_HEIGHT, _SMALL_WIDTH = 240.0, 70.0, 200.0
_APART = 15.0
# Beside the sector's own hue; each differs from the next by a dash too, never by colour alone.
_DASHES = ("", ' stroke-dasharray="7 3"', ' stroke-dasharray="2 3"', ' stroke-dasharray="9 3 2 3"')


def several(facts: Facts) -> bool:
    """Whether several areas have figures of several periods."""
    lines = [line for line in facts.alike() if line.known]
    return len(lines) > 1 and len({f.period for line in lines for f in line.known}) > 1


def draw_over_time(facts: Facts, pen: Pen, width: float) -> float:
    """Draw a line for each area, all on one scale."""
    lines = sorted(
        (line for line in facts.alike() if line.known), key=lambda line: -line.latest.top
    )
    figures = [figure for line in lines for figure in line.known]
    signed = any(line.is_growth for line in lines)
    read = reading(lines[0].unit, figures, pen.language, signed_too=signed)
    if len(lines) > COLOURED:
        return _multiples(pen, lines, read, width)
    found = marks(*extent(figures))
    left = margin(pen, read, found)
    names = {line.area.code: line.area.name.within(pen.language) for line in lines}
    right = max(width_of(_ending(pen, line, read), pen.small, 600) for line in lines) + 16
    box = (left, 30.0, width - left - right, _HEIGHT)
    plot = _plot(figures, box, (found[0], found[-1]))
    gridlines(pen, plot, read, found)
    ends = _spread([plot.y(line.latest.top) for line in lines])
    for place, (line, y) in enumerate(zip(lines, ends, strict=True)):
        paint = _paint(pen, place)
        _line(pen, plot, line, paint, _DASHES[place])
        x = plot.left + plot.width + 10
        text = f"{names[line.area.code]} {read.said(line.latest)}"
        pen.text(x, y + 4.5, text, paint=paint, weight=600, role="value")
    longest = max(lines, key=lambda line: len(line.figures))
    period_names(pen, plot, longest)
    return plot.top + plot.height + 24 + pen.small


def _ending(pen: Pen, line: Line, read: Reading) -> str:
    return f"{line.area.name.within(pen.language)} {read.said(line.latest)}"


def _paint(pen: Pen, place: int) -> str:
    """Return the sector's hue for the first, the next ones of the fixed list for the others."""
    if not place:
        return pen.hue
    own = int(pen.hue.removeprefix("hue-"))
    return f"hue-{(own - 1 + place) % 8 + 1}"


def _plot(
    figures: list[Figure], box: tuple[float, float, float, float], limits: tuple[float, float]
) -> Plot:
    days = [middle_of(figure) for figure in figures]
    return Plot(*box, *limits, int(min(days)), int(max(days)))


def _line(pen: Pen, plot: Plot, line: Line, paint: str, dash: str) -> None:
    for run in runs(line.figures):
        points = [(plot.x(figure), plot.y(float(figure.value or 0))) for figure in run]
        if len(points) > 1:
            pen.stroke(path_of(points), paint, 2.2, f' stroke-linejoin="round"{dash}')
    for figure in line.known:
        if figure.bound == "exact":
            pen.dot(plot.x(figure), plot.y(figure.top), 3, paint)
        else:
            bounded_point(pen, figure, plot.x(figure), plot, paint)


def _spread(places: list[float]) -> list[float]:
    """Move labels apart that would cover each other; they come from the top down."""
    found: list[float] = []
    for y in places:
        found.append(y if not found else max(y, found[-1] + _APART))
    return found


def _multiples(pen: Pen, lines: list[Line], read: Reading, width: float) -> float:
    """Draw a small chart for each area, all with the same axes."""
    figures = [figure for line in lines for figure in line.known]
    low, high = extent(figures)
    columns = max(1, int(width // _SMALL_WIDTH))
    step = width / columns
    pen.text(0, 12, read.unit)
    for place, line in enumerate(lines):
        left, top = place % columns * step, 24 + place // columns * (_SMALL_HEIGHT + 46)
        plot = _plot(figures, (left + 6, top + 30, step - 30, _SMALL_HEIGHT), (low, high))
        name = line.area.name.within(pen.language)
        pen.text(left, top + 12, name, paint="ink", weight=600)
        said = read.said(line.latest)
        pen.text(left + step - 20, top + 12, said, paint="ink", anchor="end", role="value")
        pen.rule(left, plot.y(0), left + step - 20, plot.y(0), "ctl")
        _line(pen, plot, line, pen.hue, "")
    rows = -(-len(lines) // columns)
    return 24 + rows * (_SMALL_HEIGHT + 46) + 4
