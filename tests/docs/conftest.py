"""One server for all tests that only read."""

from collections.abc import Iterator

import pytest

from tests.docs.terminal import Site, serving


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on the seed."""
    with serving(tmp_path_factory.mktemp("readme") / "project") as running:
        yield running
