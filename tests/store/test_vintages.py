"""Releases in any order: what was known when, compared with a plain list of all that was said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.domain.facts import Fact
from app.domain.period import TimeFilter
from app.domain.query import DataQuery, Vintage, filters
from app.store.engine import Store
from app.store.observations import Known, read_page
from tests.store.oracle import Oracle, shown
from tests.support.builders import day, fact, published, withdrawn
from tests.support.stores import PLENTY, emptied, known

VINTAGES: tuple[Vintage, ...] = ("latest", "first", "all")
DAYS = ("2025-03-01", "2025-03-02", "2025-03-03", "2025-03-04")
# Two series; one has an annual figure too that ends with a shorter one, and an odd period in two
# spellings, which is one figure.
FIGURES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("CN-SX", ("2022",)),
    ("CN-SX", ("2023",)),
    ("CN-SX", ("2024",)),
    ("CN-SN", ("2023",)),
    ("CN-SN", ("2025-01-28/P8D", "2025-01-28/2025-02-04")),
    ("CN-SN", ("2025-02-01/2025-02-04",)),
)
# A value, a withdrawal, or a figure that is missing.
SAYINGS = ("1", "2", "2.50", "withdrawn", None)


@dataclass(frozen=True)
class Publication:
    """One release before it is loaded."""

    published: str
    facts: tuple[Fact, ...]


def _fact(figure: int, spelling: int, saying: str | None) -> Fact:
    area, spellings = FIGURES[figure]
    period = spellings[spelling % len(spellings)]
    if saying == "withdrawn":
        return withdrawn(area=area, period=period)
    return fact(saying, area=area, period=period)


PUBLICATIONS = st.builds(
    lambda published, said: Publication(
        published, tuple(_fact(figure, *how) for figure, how in said.items())
    ),
    st.sampled_from(DAYS),
    st.dictionaries(
        st.integers(0, len(FIGURES) - 1),
        st.tuples(st.integers(0, 1), st.sampled_from(SAYINGS)),
        min_size=1,
        max_size=4,
    ),
)
HISTORIES = st.lists(PUBLICATIONS, min_size=1, max_size=6)
STORIES = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
)


def _load(store: Store, history: Sequence[Publication]) -> Oracle:
    """Publish in this order, on either side, and compare the counts."""
    emptied(store)
    oracle = Oracle()
    done: list[tuple[str, frozenset[str]]] = []
    for each in history:
        content = (each.published, frozenset(said.line() for said in each.facts))
        release, new = published(store, *each.facts, on=each.published)
        assert new is (content not in done)
        if not new:
            assert release.number == done.index(content) + 1
            continue
        done.append(content)
        counts = oracle.publish(release.number, day(each.published), each.facts)
        stored = {name: getattr(release, name) for name in counts}
        assert stored == counts
        assert release.number == len(done)
    return oracle


def _agree(store: Store, knowledge: Known, oracle: Oracle, query: DataQuery) -> None:
    with store.reader() as reader:
        page = read_page(reader, knowledge, query, PLENTY, provenance=True)
    expected = oracle.answer(query)
    assert list(map(shown, page.observations)) == list(map(shown, expected))
    assert page.observations == expected
    assert page.next is None


@STORIES
@given(HISTORIES)
def test_every_state_of_knowledge_is_answered(store: Store, history: list[Publication]) -> None:
    oracle = _load(store, history)
    knowledge = known(store)
    instants = [day(text) + timedelta(seconds=s) for text in DAYS for s in (-1, 0)]
    for vintage in VINTAGES:
        for as_of in (None, *instants):
            query = DataQuery(vintage=vintage, as_of=as_of)
            _agree(store, knowledge, oracle, query)


@STORIES
@given(HISTORIES)
def test_an_older_data_version_reads_the_old_state(
    store: Store, history: list[Publication]
) -> None:
    oracle = _load(store, history)
    knowledge = known(store)
    for vintage in VINTAGES:
        for pin in range(knowledge.pin + 2):
            query = DataQuery(vintage=vintage, pin=pin)
            _agree(store, knowledge, oracle, query)
            # A reader whose knowledge is that old sees the same without asking for it.
            _agree(store, replace(knowledge, pin=pin), oracle, query)
            _agree(store, knowledge, oracle, replace(query, as_of=day(DAYS[1])))


@STORIES
@given(HISTORIES, st.data())
def test_the_last_few_periods_of_each_series(
    store: Store, history: list[Publication], data: st.DataObject
) -> None:
    oracle = _load(store, history)
    knowledge = known(store)
    as_of = data.draw(st.sampled_from([None, *map(day, DAYS)]))
    pin = data.draw(st.sampled_from([None, *range(1, knowledge.pin + 1)]))
    chosen = data.draw(st.sampled_from([{}, {"status": ["A", "X"]}, {"area": ["CN-SN"]}]))
    for vintage in VINTAGES:
        for count in (1, 2, 3, 4):
            query = DataQuery(
                time=TimeFilter(last=count),
                vintage=vintage,
                as_of=as_of,
                pin=pin,
                filters=filters(chosen),
            )
            _agree(store, knowledge, oracle, query)


@STORIES
@given(HISTORIES)
def test_withdrawn_figures_show_only_to_those_who_ask(
    store: Store, history: list[Publication]
) -> None:
    oracle = _load(store, history)
    knowledge = known(store)
    for status in (["X"], ["A"], ["M"], ["A", "M", "X"]):
        for vintage in VINTAGES:
            query = DataQuery(filters=filters({"status": status}), vintage=vintage)
            _agree(store, knowledge, oracle, query)


def _states(store: Store, **asked: object) -> list[tuple[str | None, str, int | None]]:
    query = DataQuery(**asked)  # type: ignore[arg-type]  # each value belongs to its field
    with store.reader() as reader:
        page = read_page(reader, known(store), query, PLENTY)
    return [(row.value, row.status, row.superseded_by) for row in page.observations]


def test_a_figure_that_was_withdrawn_may_come_back(store: Store) -> None:
    published(store, fact("1"), on="2025-03-01")
    published(store, withdrawn(), on="2025-03-02")
    assert _states(store) == []
    assert _states(store, filters=filters({"status": ["X"]})) == [(None, "X", None)]
    published(store, fact("1"), on="2025-03-03")
    assert _states(store) == [("1", "A", None)]
    assert _states(store, vintage="all") == [("1", "A", 2), (None, "X", 3), ("1", "A", None)]


def test_an_older_edition_that_is_loaded_late_does_not_replace_a_newer_one(store: Store) -> None:
    published(store, fact("2025"), on="2025-11-01")
    published(store, fact("2018"), on="2018-11-01")
    assert _states(store) == [("2025", "A", None)]
    assert _states(store, as_of=day("2020-01-01")) == [("2018", "A", None)]
    assert _states(store, vintage="first") == [("2018", "A", 1)]


def test_of_two_releases_of_one_instant_the_later_recorded_counts(store: Store) -> None:
    published(store, fact("1"))
    published(store, fact("2"))
    assert _states(store) == [("2", "A", None)]
    assert _states(store, pin=1) == [("1", "A", None)]


@pytest.mark.parametrize("as_of", ["0001-01-01", "0999-12-31", "1000-01-01", "2025-03-16"])
def test_nothing_was_known_before_the_first_release(store: Store, as_of: str) -> None:
    published(store, fact("1"), on="2025-03-17")
    assert _states(store, as_of=day(as_of)) == []
