"""Applications for pages, filled once a worker; tests that ask for them only read."""

from __future__ import annotations

import pytest

from tests.api import vintages
from tests.api.conftest import Services, postgresql, seed, services, sqlite
from tests.api.service import Service
from tests.explorer import provinces

__all__ = ["postgresql", "services", "sqlite"]


@pytest.fixture(scope="session")
def site(sqlite: Services) -> Service:
    """The application on the seed."""
    return sqlite.on(seed)


@pytest.fixture(scope="session")
def seeded(services: Services) -> Service:
    """The same, once on each kind of database."""
    return services.on(seed)


@pytest.fixture(scope="session")
def revised(sqlite: Services) -> Service:
    """The application on a store of revisions, withdrawals, bounds and gaps."""
    return sqlite.on(vintages.fill)


@pytest.fixture(scope="session")
def wide(sqlite: Services) -> Service:
    """The application on a store with several provinces and many indicators."""
    return sqlite.on(provinces.fill)
