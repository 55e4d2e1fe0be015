"""The parts of a breakdown in the room of a card: short bars, the largest first."""

from __future__ import annotations

from app.charts.facts import Facts
from app.charts.kinds.bars import bound_at
from app.charts.kinds.ranking import ranking_of
from app.charts.marks import block, room_for
from app.charts.numbers import reading
from app.charts.svg import Pen, width_of
from app.charts.words import MORE

_ROW, _BAR = 19.0, 13.0
_SHOWN = 3


def draw_parts(facts: Facts, pen: Pen, width: float) -> float:
    """Draw up to three parts, and say how many more there are."""
    found = ranking_of(facts, pen.language, by_area=False)
    if found is None or facts.main is None:
        message = "parts are drawn where there are several"
        raise ValueError(message)
    more = len(found.rows) - _SHOWN
    rows = found.rows[: _SHOWN if more <= 0 else _SHOWN - 1]
    figures = [row.figure for row in found.rows]
    read = reading(facts.main.unit, figures, pen.language, signed_too=facts.main.is_growth)
    left = min(max(width_of(row.name, pen.small) for row in rows) + 8, width / 2)
    right = max(width_of(read.said(f), pen.small) + room_for(f) for f in figures) + 8
    scale = max(width - left - right, 10) / (max(abs(figure.top) for figure in figures) or 1)
    for place, row in enumerate(rows):
        top = place * _ROW + 2
        size = pen.small * min(1, (left - 8) / width_of(row.name, pen.small))
        pen.text(0, top + 11, row.name, size=size)
        length = abs(row.figure.top) * scale
        if row.figure.bound == "range":
            low = left + float(row.figure.lower or 0) * scale
            block(pen, (low, left + length), top, _BAR, pen.hue)
        else:
            pen.rect(left, top, length, _BAR, pen.hue, ' rx="2"')
        end = left + length
        end += bound_at(pen, row.figure, end, top + _BAR / 2)
        pen.text(end + 6, top + 11, read.said(row.figure), paint="ink", role="value")
    if more > 0:
        count = len(found.rows) - len(rows)
        pen.text(0, len(rows) * _ROW + 13, MORE.within(pen.language).format(count=count))
    return _SHOWN * _ROW + 2
