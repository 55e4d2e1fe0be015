"""Where a day begins: the figures are published in China, whose only zone is Beijing's."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def start_of_day(day: date) -> datetime:
    """Return when a day begins where the figures come from; a day is known of from then on.

    >>> start_of_day(date(2025, 11, 1)).isoformat()
    '2025-11-01T00:00:00+08:00'
    """
    return datetime.combine(day, time(), BEIJING)
