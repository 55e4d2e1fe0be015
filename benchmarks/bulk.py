"""Everything at once: live streams, files built and sent again, memory, beside the sqlite3 shell.

    python -m benchmarks.bulk --database store.db
    python -m benchmarks.bulk --observations 1000000

One server in a process of its own, on a store in a file; each answer is read to its end and thrown
away. Memory is the most that the server had while it answered. The first file of a data version is
built while the client waits; the second time it is only sent.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Self

from benchmarks.fill import fill
from benchmarks.load import HOST
from benchmarks.servers import OK, Server, System, running

_PIECE: Final = 1 << 16
_PATIENCE: Final = 900.0
_LIVE: Final = ("csv", "jsonl", "parquet", "arrow")
_BULK: Final = ("csv", "csv.gz", "parquet", "jsonl")
_SLICE: Final = 10_000
_SHELL: Final = "SELECT * FROM observations"


@dataclass(frozen=True, slots=True)
class Run:
    """One answer.

    Attributes:
        first: Milliseconds until the first byte of the body.
        seconds: Until the last.
        cpu: Seconds of processor time of the server.
        size: Megabytes.
        memory: Megabytes above what the server had before, at most.
    """

    name: str
    first: float
    seconds: float
    cpu: float
    size: float
    memory: float


class _Watch:
    """Notes the memory of a server while a block runs."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._before = server.resident_megabytes()
        self._most = self._before

    @property
    def growth(self) -> float:
        """Megabytes above what there was before, at most."""
        return self._most - self._before

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._done.wait(0.02):
            self._most = max(self._most, self._server.resident_megabytes())


def ask(server: Server, name: str, path: str) -> Run:
    """Read one answer to its end.

    Raises:
        RuntimeError: It is not 200.
    """
    connection = HTTPConnection(HOST, server.port, timeout=_PATIENCE)
    before, begun, size = server.cpu_seconds(), time.perf_counter(), 0
    with _Watch(server) as watch:
        connection.request("GET", path)
        answer = connection.getresponse()
        if answer.status != OK:
            message = f"{path}: {answer.status} {answer.read()[:200]!r}"
            raise RuntimeError(message)
        piece = answer.read(1)
        first = time.perf_counter() - begun
        while piece:
            size += len(piece)
            piece = answer.read(_PIECE)
    seconds = time.perf_counter() - begun
    cpu = server.cpu_seconds() - before
    connection.close()
    return Run(name, first * 1000, seconds, cpu, size / 1e6, watch.growth)


def runs(database: Path, folder: Path) -> Iterator[Run]:
    """Ask for everything, each time of a new server, and for a slice in each format."""
    provstat = str(Path(sys.executable).with_name("provstat"))
    environment = {
        "DATABASE_URL": f"sqlite:///{database}",
        "PROVSTAT_SNAPSHOT_DIR": str(folder),
        "PROVSTAT_LOG_LEVEL": "error",
        # Counting a million rows takes seconds where others use the machine as well.
        "PROVSTAT_READ_TIMEOUT": "60",
    }
    system = System("ours", [provstat, "serve", "--port", "{port}"], environment)
    for format_ in _LIVE:
        with running(system) as server:
            yield ask(server, f"live {format_}", f"/v1/observations.{format_}")
    for format_ in _BULK:
        with running(system) as server:
            yield ask(server, f"file {format_}, built", f"/v1/bulk/all.{format_}")
        with running(system) as server:
            yield ask(server, f"file {format_}, again", f"/v1/bulk/all.{format_}")
    with running(system) as server:
        for format_ in ("json", *_LIVE, "xlsx"):
            path = f"/v1/observations.{format_}?limit={_SLICE}"
            list(server.get([path.replace(f"{_SLICE}", "10")]))  # loads what the format needs
            yield ask(server, f"{_SLICE:,} rows {format_}", path)


def shell(database: Path) -> Run:
    """Let the sqlite3 shell write the same observations, one table, as it is stored."""
    begun = time.perf_counter()
    program = shutil.which("sqlite3") or "sqlite3"
    command = [program, "-readonly", "-csv", str(database), _SHELL]
    child = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603 - a command of this file
    output = child.stdout
    size, first = 0, 0.0
    while output is not None and (piece := output.read(_PIECE)):
        first = first or time.perf_counter() - begun
        size += len(piece)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    seconds = time.perf_counter() - begun
    cpu = usage.ru_utime + usage.ru_stime
    return Run("sqlite3 -csv", first * 1000, seconds, cpu, size / 1e6, usage.ru_maxrss / 1000)


def table(found: Sequence[Run]) -> str:
    """Return a Markdown table."""
    lines = [
        "| answer | first byte, ms | s | CPU s | MB | memory, MB |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {run.name} | {run.first:,.0f} | {run.seconds:.2f} | {run.cpu:.2f} | {run.size:,.1f} "
        f"| {run.memory:,.0f} |"
        for run in found
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure answers that hold everything.")
    parser.add_argument("--database", type=Path, help="a store in SQLite; else one is made")
    parser.add_argument("--observations", type=int, default=1_000_000)
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        database = given.database or folder / "store.db"
        if given.database is None:
            fill(database, given.observations)
        found = [*runs(database.resolve(), folder / "files")]
        found += [shell(database)] if shutil.which("sqlite3") else []
    print(table(found))


if __name__ == "__main__":
    main()
