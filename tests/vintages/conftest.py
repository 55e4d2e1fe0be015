"""Applications on the small store of revised figures, once on each kind of database."""

from __future__ import annotations

import pytest

from tests.api.conftest import Services, postgresql, services, sqlite
from tests.api.service import Service
from tests.support.stores import empty_database, store
from tests.vintages.story import fill

__all__ = ["empty_database", "postgresql", "services", "sqlite", "store"]


@pytest.fixture(scope="session")
def told_on(services: Services) -> Service:
    """The application on the story, once on each kind of database."""
    return services.on(fill)


@pytest.fixture(scope="session")
def single(sqlite: Services) -> Service:
    """The application on the story, for what has nothing to do with the database."""
    return sqlite.on(fill)
