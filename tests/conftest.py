"""Fixtures that every test may ask for."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.support.optional import missing
from tests.support.postgres import PostgresMissingError, PostgresServer, running_server

# Builds on Hypothesis's own profile: under CI=true that one draws the same examples every time.
# A deadline per example measures how busy the machine is.
settings.register_profile("provstat", settings(), deadline=None)
settings.load_profile("provstat")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server; see tests/support/postgres.py for where it comes from."""
    try:
        with running_server() as server:
            yield server
    except PostgresMissingError as error:
        missing("PostgreSQL", str(error))


@pytest.fixture
def postgres_dsn(postgres_server: PostgresServer) -> Iterator[str]:
    """The address, as SQLAlchemy writes it, of an empty database for one test."""
    dsn = postgres_server.create_database("test")
    yield dsn
    postgres_server.drop_database(dsn)
