"""The one question: equal questions have one text, and different questions have different texts."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import ALL_TIME, TimeFilter, parse_time
from app.domain.query import (
    SORTABLE,
    Comparison,
    DataQuery,
    Position,
    SortKey,
    ValueFilter,
    filters,
)

COMPARISONS: tuple[Comparison, ...] = ("gt", "ge", "lt", "le")
BEIJING = timezone(timedelta(hours=8))
CODES = st.sampled_from(["CN-SX", "CN-SN", "CN", "A", "_T"])
CHOICES = st.dictionaries(
    st.sampled_from(["area", "indicator", "product", "status"]), st.lists(CODES, max_size=3)
)
TIMES = st.sampled_from(
    [(), ("2024",), ("2024-01..2024-12",), ("latest",), ("last:2",), ("2020..",)]
)
LIMITS = st.sampled_from([Decimal(text) for text in ("0", "1", "1.0", "1E+3", "1000", "-2.50")])
SORTS = st.lists(st.builds(SortKey, st.sampled_from(SORTABLE), st.booleans()), max_size=2)
QUERIES = st.builds(
    DataQuery,
    filters=CHOICES.map(filters),
    time=TIMES.map(parse_time),
    values=st.lists(st.builds(ValueFilter, st.sampled_from(COMPARISONS), LIMITS), max_size=2).map(
        tuple
    ),
    as_of=st.sampled_from(
        [
            None,
            datetime(2025, 3, 17, tzinfo=UTC),
            datetime(2025, 3, 17, 8, tzinfo=BEIJING),
            datetime(2025, 3, 17, 0, tzinfo=BEIJING),
        ]
    ),
    vintage=st.sampled_from(["latest", "first", "all"]),
    sort=SORTS.map(tuple),
    limit=st.sampled_from([None, 0, 10]),
    pin=st.sampled_from([None, 1, 2]),
)


@given(QUERIES, QUERIES)
def test_questions_are_equal_exactly_if_their_texts_are(one: DataQuery, other: DataQuery) -> None:
    assert (one == other) is (one.canonical() == other.canonical())
    if one == other:
        assert hash(one) == hash(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            DataQuery(values=(ValueFilter("gt", Decimal(1000)),)),
            DataQuery(values=(ValueFilter("gt", Decimal("1E+3")),)),
        ),
        (
            DataQuery(values=(ValueFilter("le", Decimal("2.5")),)),
            DataQuery(values=(ValueFilter("le", Decimal("2.50")),)),
        ),
        (
            DataQuery(as_of=datetime(2025, 3, 17, tzinfo=UTC)),
            DataQuery(as_of=datetime(2025, 3, 17, 8, tzinfo=BEIJING)),
        ),
        (
            DataQuery(filters=filters({"area": ["CN-SX", "CN"], "unit": ["CNY"]})),
            DataQuery(filters=filters({"unit": ["CNY", "CNY"], "area": ["CN", "CN-SX"]})),
        ),
        (
            DataQuery(time=parse_time(("2025", "2024"))),
            DataQuery(time=parse_time(("2024-01..2024-12", "2025"))),
        ),
        (DataQuery(), DataQuery(filters=filters({"area": []}), time=parse_time(()))),
    ],
    ids=["exponent", "padding", "zone", "order of codes", "spelling of periods", "nothing"],
)
def test_spellings_of_one_question_are_one_question(one: DataQuery, other: DataQuery) -> None:
    assert one == other
    assert one.canonical() == other.canonical()


@pytest.mark.parametrize(
    "change",
    [
        {"filters": filters({"area": ["CN-SX"]})},
        {"filters": filters({"area": ["CN-SX", "CN"]})},
        {"filters": filters({"indicator": ["CN-SX"]})},
        {"time": TimeFilter(last=1)},
        {"time": parse_time(("2024",))},
        {"values": (ValueFilter("gt", Decimal(1)),)},
        {"values": (ValueFilter("ge", Decimal(1)),)},
        {"values": (ValueFilter("gt", Decimal(1)),), "certainty": "possible"},
        {"as_of": datetime(2025, 3, 17, tzinfo=UTC)},
        {"vintage": "first"},
        {"vintage": "all"},
        {"sort": (SortKey("area"),)},
        {"sort": (SortKey("area", descending=True),)},
        {"sort": (SortKey("area"), SortKey("value"))},
        {"limit": 1},
        {"limit": 0},
        {"after": Position(("a", 1, None))},
        {"after": Position(("a", "1", None))},
        {"pin": 1},
    ],
)
def test_every_field_shows_in_the_text(change: dict[str, object]) -> None:
    plain = DataQuery()
    other = replace(plain, **change)  # type: ignore[arg-type]  # each value belongs to its field
    assert other.canonical() != plain.canonical() == ""


def test_certainty_without_a_comparison_is_no_condition() -> None:
    assert DataQuery(certainty="possible").canonical() == DataQuery().canonical()


def test_a_text_says_the_whole_question_in_a_fixed_order() -> None:
    query = DataQuery(
        filters=filters({"product": ["automobiles"], "area": ["CN-SX", "CN"]}),
        time=parse_time(("2024", "2025-Q1..")),
        values=(ValueFilter("gt", Decimal("83.0")), ValueFilter("le", Decimal("1E+2"))),
        certainty="possible",
        as_of=datetime(2025, 3, 20, 23, 59, 59, tzinfo=UTC),
        vintage="all",
        sort=(SortKey("period", descending=True), SortKey("area")),
        limit=5,
        pin=3,
    )
    assert query.canonical() == (
        "area=CN,CN-SX&product=automobiles"
        "&time=2024-01-01..2024-12-31,2025-01-01..&value_gt=83&value_le=100&certainty=possible"
        "&as_of=2025-03-20T23:59:59Z&vintage=all&sort=-period,area&limit=5&pin=3"
    )


SCRIPT = """
from app.domain.period import parse_time
from app.domain.query import DataQuery, filters
codes = filters({"area": {"CN", "CN-SX", "CN-SN"}, "unit": {"CNY", "USD"}})
print(DataQuery(filters=codes, time=parse_time(("2020..", "2020..9999", "2019", "2024"))).canonical())
"""


def test_a_text_is_the_same_in_every_process() -> None:
    texts = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            text=True,
        ).stdout
        for seed in range(6)
    }
    assert len(texts) == 1


@given(QUERIES)
def test_lifting_every_condition_leaves_none(query: DataQuery) -> None:
    for condition in query.conditions():
        lifted = query.without(condition)
        assert condition not in lifted.conditions()
        assert set(lifted.conditions()) < set(query.conditions())
        query = lifted
    assert query.filters == ()
    assert query.time == ALL_TIME
    assert query.values == ()
    assert query.as_of is None


def test_codes_of_a_component_without_a_filter_are_all() -> None:
    query = DataQuery(filters=filters({"area": ["CN-SX"]}))
    assert query.codes("area") == ("CN-SX",)
    assert query.codes("unit") is None
