"""Every test of the store runs on both databases."""

from collections.abc import Iterator

import pytest

from tests.store.sample import Sample, told
from tests.support.stores import DATABASES, catalogued, database, empty_database, store

__all__ = ["empty_database", "sample", "store"]


@pytest.fixture(scope="session", params=DATABASES)
def sample(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Sample]:
    """A store with figures of every kind, which no test may change."""
    folder = tmp_path_factory.mktemp("sample")
    with database(request.param, request, folder) as url, catalogued(url) as ready:
        yield told(ready)
