"""A server for every test module that talks to one."""

from collections.abc import Iterator

import pytest

from tests.web.loopback import Site, serving


@pytest.fixture(scope="module", params=["uvloop", "asyncio"])
def hurried(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A server that waits 0.4 seconds for heads and bodies."""
    with serving(request.param, head_timeout=0.4, body_timeout=0.4, body_rate=100.0) as site:
        yield site
