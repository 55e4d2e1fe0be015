"""The period that another is compared with: the same one a year earlier, or the one before."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from app.domain.period import Frequency, Period, parse_period

_FIRST_YEAR = 1000  # of the grammar
_LAST_OF = {Frequency.HALF_YEARLY: ("S", 2), Frequency.QUARTERLY: ("Q", 4)}
_MONTHS = 12
_FEBRUARY = 2


def year_before(period: Period) -> Period | None:
    """Return the same period a year earlier; `None` if there is none, as for 29 February.

    An interval that ends with February ends with February a year earlier as well.
    """
    if period.start.year <= _FIRST_YEAR:
        return None
    if period.frequency is not Frequency.ODD:
        text = f"{period.start.year - 1}{period.text[4:]}"
        return None if _no_day(period) else parse_period(text)
    start, end = _earlier(period.start), _earlier(_or_last(period.end))
    if start is None or end is None:
        return None
    if period.end.month == _FEBRUARY and period.end == _last_day(period.end):
        end = _last_day(end)
    return parse_period(f"{start.isoformat()}/{end.isoformat()}")


def _no_day(period: Period) -> bool:
    return period.frequency is Frequency.DAILY and _earlier(period.start) is None


def _or_last(day: date) -> date:
    """Return a day that exists every year: the 28th for the last of February."""
    return day.replace(day=28) if day.month == _FEBRUARY and day == _last_day(day) else day


def _last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _earlier(day: date) -> date | None:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return None


def before(period: Period) -> Period | None:
    """Return the period of the same length before; `None` for what does not recur."""
    year, last_year = period.start.year, period.start.year - 1
    if period.frequency is Frequency.ODD or last_year < _FIRST_YEAR:
        return None
    if period.frequency is Frequency.ANNUAL:
        return parse_period(str(last_year))
    if period.frequency is Frequency.DAILY:
        return parse_period((period.start - timedelta(days=1)).isoformat())
    if period.frequency is Frequency.MONTHLY:
        month = period.start.month
        earlier = f"{year}-{month - 1:02}" if month > 1 else f"{last_year}-{_MONTHS}"
        return parse_period(earlier)
    letter, last = _LAST_OF[period.frequency]
    number = int(period.text[-1])
    return parse_period(
        f"{year}-{letter}{number - 1}" if number > 1 else f"{last_year}-{letter}{last}"
    )
