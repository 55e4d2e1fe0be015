"""Databases that commands ask; tests that get one only read."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.builders import fact, published
from tests.support.stores import catalogued
from tests.support.terminal import run

AREAS = ("CN", "CN-HE", "CN-SX", "CN-140100")
DAYS = 3_000


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database that holds the seed, made by the commands themselves."""
    url = f"sqlite:///{tmp_path_factory.mktemp('seeded')}/store.db"
    assert run("migrate", DATABASE_URL=url).code == 0
    assert run("seed", DATABASE_URL=url).code == 0
    return url


@pytest.fixture(scope="session")
def plenty(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with so many figures that an answer takes several pages."""
    url = f"sqlite:///{tmp_path_factory.mktemp('plenty')}/store.db"
    days = [date(2015, 1, 1) + timedelta(days=number) for number in range(DAYS)]
    with catalogued(url) as store:
        published(
            store,
            *(fact("1", area=area, period=day.isoformat()) for area in AREAS for day in days),
        )
    return url


@pytest.fixture
def empty(tmp_path: Path) -> str:
    """The address of a database that does not exist yet, in a folder that does not either."""
    return f"sqlite:///{tmp_path}/data/store.db"
