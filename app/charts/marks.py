"""Marks that say what kind of number is drawn, so that a bound is never taken for a plain value."""

from __future__ import annotations

from app.charts.facts import Figure
from app.charts.svg import Pen, n

RAISING = frozenset({"gt", "ge"})
LOWERING = frozenset({"lt", "le"})
_FADING = (1, 0.7, 0.4)
_STEP, _ARM, _RISE = 7.0, 4.0, 4.5
_CHEVRONS, _WAVE = 26.0, 20.0


def direction(figure: Figure) -> int:
    """Return where the true value lies: 1 above the number, -1 below it, 0 for no such bound."""
    return (figure.bound in RAISING) - (figure.bound in LOWERING)


def room_for(figure: Figure) -> float:
    """Return the units that the mark of a bound may need beyond the end of a bar."""
    if figure.bound == "approx":
        return _WAVE
    return _CHEVRONS if direction(figure) else 0


def chevrons(  # noqa: PLR0913 - where, which way and how far
    pen: Pen, x: float, y: float, way: int, *, room: float, paint: str
) -> None:
    """Add up to three fading chevrons beside a point, towards where the true value lies.

    Args:
        pen: Of the picture.
        x: Point that they start from.
        y: Middle of them.
        way: 1 to the right, -1 to the left.
        room: Units there are on that side; one chevron is always drawn.
        paint: Colour.
    """
    count = max(1, min(len(_FADING), int((room - 2) // _STEP)))
    for place, fade in zip(range(count), _FADING, strict=False):
        start = x + way * (5 + place * _STEP)
        path = f"M{n(start)} {n(y - _RISE)}l{n(way * _ARM)} {n(_RISE)}l{n(-way * _ARM)} {n(_RISE)}"
        more = f' stroke-opacity="{fade}"' if fade != 1 else ""
        pen.stroke(path, paint, 2, f'{more} class="bound"')


def carets(pen: Pen, x: float, y: float, way: int, *, paint: str) -> None:
    """Add two chevrons above a point, or below it, towards where the true value lies.

    Args:
        pen: Of the picture.
        x: Middle of them.
        y: Point that they start from.
        way: 1 up, -1 down.
        paint: Colour.
    """
    for place, fade in zip(range(2), _FADING, strict=False):
        start = y - way * (4 + place * 5)
        path = f"M{n(x - 4)} {n(start)}l4 {n(-way * _ARM)}l4 {n(way * _ARM)}"
        more = f' stroke-opacity="{fade}"' if fade != 1 else ""
        pen.stroke(path, paint, 2, f'{more} class="bound"')


def wave(pen: Pen, x: float, y: float, paint: str = "ink") -> None:
    """Add a small wave: about this much; no width of error is made up."""
    path = f"M{n(x - 8)} {n(y)}q4 -5 8 0t8 0"
    pen.stroke(path, paint, 1.8, ' class="bound"')


def block(pen: Pen, span: tuple[float, float], y: float, height: float, paint: str) -> None:
    """Add a range lying down: from its lower to its upper limit, with an end at both."""
    low, high = span
    pen.rect(low, y, high - low, height, paint, ' fill-opacity="0.7" class="bound"')
    for x in (low, high):
        pen.rule(x, y - 3, x, y + height + 3, "ink", 2)


def standing_block(pen: Pen, x: float, span: tuple[float, float], width: float, paint: str) -> None:
    """Add a range standing up, `span` being its lower and its upper end on the page."""
    bottom, top = span
    pen.rect(x, top, width, bottom - top, paint, ' fill-opacity="0.7" class="bound"')
    for y in span:
        pen.rule(x - 1, y, x + width + 1, y, "ink", 1.5)
