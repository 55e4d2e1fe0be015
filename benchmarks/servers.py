"""Servers under measurement: started alone on loopback, watched with all children, stopped by pid."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psutil

from benchmarks.load import HOST

ROOT: Final = Path(__file__).resolve().parents[1]
SERVER_CORE: Final = 0
LOAD_CORE: Final = 1
_PATIENCE = 60
OK: Final = 200


@dataclass(frozen=True, slots=True)
class System:
    """Something that is measured; `{port}` in the command is replaced.

    Attributes:
        ready: What answers 200 once it serves.
    """

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    ready: str = "/readyz"


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came."""

    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str:
        """Return a field, empty where there is none."""
        return next((value for each, value in self.headers if each.lower() == name), "")


@dataclass(frozen=True, slots=True)
class Server:
    """A running server.

    Attributes:
        ready_after: Seconds from the start of the process to the first 200 of `System.ready`.
    """

    port: int
    process: psutil.Process
    ready_after: float

    def cpu_seconds(self) -> float:
        """Processor time of the process and all it started, user and system."""
        times: list[Any] = [each.cpu_times() for each in self._tree()]
        gone: Any = self.process.cpu_times()
        living = sum(each.user + each.system for each in times)
        return float(living + gone.children_user + gone.children_system)

    def resident_megabytes(self) -> float:
        """Resident memory of the process and all it started."""
        return sum(int(each.memory_info().rss) for each in self._tree()) / 1e6

    def get(self, addresses: Sequence[str]) -> Iterator[Reply]:
        """Ask for addresses one after the other on one connection."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=_PATIENCE)
        try:
            for address in addresses:
                connection.request("GET", address)
                response = connection.getresponse()
                yield Reply(response.status, response.getheaders(), response.read())
        finally:
            connection.close()

    def _tree(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]


def pin(process: psutil.Process, core: int) -> None:
    """Keep a process on one core, where there are two and the system lets us."""
    if hasattr(process, "cpu_affinity") and (os.cpu_count() or 1) > max(SERVER_CORE, LOAD_CORE):
        process.cpu_affinity([core])


@contextmanager
def running(system: System) -> Iterator[Server]:
    """Start a server, wait until it is ready, and stop it in the end.

    Raises:
        RuntimeError: It ended, or was not ready in a minute.
    """
    port = _free_port()
    command = [part.format(port=port) for part in system.command]
    started = time.perf_counter()
    child = subprocess.Popen(  # noqa: S603 - the commands of this folder
        command,
        cwd=ROOT,
        env={**os.environ, **system.environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        process = psutil.Process(child.pid)
        pin(process, SERVER_CORE)
        while not _is_ready(port, system.ready):
            waited = time.perf_counter() - started
            if child.poll() is not None or waited > _PATIENCE:
                message = f"{system.name} did not start: {' '.join(command)}"
                raise RuntimeError(message)
            time.sleep(0.001)
        yield Server(port, process, time.perf_counter() - started)
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(timeout=15)
        if child.poll() is None:
            child.kill()
            child.wait()


def _free_port() -> int:
    with socket.socket() as found:
        found.bind((HOST, 0))
        port: int = found.getsockname()[1]
        return port


def _is_ready(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=_PATIENCE)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == OK
    except OSError:
        return False
    finally:
        connection.close()
