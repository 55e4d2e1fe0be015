"""A real server on the seed, for all that is asked over HTTP."""

from collections.abc import Iterator

import pytest

from tests.support.terminal import Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    database = f"sqlite:///{folder}/store.db"
    with serving(folder / "log", "--migrate", "--seed", DATABASE_URL=database) as site:
        yield site
