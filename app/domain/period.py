"""Periods of time: one grammar for everything that a figure can be about.

`2024`, `2024-S1`, `2024-Q3`, `2024-07`, `2025-02-11`, and ISO 8601 intervals for the odd ones:
`2025-01-28/P8D` (an eight-day holiday), `2025-01-01/2025-02-11` (cumulative to a date).
Every period knows its first and its last day, so filters never compare text.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

GRAMMAR = "2024, 2024-S1, 2024-Q3, 2024-07, 2025-02-11, 2025-01-28/P8D or 2025-01-01/2025-02-11"
RANGE_GRAMMAR = "a period, 2020..2025, 2024-Q1.., ..2023, latest or last:5"
MAXIMUM_LAST = 1_000

_REGULAR = re.compile(
    r"(?P<year>[1-9]\d{3})(?:-(?:S(?P<half>[12])|Q(?P<quarter>[1-4])"
    r"|(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12]\d|3[01]))?))?",
    re.ASCII,
)
_DURATION = re.compile(r"P([1-9]\d{0,4})([DWMY])", re.ASCII)
# Its day before exists, while it does not.
_AFTER_THE_LAST_DAY = (10_000, 1, 1)
_LAST = re.compile(r"last:([1-9]\d{0,3})", re.ASCII)


class Frequency(StrEnum):
    """Letters of SDMX CL_FREQ, with `_O` for periods that do not recur on the calendar."""

    ANNUAL = "A"
    HALF_YEARLY = "S"
    QUARTERLY = "Q"
    MONTHLY = "M"
    DAILY = "D"
    ODD = "_O"


class PeriodError(ValueError):
    """A text that is no period; the message says what one looks like."""


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days.

    Attributes:
        text: As written, in the grammar above.
        start: First day.
        end: Last day, inclusive.
        frequency: A, S, Q, M or D for calendar periods, `_O` for intervals.
    """

    text: str
    start: date
    end: date
    frequency: Frequency

    @property
    def slug(self) -> str:
        """The period inside a permanent id: one spelling for an interval, and no slash."""
        if self.frequency is Frequency.ODD:
            return f"{self.start.isoformat()}_{self.end.isoformat()}"
        return self.text

    def contains(self, other: Period) -> bool:
        """Whether every day of `other` lies within this period."""
        return self.start <= other.start and other.end <= self.end


@lru_cache(maxsize=4096)
def parse_period(text: str) -> Period:
    """Read one period.

    Raises:
        PeriodError: The text is not in the grammar, or names a day that no calendar has.
    """
    first, slash, second = text.partition("/")
    if slash:
        return _interval(text, first, second)
    match = _REGULAR.fullmatch(text)
    if match is None:
        message = f"{text[:64]!r} is not a period; write {GRAMMAR}"
        raise PeriodError(message)
    parts = {name: int(value) for name, value in match.groupdict().items() if value}
    return _regular(text, parts)


def _regular(text: str, parts: dict[str, int]) -> Period:
    year = parts["year"]
    if "half" in parts:
        return _months(text, year, parts["half"] * 6 - 5, 6, Frequency.HALF_YEARLY)
    if "quarter" in parts:
        return _months(text, year, parts["quarter"] * 3 - 2, 3, Frequency.QUARTERLY)
    if "day" in parts:
        day = _day(text)
        return Period(text, day, day, Frequency.DAILY)
    if "month" in parts:
        return _months(text, year, parts["month"], 1, Frequency.MONTHLY)
    return _months(text, year, 1, 12, Frequency.ANNUAL)


def _months(text: str, year: int, first: int, count: int, frequency: Frequency) -> Period:
    last = first + count - 1
    end = date(year, last, calendar.monthrange(year, last)[1])
    return Period(text, date(year, first, 1), end, frequency)


