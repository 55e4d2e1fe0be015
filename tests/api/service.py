"""The whole application in this process, asked as a server would ask it: bytes in, bytes out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from fastapi import FastAPI
from pydantic import SecretStr
from starlette.types import Message, Scope

from app.main import create_app
from app.settings import Settings

HOST = "stats.example"
_PATIENCE = 30.0
# What a client leaves as it is in an address; all else becomes a percent escape.
_SAFE = "/?&=,:;*.@!$'()+~-_%[]<>|\\^`{}\""

Headers = Mapping[str, str]
NONE: Headers = {}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Read an object, in which no key may stand twice."""
    found = dict(pairs)
    assert len(found) == len(pairs), [name for name, _ in pairs]
    return found


def _never(text: str) -> Any:
    message = f"{text} is no JSON"
    raise AssertionError(message)


@dataclass
class Answer:
    """What the application sent.

    Attributes:
        headers: By lower-case name; a field sent twice is a failure.
    """

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    pieces: list[bytes] = field(default_factory=list)
    complete: bool = False

    @property
    def body(self) -> bytes:
        return b"".join(self.pieces)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    def json(self) -> Any:
        """Read the body; refuses NaN and keys that stand twice."""
        return json.loads(self.body, object_pairs_hook=_once, parse_constant=_never)

    def digits(self) -> Any:
        """Read the body with every number as the text it is."""
        return json.loads(
            self.body,
            object_pairs_hook=_once,
            parse_constant=_never,
            parse_int=str,
            parse_float=str,
        )

    def take(self, message: Message) -> None:
        """Take one message of the application."""
        assert not self.complete, message
        if message["type"] == "http.response.start":
            assert not self.status, message
            self.status = message["status"]
            for name, value in message["headers"]:
                key = name.decode("ascii")
                assert key == key.lower(), key
                assert key not in self.headers, key
                self.headers[key] = value.decode("latin-1")
        else:
            assert self.status, message
            self.pieces.append(message.get("body", b""))
            self.complete = not message.get("more_body", False)


class Service:
    """One application with its lifespan open, and the event loop it lives on."""

    def __init__(self, app: FastAPI, runner: asyncio.Runner, url: str) -> None:
        self.app = app
        self.url = url
        self._runner = runner

    def ask(self, target: str, headers: Headers = NONE, *, method: str = "GET") -> Answer:
        """Send one request without a body."""
        return self.send(scope_of(target, headers, method))

    def send(self, scope: Scope, meanwhile: Callable[[], object] | None = None) -> Answer:
        """Send one request that has been written out.

        Args:
            scope: The request.
            meanwhile: What happens after the first piece of the body and before the next.
        """
        answer = _answer(self.app, scope, meanwhile)
        return self._runner.run(asyncio.wait_for(answer, _PATIENCE))

    def ok(self, target: str, headers: Headers = NONE) -> Answer:
        """Ask for what must be there."""
        answer = self.ask(target, headers)
        assert answer.status == 200, (target, answer.text)
        return answer

    def rows(self, target: str) -> list[dict[str, Any]]:
        """Ask for observations, numbers as their digits."""
        found: list[dict[str, Any]] = self.ok(target).digits()["data"]
        return found

    def problem(self, target: str, status: int, headers: Headers = NONE) -> dict[str, Any]:
        """Ask for what must be refused, as a problem document."""
        answer = self.ask(target, headers)
        assert answer.status == status, (target, answer.status, answer.text)
        assert answer.headers["content-type"] == "application/problem+json"
        found: dict[str, Any] = answer.json()
        assert found["status"] == status
        return found


async def _answer(app: FastAPI, scope: Scope, meanwhile: Callable[[], object] | None) -> Answer:
    answer = Answer()
    asked = False

    async def receive() -> Message:
        nonlocal asked
        if asked:
            await asyncio.Event().wait()  # a client that waits for its answer
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        await asyncio.sleep(0)
        answer.take(message)
        if meanwhile is not None and len(answer.pieces) == 1:
            meanwhile()

    await app(scope, receive, send)
    assert answer.complete
    return answer


def scope_of(target: str, headers: Headers = NONE, method: str = "GET") -> Scope:
    """Write a request out as a server hands it over."""
    raw = quote(target, safe=_SAFE)
    path, _, query = raw.partition("?")
    fields = {"host": HOST, **{name.lower(): value for name, value in headers.items()}}
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "root_path": "",
        "headers": [(n.encode("ascii"), v.encode("latin-1")) for n, v in fields.items()],
        "client": ("203.0.113.7", 40000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


@contextmanager
def serving(url: str, **options: Any) -> Iterator[Service]:
    """Run an application on a database, for as long as the block."""
    # By the name of the variable, which is what the field listens to.
    given: dict[str, Any] = {"DATABASE_URL": SecretStr(url), "access_log": False, **options}
    app = create_app(Settings(**given))
    with asyncio.Runner() as runner:
        lifespan = app.router.lifespan_context(app)
        runner.run(lifespan.__aenter__())
        try:
            yield Service(app, runner, url)
        finally:
            runner.run(lifespan.__aexit__(None, None, None))
