"""Which figures answer a question: each condition alone, all together, and bounded values."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.period import parse_period, parse_time
from app.domain.query import Certainty, Comparison, DataQuery, ValueFilter, filters
from app.domain.series import parse_key
from app.store.observations import count, find_series, period_coverage, series_coverage
from tests.store.intervals import satisfied
from tests.store.oracle import coverage, shown
from tests.store.questions import CODES, COMPARISONS, LIMITS, QUESTIONS, TIMES
from tests.store.sample import Sample
from tests.support.builders import fact

CERTAINTIES: tuple[Certainty, ...] = ("certain", "possible")
READ_ONLY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)


def _agree(sample: Sample, query: DataQuery) -> int:
    """Compare the store's answer with the oracle's; return how many observations it has."""
    answer, expected = sample.answer(query), sample.oracle.answer(query)
    assert list(map(shown, answer)) == list(map(shown, expected))
    assert answer == expected
    return len(answer)


@READ_ONLY
@given(QUESTIONS)
def test_any_question_is_answered_as_by_looking_through_a_list(
    sample: Sample, query: DataQuery
) -> None:
    _agree(sample, query)


@READ_ONLY
@given(QUESTIONS)
def test_counts_and_coverage_are_those_of_the_whole_answer(
    sample: Sample, query: DataQuery
) -> None:
    whole = sample.oracle.answer(replace(query, limit=None))
    with sample.store.reader() as reader:
        number = count(reader, sample.known, query)
        by_series = series_coverage(reader, sample.known, query)
        by_period = period_coverage(reader, sample.known, query)
    assert number == len(whole)
    assert [(each.series.key, (each.figures, each.start, each.end)) for each in by_series] == (
        sorted(coverage(whole).items())
    )
    days = Counter((row.start, row.end, parse_key(row.key).frequency) for row in whole)
    found = [((each.start, each.end, each.frequency), each.figures) for each in by_period]
    assert found == sorted(days.items())
    for each in by_period:
        assert parse_period(each.period).start.isoformat() == each.start


@pytest.mark.parametrize("component", CODES)
def test_each_component_is_a_condition(sample: Sample, component: str) -> None:
    everything = sample.answer(DataQuery())
    sizes = []
    for code in CODES[component]:
        sizes.append(_agree(sample, DataQuery(filters=filters({component: [code]}))))
        query = DataQuery(filters=filters({component: [code]}), vintage="all")
        _agree(sample, query)
    # Some codes do answer, and none answers with everything.
    assert 0 < max(sizes) < len(everything)


@pytest.mark.parametrize("size", range(1, 6))
def test_lists_of_any_length_are_alternatives(sample: Sample, size: int) -> None:
    areas = CODES["area"][:size]
    wanted = DataQuery(filters=filters({"area": areas, "status": CODES["status"][:size]}))
    assert _agree(sample, wanted) > 0


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("status", [(), ("A",), ("A", "X"), ("A", "E", "M")])
def test_time_goes_with_every_number_of_codes(
    sample: Sample, time: tuple[str, ...], status: tuple[str, ...]
) -> None:
    _agree(sample, DataQuery(time=parse_time(time), filters=filters({"status": status})))


@pytest.mark.parametrize(
    ("time", "periods"),
    [
        ("2024", {"2024", "2024-S1", "2024-Q3", "2024-12"}),
        ("2024-Q3", {"2024-Q3"}),
        ("2024-07..2025-02-11", {"2024-Q3", "2024-12", "2025-02-11", "2025-01-28/P8D"}),
        ("2025-01..2025-02", {"2025-01-28/P8D", "2025-02-11", "2025-02"}),
        ("..2022", {"2018", "2022"}),
        ("2026..", set()),
    ],
)
def test_a_period_answers_when_all_its_days_do(
    sample: Sample, time: str, periods: set[str]
) -> None:
    found = {row.period for row in sample.answer(DataQuery(time=parse_time((time,))))}
    assert found - {"2025-01-01/2025-02-11"} == periods
    assert ("2025-01-01/2025-02-11" in found) is (
        time in {"2024-07..2025-02-11", "2025-01..2025-02"}
    )


BOUNDS = ("exact", "gt", "ge", "lt", "le", "approx", "range")


@pytest.mark.parametrize("certainty", CERTAINTIES)
@pytest.mark.parametrize("comparison", COMPARISONS)
@pytest.mark.parametrize("bound", BOUNDS)
def test_values_are_compared_as_intervals(
    sample: Sample, bound: str, comparison: Comparison, certainty: Certainty
) -> None:
    for limit in LIMITS:
        wanted = (ValueFilter(comparison, limit),)
        query = DataQuery(
            filters=filters({"bound": [bound]}), values=wanted, certainty=certainty, vintage="all"
        )
        _agree(sample, query)


@pytest.mark.parametrize("bound", BOUNDS)
def test_the_sample_has_an_answer_and_a_refusal_for_every_bound(sample: Sample, bound: str) -> None:
    # Otherwise the test above would compare nothing with nothing.
    query = DataQuery(filters=filters({"bound": [bound]}), vintage="all")
    sizes = {
        _agree(
            sample,
            replace(query, values=(ValueFilter(comparison, limit),), certainty="possible"),
        )
        for comparison, limit in product(COMPARISONS, LIMITS)
    }
    assert min(sizes) == 0 < max(sizes)


@pytest.mark.parametrize(
    ("bound", "comparison", "limit", "certain", "possible"),
    [
        ("exact", "gt", "83", False, False),
        ("exact", "ge", "83.0", True, True),
        ("gt", "gt", "83", True, True),
        ("gt", "gt", "83.1", False, True),
        ("gt", "le", "83", False, False),
        ("ge", "gt", "83", False, True),
        ("ge", "le", "83", False, True),
        ("lt", "lt", "83", True, True),
        ("le", "lt", "83", False, True),
        ("le", "ge", "83", False, True),
        ("lt", "ge", "83", False, False),
        ("approx", "ge", "83", False, True),
        ("approx", "gt", "83", False, True),
        ("approx", "gt", "83.1", False, False),
    ],
)
def test_the_intervals_mean_what_people_mean(
    bound: str, comparison: Comparison, limit: str, *, certain: bool, possible: bool
) -> None:
    wanted = [ValueFilter(comparison, Decimal(limit))]
    stated = fact("83", bound=bound)
    assert satisfied(stated, wanted, "certain") is certain
    assert satisfied(stated, wanted, "possible") is possible


@pytest.mark.parametrize("certainty", CERTAINTIES)
@pytest.mark.parametrize(
    ("low", "high"),
    [
        (("gt", "60"), ("lt", "60")),
        (("ge", "60"), ("lt", "60")),
        (("gt", "62"), ("lt", "58")),
        (("ge", "100"), ("le", "90")),
        (("gt", "80"), ("le", "9")),
    ],
)
def test_no_figure_satisfies_a_contradiction(
    sample: Sample,
    low: tuple[Comparison, str],
    high: tuple[Comparison, str],
    certainty: Certainty,
) -> None:
    wanted = tuple(ValueFilter(comparison, Decimal(limit)) for comparison, limit in (low, high))
    query = DataQuery(values=wanted, certainty=certainty, vintage="all")
    assert _agree(sample, query) == 0


def test_numbers_are_compared_as_numbers(sample: Sample) -> None:
    # As texts, 9 would be above 10 and 1269000000.000000000000001 equal to nothing here.
    above = (ValueFilter("gt", Decimal(1_269_000_000)), ValueFilter("lt", Decimal(1_269_000_001)))
    assert [row.value for row in sample.answer(DataQuery(values=above))] == [
        "1269000000.000000000000001"
    ]


def test_a_series_is_found_by_its_number(sample: Sample) -> None:
    series = fact("1").series
    with sample.store.reader() as reader:
        assert find_series(reader, series.id) == series
        assert find_series(reader, series.id ^ 1) is None


def test_provenance_is_read_only_when_asked_for(sample: Sample) -> None:
    query = DataQuery(filters=filters({"unit": ["USD"]}))
    (with_it,) = sample.answer(query)
    assert with_it.statement_en == ""
    assert with_it.locator == "Table 1"
