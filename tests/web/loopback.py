"""A real server on loopback, and a client that says exactly which bytes it sends."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, get_contextvars
from structlog.testing import capture_logs

from app.web.edge_headers import CONSTANT
from app.web.protocol import GuardedProtocol

PATIENCE = 20.0

Answered = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """An application of a few behaviours, and where it is served.

    Attributes:
        ends: What the application noticed about its clients.
    """

    port: int = 0
    ends: list[str] = field(default_factory=list)
    connections: Callable[[], int] = int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        behaviour = getattr(self, scope["path"].strip("/") or "hello")
        await behaviour(receive, send)

    async def hello(self, receive: Receive, send: Send) -> None:
        del receive
        await answer(send, b"hello")

    async def context(self, receive: Receive, send: Send) -> None:
        """What was noted about the request before; then a note about this one."""
        del receive
        known = b",".join(name.encode() for name in get_contextvars())
        bind_contextvars(note="mine")
        await answer(send, known)

    async def late(self, receive: Receive, send: Send) -> None:
        del receive
        await asyncio.sleep(1.0)
        await answer(send, b"late")

    async def count(self, receive: Receive, send: Send) -> None:
        size = await self.read(receive)
        if size is not None:
            await answer(send, b"%d" % size)

    async def latecount(self, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1.0)
        await self.count(receive, send)

    async def startthencount(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        await self.read(receive)

    async def endless(self, receive: Receive, send: Send) -> None:
        async def until_left() -> Message:
            while (message := await receive())["type"] != "http.disconnect":
                pass
            return message

        left = asyncio.create_task(until_left())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not left.done():
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            await asyncio.sleep(0)
        self.ends.append("left")

    async def read(self, receive: Receive) -> int | None:
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.ends.append("left")
                return None
            size += len(message["body"])
            if not message["more_body"]:
                return size

    def connect(self, *, buffer: int | None = None) -> socket.socket:
        client = socket.socket()
        client.settimeout(PATIENCE)
        if buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.connect(("127.0.0.1", self.port))
        return client


async def answer(send: Send, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextlib.contextmanager
def serving(
    loop: str = "uvloop",
    app: ASGIApp | None = None,
    lifespan: Literal["on", "off"] = "off",
    **waits: float,
) -> Iterator[Site]:
    """Serve in a thread.

    Args:
        loop: Which event loop.
        app: What to serve instead of the behaviours of `Site`.
        lifespan: Whether the application has one.
        **waits: Attributes of the protocol to shorten.
    """
    site = Site()
    protocol: Any = type("Hurried", (GuardedProtocol,), {"poll": 0.05, "linger": 0.3, **waits})
    config = uvicorn.Config(
        app or site,
        port=0,
        http=protocol,
        ws="none",
        loop=loop,
        lifespan=lifespan,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=1,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started)
        site.port = server.servers[0].sockets[0].getsockname()[1]
        site.connections = lambda: len(server.server_state.connections)
        with capture_logs():  # refusals by the hundred
            yield site
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def read_answer(client: socket.socket, buffered: bytearray | None = None) -> Answered:
    """One answer with a Content-Length; what came after it stays in the buffer."""
    data = bytearray() if buffered is None else buffered
    while b"\r\n\r\n" not in data:
        piece = client.recv(65536)
        assert piece, bytes(data)
        data += piece
    head, _, rest = bytes(data).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines)
    assert len(fields) == len(lines)
    length = int(fields["content-length"])
    while len(rest) < length:
        piece = client.recv(65536)
        assert piece
        rest += piece
    data[:] = rest[length:]
    return int(status.split()[1]), fields, rest[:length]


def read_all(client: socket.socket) -> bytes:
    data = b""
    with contextlib.suppress(ConnectionError):
        while piece := client.recv(65536):
            data += piece
    return data


def assert_refused(client: socket.socket, status: int, slug: str) -> None:
    """A whole problem document, then the end of the connection."""
    buffered = bytearray()
    found, fields, body = read_answer(client, buffered)
    problem = json.loads(body)
    assert (found, problem["status"], problem["type"]) == (status, status, f"/problems/{slug}")
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == fields["x-request-id"]
    assert fields["content-type"] == "application/problem+json"
    assert fields["connection"] == "close"
    assert {name.decode(): value.decode() for name, value in CONSTANT}.items() <= fields.items()
    assert bytes(buffered) + read_all(client) == b""


def trickle(client: socket.socket, data: bytes, pause: float = 0.05) -> None:
    """Send byte by byte until the server has had enough, seen in that it answers."""
    client.settimeout(pause)
    for number in range(len(data)):
        try:
            client.send(data[number : number + 1])
            client.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            continue
        except ConnectionError:
            pass
        break
    else:
        pytest.fail("never refused")
    client.settimeout(PATIENCE)


GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def post(path: bytes, length: int, *more: bytes) -> bytes:
    lines = [b"POST /" + path + b" HTTP/1.1", b"Host: a", b"Content-Length: %d" % length, *more]
    return b"\r\n".join([*lines, b"", b""])
