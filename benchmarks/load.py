"""Load: `wrk` where it is installed, else the plain generator of this module in its own process."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

HOST = "127.0.0.1"
_SCRIPT = Path(__file__).with_name("addresses.lua")
_ANSWERED = (b"200", b"304")
_GRACE = 30


@dataclass(frozen=True, slots=True)
class Load:
    """How hard a server is pressed.

    Attributes:
        seconds: For how long.
        connections: Kept open, each with one request at a time.
        wrk: Whether wrk does it.
    """

    seconds: float
    connections: int
    wrk: bool = shutil.which("wrk") is not None


def drive(port: int, addresses: Sequence[str], load: Load, etag: str | None = None) -> int:
    """Ask for addresses in turn, as fast as they are answered; return how many were.

    Raises:
        RuntimeError: An answer was neither 200 nor 304, or a connection broke.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder, "addresses")
        file.write_text("".join(f"{address}\n" for address in addresses), encoding="ascii")
        command = _wrk(port, file, load, etag) if load.wrk else _own(port, file, load, etag)
        done = subprocess.run(  # noqa: S603 - the commands of this file
            command,
            check=True,
            capture_output=True,
            text=True,
            timeout=load.seconds + _GRACE,
        )
    counted = json.loads(done.stdout.splitlines()[-1])
    if counted["failed"] or not counted["answered"]:
        message = f"the load found failures: {counted}"
        raise RuntimeError(message)
    answered: int = counted["answered"]
    return answered


def _wrk(port: int, file: Path, load: Load, etag: str | None) -> list[str]:
    condition = ["-H", f"If-None-Match: {etag}"] if etag else []
    duration = ["-d", f"{max(1, round(load.seconds))}s"]
    options = ["-t", "1", "-c", str(load.connections), *duration, *condition]
    return ["wrk", *options, "-s", str(_SCRIPT), f"http://{HOST}:{port}", "--", str(file)]


def _own(port: int, file: Path, load: Load, etag: str | None) -> list[str]:
    numbers = [str(port), str(load.seconds), str(load.connections)]
    return [sys.executable, "-m", "benchmarks.load", *numbers, str(file), *([etag] if etag else [])]


class _Client(asyncio.Protocol):
    """One connection that asks again as soon as it has been answered."""

    def __init__(self, requests: Iterator[bytes], end: float) -> None:
        self._requests = requests
        self._end = end
        self._buffer = b""
        self.answered = 0
        self.failed = 0
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.Transport):
            raise TypeError
        self._transport = transport
        transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, blank, body = self._buffer.partition(b"\r\n\r\n")
        if not blank or len(body) < _length(head):
            return
        self._buffer = b""
        if head[9:12] in _ANSWERED:
            self.answered += 1
        else:
            self.failed += 1
        if time.monotonic() < self._end:
            self._transport.write(next(self._requests))
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self.failed += exc is not None or time.monotonic() < self._end
        self.closed.set_result(None)


def _length(head: bytes) -> int:
    """Length of the body that goes with a head; all servers here state it."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    if head[9:12] == b"304" or not found:
        return 0
    return int(rest.partition(b"\r\n")[0])


async def _press(
    port: int, addresses: Sequence[str], load: Load, etag: str | None
) -> list[_Client]:
    condition = f"If-None-Match: {etag}\r\n" if etag else ""
    requests = cycle(
        [f"GET {each} HTTP/1.1\r\nHost: {HOST}\r\n{condition}\r\n".encode() for each in addresses]
    )
    end = time.monotonic() + load.seconds
    loop = asyncio.get_running_loop()
    clients = [
        (await loop.create_connection(lambda: _Client(requests, end), HOST, port))[1]
        for _ in range(load.connections)
    ]
    async with asyncio.timeout(load.seconds + _GRACE):
        await asyncio.gather(*(client.closed for client in clients))
    return clients


def main() -> None:
    """Press a server and print what was counted."""
    port, seconds, connections, file, *etag = sys.argv[1:]
    addresses = Path(file).read_text(encoding="ascii").splitlines()
    load = Load(float(seconds), int(connections), wrk=False)
    clients = asyncio.run(_press(int(port), addresses, load, etag[0] if etag else None))
    answered = sum(client.answered for client in clients)
    print(json.dumps({"answered": answered, "failed": sum(client.failed for client in clients)}))


if __name__ == "__main__":
    main()
