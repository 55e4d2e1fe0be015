"""How much is asked of the database for a list of changes: few statements, and by the index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.domain.query import DataQuery
from app.store import changes as reading
from app.store.changes import count_changes, read_changes
from app.store.engine import Reader, Store
from tests.support.builders import fact, published
from tests.support.stores import catalogued, known

ALL = DataQuery(vintage="all")


@contextmanager
def counted() -> Iterator[list[tuple[str, Any]]]:
    """Note every statement that is run on the driver."""
    ran: list[tuple[str, Any]] = []
    fetch = Reader.fetch

    def noting(self: Reader, statement: str, parameters: Any) -> Any:
        ran.append((statement, parameters))
        return fetch(self, statement, parameters)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "fetch", noting)
        yield ran


def _many(store: Store, releases: int) -> None:
    for number in range(releases):
        published(store, fact(str(number)), on=f"2025-01-{number + 1:02}")


def test_many_small_releases_are_read_together(store: Store) -> None:
    _many(store, 20)
    knowledge = known(store)
    with store.reader() as reader, counted() as ran:
        assert len(read_changes(reader, knowledge, ALL, 100).changes) == 20
        assert len(ran) == 1
        assert count_changes(reader, knowledge, ALL) == 20
        assert len(ran) == 1  # the releases' own counts tell


def test_a_page_reads_no_more_releases_than_it_needs(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAXIMUM_RELEASES", 4)
    _many(store, 20)
    knowledge = known(store)
    with store.reader() as reader, counted() as ran:
        read_changes(reader, knowledge, ALL, 3)
        assert len(ran) == 1
        read_changes(reader, knowledge, ALL, 7)
        assert len(ran) == 3
        read_changes(reader, knowledge, ALL, 100)
        assert len(ran) == 8


def test_counts_are_read_again_where_an_older_edition_came_late(store: Store) -> None:
    published(store, fact("1"), on="2025-01-10")
    published(store, fact("2"), on="2025-01-20")
    published(store, fact("2"), on="2025-01-15")
    knowledge = known(store)
    assert [r.revised for r in knowledge.releases.values()] == [0, 1, 1]
    with store.reader() as reader, counted() as ran:
        # What was a revision on 20 January now only repeats the edition of 15 January.
        assert count_changes(reader, knowledge, ALL) == 2
        assert len(ran) == 1
        assert len(read_changes(reader, knowledge, ALL, 10).changes) == 2


def test_releases_that_changed_nothing_are_not_read(store: Store) -> None:
    published(store, fact("1"), on="2025-01-10")
    for number in range(11, 20):
        published(store, fact("1"), on=f"2025-01-{number}")
    with store.reader() as reader, counted() as ran:
        assert len(read_changes(reader, known(store), ALL, 10).changes) == 1
        assert [name for name in ran[0][1] if name.startswith("filter_release")] == [
            "filter_release_0"
        ]


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Store]:
    """A store on SQLite; PostgreSQL plans by the size of tables, which are tiny here."""
    with catalogued(f"sqlite:///{tmp_path}/store.db") as ready:
        yield ready


def test_sqlite_goes_by_the_index_on_releases(local: Store) -> None:
    store = local
    _many(store, 3)
    knowledge = known(store)
    one = known(store).releases[max(knowledge.releases)].id
    with store.reader() as reader, counted() as ran:
        read_changes(reader, knowledge, ALL, 10)
        read_changes(
            reader, knowledge, DataQuery(vintage="all", filters=(("release", (one,)),)), 10
        )
    with store.reader() as reader:
        for statement, parameters in ran:
            plan = reader.fetch(f"EXPLAIN QUERY PLAN {statement}", parameters)
            steps = [row[3] for row in plan]
            assert any("ix_observations_release_series_id (release=?" in step for step in steps)
            assert not any(step.startswith("SCAN observations") for step in steps)
        # Those of one release come in order, so a page of a large one costs a page.
        assert not any("TEMP B-TREE" in step and "ORDER BY" in step for step in steps)
