"""A level with nothing to compare it with: which part of the calendar the number covers."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from app.charts.facts import Facts
from app.charts.svg import Pen, n
from app.charts.when import month
from app.domain.period import Period

_TOP, _BOX, _GAP = 6.0, 16.0, 3.0
_MONTHS = 12
_STOCK = "stock"


def draw_coverage(facts: Facts, pen: Pen, width: float) -> float:
    """Draw twelve months, or years for longer periods; what the number covers is filled."""
    if facts.main is None:
        message = "a strip is drawn of a figure that is there"
        raise ValueError(message)
    period = facts.main.latest.period
    boxes = boxes_of(period)
    step = (width + _GAP) / len(boxes)
    moment = facts.indicator.nature == _STOCK
    for place, box in enumerate(boxes):
        x = place * step
        outline = f' stroke="{pen.colour("ctl")}" rx="2"'
        pen.rect(x + 0.5, _TOP, step - _GAP - 1, _BOX, "track", outline)
        if not moment:
            _fill(pen, period, box, (x, step - _GAP))
    if moment:
        _moment(pen, period, boxes, step)
    _labels(pen, boxes, step, width)
    return _TOP + _BOX + 24


def boxes_of(period: Period) -> list[tuple[date, date]]:
    """Return the first and last days of the boxes of the strip."""
    start, end = period.start, period.end
    months = (end.year - start.year) * _MONTHS + end.month - start.month + 1
    if months > _MONTHS:
        years = range(start.year, end.year + 1)
        return [(date(y, 1, 1), date(y, _MONTHS, 31)) for y in years]
    first = date(start.year, 1, 1) if start.year == end.year else start.replace(day=1)
    starts = [_months_on(first, i) for i in range(_MONTHS + 1)]
    return [(a, b - timedelta(days=1)) for a, b in itertools.pairwise(starts)]


def _months_on(day: date, count: int) -> date:
    month_number = day.month - 1 + count
    return date(day.year + month_number // _MONTHS, month_number % _MONTHS + 1, 1)


def _fill(pen: Pen, period: Period, box: tuple[date, date], at: tuple[float, float]) -> None:
    first, last = max(period.start, box[0]), min(period.end, box[1])
    if first > last:
        return
    x, width = at
    days = (box[1] - box[0]).days + 1
    begins = (first - box[0]).days / days * width
    covered = max(((last - first).days + 1) / days * width, 2)
    pen.rect(x + begins, _TOP, covered, _BOX, pen.hue, ' rx="2"' if covered > width - 1 else "")


def _moment(pen: Pen, period: Period, boxes: list[tuple[date, date]], step: float) -> None:
    """Mark a moment by one tick: in the middle of the stretch that it is known to lie in."""
    middle = period.start + (period.end - period.start) / 2
    place = next(i for i, box in enumerate(boxes) if box[0] <= middle <= box[1])
    days = (boxes[place][1] - boxes[place][0]).days + 1
    x = place * step + ((middle - boxes[place][0]).days + 0.5) / days * (step - _GAP)
    pen.rule(x, _TOP - 3, x, _TOP + _BOX + 3, "ink", 2)
    top = _TOP - 5
    pen.shape(f"M{n(x - 5)} {n(top)}h10l-5 6z", pen.hue)


def _labels(pen: Pen, boxes: list[tuple[date, date]], step: float, width: float) -> None:
    y = _TOP + _BOX + 6 + pen.small
    count = len(boxes)
    yearly = (boxes[0][1] - boxes[0][0]).days > 31  # noqa: PLR2004 - longer than any month
    if yearly:
        every = max(1, -(-count * 40 // int(width)))
        for place in range(0, count, every):
            middle = place * step + (step - _GAP) / 2
            pen.text(middle, y, str(boxes[place][0].year), anchor="middle", role="tick")
        return
    shown = range(count) if pen.wide else (0, count // 2 - 1, count - 1)
    for place in shown:
        day = boxes[place][0]
        text = month(day.month, pen.language)
        if place == count - 1:
            text = f"{day.year}年{text}" if pen.language == "zh" else f"{text} {day.year}"
        left, right = place * step, place * step + step - _GAP
        x, anchor = (left + right) / 2, "middle"
        if place == 0 and not pen.wide:
            x, anchor = left, "start"
        elif place == count - 1:
            x, anchor = width, "end"
        pen.text(x, y, text, anchor=anchor, role="tick")
