"""Where there is no number: a dashed place, and the reason in words."""

from __future__ import annotations

from app.charts.facts import Facts
from app.charts.svg import Pen, wrapped
from app.charts.words import NO_VALUE, NOTHING, NOTHING_AT_ALL, WITHDRAWN

_HEIGHT = 44.0


def draw_nothing(facts: Facts, pen: Pen, width: float) -> float:
    """Draw an empty dashed place that says why it is empty; never a zero."""
    pen.outline(0, 2, width, _HEIGHT, paint="ctl")
    lines = wrapped(why_nothing(facts, pen.language), width - 24, pen.small)[:2]
    for place, line in enumerate(lines):
        y = 2 + _HEIGHT / 2 + 4 + (place - (len(lines) - 1) / 2) * 15
        pen.text(width / 2, y, line, anchor="middle", paint="ink")
    return _HEIGHT + 8


def why_nothing(facts: Facts, language: str) -> str:
    """Say why there is no number."""
    chinese = language == "zh"
    main = facts.main
    if main is not None:
        latest = main.latest
        if latest.withdrawn:
            return WITHDRAWN.zh if chinese else WITHDRAWN.en.capitalize()
        said = latest.status_name if latest.status_name.en else NO_VALUE
        return said.zh if chinese else said.en.capitalize()
    if facts.area is not None:
        label = NOTHING.zh if chinese else NOTHING.en
        return label.format(area=facts.area.name.zh if chinese else facts.area.name.en)
    return NOTHING_AT_ALL.zh if chinese else NOTHING_AT_ALL.en
