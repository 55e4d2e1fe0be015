"""`provstat serve`: starts, says where, and ends in peace."""

import json
import signal
import socket
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.terminal import Server, run, serving

MARKER = "hunter2-marker"


def _health(server: Server) -> object:
    with urlopen(f"{server.url}/healthz", timeout=20) as answer:  # noqa: S310 - of our own server
        return json.load(answer)


def test_it_prepares_the_database_and_says_where_it_listens(empty: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(log, "--migrate", "--seed", DATABASE_URL=empty) as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert not server.url.endswith(":0")
        assert _health(server) == {"status": "ok"}
        with urlopen(f"{server.url}/v1/observations", timeout=20) as answer:  # noqa: S310 - as above
            assert len(json.load(answer)["data"]) == 22
        assert server.stop(signal.SIGTERM) == 0
    assert "22 added" in log.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_although_a_connection_is_open(
    seeded: str, tmp_path: Path, number: signal.Signals
) -> None:
    log = tmp_path / "log"
    with (
        serving(log, DATABASE_URL=seeded) as server,
        closing(HTTPConnection(server.url.removeprefix("http://"), timeout=20)) as connection,
    ):
        connection.request("GET", "/v1/sectors")
        assert connection.getresponse().read()
        assert server.stop(number) == 0
    assert "Traceback" not in log.read_text()


def test_several_processes_serve_one_address(seeded: str, tmp_path: Path) -> None:
    log = tmp_path / "log"
    with serving(log, "--workers", "2", DATABASE_URL=seeded) as server:
        assert _health(server) == {"status": "ok"}
        assert server.stop(signal.SIGTERM) == 0
    assert "Traceback" not in log.read_text()


def test_a_port_that_is_taken_is_one_clear_line(empty: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = run("serve", "--migrate", "--port", str(port), DATABASE_URL=empty)
    assert (said.code, said.out) == (1, "")
    assert said.err == (
        f"provstat: port {port} on 127.0.0.1 is in use; choose another with --port\n"
    )
    assert not Path(empty.removeprefix("sqlite:///")).exists()


def test_an_address_of_another_machine_is_one_clear_line(seeded: str) -> None:
    said = run("serve", "--host", "192.0.2.1", "--port", "0", DATABASE_URL=seeded)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith("provstat: cannot listen on port 0 of 192.0.2.1: ")
    assert len(said.complaints) == 1


def test_options_come_before_the_environment(seeded: str, tmp_path: Path) -> None:
    options = ("--port", "0", "--host", "127.0.0.2")
    with serving(
        tmp_path / "log",
        *options,
        DATABASE_URL=seeded,
        PROVSTAT_PORT="1",
        PROVSTAT_HOST="127.0.0.3",
    ) as server:
        assert server.url.startswith("http://127.0.0.2:")


def test_a_server_without_its_database_serves_and_keeps_the_secret(tmp_path: Path) -> None:
    log = tmp_path / "log"
    away = f"postgresql://root:{MARKER}@127.0.0.1:1/x?password={MARKER}"
    with serving(log, DATABASE_URL=away) as server:
        assert _health(server) == {"status": "ok"}
        connection = HTTPConnection(server.url.removeprefix("http://"), timeout=20)
        with closing(connection):
            connection.request("GET", "/readyz")
            answer = connection.getresponse()
            body = answer.read().decode()
        assert answer.status == 503
        assert server.stop(signal.SIGTERM) == 0
    assert MARKER not in body
    assert MARKER not in log.read_text()
