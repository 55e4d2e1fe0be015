"""Releases made up at random, in any order: histories and changes against a plain list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.dialects.native.observation import find_versions, name_of
from app.domain.change import Change, State
from app.domain.facts import Fact
from app.domain.query import DataQuery, Published, filters
from app.store import changes as reading
from app.store.changes import count_changes, read_changes
from app.store.engine import Store
from tests.support.builders import day, fact, published, withdrawn
from tests.support.stores import emptied, known
from tests.vintages import oracle
from tests.vintages.oracle import Said, Told

DAYS = ("2025-03-01", "2025-03-02", "2025-03-03")
FIGURES = (
    ("CN-SX", "2023"),
    ("CN-SX", "2024"),
    ("CN-SN", "2024"),
    ("CN-SN", "2025-01-28/P8D"),
    ("CN-SN", "2025-02-01/2025-02-04"),
)


def _withdrawn(area: str, period: str) -> Fact:
    return withdrawn(area=area, period=period)


def _said(figure: tuple[str, str], saying: tuple[str | None, str]) -> Fact:
    area, period = figure
    value, how = saying
    if how == "withdrawn":
        return _withdrawn(area, period)
    if how == "range":
        return fact(None, area=area, period=period, limits=("1", "3"))
    return fact(value, area=area, period=period, bound=how)


@dataclass(frozen=True)
class Publication:
    """One release before it is loaded."""

    on: str
    facts: tuple[Fact, ...]


SAYINGS = st.one_of(
    st.tuples(
        st.sampled_from(["1", "2.5", "-3", "100000000000000000000.000000001"]), st.just("exact")
    ),
    st.sampled_from([("1", "gt"), (None, "exact"), (None, "withdrawn"), (None, "range")]),
)
PUBLICATIONS = st.builds(
    lambda on, said: Publication(on, tuple(_said(FIGURES[i], how) for i, how in said.items())),
    st.sampled_from(DAYS),
    st.dictionaries(st.integers(0, len(FIGURES) - 1), SAYINGS, min_size=1, max_size=4),
)
STORIES = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
)


def load(store: Store, story: Sequence[Publication]) -> list[Said]:
    """Publish in this order on either side; what has been published before adds nothing."""
    emptied(store)
    said = []
    for each in story:
        release, new = published(store, *each.facts, on=each.on)
        if new:
            said += [Said(day(each.on), release.number, told) for told in each.facts]
    return said


def told(change: Change) -> Told:
    difference = None if change.difference is None else Fraction(change.difference)
    before = None if change.before is None else change.before.release
    observation = change.observation
    return Told(name_of(observation), observation.release, change.kind, difference, before)


def read(store: Store, query: DataQuery, size: int) -> list[Told]:
    """Read changes page by page."""
    found: list[Told] = []
    knowledge = known(store)
    with store.reader() as reader:
        while True:
            page = read_changes(reader, knowledge, query, size)
            found += map(told, page.changes)
            if page.next is None:
                total = count_changes(reader, knowledge, query)
                assert total == len(found)
                return found
            assert len(page.changes) == size
            query = replace(query, after=page.next)


@STORIES
@given(st.lists(PUBLICATIONS, min_size=1, max_size=6))
def test_every_history_is_told(store: Store, story: list[Publication]) -> None:
    said = load(store, story)
    knowledge = known(store)
    with store.reader() as reader:
        for figure in {each.figure for each in said}:
            cube = find_versions(reader, knowledge, figure, None, "all")
            states = [None, *map(State.of, cube.observations)]
            pairs = zip(states, cube.observations, strict=False)
            found = [told(Change.between(before, o)) for before, o in pairs]
            assert found == oracle.history(said, figure)


@STORIES
@given(
    st.lists(PUBLICATIONS, min_size=1, max_size=6),
    st.integers(1, 7),
    st.sampled_from([1, 3, 20_000]),
    st.data(),
)
def test_all_changes_are_told(
    store: Store, story: list[Publication], size: int, most: int, data: st.DataObject
) -> None:
    said = load(store, story)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "MAXIMUM_FIGURES", most)
        query = DataQuery(vintage="all")
        assert read(store, query, size) == oracle.changes(said, lambda _: True)

        since = data.draw(st.sampled_from([None, *map(day, DAYS)]))
        until = data.draw(st.sampled_from([None, *(day(d) - timedelta(seconds=1) for d in DAYS)]))
        area = data.draw(st.sampled_from([None, "CN-SN"]))
        asked = replace(
            query,
            published=Published(since, until),
            filters=filters({"area": [area]} if area else {}),
        )

        def wanted(each: Said) -> bool:
            return (
                (since is None or each.published >= since)
                and (until is None or each.published <= until)
                and area in {None, each.fact.series.area}
            )

        assert read(store, asked, size) == oracle.changes(said, wanted)

        pin = data.draw(st.integers(1, len(story)))
        old = [each for each in said if each.number <= pin]
        assert read(store, replace(query, pin=pin), size) == oracle.changes(old, lambda _: True)
