"""A growth rate alone: an arrow from zero, rises to the right and falls to the left."""

from __future__ import annotations

from app.charts.facts import Facts, Figure
from app.charts.ladder import rung
from app.charts.marks import block, chevrons, direction, wave
from app.charts.numbers import Reading
from app.charts.svg import Pen, n

_MIDDLE, _BODY, _HEAD = 17.0, 12.0, 12.0
_AXIS = 30.0
_INSIDE = 14.0


def draw_growth(facts: Facts, pen: Pen, width: float) -> float:
    """Draw the change of the last period."""
    if facts.main is None:
        message = "an arrow is drawn of a figure that is there"
        raise ValueError(message)
    figure = facts.main.latest
    low = min(float(v) for v in (figure.value, figure.lower) if v is not None)
    falls = low < 0
    both = falls and figure.upper is not None and figure.upper > 0
    end = rung(figure.top)
    first, last = (-end, end) if both else (-end, 0.0) if falls else (0.0, end)
    scale = width / (last - first)
    zero = -first * scale
    pen.rule(0, _MIDDLE, width, _MIDDLE, "line")
    if figure.bound == "range":
        limits = (float(figure.lower or 0), float(figure.upper or 0))
        span = ((limits[0] - first) * scale, (limits[1] - first) * scale)
        block(pen, span, _MIDDLE - _BODY / 2, _BODY, pen.hue)
    else:
        _arrow(figure, pen, zero, (float(figure.value or 0) - first) * scale, width)
    edge = min(max(zero, 1), width - 1)
    pen.rule(edge, _MIDDLE - 12, edge, _MIDDLE + 12, "ink", 2)
    _axis(pen, width, first, last)
    return _AXIS + 24


def _arrow(figure: Figure, pen: Pen, zero: float, tip: float, width: float) -> None:
    way = 1 if tip >= zero else -1
    length = abs(tip - zero)
    if length < 1:
        pen.dot(zero + (4 if zero < width / 2 else -4), _MIDDLE, 4, pen.hue)
    else:
        neck = tip - way * min(_HEAD, length)
        half = _BODY / 2
        path = (
            f"M{n(zero)} {n(_MIDDLE - half)}H{n(neck)}V{n(_MIDDLE - 10)}L{n(tip)} {n(_MIDDLE)}"
            f"L{n(neck)} {n(_MIDDLE + 10)}V{n(_MIDDLE + half)}H{n(zero)}z"
        )
        pen.shape(path, pen.hue)
    lies = direction(figure)
    if lies:
        _bound(pen, (zero, tip, width), way, lies)
    elif figure.bound == "approx":
        wave(pen, max(8.0, min(tip, width - 8)), 5)


def _bound(pen: Pen, places: tuple[float, float, float], way: int, lies: int) -> None:
    """Point to the true value: beyond the head, or, where it is nearer to zero, within the body."""
    zero, tip, width = places
    if lies == way:
        room = width - tip if lies > 0 else tip
        if room >= _INSIDE:
            chevrons(pen, tip, _MIDDLE, lies, room=room, paint=pen.hue)
            return
    elif abs(tip - zero) >= _HEAD + _INSIDE:
        start = tip - way * _HEAD
        chevrons(pen, start, _MIDDLE, lies, room=abs(start - zero), paint="surface")
        return
    chevrons(pen, tip - lies * _INSIDE, 5, lies, room=_INSIDE, paint="ink")


def _axis(pen: Pen, width: float, first: float, last: float) -> None:
    read = Reading(1, "%", pen.language, signed=True)
    percent = "%" if pen.language == "zh" else " %"
    middle = (first + last) / 2
    for value, x, anchor in (
        (first, 0.0, "start"),
        (middle, width / 2, "middle"),
        (last, width, "end"),
    ):
        at = min(max(x, 0.5), width - 0.5)
        if value:
            pen.rule(at, _AXIS, at, _AXIS + 4, "ctl")
        text = read.tick(value) + (percent if anchor == "end" else "")
        pen.text(x, _AXIS + 6 + pen.small, text, anchor=anchor, role="tick")
