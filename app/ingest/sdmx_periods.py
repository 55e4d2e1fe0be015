"""TIME_PERIOD as SDMX spells it, in the grammar of our periods: exact, or left as it is.

Gregorian periods are spelt alike. Reporting periods count within the calendar year (`2024-M03`,
`2024-A1`, `2024-D045`). A time range is a first day, perhaps with its midnight, and a duration.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from app.domain.rules import Finding
from app.domain.rules.finding import error

_REPORTING = re.compile(r"(?P<year>[1-9]\d{3})-(?P<kind>[AMD])(?P<number>\d{1,3})", re.ASCII)
_RANGE = re.compile(
    r"(?P<day>[1-9]\d{3}-\d\d-\d\d)(?:T00:00:00)?/(?P<length>P[0-9YMWD]+)", re.ASCII
)
_UNKNOWN = re.compile(r"[1-9]\d{3}-(?P<kind>[WT])\d{1,2}", re.ASCII)
_NAMES = {"W": "a week", "T": "a trimester of four months"}
_MONTHS = 12


def in_our_grammar(text: str) -> str:
    """Return the text of the same days in our grammar; what is no such spelling, as it is.

    >>> in_our_grammar("2024-M03"), in_our_grammar("2024-A1"), in_our_grammar("2024-D060")
    ('2024-03', '2024', '2024-02-29')
    >>> in_our_grammar("2025-01-28T00:00:00/P8D"), in_our_grammar("2024-M13")
    ('2025-01-28/P8D', '2024-M13')
    """
    span = _RANGE.fullmatch(text)
    if span is not None:
        return f"{span['day']}/{span['length']}"
    match = _REPORTING.fullmatch(text)
    return text if match is None else _calendar(match) or text


def _calendar(match: re.Match[str]) -> str | None:
    year, number = match["year"], int(match["number"])
    if match["kind"] == "A":
        return year if number == 1 else None
    if match["kind"] == "M":
        return f"{year}-{number:02}" if 1 <= number <= _MONTHS else None
    day = date(int(year), 1, 1) + timedelta(number - 1)
    return day.isoformat() if day.year == int(year) else None


def unknown_kind(text: str) -> Finding | None:
    """Say that periods of a kind are not kept here, with what does hold the same days."""
    match = _UNKNOWN.fullmatch(text)
    if match is None:
        return None
    reason = f"This is {_NAMES[match['kind']]}, a frequency that no series here has."
    suggestion = "write its days as a time range: 2024-01-29/P7D"
    return error("period", text, reason, suggestion, "well-formed-period")
