"""Periods: our spelling as TIME_PERIOD, theirs as days, and what is no period."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import PeriodError, parse_period
from app.representations.sdmx.time import days_of, time_period


def _served(text: str) -> str:
    period = parse_period(text)
    return time_period(text, period.start.isoformat(), period.end.isoformat())


@pytest.mark.parametrize("text", ["2024", "2024-S1", "2024-Q3", "2024-07", "2025-02-11"])
def test_calendar_periods_are_spelt_as_they_are(text: str) -> None:
    assert _served(text) == text


@pytest.mark.parametrize(
    ("text", "served"),
    [
        ("2025-01-28/P8D", "2025-01-28/P8D"),
        ("2025-01-28/2025-02-04", "2025-01-28/P8D"),
        ("2025-01-01/2025-02-11", "2025-01-01/P42D"),
        ("2024-02-01/P1M", "2024-02-01/P29D"),
        ("2024-01-01/P2W", "2024-01-01/P14D"),
        ("2024-05-01/2024-05-01", "2024-05-01/P1D"),
    ],
)
def test_an_odd_period_has_one_spelling_by_its_days(text: str, served: str) -> None:
    assert _served(text) == served
    ours, theirs = parse_period(text), parse_period(served)
    assert (ours.start, ours.end, ours.slug) == (theirs.start, theirs.end, theirs.slug)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(0, 40_000))
def test_days_survive_both_ways(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    served = _served(f"{start}/{end}")
    read = days_of(served)
    assert (read.start, read.end, read.text) == (start, end, served)


@pytest.mark.parametrize("text", ["2024", "2024-S2", "2024-Q1", "2024-02", "2024-02-29"])
def test_what_is_served_is_read_as_the_same_days(text: str) -> None:
    period, read = parse_period(text), days_of(text)
    assert (read.start, read.end, read.text) == (period.start, period.end, text)


@pytest.mark.parametrize(
    ("text", "start", "end", "ours"),
    [
        ("2024-A1", "2024-01-01", "2024-12-31", "2024"),
        ("2024-M02", "2024-02-01", "2024-02-29", "2024-02"),
        ("2024-T2", "2024-05-01", "2024-08-31", None),
        ("2020-W53", "2020-12-28", "2021-01-03", None),
        ("2024-D060", "2024-02-29", "2024-02-29", "2024-02-29"),
        ("2025-02-11T23:59:59", "2025-02-11", "2025-02-11", "2025-02-11"),
        ("2025-02-11T00:00:00.000+08:00", "2025-02-11", "2025-02-11", "2025-02-11"),
        ("2025-01-28T00:00:00/P8D", "2025-01-28", "2025-02-04", "2025-01-28/P8D"),
        ("2024-01-31/P1M", "2024-01-31", "2024-02-28", "2024-01-31/P29D"),
        ("2024-01-31/P1M3D", "2024-01-31", "2024-03-02", "2024-01-31/P32D"),
        ("2024-03-01/P1Y", "2024-03-01", "2025-02-28", "2024-03-01/P365D"),
    ],
)
def test_clients_have_more_spellings(text: str, start: str, end: str, ours: str | None) -> None:
    read = days_of(text)
    assert (read.start.isoformat(), read.end.isoformat(), read.text) == (start, end, ours)


@pytest.mark.parametrize(
    "text",
    [
        *("", "20", "0999", "2024-Q5", "2024-S0", "2024-13", "2024-02-30", "2024-W54", "2023-D366"),
        *("2024-D000", "now", "2024/P1Y", "2024-01-01/P", "2024-01-01/P0D", "9999-01-01/P9999Y"),
        *("2024-01-01/2024-02-01", "2024-01-01/PT1H", "2024-00", "2024-01-00", "٢٠٢٤"),
        "2024-01-01T25:00:00",
    ],
)
def test_what_is_no_period_is_said(text: str) -> None:
    with pytest.raises(PeriodError):
        days_of(text)
