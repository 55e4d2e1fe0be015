"""The edge around small applications, and what every answer of it carries."""

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.observability import AccessEvent
from app.web.edge import Edge
from app.web.edge_headers import CONSTANT
from app.web.metrics import Metrics
from tests.web.driver import Answer, answering

EXPOSED = {
    "ETag",
    "Link",
    "X-Request-Id",
    "Location",
    "Retry-After",
    "Content-Disposition",
    "X-Matched-Rows",
    "X-Returned-Rows",
    "X-Data-Version",
    "Idempotency-Replayed",
    "Accept-Ranges",
    "Content-Range",
    "Content-Location",
    "Repr-Digest",
    "Deprecation",
    "Sunset",
}


async def refuse(scope: Scope, send: Send, status: int, slug: str, detail: str) -> None:
    body = json.dumps(
        {"slug": slug, "detail": detail, "request_id": scope["state"]["request_id"]}
    ).encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def edge(
    app: ASGIApp,
    log: list[AccessEvent] | None = None,
    metrics: Metrics | None = None,
    writable: frozenset[str] = frozenset(),
) -> Edge:
    write = None if log is None else log.append
    return Edge(app, refuse=refuse, metrics=metrics, access_log=write, writable=writable)


def assert_common(answer: Answer) -> None:
    """What every answer carries exactly once, whoever made it."""
    for name, value in CONSTANT:
        assert answer.header(name.decode()) == value.decode()
    assert answer.header("access-control-allow-origin") == "*"
    exposed = answer.header("access-control-expose-headers") or ""
    assert set(exposed.split(", ")) == EXPOSED
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("x-request-id")


PLAIN = answering([b"hello"], [(b"content-length", b"5")])


def failing(*messages: Message, error: type[Exception] = LookupError) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        for message in messages:
            await send(message)
        raise error("a secret detail")

    return app


START: Message = {"type": "http.response.start", "status": 200, "headers": []}
PIECE: Message = {"type": "http.response.body", "body": b"part", "more_body": True}
END: Message = {"type": "http.response.body", "body": b"whole"}
