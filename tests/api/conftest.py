"""Applications on databases that are filled once a worker; tests that ask for them only read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.ingest.pipeline import load_seed
from app.store import migrate
from tests.api import vintages
from tests.api.service import Service, serving
from tests.support.stores import DATABASES, database, opened

SEED = Path(__file__).parents[2] / "seed"
# The same on both databases, for bodies that say when the store learned.
NOW = datetime(2025, 4, 1, 8, 30, tzinfo=UTC)

Fill = Callable[[str], None]


class Services:
    """Applications on one kind of database, each made when a test first asks for it."""

    def __init__(self, request: pytest.FixtureRequest, name: str, stack: ExitStack) -> None:
        self._request = request
        self._stack = stack
        self._made: dict[Fill, Service] = {}
        self.name = name

    def on(self, fill: Fill) -> Service:
        """Return the application on the database that `fill` filled; nobody changes it."""
        if fill not in self._made:
            self._made[fill] = self._stack.enter_context(self.fresh(fill))
        return self._made[fill]

    @contextmanager
    def fresh(self, fill: Fill, **options: object) -> Iterator[Service]:
        """Give an application on a database of its own."""
        factory: pytest.TempPathFactory = self._request.getfixturevalue("tmp_path_factory")
        with database(self.name, self._request, factory.mktemp("store")) as url:
            fill(url)
            with serving(url, **options) as service:
                yield service


def seed(url: str) -> None:
    """Fill a database with the seed."""
    with opened(url) as store:
        migrate.upgrade(store)
        assert load_seed(store, SEED, NOW).ok


def _services(name: str, request: pytest.FixtureRequest) -> Iterator[Services]:
    with ExitStack() as stack:
        yield Services(request, name, stack)


@pytest.fixture(scope="session")
def sqlite(request: pytest.FixtureRequest) -> Iterator[Services]:
    yield from _services("sqlite", request)


@pytest.fixture(scope="session")
def postgresql(request: pytest.FixtureRequest, postgres_server: object) -> Iterator[Services]:
    del postgres_server  # asked for by name, so that it outlives the applications
    yield from _services("postgresql", request)


@pytest.fixture(scope="session", params=DATABASES)
def services(request: pytest.FixtureRequest) -> Services:
    """Applications, once on each kind of database."""
    found: Services = request.getfixturevalue(request.param)
    return found


@pytest.fixture(scope="session")
def seeded(services: Services) -> Service:
    """The application on the seed, once on each kind of database."""
    return services.on(seed)


@pytest.fixture(scope="session")
def revised(services: Services) -> Service:
    """The application on the store of vintages.py, once on each kind of database."""
    return services.on(vintages.fill)


@pytest.fixture(scope="session")
def service(sqlite: Services) -> Service:
    """The application on the seed, for what has nothing to do with the database."""
    return sqlite.on(seed)
