"""Asking the application from within its process, so that terminal and HTTP give the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from starlette.requests import ClientDisconnect
from starlette.types import Message, Scope

Sink = Callable[[bytes], object]
OK = 200


@dataclass(slots=True)
class Answer:
    """What came of a question.

    Attributes:
        status: HTTP status.
        refusal: The body, where the status is not 200; else it went to the sink.
        cut: Whether the sink was closed before everything was written.
    """

    status: int = 0
    refusal: bytearray = field(default_factory=bytearray)
    cut: bool = False


def ask(app: FastAPI, path: str, query: Sequence[tuple[str, str]], sink: Sink) -> Answer:
    """Send one GET through the whole application and write its body to `sink` as it comes."""
    return asyncio.run(_ask(app, _scope(path, query), sink))


async def _ask(app: FastAPI, scope: Scope, sink: Sink) -> Answer:
    answer = Answer()
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # the one who asks does not leave
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
        elif answer.status != OK:
            answer.refusal += message.get("body", b"")
        else:
            try:
                sink(message.get("body", b""))
            except BrokenPipeError:
                answer.cut = True
                raise ClientDisconnect from None

    async with app.router.lifespan_context(app):
        with suppress(ClientDisconnect):
            await app(scope, receive, send)
    return answer


def _scope(path: str, query: Sequence[tuple[str, str]]) -> Scope:
    return {
        "type": "http",
        # Since 2.4 `send` may raise when the client has left, so that nobody has to listen for it.
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": urlencode(query).encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost")],
        "client": None,
        "server": None,
        "state": {},
    }
