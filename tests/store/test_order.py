"""Order and pages: any order, any size of page, and both databases agree to the byte."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.cube import Observation
from app.domain.errors import InvalidQueryError
from app.domain.period import parse_time
from app.domain.query import DataQuery, Position, SortKey, filters
from app.store.observations import read_pages
from tests.store.oracle import shown
from tests.store.questions import QUESTIONS, SORT_COMPONENTS
from tests.store.sample import Sample, told
from tests.support.stores import DATABASES, catalogued, database

ALL = DataQuery(vintage="all")
READ_ONLY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
ORDERS = [
    *[(SortKey(name, down),) for name in SORT_COMPONENTS for down in (False, True)],
    (SortKey("value"), SortKey("area", descending=True)),
    (SortKey("value", descending=True), SortKey("period", descending=True)),
    (SortKey("product", descending=True), SortKey("value"), SortKey("published_at")),
    (SortKey("fuel"), SortKey("product"), SortKey("published_at", descending=True)),
    (SortKey("frequency"), SortKey("value", descending=True), SortKey("unit")),
    (SortKey("area"), SortKey("area", descending=True)),
]


def _pages(sample: Sample, query: DataQuery, size: int) -> list[tuple[Observation, ...]]:
    with sample.store.reader() as reader:
        cubes = read_pages(reader, sample.known, query, size, provenance=True)
        return [cube.observations for cube in cubes]


def _names(keys: tuple[SortKey, ...]) -> str:
    return ",".join(map(str, keys))


@pytest.mark.parametrize("sort", [(), *ORDERS], ids=_names)
def test_an_order_is_the_same_however_it_is_cut_into_pages(
    sample: Sample, sort: tuple[SortKey, ...]
) -> None:
    query = replace(ALL, sort=sort)
    whole = sample.answer(query)
    assert list(map(shown, whole)) == list(map(shown, sample.oracle.answer(query)))
    for size in range(1, len(whole) + 2):
        pages = _pages(sample, query, size)
        assert [row for page in pages for row in page] == list(whole)
        assert [len(page) for page in pages[:-1]] == [size] * (len(pages) - 1)
        assert 0 < len(pages[-1]) <= size


def test_missing_values_come_last_in_either_direction(sample: Sample) -> None:
    for down in (False, True):
        values = [row.value for row in sample.answer(replace(ALL, sort=(SortKey("value", down),)))]
        missing = values.count(None)
        assert missing > 1
        assert values[-missing:] == [None] * missing


def test_codes_are_in_the_order_of_their_bytes(sample: Sample) -> None:
    # A linguistic collation would have `_O` first and letters of both cases together.
    rows = sample.answer(replace(ALL, sort=(SortKey("frequency"),)))
    frequencies = list(dict.fromkeys(row.key.split(".")[4] for row in rows))
    assert frequencies == ["A", "D", "M", "Q", "S", "_O"]


def test_the_server_of_the_tests_orders_otherwise(sample: Sample) -> None:
    # Else the test above could not fail on PostgreSQL.
    if sample.store.is_sqlite:
        return
    with sample.store.reader() as reader:
        rows = reader.fetch("SELECT x FROM (VALUES ('A'), ('_O'), ('a')) AS v (x) ORDER BY x", ())
    assert [row[0] for row in rows] == ["_O", "a", "A"]


@READ_ONLY
@given(QUESTIONS, st.integers(1, 5))
def test_pages_of_any_question_make_up_its_answer(
    sample: Sample, query: DataQuery, size: int
) -> None:
    pages = _pages(sample, query, size)
    rows = [row for page in pages for row in page]
    assert list(map(shown, rows)) == list(map(shown, sample.oracle.answer(query)))
    assert all(len(page) <= size for page in pages)


@pytest.mark.parametrize("limit", range(6))
def test_no_page_goes_beyond_the_limit(sample: Sample, limit: int) -> None:
    query = replace(ALL, limit=limit)
    for size in range(1, 7):
        rows = [row for page in _pages(sample, query, size) for row in page]
        assert rows == list(sample.answer(ALL))[:limit]


def test_the_last_page_says_that_nothing_follows(sample: Sample) -> None:
    total = len(sample.answer(ALL))
    assert sample.page(ALL, total).next is None
    assert sample.page(ALL, total - 1).next is not None


def test_a_page_continues_in_an_older_data_version(sample: Sample) -> None:
    query = replace(ALL, pin=1)
    first = sample.page(query, 5)
    rest = sample.page(replace(query, after=first.next)).observations
    assert first.observations + rest == sample.answer(query)
    assert {row.release for row in rest} == {1}


@pytest.mark.parametrize(
    "values",
    [
        (),
        ("key", "2024-01-01"),
        ("key", "no day", "2024-12-31", "2025-03-17T00:00:00+00:00", 1),
        ("key", "2024-01-01", "2024-12-31", "no instant", 1),
        ("key", "2024-01-01", "2024-12-31", "2025-03-17T00:00:00+00:00", "no number"),
        ("key", "2024-01-01", "2024-12-31", "2025-03-17T00:00:00+00:00", 1, "more"),
    ],
)
def test_a_position_of_another_order_is_refused(
    sample: Sample, values: tuple[str | int | None, ...]
) -> None:
    with pytest.raises(InvalidQueryError):
        sample.page(replace(ALL, after=Position(values)))


def test_a_value_that_is_no_number_is_refused_as_a_position(sample: Sample) -> None:
    query = replace(ALL, sort=(SortKey("value"),))
    after = ("x", "key", "2024-01-01", "2024-12-31", "2025-03-17T00:00:00+00:00", 1)
    with pytest.raises(InvalidQueryError):
        sample.page(replace(query, after=Position((0, *after))))


@pytest.fixture(scope="module")
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Sample]]:
    """The sample in each kind of database."""
    with ExitStack() as stack:
        samples = []
        for name in DATABASES:
            url = stack.enter_context(database(name, request, tmp_path_factory.mktemp(name)))
            samples.append(told(stack.enter_context(catalogued(url))))
        yield samples


@READ_ONLY
@given(QUESTIONS, st.integers(1, 30))
def test_both_databases_give_the_same_page_and_the_same_position(
    both: list[Sample], query: DataQuery, size: int
) -> None:
    pages = [sample.page(query, size) for sample in both]
    assert pages[0] == pages[1]


def test_a_position_of_one_database_continues_in_the_other(both: list[Sample]) -> None:
    query = DataQuery(
        filters=filters({"status": ["A", "E", "M"]}),
        time=parse_time(("2022..",)),
        sort=(SortKey("value", descending=True),),
    )
    lite, server = both
    first = lite.page(query, 4)
    rest = server.page(replace(query, after=first.next)).observations
    assert first.observations + rest == lite.answer(query)
