"""Kept answers straight from the protocol: no task, no middleware, no header rendered twice.

What a request must pass on the ordinary way it has passed here too: its key holds everything that the
edge checks (address and Host), it has no body, and an equal request was answered before. Request id,
access log and metrics are its own. Whatever is unusual (a proxy's word about the client, a database
that cannot be asked at once, a version that changed) is declined, and takes the ordinary way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from time import perf_counter
from typing import Final

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from app.observability import AccessEvent, AccessLog, redact_path, redact_query
from app.web.cache_lookup import CacheLookup, question_of
from app.web.edge import MAX_LOGGED
from app.web.edge_headers import CONSTANT, OWNED, REQUEST_ID, Header
from app.web.kept_answers import Kept, Wire
from app.web.metrics import Metrics
from app.web.request_id import request_id

# The lifespan's state holds the express under this name, where the protocol finds it.
STATE_NAME: Final = "express"
_JOINED: Final = 65_536  # larger bodies are not copied to be written with their head
_NO_BODY: Final = 304


class Express:
    """Answers requests without the application."""

    def __init__(
        self, lookup: CacheLookup, metrics: Metrics, access_log: AccessLog | None = None
    ) -> None:
        """Remember where kept answers come from, and who hears of requests."""
        self._lookup = lookup
        self._metrics = metrics
        self._access_log = access_log
        self._common: Sequence[Header] = ()
        self._lead = b""

    def answer(self, scope: Scope, common: Sequence[Header]) -> Sequence[bytes] | None:
        """Return what to write, or `None` to let the application answer.

        Args:
            scope: A request on a connection that stays open.
            common: What the server adds to every answer; the same object while it is the same.
        """
        started = perf_counter()
        question = question_of(scope)
        if question is None or question.proxied:
            return None
        kept = self._lookup.found_at_once(question)
        if kept is None:
            return None
        wire = kept.wire
        if wire is None:
            wire = kept.wire = _wire(kept, scope)
        if common is not self._common:
            self._common, self._lead = common, _lines(common)
        identity = request_id(question.request_id)
        parts = (wire.status, self._lead, wire.fields, identity.encode(), wire.ending)
        self._tell(kept, wire, identity, scope, started)
        if len(wire.body) > _JOINED:
            return (b"".join(parts), wire.body, wire.end)
        return (b"".join((*parts, wire.body, wire.end)),)

    def _tell(self, kept: Kept, wire: Wire, identity: str, scope: Scope, started: float) -> None:
        seconds = perf_counter() - started
        status = kept.start["status"]
        self._metrics.entered()
        self._metrics.left("GET", kept.route, status, seconds)
        if self._access_log is None:
            return
        client = scope["client"]
        event = AccessEvent(
            timestamp=datetime.now(UTC),
            request_id=identity,
            method="GET",
            path=wire.path,
            query=wire.query,
            status=status,
            bytes=len(wire.body),
            duration_ms=round(seconds * 1000, 3),
            route=kept.route,
            client=client[0] if client else "",
        )
        self._access_log(event)


def _wire(kept: Kept, scope: Scope) -> Wire:
    """Write an answer as the server would, after what edge and server add to it."""
    headers = [header for header in kept.start["headers"] if header[0] not in OWNED]
    body: bytes = kept.body["body"]
    before, end = b"\r\n", b""
    has_length = any(name == b"content-length" for name, _ in headers)
    if kept.start["status"] != _NO_BODY and not has_length:
        # As a stream, which it was when it was kept: all in one piece, then the end.
        size = b"%x\r\n" % len(body) if body else b""
        before = b"transfer-encoding: chunked\r\n\r\n" + size
        end = b"\r\n0\r\n\r\n" if body else b"0\r\n\r\n"
    query: bytes = scope["query_string"]
    return Wire(
        status=STATUS_LINE[kept.start["status"]],
        fields=_lines([*headers, *CONSTANT]) + REQUEST_ID + b": ",
        ending=b"\r\n" + before,
        body=body,
        end=end,
        path=redact_path(scope["path"])[:MAX_LOGGED],
        query=redact_query(query[:MAX_LOGGED].decode("latin-1")) if query else "",
    )


def _lines(headers: Sequence[Header]) -> bytes:
    return b"".join(name + b": " + value + b"\r\n" for name, value in headers)
