"""A real server on the seed, for real clients."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.terminal import Server, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server process on the figures of the seed; nobody changes them."""
    folder = tmp_path_factory.mktemp("clients")
    address = f"sqlite:///{folder}/store.db"
    with serving(folder / "log", "--migrate", "--seed", DATABASE_URL=address) as site:
        yield site
