"""The `time` parameter: ranges of days, the last few periods, and what does not go together."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import (
    ALL_TIME,
    MAXIMUM_LAST,
    PeriodError,
    TimeFilter,
    TimeRange,
    parse_period,
    parse_time,
)

PERIODS = st.sampled_from(
    ["2023", "2024", "2024-S2", "2024-Q1", "2024-07", "2025-02-11", "2025-01-28/P8D", "9999"]
)


def _range(start: str | None, end: str | None) -> TimeRange:
    return TimeRange(
        date.fromisoformat(start) if start else None, date.fromisoformat(end) if end else None
    )


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-Q3", "2024-07-01", "2024-09-30"),
        ("2025-01-28/P8D", "2025-01-28", "2025-02-04"),
        ("2020..2025", "2020-01-01", "2025-12-31"),
        ("2024-Q1..2024-02", "2024-01-01", "2024-02-29"),
        ("2024..2024", "2024-01-01", "2024-12-31"),
        ("2024-Q1..", "2024-01-01", None),
        ("..2023", None, "2023-12-31"),
        ("2025-01-28/P8D..2025-03", "2025-01-28", "2025-03-31"),
        ("2024-12..2024", "2024-12-01", "2024-12-31"),
    ],
)
def test_ranges_are_days(text: str, start: str | None, end: str | None) -> None:
    assert parse_time((text,)) == TimeFilter((_range(start, end),))


@pytest.mark.parametrize(
    ("text", "count"),
    [("latest", 1), ("last:1", 1), ("last:5", 5), (f"last:{MAXIMUM_LAST}", MAXIMUM_LAST)],
)
def test_the_last_few_periods(text: str, count: int) -> None:
    assert parse_time((text,)) == TimeFilter(last=count)


@pytest.mark.parametrize(
    "texts",
    [
        ("",),
        ("..",),
        ("...",),
        ("2024...",),
        ("2020...2025",),
        ("2020..2025..2026",),
        ("2025..2020",),
        ("2024-Q2..2024-Q1",),
        ("2024..x",),
        ("last",),
        ("last:",),
        ("last:0",),
        ("last:-1",),
        ("last:05",),
        ("last:1.5",),
        (f"last:{MAXIMUM_LAST + 1}",),
        ("last:99999999999",),
        ("Latest",),
        ("latest..",),
        ("latest", "2024"),
        ("2024", "last:2"),
        ("latest", "latest"),
        ("last:2", "last:3"),
        ("2024", "nonsense"),
    ],
)
def test_everything_else_is_refused(texts: tuple[str, ...]) -> None:
    with pytest.raises(PeriodError):
        parse_time(texts)


def test_no_value_is_all_time() -> None:
    assert parse_time(()) == ALL_TIME


@given(st.lists(PERIODS, max_size=5))
def test_order_and_repetition_of_values_do_not_matter(texts: list[str]) -> None:
    assert parse_time(tuple(texts)) == parse_time(tuple(reversed([*texts, *texts])))


def test_spellings_of_the_same_days_are_the_same_filter() -> None:
    assert parse_time(("2024",)) == parse_time(("2024-01..2024-12",))
    assert parse_time(("2025-01-28/P8D",)) == parse_time(("2025-01-28..2025-02-04",))


@given(st.one_of(st.none(), PERIODS), st.one_of(st.none(), PERIODS), PERIODS)
def test_a_range_covers_what_lies_wholly_within(
    first: str | None, last: str | None, asked: str
) -> None:
    start = parse_period(first).start if first else None
    end = parse_period(last).end if last else None
    period = parse_period(asked)
    inside = (start is None or start <= period.start) and (end is None or period.end <= end)
    assert TimeRange(start, end).covers(period) is inside


@pytest.mark.parametrize(
    ("texts", "canonical"),
    [
        (("latest",), "last:1"),
        (("last:7",), "last:7"),
        (("2025", "..2023"), "..2023-12-31,2025-01-01..2025-12-31"),
        (("2024-Q2..",), "2024-04-01.."),
    ],
)
def test_the_canonical_text_reads_back_as_the_same_filter(
    texts: tuple[str, ...], canonical: str
) -> None:
    wanted = parse_time(texts)
    assert str(wanted) == canonical
    assert parse_time(tuple(canonical.split(","))) == wanted
