"""The outermost layer: what holds for every request and answer, whatever the application does.

One middleware instead of seven, because each wrapped `send` costs every message: request id, CORS
and security headers, limits, HEAD, the access log, metrics, and the last word on exceptions.

    Edge(ContentCoding(application), refuse=..., metrics=..., access_log=...)
"""

from collections.abc import Awaitable
from datetime import UTC, datetime
from time import perf_counter
from typing import Protocol

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars

from app.observability import AccessEvent, AccessLog, redact_path, redact_query
from app.web.bodiless import Bodiless, as_get
from app.web.edge_headers import CONSTANT, OWNED, PREFLIGHT, PREFLIGHT_TO_WRITE, REQUEST_ID
from app.web.limits import MAX_BODY, Refusal, violation
from app.web.metrics import Metrics, route_template
from app.web.request_id import request_id

# nginx's number for a client that left before its answer; it only appears in logs and metrics.
CLIENT_LEFT = 499

INTERNAL_ERROR = Refusal(
    500, "internal-error", "The server failed to answer; the request id names the record of it."
)

# Characters of an address that are logged.
MAX_LOGGED = 1024

_log = structlog.get_logger(__name__)


class Refuse(Protocol):
    """What renders an error that the edge itself answers; main injects problem+json."""

    async def __call__(
        self, scope: Scope, send: Send, status: int, slug: str, detail: str, /
    ) -> None:
        """Send one whole response.

        Args:
            scope: The request; `scope["state"]["request_id"]` is set.
            send: Adds the constant header fields by itself.
            status: HTTP status.
            slug: Stable name of the error, the last part of its `type`.
            detail: One sentence for the person who sent the request.
        """


class _Exchange:
    """One request and its answer: adds the header fields, and notes what log and metrics need."""

    __slots__ = ("_send", "complete", "method", "request_id", "scope", "sent", "started", "status")

    def __init__(self, scope: Scope, send: Send) -> None:
        self.started = perf_counter()
        self.scope = scope
        self.method: str = scope["method"]
        self.status = 0
        self.sent = 0
        self.complete = False
        self._send = send
        self.request_id = request_id(dict(scope["headers"]).get(REQUEST_ID))
        # The server's own dict when there is one: it is this request's copy.
        scope.setdefault("state", {})["request_id"] = self.request_id
        # Not cleared first, which costs 0.6 us: the server starts each request in a context of its
        # own, pipelined ones too (protocol.py sees to that).
        bind_contextvars(request_id=self.request_id)

    def send(self, message: Message) -> Awaitable[None]:
        """Pass a message on; not a coroutine itself, which would cost each message a frame.

        Messages are copied, never changed: a response cache sends the same ones again and again.
        """
        kind = message["type"]
        if kind == "http.response.start":
            self.status = message["status"]
            headers = [header for header in message.get("headers", ()) if header[0] not in OWNED]
            headers += CONSTANT
            headers.append((REQUEST_ID, self.request_id.encode()))
            message = {**message, "headers": headers}
        elif kind == "http.response.body":
            self.sent += len(message.get("body", b""))
            self.complete = not message.get("more_body", False)
        return self._send(message)


class Edge:
    """ASGI middleware around the whole application."""

    def __init__(  # noqa: PLR0913 - what the edge of an application is made of
        self,
        app: ASGIApp,
        *,
        refuse: Refuse,
        metrics: Metrics | None = None,
        access_log: AccessLog | None = None,
        max_body: int = MAX_BODY,
        writable: frozenset[str] = frozenset(),
    ) -> None:
        """Wrap an application.

        Args:
            app: What answers; sees HEAD as GET, with `scope["state"]["method"]` saying HEAD.
            refuse: Renders the edge's own errors.
            metrics: Counts requests, if given.
            access_log: Writes a line per request, if given; see `app.observability.access_log`.
            max_body: Bytes of a body that may be announced.
            writable: Paths that take POST.
        """
        self._app = app
        self._refuse = refuse
        self._metrics = metrics
        self._access_log = access_log
        self._max_body = max_body
        self._writable = writable

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; lifespan and websockets pass untouched."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        exchange = _Exchange(scope, send)
        answer: Send = exchange.send
        if exchange.method == "HEAD":
            cut = Bodiless(receive, answer)
            receive, answer = cut.receive, cut.send
        if self._metrics is not None:
            self._metrics.entered()
        try:
            await self._answer(exchange, receive, answer)
        except ClientDisconnect:
            # The client left while its body was read: nobody to answer, nothing to repair.
            pass
        except Exception:
            _log.exception("unhandled exception", response_started=exchange.status > 0)
            if not exchange.status:
                await self._refuse(exchange.scope, answer, *INTERNAL_ERROR)
            elif not exchange.complete:
                # Only a broken connection still tells the client that the body is not whole.
                raise
        finally:
            self._finish(exchange)

    async def _answer(self, exchange: _Exchange, receive: Receive, send: Send) -> None:
        scope = exchange.scope
        refusal = violation(scope, self._max_body)
        if refusal is not None:
            await self._refuse(scope, send, *refusal)
            return
        if exchange.method == "OPTIONS" and _is_preflight(scope):
            told = PREFLIGHT_TO_WRITE if scope["path"] in self._writable else PREFLIGHT
            await send({"type": "http.response.start", "status": 204, "headers": [*told]})
            await send({"type": "http.response.body"})
            return
        if exchange.method == "HEAD":
            scope["state"]["method"] = "HEAD"
            # Routing leaves its notes in the copy, and `_finish` wants them.
            exchange.scope = scope = as_get(scope)
        await self._app(scope, receive, send)

    def _finish(self, exchange: _Exchange) -> None:
        seconds = perf_counter() - exchange.started
        status = exchange.status or CLIENT_LEFT
        route = route_template(exchange.scope)
        if self._metrics is not None:
            self._metrics.left(exchange.method, route, status, seconds)
        if self._access_log is not None:
            self._access_log(_access_event(exchange, route, status, seconds))


def _is_preflight(scope: Scope) -> bool:
    return any(name == b"access-control-request-method" for name, _ in scope["headers"])


def _access_event(exchange: _Exchange, route: str, status: int, seconds: float) -> AccessEvent:
    scope = exchange.scope
    query: bytes = scope["query_string"]
    client = scope.get("client")
    return AccessEvent(
        timestamp=datetime.now(UTC),
        request_id=exchange.request_id,
        method=exchange.method,
        path=redact_path(scope["path"])[:MAX_LOGGED],
        query=redact_query(query[:MAX_LOGGED].decode("latin-1")) if query else "",
        status=status,
        bytes=exchange.sent,
        duration_ms=round(seconds * 1000, 3),
        route=route,
        client=client[0] if client else "",
    )
