"""Applications on the stores of tests/api, for questions in SDMX."""

from __future__ import annotations

import pytest

from tests.api import vintages
from tests.api.conftest import Services, postgresql, seed, services, sqlite
from tests.api.service import Service

__all__ = ["postgresql", "services", "sqlite"]


@pytest.fixture(scope="session")
def seeded(services: Services) -> Service:
    """The application on the seed, once on each kind of database."""
    return services.on(seed)


@pytest.fixture(scope="session")
def revised(services: Services) -> Service:
    """The application on the store of revised figures, once on each kind of database."""
    return services.on(vintages.fill)


@pytest.fixture(scope="session")
def service(sqlite: Services) -> Service:
    """The application on revised figures, for what has nothing to do with the database."""
    return sqlite.on(vintages.fill)
