"""Answers kept ahead of routing: the same question at the same data version gets the same bytes.

Sits between edge and content coding, so what is kept is coded already, while request id, log and
metrics stay each request's own. What may be kept is marked by the answer itself: a 200 or 304 that is
public and carries a strong entity tag and X-Data-Version, as everything does whose validators come
from `app.web.caching`. A route has nothing to add; what depends on a clock must not use them.

A kept answer is sent only if the store is still at the version that the answer claims, looked up
after the request arrived (or, if a setting says so, a stated time before). Versions only grow, so
that also rules out answers made while something was published.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Mapping, Sequence
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.cache_lookup import VARYING, CacheLookup, Question, question_of
from app.web.kept_answers import OVERHEAD, Kept, KeptAnswers, Key
from app.web.metrics import route_template
from app.web.variants import joined

_KEPT_STATUSES: Final = frozenset({200, 304})
_START = "http.response.start"
_BODY = "http.response.body"


class _Flight:
    """One computation that others with the same question wait for.

    Attributes:
        shared: Whether somebody waits.
    """

    __slots__ = ("_landed", "_under_way", "key", "shared")

    def __init__(self, key: Key, under_way: dict[Key, _Flight]) -> None:
        self.key = key
        self.shared = False
        self._under_way = under_way
        self._landed: asyncio.Event | None = None
        under_way[key] = self

    def land(self) -> None:
        """Let those who wait go on: either there is an answer now, or there will be none to share."""
        if self._under_way.get(self.key) is self:
            del self._under_way[self.key]
        if self._landed is not None:
            self._landed.set()

    async def wait(self) -> None:
        self.shared = True
        # Made only here, for hardly anybody ever waits.
        self._landed = self._landed or asyncio.Event()
        await self._landed.wait()


class _Filling:
    """A `send` that keeps what passes, if it is of the kind that may be kept."""

    __slots__ = (
        "_answers",
        "_flight",
        "_pieces",
        "_question",
        "_scope",
        "_send",
        "_size",
        "_start",
    )

    def __init__(
        self,
        answers: KeptAnswers,
        question: Question,
        flight: _Flight | None,
        scope: Scope,
        send: Send,
    ) -> None:
        self._answers = answers
        self._question = question
        self._flight = flight
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self._pieces: list[bytes] = []
        self._size = 0

    def send(self, message: Message) -> Awaitable[None]:
        """Take note of a message and pass it on; not a coroutine, which would cost a frame."""
        kind = message["type"]
        if kind == _START:
            headers = tuple(message.get("headers", ()))
            if may_be_kept(message["status"], headers):
                self._start = {**message, "headers": headers}
            else:
                self.end()
        elif self._start is not None:
            self._take(message)
        return self._send(message)

    def end(self) -> None:
        """Keep nothing more; nobody need wait."""
        self._start = None
        self._pieces = []
        if self._flight is not None:
            self._flight.land()

    def _take(self, message: Message) -> None:
        if message["type"] != _BODY:
            # An extension's way to send a body, such as a path.
            self.end()
            return
        body = message.get("body", b"")
        self._size += len(body)
        if self._size > self._answers.largest:
            self.end()
            return
        if body:
            self._pieces.append(body)
        if not message.get("more_body", False):
            self._keep()
            self.end()
        elif self._flight is not None:
            # A stream is as slow as the client that reads it; nobody else shall wait for that one.
            self._flight.land()

    def _keep(self) -> None:
        start = self._start
        if start is None:
            return
        awaited = self._flight is not None and self._flight.shared
        if not self._answers.wants(self._question.key) and not awaited:
            return
        fields = joined(start["headers"])
        key = self._question.key
        if start["status"] == 304:  # noqa: PLR2004 - Not Modified
            if fields[b"etag"] != self._question.tag:
                return  # matched in a list, by a star or weakly: rare, and not worth a place
            key = (*key, self._question.tag)
        elif int(fields.get(b"content-length", self._size)) != self._size:
            return
        kept = Kept(
            start=start,
            body={"type": _BODY, "body": b"".join(self._pieces), "more_body": False},
            version=fields[b"x-data-version"].decode("ascii"),
            filled=time.monotonic(),
            route=route_template(self._scope),
            size=self._size + OVERHEAD,
        )
        self._answers.put(key, kept)


def may_be_kept(status: int, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Whether an answer says of itself that it is the same for everybody at its data version."""
    if status not in _KEPT_STATUSES:
        return False
    fields = joined(headers)
    return (
        b"x-data-version" in fields
        and fields.get(b"etag", b"").startswith(b'"')
        and _is_public(fields)
        and b"set-cookie" not in fields
        and _varies_by(fields) <= VARYING
    )


def _is_public(fields: Mapping[bytes, bytes]) -> bool:
    rules = {rule.strip().lower() for rule in fields.get(b"cache-control", b"").split(b",")}
    return b"public" in rules and not rules & {b"no-store", b"private"}


def _varies_by(fields: Mapping[bytes, bytes]) -> set[bytes]:
    return {name.strip().lower() for name in fields.get(b"vary", b"").split(b",")} - {b""}


class ResponseCache:
    """ASGI middleware that answers what it has answered before."""

    def __init__(self, app: ASGIApp, *, lookup: CacheLookup) -> None:
        """Wrap an application.

        Args:
            app: What answers.
            lookup: Finds what has been answered.
        """
        self._app = app
        self._lookup = lookup
        self._answers = lookup.answers
        self._under_way: dict[Key, _Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        question = question_of(scope)
        if question is None:
            await self._app(scope, receive, send)
            return
        kept = await self._lookup.found(question)
        shared = self._under_way.get(question.key)
        if kept is None and shared is not None:
            await shared.wait()
            kept = await self._lookup.found(question)
        if kept is not None:
            self._answers.hits += 1
            scope["state"]["route"] = kept.route
            await send(kept.start)
            await send(kept.body)
            return
        self._answers.misses += 1
        if scope["state"].get("method") == "HEAD":
            # Nobody makes the body.
            await self._app(scope, receive, send)
            return
        await self._fill(question, scope, receive, send)

    async def _fill(self, question: Question, scope: Scope, receive: Receive, send: Send) -> None:
        flight = None
        if question.key not in self._under_way:
            flight = _Flight(question.key, self._under_way)
        filling = _Filling(self._answers, question, flight, scope, send)
        try:
            await self._app(scope, receive, filling.send)
        finally:
            filling.end()