def _interval(text: str, first: str, second: str) -> Period:
    start = _day(first)
    duration = _DURATION.fullmatch(second)
    end = _end_of(start, int(duration[1]), duration[2], text) if duration else _day(second)
    if end < start:
        message = f"{text!r} ends before it starts"
        raise PeriodError(message)
    return Period(text, start, end, Frequency.ODD)


def _end_of(start: date, count: int, unit: str, text: str) -> date:
    """Last day of a duration from `start`; a month after the 31st ends with the shorter month."""
    try:
        if unit in "DW":
            return start + timedelta(days=count * (7 if unit == "W" else 1) - 1)
        months = start.month - 1 + count * (12 if unit == "Y" else 1)
        year, month = start.year + months // 12, months % 12 + 1
        if (year, month, start.day) == _AFTER_THE_LAST_DAY:
            return date.max
        day = min(start.day, calendar.monthrange(year, month)[1])
        return date(year, month, day) - timedelta(days=1)
    except (OverflowError, ValueError) as error:
        message = f"{text!r} runs past the year 9999"
        raise PeriodError(message) from error


def _day(text: str) -> date:
    match = _REGULAR.fullmatch(text)
    if match is None or match["day"] is None:
        message = f"{text[:64]!r} is not a day; write for example 2025-02-11"
        raise PeriodError(message)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is not in the calendar"
        raise PeriodError(message) from error


@dataclass(frozen=True, slots=True)
class TimeRange:
    """Days from `start` to `end`, both inclusive; `None` leaves that side open.

    The interval rule: a period answers when all its days lie within the range.
    """

    start: date | None
    end: date | None

    def covers(self, period: Period) -> bool:
        """Whether the whole period lies within the range."""
        after = self.start is None or self.start <= period.start
        return after and (self.end is None or period.end <= self.end)


@dataclass(frozen=True, slots=True)
class TimeFilter:
    """Which periods are wanted: any of the ranges, or the last few of each series.

    Attributes:
        ranges: Alternatives; empty means all time.
        last: How many of the latest periods of each series; `None` means no such limit.
    """

    ranges: tuple[TimeRange, ...] = ()
    last: int | None = None

    def __str__(self) -> str:
        """The canonical text of the filter."""
        if self.last is not None:
            return f"last:{self.last}"
        return ",".join(f"{r.start or ''}..{r.end or ''}" for r in self.ranges)


ALL_TIME = TimeFilter()


@lru_cache(maxsize=4096)
def parse_time(texts: tuple[str, ...]) -> TimeFilter:
    """Read the values of a `time` parameter.

    Raises:
        PeriodError: A value is not in the grammar, or `latest` is mixed with other values.
    """
    counts = [count for text in texts if (count := _last(text)) is not None]
    if counts and len(texts) > 1:
        message = "latest and last:N stand alone; they cannot be combined with other periods"
        raise PeriodError(message)
    if counts:
        return TimeFilter(last=counts[0])
    ranges = {_range(text) for text in texts}
    earliest, farthest = date.min, date.max
    # An open end and the last day there is sort apart, lest the order be that of a set.
    ordered = sorted(ranges, key=lambda r: (r.start or earliest, r.end or farthest, r.end is None))
    return TimeFilter(tuple(ordered))


def _last(text: str) -> int | None:
    if text == "latest":
        return 1
    match = _LAST.fullmatch(text)
    if match is None:
        return None
    count = int(match[1])
    if count > MAXIMUM_LAST:
        message = f"last:{count} is above the limit of {MAXIMUM_LAST:,} periods"
        raise PeriodError(message)
    return count


def _range(text: str) -> TimeRange:
    first, dots, second = text.partition("..")
    if not dots:
        period = parse_period(text)
        return TimeRange(period.start, period.end)
    if not first and not second:
        message = f"'..' has neither a start nor an end; write {RANGE_GRAMMAR}"
        raise PeriodError(message)
    start = parse_period(first).start if first else None
    end = parse_period(second).end if second else None
    if start and end and end < start:
        message = f"{text!r} ends before it starts"
        raise PeriodError(message)
    return TimeRange(start, end)
