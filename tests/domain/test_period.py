"""The grammar of periods: what is read, as which days, and what is refused."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import Frequency, Period, PeriodError, parse_period

DAYS = st.dates(min_value=date(1000, 1, 1))


@pytest.mark.parametrize(
    ("text", "start", "end", "frequency"),
    [
        ("2024", "2024-01-01", "2024-12-31", "A"),
        ("1000", "1000-01-01", "1000-12-31", "A"),
        ("9999", "9999-01-01", "9999-12-31", "A"),
        ("2024-S1", "2024-01-01", "2024-06-30", "S"),
        ("2024-S2", "2024-07-01", "2024-12-31", "S"),
        ("2024-Q1", "2024-01-01", "2024-03-31", "Q"),
        ("2024-Q2", "2024-04-01", "2024-06-30", "Q"),
        ("2024-Q3", "2024-07-01", "2024-09-30", "Q"),
        ("2024-Q4", "2024-10-01", "2024-12-31", "Q"),
        ("2024-02", "2024-02-01", "2024-02-29", "M"),
        ("2025-02", "2025-02-01", "2025-02-28", "M"),
        ("2024-12", "2024-12-01", "2024-12-31", "M"),
        ("2025-02-11", "2025-02-11", "2025-02-11", "D"),
        ("2024-02-29", "2024-02-29", "2024-02-29", "D"),
        ("2025-01-28/P8D", "2025-01-28", "2025-02-04", "_O"),
        ("2025-01-28/P1D", "2025-01-28", "2025-01-28", "_O"),
        ("2025-01-28/P2W", "2025-01-28", "2025-02-10", "_O"),
        ("2025-01-28/P1M", "2025-01-28", "2025-02-27", "_O"),
        ("2024-01-01/P1Y", "2024-01-01", "2024-12-31", "_O"),
        ("2024-11-15/P14M", "2024-11-15", "2026-01-14", "_O"),
        # As calendars count: a month after the 31st of January is the last of February, and the
        # period ends the day before.
        ("2025-01-31/P1M", "2025-01-31", "2025-02-27", "_O"),
        ("2024-02-29/P1Y", "2024-02-29", "2025-02-27", "_O"),
        ("2025-01-01/2025-02-11", "2025-01-01", "2025-02-11", "_O"),
        ("2025-01-01/2025-01-01", "2025-01-01", "2025-01-01", "_O"),
        ("9999-01-01/P1Y", "9999-01-01", "9999-12-31", "_O"),
        ("9999-12-01/P1M", "9999-12-01", "9999-12-31", "_O"),
        ("9999-12-31/P1D", "9999-12-31", "9999-12-31", "_O"),
    ],
)
def test_every_form_is_read(text: str, start: str, end: str, frequency: str) -> None:
    period = parse_period(text)
    assert period == Period(
        text, date.fromisoformat(start), date.fromisoformat(end), Frequency(frequency)
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 2024",
        "2024 ",
        "2024\n",
        "24",
        "02024",
        "20240",
        "0000",
        "0999",
        "-2024",
        "+2024",
        "2024-S0",
        "2024-S3",
        "2024-s1",
        "2024-Q0",
        "2024-Q5",
        "2024Q1",
        "2024-00",
        "2024-13",
        "2024-1",
        "2024-M01",
        "2024-W05",
        "20240211",
        "2025-02-30",
        "2023-02-29",
        "2025-04-31",
        "2025-01-00",
        "2025-01-32",
        "2025-02-11T00:00:00",
        "\u0662\u0660\u0662\u0664",
        "\uff12\uff10\uff12\uff14",
        "2024/2025",
        "2024-01/2024-02",
        "2025-01-01/",
        "/2025-01-01",
        "/",
        "2025-02-11/2025-02-10",
        "2025-02-30/P1D",
        "2025-01-01/2025-02-30",
        "2025-01-28/P0D",
        "2025-01-28/P-1D",
        "2025-01-28/P08D",
        "2025-01-28/P1",
        "2025-01-28/P",
        "2025-01-28/PT8H",
        "2025-01-28/P1M2D",
        "2025-01-28/p8d",
        "2025-01-28/P8D/P8D",
        "2025-01-28/P100000D",
        "9999-12-02/P1M",
        "9999-12-31/P2D",
        "9999-12-31/P1Y",
        "2025-01-01/P99999Y",
        "2025-01-01/P99999M",
        "2025-01-01/P99999W/",
        "9000-01-01/P99999W",
        "2024..2025",
        "latest",
    ],
)
def test_everything_else_is_refused(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text)


def test_a_refusal_shows_what_a_period_looks_like_and_not_a_whole_novel() -> None:
    with pytest.raises(PeriodError, match=r"2024-Q3") as refusal:
        parse_period("x" * 10_000)
    assert len(str(refusal.value)) < 300


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        period = parse_period(text)
    except PeriodError:
        return
    assert period.text == text
    assert period.start <= period.end


@given(DAYS, st.integers(min_value=1, max_value=99_999))
def test_an_interval_has_one_meaning_however_it_is_spelt(start: date, days: int) -> None:
    by_duration = f"{start}/P{days}D"
    try:
        end = start + timedelta(days=days - 1)
    except OverflowError:
        with pytest.raises(PeriodError):
            parse_period(by_duration)
        return
    counted, explicit = parse_period(by_duration), parse_period(f"{start}/{end}")
    assert (counted.start, counted.end) == (explicit.start, explicit.end) == (start, end)
    assert counted.slug == explicit.slug


@given(DAYS.filter(lambda day: day.year < 9000), st.integers(min_value=1, max_value=400))
def test_months_follow_each_other_without_gap_or_overlap(start: date, months: int) -> None:
    first = start.replace(day=1)
    end = parse_period(f"{first}/P{months}M").end
    following = end + timedelta(days=1)
    assert following.day == 1
    assert (following.year - first.year) * 12 + following.month - first.month == months


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("2024", "2024"),
        ("2024-S1", "2024-S1"),
        ("2024-Q3", "2024-Q3"),
        ("2024-07", "2024-07"),
        ("2025-02-11", "2025-02-11"),
        ("2025-01-28/P8D", "2025-01-28_2025-02-04"),
        ("2025-01-28/2025-02-04", "2025-01-28_2025-02-04"),
        # One day that the source calls an interval is not the same period as the day.
        ("2025-02-11/P1D", "2025-02-11_2025-02-11"),
    ],
)
def test_a_slug_has_no_slash_and_one_spelling(text: str, slug: str) -> None:
    assert parse_period(text).slug == slug


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("2024", "2024"),
        ("2024", "2024-S2"),
        ("2024", "2024-Q4"),
        ("2024", "2024-02"),
        ("2024", "2024-12-31"),
        ("2024-S1", "2024-Q2"),
        ("2024-Q1", "2024-03"),
        ("2025-01-01/2025-02-11", "2025-01-28/P8D"),
        ("2024-Q1", "2024-01-01/2024-03-31"),
    ],
)
def test_a_period_contains_what_lies_wholly_within(outer: str, inner: str) -> None:
    assert parse_period(outer).contains(parse_period(inner))


@pytest.mark.parametrize(
    ("outer", "inner"),
    [
        ("2024-Q4", "2024"),
        ("2024", "2025-01-01"),
        ("2024", "2023-12-31/P2D"),
        ("2024-12", "2024-12-31/P2D"),
        ("2024-S1", "2024-Q3"),
    ],
)
def test_a_period_does_not_contain_what_reaches_beyond(outer: str, inner: str) -> None:
    assert not parse_period(outer).contains(parse_period(inner))
