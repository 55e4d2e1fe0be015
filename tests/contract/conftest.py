"""A real server on the seed, for all that is asked over HTTP."""

from collections.abc import Iterator

import pytest

from tests.support.terminal import Server, run, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    database = f"sqlite:///{folder}/store.db"
    # Requests without a good key are part of the tests, and none of them may lock the others out.
    more = {"DATABASE_URL": database, "PROVSTAT_MAX_FAILED_KEYS": "1000000"}
    with serving(folder / "log", "--migrate", "--seed", **more) as site:
        yield site


@pytest.fixture(scope="session")
def token(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A key that may publish."""
    del server  # it made the tables
    folder = tmp_path_factory.getbasetemp() / "server0"
    made = run("keys", "create", "--scope", "publish", DATABASE_URL=f"sqlite:///{folder}/store.db")
    assert made.code == 0, made.err
    return made.out.strip()
