"""Our periods as values of TIME_PERIOD, and what clients write as a period: exact both ways.

Calendar periods are spelt alike (`2024`, `2024-S1`, `2024-Q3`, `2024-07`, `2025-02-11`). An odd one is
an SDMX time range, its first day and its length in days, so that one stretch of days has one
spelling whichever way its source wrote it: `2025-01-01/2025-02-11` is `2025-01-01/P42D`.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from app.domain.period import Frequency, PeriodError, parse_period

GRAMMAR = (
    "2024, 2024-S1, 2024-Q3, 2024-07, 2024-M07, 2025-02-11, 2025-02-11T00:00:00 or 2025-01-28/P8D"
)
_ODD: str = Frequency.ODD

# As a request may spell it: Gregorian periods, date-times, reporting periods, time ranges.
_YEAR = r"(?P<year>[1-9]\d{3})"
_ZONE = r"(?:Z|[+-]\d{2}:\d{2})?"
_REPORTING = re.compile(rf"{_YEAR}-(?P<kind>[ASTQMWD])(?P<number>\d{{1,3}}){_ZONE}", re.ASCII)
_GREGORIAN = re.compile(
    rf"{_YEAR}(?:-(?P<month>\d{{2}})(?:-(?P<day>\d{{2}})"
    r"(?:T(?:[01]\d|2[0-4]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?)?)?)?" + _ZONE,
    re.ASCII,
)
_LENGTH = re.compile(
    r"P(?=\d)(?:(?P<years>\d{1,4})Y)?(?:(?P<months>\d{1,5})M)?(?:(?P<days>\d{1,6})D)?", re.ASCII
)
# How many there are in a year, and how many months each has.
_MONTHS_OF = {"A": (1, 12), "S": (2, 6), "T": (3, 4), "Q": (4, 3), "M": (12, 1)}
_DAYS_IN_WEEK = 7


@dataclass(frozen=True, slots=True)
class Days:
    """A stretch of days that a client named, both ends inclusive.

    Attributes:
        text: The value of TIME_PERIOD that means exactly this; `None` if no period of ours does.
    """

    start: date
    end: date
    text: str | None


@lru_cache(maxsize=65_536)
def time_period(period: str, start: str, end: str) -> str:
    """Write a period of ours as a value of TIME_PERIOD.

    Args:
        period: As it is stored, in the grammar of `app.domain.period`.
        start: First day, ISO 8601.
        end: Last day, inclusive, ISO 8601.
    """
    if "/" not in period:
        return period
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return f"{start}/P{(last - first).days + 1}D"


def days_of(text: str) -> Days:
    """Read a period as clients of SDMX write it.

    Raises:
        PeriodError: It is none, or not in the calendar.
    """
    try:
        found = _range(text) if "/" in text else _reporting(text) or _gregorian(text)
    except (ValueError, OverflowError) as error:
        if isinstance(error, PeriodError):
            raise
        message = f"{text[:64]!r} is not in the calendar"
        raise PeriodError(message) from error
    if found is None:
        message = f"{text[:64]!r} is not a period; write {GRAMMAR}"
        raise PeriodError(message)
    return found


def _gregorian(text: str) -> Days | None:
    match = _GREGORIAN.fullmatch(text)
    if match is None:
        return None
    year, month, day = int(match["year"]), match["month"], match["day"]
    if day:
        # Of a date-time the standard compares the calendar date.
        whole = date(year, int(month), int(day))
        return Days(whole, whole, whole.isoformat())
    if month:
        first = date(year, int(month), 1)
        return _months(first.year, first.month, 1, f"{year}-{month}")
    return _months(year, 1, 12, f"{year}")


def _months(year: int, first: int, count: int, text: str | None) -> Days:
    last = first + count - 1
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Days(date(year, first, 1), end, text)


def _reporting(text: str) -> Days | None:
    """Read a reporting period; the reporting year is that of the calendar."""
    match = _REPORTING.fullmatch(text)
    if match is None:
        return None
    year, kind, number = int(match["year"]), match["kind"], int(match["number"])
    if kind == "D":
        day = date(year, 1, 1) + timedelta(days=number - 1)
        return _whole(Days(day, day, day.isoformat()), day.year == year)
    if kind == "W":
        start = date.fromisocalendar(year, number, 1)
        return Days(start, start + timedelta(days=_DAYS_IN_WEEK - 1), None)
    most, months = _MONTHS_OF[kind]
    if not 1 <= number <= most:
        return _whole(Days(date.min, date.min, None), exists=False)
    first = (number - 1) * months + 1
    ours = {"A": f"{year}", "M": f"{year}-{number:02}", "T": None}
    return _months(year, first, months, ours.get(kind, f"{year}-{kind}{number}"))


def _whole(days: Days, exists: bool) -> Days:  # noqa: FBT001 - named where it is not a condition
    if not exists:
        message = "there is no reporting period of that number in a year"
        raise PeriodError(message)
    return days


def _range(text: str) -> Days:
    first, _, length = text.partition("/")
    opening = _gregorian(first)
    match = _LENGTH.fullmatch(length)
    if opening is None or opening.start != opening.end or match is None:
        message = (
            f"{text[:64]!r} is not a time range; write a day and a length in days, 2025-01-28/P8D"
        )
        raise PeriodError(message)
    years, months, days = (int(match[name] or 0) for name in ("years", "months", "days"))
    end = _last_day(opening.start, years * 12 + months, days)
    if end < opening.start:
        message = f"{text[:64]!r} has no days"
        raise PeriodError(message)
    day = opening.start.isoformat()
    return Days(opening.start, end, time_period(f"{day}/{end}", day, end.isoformat()))


def _last_day(start: date, months: int, days: int) -> date:
    if months and not days:
        return parse_period(f"{start.isoformat()}/P{months}M").end
    if months:
        start_of_rest = parse_period(f"{start.isoformat()}/P{months}M").end + timedelta(days=1)
        return start_of_rest + timedelta(days=days - 1)
    return start + timedelta(days=days - 1)
