"""Content coding: gzip, Brotli and Zstandard for answers that shrink, entity tags kept honest.

Sits inside the edge, so that HEAD has been turned into GET when it gets here and shows the same
fields. Own code, because the ready-made middlewares mishandle entity tags, q-values and
no-transform.

Clients see a tag for each coding (`app.web.variants`), the application plain tags only. That leaves
one doubt: a plain tag from a client that accepts a coding is right for a Parquet file, which is
never coded, and wrong for JSON that it once got uncoded. The application answers 304 to both. If
that 304 carries the representation's Content-Type (taken off before it leaves), the doubt ends
there. Otherwise it is held back, and the application runs again, unconditionally, to show which.
"""

from collections.abc import Awaitable
from os import cpu_count

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.accept_encoding import Coding, choose
from app.web.bodiless import Bodiless
from app.web.coded_response import CodedResponse
from app.web.variants import codable, joined, plain_tags

__all__ = ["Coding", "ContentCoding", "choose"]

_CONDITIONS = frozenset({b"if-none-match", b"if-modified-since"})
# What routing noted in its copy of the scope, for the edge around us to read.
_NOTES = ("route", "fastapi")
_OK = 200


class ContentCoding:
    """ASGI middleware that codes responses and translates entity tags."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # Not the default limiter, whose threads others need.
        self._threads = anyio.CapacityLimiter(cpu_count() or 1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        fields = joined(scope["headers"])
        accepted = fields.get(b"accept-encoding")
        coding = choose(None if accepted is None else accepted.decode("latin-1")) or "identity"
        response = CodedResponse(send, coding, self._threads)
        asked = fields.get(b"if-none-match")
        if asked is None or coding == "identity" or scope["method"] != "GET":
            await self._app(scope, receive, response.send)
            return
        response.asked = asked
        inner = _with_condition(scope, plain_tags(asked, coding))
        await self._app(inner, receive, response.send)
        if response.doubtful is not None:
            inner = _with_condition(scope, None)
            again = CodedResponse(send, coding, self._threads)
            recheck = _Recheck(response.doubtful, _EmptyBody(receive).receive, send, again)
            await self._app(inner, recheck.receive, recheck.send)
        scope.update({name: inner[name] for name in _NOTES if name in inner})


def _with_condition(scope: Scope, if_none_match: bytes | None) -> Scope:
    """A copy of the scope with other entity tags; None takes every condition away.

    If-Modified-Since goes in both cases: RFC 9110 ignores it beside If-None-Match.
    """
    headers = [header for header in scope["headers"] if header[0] not in _CONDITIONS]
    if if_none_match is not None:
        headers.append((b"if-none-match", if_none_match))
    return {**scope, "headers": headers}


class _Recheck:
    """The second, unconditional run after a doubtful 304.

    If this answer is never coded and its tag the same, the 304 was right and is sent after all;
    else the client's copy is of another coding, and this answer goes out like any other.
    """

    def __init__(
        self, doubtful: bytes, receive: Receive, send: Send, response: CodedResponse
    ) -> None:
        self._doubtful = doubtful
        self._response = response
        self._cut = Bodiless(receive, send)
        self._unchanged = False
        self.receive = self._cut.receive

    def send(self, message: Message) -> Awaitable[None]:
        if message["type"] == "http.response.start":
            headers = message.get("headers", ())
            fields = joined(headers)
            same = message["status"] == _OK and fields.get(b"etag") == self._doubtful
            if same and not codable(fields):
                self._unchanged = True
                kept = [header for header in headers if not _tells_of_body(header[0])]
                message = {**message, "status": 304, "headers": kept}
        return (self._cut if self._unchanged else self._response).send(message)


def _tells_of_body(name: bytes) -> bool:
    return name.startswith(b"content-") and name != b"content-location"


class _EmptyBody:
    """A `receive` that starts over: the first run may have taken the request's empty body."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._given = False

    async def receive(self) -> Message:
        if self._given:
            return await self._receive()
        self._given = True
        return {"type": "http.request", "body": b"", "more_body": False}
