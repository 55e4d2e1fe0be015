"""Asking the API from within, so that a page says exactly what the API says.

A page is the first client of the public API: same addresses, same answers, without the network.
What an answer holds is read by msgspec into the fields that a page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote, urlencode

import anyio
import msgspec
from starlette.types import Message

from app.domain.errors import (
    Fault,
    InvalidQueryError,
    NotFoundError,
    ProvstatError,
    RefusedError,
    UnavailableError,
    UnknownCodeError,
    WithdrawnError,
)
from app.explorer.asked import Asked

Kind = TypeVar("Kind")
_ERRORS: Mapping[str, type[ProvstatError]] = {
    "not-found": NotFoundError,
    "withdrawn": WithdrawnError,
    "invalid-query": InvalidQueryError,
    "unknown-code": UnknownCodeError,
    "refused": RefusedError,
    "unavailable": UnavailableError,
}
_LEAST_ERROR = 400


@dataclass(slots=True)
class Answer:
    """What came back."""

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class _Problem(msgspec.Struct):
    type: str
    detail: str
    did_you_mean: list[str] = []


async def get(asked: Asked, path: str, **params: str) -> Answer:
    """Ask for an address of this service and return what it answers, whatever that is."""
    request, answer = asked.request, Answer()
    scope = {
        **{name: request.scope[name] for name in _KEPT if name in request.scope},
        "method": "GET",
        "path": path,
        "raw_path": quote(path).encode(),
        "query_string": urlencode(params).encode(),
        "headers": [(b"host", request.headers.get("host", "localhost").encode("latin-1"))],
        "state": dict(request.scope.get("state", {})),
    }

    asked_for = False

    async def receive() -> Message:
        nonlocal asked_for
        if asked_for:
            # A client that stays: streams listen until it leaves, and are cancelled at their end.
            await anyio.sleep_forever()
        asked_for = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            answer.status = message["status"]
            answer.headers = {n.decode(): v.decode() for n, v in message.get("headers", ())}
        else:
            answer.body += message.get("body", b"")

    await request.app.router(scope, receive, send)
    return answer


_KEPT = ("type", "asgi", "http_version", "server", "client", "scheme", "root_path", "app")


async def read(asked: Asked, kind: type[Kind], path: str, **params: str) -> Kind:
    """Ask for a JSON document and read it.

    Raises:
        ProvstatError: What the problem document says, as the error that it came from.
    """
    answer = await get(asked, path, **params)
    if answer.status >= _LEAST_ERROR:
        raise _error(answer)
    return msgspec.json.decode(answer.body, type=kind)


async def text(asked: Asked, path: str, **params: str) -> str:
    """Ask for a text.

    Raises:
        ProvstatError: What the problem document says, as the error that it came from.
    """
    answer = await get(asked, path, **params)
    if answer.status >= _LEAST_ERROR:
        raise _error(answer)
    return answer.body.decode()


def _error(answer: Answer) -> ProvstatError:
    problem = msgspec.json.decode(answer.body, type=_Problem)
    kind = _ERRORS.get(problem.type.rpartition("/")[2], UnavailableError)
    fault = Fault(problem.detail, did_you_mean=tuple(problem.did_you_mean))
    return kind(problem.detail, [fault]) if problem.did_you_mean else kind(problem.detail)
