"""Two bars on one zero: a level and the one a year before, published or implied."""

from __future__ import annotations

from fractions import Fraction

from app.charts.facts import Facts, Figure
from app.charts.implied import Implied
from app.charts.marks import block, chevrons, direction, room_for, wave
from app.charts.numbers import Reading, grouped, reading
from app.charts.svg import Pen, width_of
from app.charts.when import short
from app.charts.words import DOT, IMPLIED

_BAR, _GAP, _TOP = 17.0, 5.0, 2.0
_CHEVRONS = 26.0


def draw_implied(facts: Facts, pen: Pen, width: float) -> float:
    """Draw a level, and dashed the level that it and its growth imply for the year before."""
    main, implied = facts.main, facts.implied
    if main is None or implied is None:
        message = "an implied level is drawn where there is one"
        raise ValueError(message)
    latest = main.latest
    read = reading(main.unit, [latest], pen.language)
    before = implied_text(implied, read)
    room = max(width_of(text, pen.small, 600) for text in (before, read.text(latest))) + 10
    scale = (width - room) / max(abs(latest.top), implied.value)
    length = implied.value * scale
    pen.outline(0, _TOP, length, _BAR, paint=pen.hue)
    name = short(implied.period, pen.language) + DOT + IMPLIED.within(pen.language)
    inside = width_of(name, pen.small) + 16 < length
    y = _TOP + _BAR - 4.5
    pen.text(8 if inside else length + 6, y, name)
    after = 6 if inside else 14 + width_of(name, pen.small)
    pen.text(length + after, y, before, role="implied")
    _bar(pen, latest, (scale, _TOP + _BAR + _GAP), read)
    return _TOP + 2 * _BAR + _GAP + 4


def implied_text(implied: Implied, read: Reading) -> str:
    """Write an implied level, as finely as its operands allow."""
    return grouped(implied.text(Fraction(read.multiplier))[0])


def draw_pair(facts: Facts, pen: Pen, width: float) -> float:
    """Draw the last two levels of one series."""
    if facts.main is None:
        message = "a pair is drawn of figures that are there"
        raise ValueError(message)
    pair = facts.main.known[-2:]
    read = reading(facts.main.unit, pair, pen.language)
    room = max(width_of(read.said(f), pen.small, 600) + room_for(f) for f in pair) + 10
    scale = (width - room) / (max(figure.top for figure in pair) or 1)
    for row, figure in enumerate(pair):
        _bar(pen, figure, (scale, _TOP + row * (_BAR + _GAP)), read, last=row == 1)
    return _TOP + 2 * _BAR + _GAP + 4


def _bar(
    pen: Pen, figure: Figure, at: tuple[float, float], read: Reading, *, last: bool = True
) -> None:
    scale, top = at
    end = max(figure.top, 0) * scale
    y = top + _BAR - 4.5
    name, inside = short(figure.period, pen.language), end
    if figure.bound == "range":
        inside = float(figure.lower or 0) * scale
        block(pen, (inside, end), top, _BAR, pen.hue)
    else:
        faded = "" if last else ' fill-opacity="0.7"'
        pen.rect(0, top, end, _BAR, pen.hue, f' rx="2"{faded}')
    end += bound_at(pen, figure, end, top + _BAR / 2)
    if inside > width_of(name, pen.small, 600) + 8 + room_for(figure):
        pen.text(8, y, name, paint="ink2" if figure.bound == "range" else "surface", weight=600)
    else:
        pen.text(end + 6, y, name)
        end += width_of(name, pen.small) + 8
    pen.text(end + 6, y, read.said(figure), paint="ink", weight=600 if last else 400, role="value")


def bound_at(pen: Pen, figure: Figure, length: float, middle: float) -> float:
    """Mark the end of a bar that is no plain number; returns the room that the mark takes."""
    way = direction(figure)
    if way > 0:
        chevrons(pen, length, middle, 1, room=_CHEVRONS, paint=pen.hue)
        return _CHEVRONS
    if way < 0:
        within = length >= _CHEVRONS
        start, paint = (length, "surface") if within else (length + _CHEVRONS, "ink")
        chevrons(pen, start, middle, -1, room=_CHEVRONS, paint=paint)
        return 0 if within else _CHEVRONS
    if figure.bound == "approx":
        wave(pen, length + 10, middle)
        return 18
    return 0
