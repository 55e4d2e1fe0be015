"""Runs an ASGI application once, as a server would, and hands back what it sent."""

import asyncio
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import brotli  # type: ignore[import-untyped]  # ships no annotations
import zstandard
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = Sequence[tuple[bytes, bytes]]

HOST = (b"host", b"stats.example")


@dataclass
class Answer:
    """What an application sent.

    Attributes:
        scope: The scope as the application left it.
        error: What the application raised.
    """

    scope: dict[str, Any]
    messages: list[Message] = field(default_factory=list)
    error: Exception | None = None

    @property
    def starts(self) -> list[Message]:
        return [message for message in self.messages if message["type"] == "http.response.start"]

    @property
    def status(self) -> int:
        (start,) = self.starts
        status: int = start["status"]
        return status

    @property
    def headers(self) -> list[tuple[bytes, bytes]]:
        (start,) = self.starts
        return list(start["headers"])

    def header(self, name: str) -> str | None:
        """The field's value; a field sent twice is a failure."""
        values = [value for other, value in self.headers if other == name.encode()]
        assert len(values) <= 1, (name, values)
        return values[0].decode() if values else None

    @property
    def pieces(self) -> list[bytes]:
        bodies = [message for message in self.messages if message["type"] == "http.response.body"]
        return [bytes(message.get("body", b"")) for message in bodies]

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def decoded(self) -> bytes:
        return decode(self.header("content-encoding"), self.body)


def decode(coding: str | None, body: bytes) -> bytes:
    if coding == "gzip":
        return zlib.decompress(body, wbits=31)
    if coding == "br":
        plain: bytes = brotli.decompress(body)
        return plain
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(body)
    assert coding is None
    return body


def http_scope(
    method: str = "GET",
    target: str = "/",
    headers: Headers = (),
    *,
    hosts: Headers = (HOST,),
) -> dict[str, Any]:
    path, _, query = target.partition("?")
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": path,
        "raw_path": path.encode("latin-1"),
        "query_string": query.encode("latin-1"),
        "root_path": "",
        "headers": [*hosts, *headers],
        "client": ("203.0.113.7", 40000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


async def acall(app: ASGIApp, scope: dict[str, Any]) -> Answer:
    answer = Answer(scope)
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # a client that waits for its answer
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        await asyncio.sleep(0)
        answer.messages.append(message)

    try:
        await app(scope, receive, send)
    except Exception as error:  # noqa: BLE001 - tests look at it
        answer.error = error
    return answer


def call(
    app: ASGIApp,
    method: str = "GET",
    target: str = "/",
    headers: Headers = (),
    *,
    hosts: Headers = (HOST,),
) -> Answer:
    """Send one request; hangs cannot happen, since every wait ends with the answer."""
    scope = http_scope(method, target, headers, hosts=hosts)
    return asyncio.run(asyncio.wait_for(acall(app, scope), 30))


def answering(
    pieces: Iterable[bytes],
    headers: Headers = (),
    status: int = 200,
    note: Callable[[Scope], None] | None = None,
) -> ASGIApp:
    """An application that sends these pieces: one is a whole body, more are a stream."""
    chunks = list(pieces)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        if note is not None:
            note(scope)
        await send({"type": "http.response.start", "status": status, "headers": list(headers)})
        for number, chunk in enumerate(chunks, 1):
            more = number < len(chunks)
            await send({"type": "http.response.body", "body": chunk, "more_body": more})

    return app
