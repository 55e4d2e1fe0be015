"""The parts of a breakdown in the room of a card: short bars, the largest first."""

from __future__ import annotations

from app.charts.facts import Facts
from app.charts.kinds.bars import bound_at
from app.charts.kinds.ranking import ranking_of
from app.charts.marks import block, direction
from app.charts.numbers import reading
from app.charts.svg import Pen, width_of
from app.charts.words import BOUNDS, GAP, MORE

_ROW, _BAR = 19.0, 13.0
_SHOWN = 3
_MARK = 26.0


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
    texts = []
    for row in rows:
        word = BOUNDS[row.figure.bound].within(pen.language)
        texts.append(f"{word}{GAP[pen.language] if word else ''}{read.text(row.figure)}")
    right = max(width_of(text, pen.small) for text in texts) + 8
    right += _MARK if any(direction(figure) > 0 for figure in figures) else 0
    scale = max(width - left - right, 10) / (max(abs(figure.top) for figure in figures) or 1)
    for place, (row, text) in enumerate(zip(rows, texts, strict=True)):
        top = place * _ROW + 2
        pen.text(0, top + 11, row.name)
        length = abs(row.figure.top) * scale
        if row.figure.bound == "range":
            low = left + float(row.figure.lower or 0) * scale
            block(pen, (low, left + length), top, _BAR, pen.hue)
        else:
            pen.rect(left, top, length, _BAR, pen.hue, ' rx="2"')
        end = left + length
        end += bound_at(pen, row.figure, end, top + _BAR / 2)
        pen.text(end + 6, top + 11, text, paint="ink", role="value")
    if more > 0:
        count = len(found.rows) - len(rows)
        pen.text(0, len(rows) * _ROW + 13, MORE.within(pen.language).format(count=count))
    return _SHOWN * _ROW + 2
