"""The statements that are sent: one for a page, few texts for all questions, and no literal in them."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from app.domain.period import TimeFilter, parse_time
from app.domain.query import DataQuery, Position, SortKey, ValueFilter, filters
from app.store.engine import Reader
from app.store.observations import (
    count,
    parameters_of,
    period_coverage,
    read_page,
    series_coverage,
    shape_of,
)
from app.store.releases import current_number
from app.store.statements import compiled
from tests.store.questions import CODES, QUESTIONS
from tests.store.sample import Sample
from tests.support.builders import day

READ_ONLY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)


@dataclass(frozen=True)
class Listener(Reader):
    """A reader that keeps the statements that pass through it to the driver."""

    heard: list[str] = field(default_factory=list)

    def fetch(self, statement: str, parameters: Any) -> Sequence[Any]:
        self.heard.append(statement)
        return super().fetch(statement, parameters)


@contextmanager
def _listening(sample: Sample) -> Iterator[Listener]:
    """Hear all statements of a connection, whether they go through SQLAlchemy or past it."""
    with sample.store.reader() as reader:
        listener = Listener(reader.connection, reader.driver)

        def hear(_c: object, _k: object, statement: str, *_rest: object) -> None:
            listener.heard.append(statement)

        event.listen(reader.connection, "before_cursor_execute", hear)
        yield listener
        event.remove(reader.connection, "before_cursor_execute", hear)


def _statement(sample: Sample, query: DataQuery, size: int = 100) -> str:
    with _listening(sample) as listener:
        read_page(listener, sample.known, query, size)
    (statement,) = listener.heard
    return statement


@READ_ONLY
@given(QUESTIONS, st.integers(1, 30))
def test_a_page_takes_one_statement(sample: Sample, query: DataQuery, size: int) -> None:
    with _listening(sample) as listener:
        read_page(listener, sample.known, query, size, provenance=size % 2 == 0)
    assert len(listener.heard) == 1


@pytest.mark.parametrize("ask", [count, series_coverage, period_coverage])
def test_a_summary_takes_one_statement(sample: Sample, ask: Any) -> None:
    with _listening(sample) as listener:
        ask(listener, sample.known, DataQuery(filters=filters({"area": ["CN-SX"]})))
    assert len(listener.heard) == 1


def test_the_current_version_takes_one_statement(sample: Sample) -> None:
    with _listening(sample) as listener:
        assert current_number(listener) == 3
    assert len(listener.heard) == 1


def test_few_texts_serve_lists_of_every_length(sample: Sample) -> None:
    codes = [f"code_{n}" for n in range(40)]
    texts = {_statement(sample, DataQuery(filters=filters({"area": codes[:n]}))) for n in range(41)}
    # None, and lists padded to 1, 2, 4, 8, 16, 32 and 64.
    assert len(texts) == 8


def test_few_texts_serve_every_number_of_ranges(sample: Sample) -> None:
    years = [str(year) for year in range(2000, 2040)]
    texts = {_statement(sample, DataQuery(time=parse_time(tuple(years[:n])))) for n in range(41)}
    assert len(texts) == 8


def test_values_change_no_text(sample: Sample) -> None:
    def ask(number: int) -> DataQuery:
        return DataQuery(
            filters=filters({"area": [f"CN-{number}"], "product": [f"p{number}"]}),
            time=TimeFilter(last=number),
            values=(ValueFilter("gt", Decimal(number)),),
            as_of=day(f"20{number}-01-01"),
            pin=number,
            limit=number,
            after=Position((f"k{number}", "2024-01-01", "2024-12-31", "2025-03-17T00:00:00Z", 1)),
        )

    assert len({_statement(sample, ask(number)) for number in range(10, 30)}) == 1


def test_padding_changes_no_answer(sample: Sample) -> None:
    areas = ["CN", "CN-SX", "CN-SN"]
    apart = [
        row for area in areas for row in sample.answer(DataQuery(filters=filters({"area": [area]})))
    ]
    together = sample.answer(DataQuery(filters=filters({"area": areas})))
    assert sorted(together) == sorted(apart)
    assert len(set(together)) == len(together)


@READ_ONLY
@given(QUESTIONS)
def test_no_literal_stands_in_a_statement(sample: Sample, query: DataQuery) -> None:
    statement = _statement(sample, query)
    assert "'" not in statement
    without_parameters = re.sub(r"%\(\w+\)s|:\w+", "", statement)
    assert not re.search(r"\b\d", without_parameters)


HOSTILE = "x'; DROP TABLE observations; --"


@pytest.mark.parametrize("component", [*CODES])
def test_a_hostile_code_is_only_a_code(sample: Sample, component: str) -> None:
    query = DataQuery(filters=filters({component: [HOSTILE, '"', "%s", ":x", "\\"]}))
    assert sample.answer(query) == ()
    assert HOSTILE not in _statement(sample, query)
    assert sample.answer(DataQuery())


def test_a_hostile_position_is_only_a_position(sample: Sample) -> None:
    after = Position((HOSTILE, "2024-01-01", "2024-12-31", "2025-03-17T00:00:00+00:00", 1))
    query = DataQuery(after=after)
    assert sample.answer(query) == ()
    assert HOSTILE not in _statement(sample, query)


def test_a_hostile_order_is_only_a_dimension_that_nothing_has(sample: Sample) -> None:
    query = DataQuery(sort=(SortKey(HOSTILE),))
    assert sample.answer(query) == sample.answer(DataQuery())
    assert HOSTILE not in _statement(sample, query)


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize("zone", ["+00:00", "+08:00", "-11:30"])
def test_an_instant_means_the_same_in_every_zone(sample: Sample, zone: str) -> None:
    asked = _instant("2025-03-17T00:00:00+00:00").astimezone(
        _instant(f"2025-01-01T00:00:00{zone}").tzinfo
    )
    query = DataQuery(as_of=asked)
    assert {row.release for row in sample.answer(query)} == {1, 3}


def test_sqlite_finds_a_page_by_series_and_begins_where_the_page_begins(sample: Sample) -> None:
    """The other way round, it sorts all figures of the store for each page."""
    if sample.store.is_sqlite:
        after = Position(("a", "2024-01-01", "2024-12-31", "2025-03-17T00:00:00+00:00", 1))
        first, later = (_plan(sample, DataQuery(after=each)) for each in (None, after))
        assert first[0] == "SCAN series USING INDEX ix_series_key"
        assert later[0] == "SEARCH series USING INDEX ix_series_key (key>?)"
        for plan in (first, later):
            assert plan[1].startswith("SEARCH observations USING PRIMARY KEY (series_id=?")


def _plan(sample: Sample, query: DataQuery) -> list[str]:
    shape = shape_of("sqlite", query, "rows", provenance=False)
    statement = compiled(shape)
    parameters = {**statement.constants, **parameters_of(query, sample.known, "sqlite")}
    with sample.store.reader() as reader:
        rows = reader.fetch(f"EXPLAIN QUERY PLAN {statement.text}", {**parameters, "page_size": 10})
    return [row[3] for row in rows]
