"""Stores for the tests of ingest: migrated and empty, once on each kind of database."""

from collections.abc import Iterator

import pytest

from app.store import migrate
from app.store.engine import Store
from tests.support.stores import empty_database, opened

__all__ = ["empty_database", "store"]


@pytest.fixture
def store(empty_database: str) -> Iterator[Store]:
    """A store with tables and nothing in them."""
    with opened(empty_database) as ready:
        migrate.upgrade(ready)
        yield ready
