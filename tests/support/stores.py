"""Stores for tests, each on a database of its own: SQLite in a file, PostgreSQL on the test server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete

from app.domain.cube import Observation
from app.domain.query import DataQuery
from app.store import migrate
from app.store.catalogue import load_structure, save_structure
from app.store.engine import Store, StoreOptions
from app.store.observations import Known, read_page
from app.store.releases import data_version, load_releases
from app.store.tables import METADATA
from tests.support.catalogue import STRUCTURE
from tests.support.postgres import PostgresServer

DATABASES = ("sqlite", "postgresql")
MUTABLE = (
    "observations",
    "citations",
    "series_dimensions",
    "series",
    "releases",
    "data_versions",
)
PLENTY = 10_000


@contextmanager
def opened(url: str) -> Iterator[Store]:
    """Open the store behind an address, and give its connections back at the end."""
    with closing(Store(StoreOptions(url))) as store:
        yield store


@contextmanager
def database(name: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """Give the address of an empty database; the PostgreSQL server is asked for only if needed."""
    if name == "sqlite":
        yield f"sqlite:///{folder}/store.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    dsn = server.create_database("store")
    try:
        yield dsn
    finally:
        server.drop_database(dsn)


@contextmanager
def catalogued(url: str) -> Iterator[Store]:
    """Give a migrated store that holds the tests' catalogue and no figure."""
    with opened(url) as store:
        migrate.upgrade(store)
        with store.writer() as writer:
            save_structure(writer, STRUCTURE)
        yield store


@pytest.fixture(params=DATABASES)
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, once on each kind."""
    with database(request.param, request, tmp_path) as url:
        yield url


@pytest.fixture
def store(empty_database: str) -> Iterator[Store]:
    """A store with the tests' catalogue and no figure, once on each kind of database."""
    with catalogued(empty_database) as ready:
        yield ready


def emptied(store: Store) -> None:
    """Take out every figure and release; the catalogue stays."""
    with store.writer() as writer:
        for name in MUTABLE:
            writer.connection.execute(delete(METADATA.tables[name]))


def known(store: Store) -> Known:
    """Return what a question needs to know beside the figures."""
    with store.snapshot() as reader:
        version = data_version(reader)
        number = version.number if version else 0
        return Known(load_structure(reader), load_releases(reader), number)


def answered(
    store: Store, query: DataQuery | None = None, *, provenance: bool = True
) -> tuple[Observation, ...]:
    """Return all observations that answer a question, from a single page."""
    knowledge = known(store)
    with store.reader() as reader:
        page = read_page(reader, knowledge, query or DataQuery(), PLENTY, provenance=provenance)
    assert page.next is None or (query is not None and query.limit is not None)
    return page.observations
