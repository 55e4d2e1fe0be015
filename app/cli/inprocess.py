"""Asking the application from within its process, so that terminal and HTTP give the same answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from starlette.types import Message, Scope

Sink = Callable[[bytes], object]


@dataclass(slots=True)
class Answer:
    """The head of an answer; the body went to the sink.

    Attributes:
        status: HTTP status.
        headers: By lower-case name.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)


def ask(app: FastAPI, path: str, query: Sequence[tuple[str, str]], sink: Sink) -> Answer:
    """Send one GET through the whole application and write its body to `sink` as it comes."""
    return asyncio.run(_ask(app, _scope(path, query), sink))


async def _ask(app: FastAPI, scope: Scope, sink: Sink) -> Answer:
    answer = Answer()

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {
                name.decode("latin-1"): value.decode("latin-1")
                for name, value in message["headers"]
            }
        elif message.get("body"):
            sink(message["body"])

    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
    return answer


def _scope(path: str, query: Sequence[tuple[str, str]]) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
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
