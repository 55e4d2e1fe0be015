"""A part of a whole, a range, and a rate: bars from zero whose ends say what is known of them."""

from __future__ import annotations

from app.charts.facts import Facts, Figure
from app.charts.ladder import LADDER, rung
from app.charts.marks import block, chevrons, direction, wave
from app.charts.numbers import Reading, reading
from app.charts.svg import Pen, width_of

_TOP, _HEIGHT = 10.0, 18.0
_AXIS = _TOP + _HEIGHT + 6
_WHOLE = 100.0
_INSIDE = 12.0  # units a chevron needs within a bar


def draw_share(facts: Facts, pen: Pen, width: float) -> float:
    """Draw a percentage of a whole; the rest of the whole is drawn too."""
    return _draw(facts, pen, width, _WHOLE, ticks=4)


def draw_rate(facts: Facts, pen: Pen, width: float) -> float:
    """Draw a percentage that is no part of a whole, on the ladder of growth rates."""
    return _draw(facts, pen, width, rung(_latest(facts).top), ticks=2)


def draw_range(facts: Facts, pen: Pen, width: float) -> float:
    """Draw what is known only to lie between two limits; the axis starts at zero."""
    figure = _latest(facts)
    read = reading(facts.main.unit, [figure], pen.language) if facts.main else None
    longest = max(figure.top, 0.0) * 1.15 or 1.0
    scale = width / longest
    low, high = float(figure.lower or 0) * scale, float(figure.upper or 0) * scale
    pen.rule(0, _TOP + _HEIGHT, width, _TOP + _HEIGHT, "ctl")
    pen.rule(0, _TOP - 2, 0, _TOP + _HEIGHT, "ink", 2)
    block(pen, (low, high), _TOP, _HEIGHT - 1, pen.hue)
    y = _AXIS + pen.small
    pen.text(0, y, "0", role="tick")
    if read is not None and figure.lower is not None and figure.upper is not None:
        text = f"{read.text(figure)} {read.unit}".rstrip()
        half = width_of(text, pen.small) / 2
        x = max(half + 12, min((low + high) / 2, width - half))
        pen.text(x, y, text, anchor="middle", role="value")
    return _AXIS + 22


def _latest(facts: Facts) -> Figure:
    if facts.main is None:
        message = "a bar is drawn of a figure that is there"
        raise ValueError(message)
    return facts.main.latest


def _draw(facts: Facts, pen: Pen, width: float, whole: float, *, ticks: int) -> float:
    figure = _latest(facts)
    pen.rect(0.5, _TOP, width - 1, _HEIGHT, "track", f' stroke="{pen.colour("ctl")}" rx="2"')
    scale = width / whole
    if figure.bound == "range":
        low, high = float(figure.lower or 0) * scale, float(figure.upper or 0) * scale
        block(pen, (low, high), _TOP, _HEIGHT, pen.hue)
    else:
        _filled(figure, pen, float(figure.value or 0) * scale, width)
    read = Reading(1, "%", pen.language)
    _axis(pen, width, [whole * i / ticks for i in range(ticks + 1)], read)
    return _AXIS + 22


def _filled(figure: Figure, pen: Pen, x: float, width: float) -> None:
    pen.rect(0, _TOP, x, _HEIGHT, pen.hue, ' rx="2"')
    pen.rule(x, _TOP - 4, x, _TOP + _HEIGHT + 4, "ink", 2)
    way, middle = direction(figure), _TOP + _HEIGHT / 2
    room = width - x if way > 0 else x
    if way and room >= _INSIDE:
        paint = pen.hue if way > 0 else "surface"
        chevrons(pen, x, middle, way, room=room, paint=paint)
    elif way:
        # Beside a bar that ends at the edge there is no room for them but beyond it.
        chevrons(pen, x - way * _INSIDE, 5, way, room=_INSIDE, paint="ink")
    elif figure.bound == "approx":
        wave(pen, max(8.0, min(x, width - 8)), 6)


def _axis(pen: Pen, width: float, marks: list[float], read: Reading) -> None:
    top = marks[-1]
    for place, mark in enumerate(marks):
        x = width * mark / top
        pen.rule(
            min(max(x, 0.5), width - 0.5), _AXIS, min(max(x, 0.5), width - 0.5), _AXIS + 4, "ctl"
        )
        last = place == len(marks) - 1
        if place and not last and len(marks) > len(LADDER[:3]) and place % 2 and not pen.wide:
            continue
        anchor = "start" if not place else "end" if last else "middle"
        text = read.tick(mark) + (_percent(pen) if last else "")
        pen.text(x, _AXIS + 5 + pen.small, text, anchor=anchor, role="tick")


def _percent(pen: Pen) -> str:
    return "%" if pen.language == "zh" else " %"
