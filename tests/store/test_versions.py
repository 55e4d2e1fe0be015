"""The chain of data versions: the same content gives the same text in every database."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.domain.cube import DataVersion
from app.domain.facts import Fact
from app.store.engine import Store
from app.store.publication import publish
from app.store.releases import append_version, current_number, data_version
from tests.support.builders import RECORDED, draft, fact, published
from tests.support.stores import DATABASES, catalogued, database

FIGURES = (fact("1"), fact("2", period="2023"), fact("3", area="CN-SN"))

Steps = tuple[Callable[[Store], object], ...]


def _version(store: Store) -> DataVersion:
    with store.snapshot() as reader:
        version = data_version(reader)
        assert version is not None
        assert current_number(reader) == version.number
        return version


def _chain(store: Store, steps: Steps) -> list[str]:
    texts = []
    for step in steps:
        step(store)
        texts.append(_version(store).text)
    return texts


def _catalogue_change(digest: str) -> Callable[[Store], object]:
    def change(store: Store) -> object:
        with store.writer() as writer:
            return append_version(writer, "catalogue", digest, RECORDED + timedelta(days=1))

    return change


def _release(*facts: Fact, on: str, now: datetime = RECORDED) -> Callable[[Store], object]:
    def change(store: Store) -> object:
        with store.writer() as writer:
            return publish(writer, draft(*facts, published=on), now)

    return change


def test_equal_content_gives_equal_versions_in_every_database(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    later = RECORDED + timedelta(days=9)
    one: Steps = (
        _catalogue_change("c1"),
        _release(*FIGURES, on="2025-03-01"),
        _release(fact("7"), on="2025-03-02"),
    )
    same: Steps = (
        _catalogue_change("c1"),
        _release(*reversed(FIGURES), on="2025-03-01", now=later),
        _release(fact("7.0"), on="2025-03-02", now=later),
    )
    other: Steps = (_catalogue_change("c1"), one[2], one[1])
    with ExitStack() as stack:
        stores: list[Store] = []
        for name in (*DATABASES, *DATABASES):
            folder = tmp_path / str(len(stores))
            url = stack.enter_context(database(name, request, folder))
            stores.append(stack.enter_context(catalogued(url)))
        assert _chain(stores[0], one) == _chain(stores[1], same)
        # The order of recording is part of the state: `pin` and ties depend on it.
        apart = _chain(stores[2], one), _chain(stores[3], other)
    assert apart[0][0] == apart[1][0]
    assert apart[0][1:] != apart[1][1:]
    assert len(set(apart[0])) == 3


def test_versions_are_numbered_from_one_and_say_when(store: Store) -> None:
    _catalogue_change("c1")(store)
    first = _version(store)
    published(store, fact("1"))
    second = _version(store)
    assert (first.number, second.number) == (1, 2)
    assert first.recorded_at == RECORDED + timedelta(days=1)
    assert second.recorded_at == RECORDED
