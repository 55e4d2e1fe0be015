"""Several processes on one address: each keeps answers for itself, and none is behind."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from tests.api import vintages
from tests.support.builders import fact, published
from tests.support.stores import DATABASES, database, opened
from tests.support.terminal import Server, serving

URL = "/v1/observations"
_ENOUGH = 200


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database(request.param, request, tmp_path) as found:
        vintages.fill(found)
        yield found


def answered(connection: HTTPConnection, path: str) -> tuple[str, str]:
    """Return data version and body."""
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read().decode()
    assert answer.status == 200, body
    return answer.getheader("x-data-version") or "", body


def to_each_process(server: Server, stack: ExitStack) -> list[HTTPConnection]:
    """Connect until both processes have taken a connection."""
    found: dict[int, HTTPConnection] = {}
    for _ in range(_ENOUGH):
        connection = HTTPConnection(server.url.removeprefix("http://"), timeout=20)
        stack.enter_context(closing(connection))
        answered(connection, "/healthz")
        found.setdefault(_taker(server, connection), connection)
        if len(found) == 2:
            return list(found.values())
    pytest.fail("one process took every connection")


def _taker(server: Server, connection: HTTPConnection) -> int:
    """The process that holds the other end of a connection."""
    mine = connection.sock.getsockname()[1]
    for process in psutil.Process(server.process.pid).children(recursive=True):
        ends = process.net_connections(kind="tcp")
        if any(getattr(end.raddr, "port", None) == mine for end in ends):
            return process.pid
    pytest.fail(f"no process holds the connection from port {mine}")


def test_each_process_knows_what_was_published(url: str, tmp_path: Path) -> None:
    with ExitStack() as stack:
        options = {"DATABASE_URL": url, "PROVSTAT_ACCESS_LOG": "false"}
        server = stack.enter_context(serving(tmp_path / "log", "--workers", "2", **options))
        connections = to_each_process(server, stack)
        store = stack.enter_context(opened(url))
        seen = set()
        for number in range(1, 4):
            # The second time each process has its own kept answer.
            versions = [answered(each, URL) for each in connections * 2]
            assert len(set(versions)) == 1
            seen.add(versions[0])
            published(store, fact(str(30 + number), period="2025-Q1"), on=f"2025-04-0{number}")
        assert len(seen) == 3
        assert server.stop(signal.SIGTERM) == 0
