"""The fixed ladder of axes for percentages, so that neighbours compare at a glance."""

from __future__ import annotations

LADDER = (5.0, 20.0, 50.0, 200.0, 1000.0)
_NEXT = 10.0


def rung(value: float) -> float:
    """Return the end of the axis for a percentage of either sign."""
    size = abs(value)
    for step in LADDER:
        if size <= step:
            return step
    top = LADDER[-1]
    while size > top:
        top *= _NEXT
    return top
