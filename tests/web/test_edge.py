"""The edge around small applications."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bind_contextvars, get_contextvars
from structlog.testing import capture_logs

from app.observability import AccessEvent
from app.web.coding import ContentCoding
from app.web.edge import Edge
from app.web.edge_headers import CONSTANT
from app.web.metrics import Metrics
from tests.web.driver import Answer, Headers, acall, answering, call, http_scope

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
    app: ASGIApp, log: list[AccessEvent] | None = None, metrics: Metrics | None = None
) -> Edge:
    return Edge(app, refuse=refuse, metrics=metrics, access_log=None if log is None else log.append)


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


# On every answer


@pytest.mark.parametrize("status", [200, 204, 304, 404, 503])
@pytest.mark.parametrize("origin", [[], [(b"origin", b"https://example.org")]])
def test_every_answer_of_the_application(status: int, origin: Headers) -> None:
    answer = call(edge(answering([b""], status=status)), headers=origin)
    assert answer.status == status
    assert_common(answer)
    assert answer.header("vary") is None


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS", "BREW"])
def test_every_method(method: str) -> None:
    assert_common(call(edge(PLAIN), method))


def test_a_field_of_ours_set_by_the_application_does_not_appear_twice() -> None:
    own = [
        (b"access-control-allow-origin", b"null"),
        (b"x-request-id", b"other"),
        (b"referrer-policy", b"unsafe-url"),
        (b"etag", b'"abc"'),
    ]
    answer = call(edge(answering([b""], own)))
    assert_common(answer)
    assert answer.header("etag") == '"abc"'
    assert len(own) == 4


def test_messages_of_the_application_are_not_changed() -> None:
    start: Message = {"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send(start)
        await send(END)

    for _ in range(2):
        assert_common(call(edge(app)))
    assert start == {"type": "http.response.start", "status": 200, "headers": [(b"a", b"b")]}


# Request ids


def test_the_request_id_goes_everywhere() -> None:
    seen: list[str] = []

    def note(scope: Scope) -> None:
        seen.extend([scope["state"]["request_id"], get_contextvars()["request_id"]])

    log: list[AccessEvent] = []
    headers = [(b"x-request-id", b"mine-1")]
    answer = call(edge(answering([b""], note=note), log), headers=headers)
    assert answer.header("x-request-id") == "mine-1"
    assert [*seen, log[0].request_id] == ["mine-1"] * 3


def test_an_odd_request_id_is_replaced() -> None:
    answer = call(edge(PLAIN), headers=[(b"x-request-id", b"<script>")])
    assert answer.header("x-request-id") != "<script>"


def test_a_pipelined_request_does_not_inherit_context() -> None:
    seen: list[dict[str, Any]] = []

    def note(scope: Scope) -> None:
        del scope
        seen.append(dict(get_contextvars()))
        bind_contextvars(key_prefix="abc")

    async def both() -> None:
        for _ in range(2):
            await acall(edge(answering([b""], note=note)), http_scope())

    asyncio.run(both())
    assert [set(context) for context in seen] == [{"request_id"}] * 2


def test_a_server_without_state() -> None:
    scope = http_scope()
    del scope["state"]
    answer = asyncio.run(acall(edge(PLAIN), scope))
    assert_common(answer)


# Preflight


def test_preflight() -> None:
    ran: list[Scope] = []
    headers = [
        (b"origin", b"https://example.org"),
        (b"access-control-request-method", b"POST"),
        (b"access-control-request-headers", b"authorization, x-odd"),
    ]
    answer = call(edge(answering([b""], note=ran.append)), "OPTIONS", headers=headers)
    assert answer.status == 204
    assert answer.body == b""
    assert answer.header("access-control-allow-methods") == "GET, HEAD, POST, OPTIONS"
    allowed = answer.header("access-control-allow-headers") or ""
    assert set(allowed.split(", ")) == {
        "Accept",
        "Authorization",
        "Content-Type",
        "If-None-Match",
        "If-Modified-Since",
        "Idempotency-Key",
        "Range",
        "X-Request-Id",
    }
    assert answer.header("access-control-max-age") == "86400"
    assert answer.header("content-length") is None
    assert_common(answer)
    assert ran == []


def test_other_options_requests_reach_the_application() -> None:
    assert call(edge(PLAIN), "OPTIONS").body == b"hello"


# Limits


@pytest.mark.parametrize(
    ("broken", "status", "slug"),
    [
        ({"target": "/" + "a" * 8192}, 414, "uri-too-long"),
        ({"target": "/?" + "&" * 100}, 400, "bad-request"),
        ({"target": "/%00"}, 400, "bad-request"),
        ({"hosts": []}, 400, "bad-request"),
        ({"headers": [(b"x", b"y")] * 100}, 431, "too-many-headers"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_broken_limit_is_refused_before_the_application(
    method: str, broken: dict[str, Any], status: int, slug: str
) -> None:
    ran: list[Scope] = []
    answer = call(edge(answering([b""], note=ran.append)), method, **broken)
    assert answer.status == status
    assert_common(answer)
    assert ran == []
    assert int(answer.header("content-length") or 0) > 0
    if method == "HEAD":
        assert answer.body == b""
    else:
        problem = json.loads(answer.body)
        assert problem["slug"] == slug
        assert problem["request_id"] == answer.header("x-request-id")


# HEAD


def fields(answer: Answer) -> set[tuple[bytes, bytes]]:
    return {(name, value) for name, value in answer.headers if name != b"x-request-id"}


BODY = json.dumps(list(range(1000))).encode()
JSON = [(b"content-type", b"application/json"), (b"etag", b'"abc"')]


@pytest.mark.parametrize("pieces", [[BODY], [BODY, BODY, b""], [b"small"], [b""]])
@pytest.mark.parametrize("coding", [b"gzip", b"zstd", b"identity"])
def test_head_shows_the_fields_of_get(pieces: list[bytes], coding: bytes) -> None:
    length = [(b"content-length", b"%d" % len(pieces[0]))] if len(pieces) == 1 else []
    app = edge(ContentCoding(answering(pieces, [*JSON, *length])))
    headers = [(b"accept-encoding", coding)]
    get, head = call(app, "GET", headers=headers), call(app, "HEAD", headers=headers)
    assert fields(head) == fields(get)
    assert head.status == get.status
    assert head.pieces == [b""]
    assert head.messages[-1].get("more_body", False) is False


def test_head_brings_304_too() -> None:
    def answer(request: Request) -> Response:
        fresh = request.headers.get("if-none-match") == '"abc"'
        return Response(None if fresh else BODY, 304 if fresh else 200, {"etag": '"abc"'})

    app = edge(ContentCoding(Starlette(routes=[Route("/", answer)])))
    headers = [(b"accept-encoding", b"gzip"), (b"if-none-match", b'"abc"')]
    assert call(app, "HEAD", headers=headers).status == 304


def test_the_application_sees_get_and_may_know_better() -> None:
    seen: list[tuple[str, str | None]] = []

    def note(scope: Scope) -> None:
        seen.append((scope["method"], scope["state"].get("method")))

    for method in ("HEAD", "GET", "POST"):
        call(edge(answering([b""], note=note)), method)
    assert seen == [("GET", "HEAD"), ("GET", None), ("POST", None)]


@pytest.mark.parametrize("version", ["2.0", "2.3", "2.4", "2.5"])
def test_head_stops_a_stream_at_its_first_piece(version: str) -> None:
    made: list[int] = []

    def rows(request: Request) -> Response:
        del request

        async def pieces() -> AsyncIterator[bytes]:
            for number in range(1000):
                made.append(number)
                yield BODY
                await asyncio.sleep(0)

        return StreamingResponse(pieces(), media_type="text/csv")

    scope = http_scope("HEAD")
    scope["asgi"]["spec_version"] = version
    app = edge(ContentCoding(Starlette(routes=[Route("/", rows, methods=["GET"])])))
    answer = asyncio.run(acall(app, scope))
    assert answer.error is None
    assert answer.pieces == [b""]
    assert len(made) < 100


# Exceptions


def test_an_exception_before_the_answer_is_a_500_without_details() -> None:
    with capture_logs() as events:
        answer = call(edge(failing()))
    assert answer.error is None
    assert answer.status == 500
    assert json.loads(answer.body)["slug"] == "internal-error"
    assert b"secret" not in answer.body
    assert_common(answer)
    (event,) = events
    assert event["event"] == "unhandled exception"
    assert event["log_level"] == "error"
    assert event["exc_info"]


def test_an_exception_within_the_answer_breaks_the_connection() -> None:
    log: list[AccessEvent] = []
    with capture_logs() as events:
        answer = call(edge(failing(START, PIECE), log))
    assert isinstance(answer.error, LookupError)
    assert events[0]["response_started"] is True
    assert [message["type"] for message in answer.messages] == [START["type"], PIECE["type"]]
    assert (log[0].status, log[0].bytes) == (200, 4)


def test_an_exception_after_the_answer_harms_nobody() -> None:
    with capture_logs() as events:
        answer = call(edge(failing(START, END)))
    assert answer.error is None
    assert answer.body == b"whole"
    assert len(events) == 1


def test_head_of_a_failure_has_no_body() -> None:
    with capture_logs():
        answer = call(edge(failing()), "HEAD")
    assert (answer.status, answer.body) == (500, b"")


def test_a_client_that_left_is_no_failure() -> None:
    log: list[AccessEvent] = []
    with capture_logs() as events:
        answer = call(edge(failing(error=ClientDisconnect), log))
    assert answer.error is None
    assert answer.messages == []
    assert events == []
    assert log[0].status == 499


def test_cancelling_is_passed_on_and_recorded() -> None:
    log: list[AccessEvent] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive, send
        await asyncio.Event().wait()

    async def run() -> None:
        task = asyncio.create_task(acall(edge(app, log), http_scope()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert log[0].status == 499


# Access log and metrics


def test_the_access_log_tells_what_happened() -> None:
    log: list[AccessEvent] = []

    def note(scope: Scope) -> None:
        scope["state"]["route"] = "/v1/{sector}"

    app = edge(answering([b"hello", b"you"], status=404, note=note), log)
    call(app, "GET", "/v1/energy?area=CN-14&token=abc")
    (event,) = log
    assert (event.method, event.path, event.status) == ("GET", "/v1/energy", 404)
    assert event.query == "area=CN-14&token=***"
    assert event.bytes == 8
    assert event.route == "/v1/{sector}"
    assert event.client == "203.0.113.7"
    assert 0 <= event.duration_ms < 10_000
    assert event.timestamp.utcoffset() is not None


def test_the_access_log_says_head_and_no_bytes() -> None:
    log: list[AccessEvent] = []
    call(edge(PLAIN, log), "HEAD")
    assert (log[0].method, log[0].bytes, log[0].query) == ("HEAD", 0, "")


def test_hostile_urls_are_logged_short() -> None:
    log: list[AccessEvent] = []
    call(edge(PLAIN, log), "GET", "/" + "a" * 9000 + "?" + "b" * 9000)
    assert (len(log[0].path), len(log[0].query)) == (1024, 1024)


def test_a_local_socket_has_no_client() -> None:
    log: list[AccessEvent] = []
    scope = http_scope()
    scope["client"] = None
    asyncio.run(acall(edge(PLAIN, log), scope))
    assert log[0].client == ""


def test_the_route_of_a_conditional_head_request_is_known() -> None:
    def note(scope: Scope) -> None:
        scope["route"] = Route("/v1/areas", Response)

    log: list[AccessEvent] = []
    headers = [(b"accept-encoding", b"gzip"), (b"if-none-match", b'"x"')]
    call(edge(ContentCoding(answering([b""], note=note)), log), "HEAD", headers=headers)
    assert log[0].route == "/v1/areas"


def test_metrics_see_every_end() -> None:
    metrics = Metrics(version="1")
    with capture_logs():
        for app in (PLAIN, failing(), failing(START, PIECE), failing(error=ClientDisconnect)):
            call(edge(app, metrics=metrics))
    text = metrics.render()[0].decode()
    labels = 'provstat_requests_total{method="GET",route="unmatched",status='
    assert f'{labels}"2xx"}} 2.0' in text
    assert f'{labels}"5xx"}} 1.0' in text
    assert f'{labels}"4xx"}} 1.0' in text
    assert metrics.in_flight == 0


def test_in_flight_counts_while_the_application_runs() -> None:
    metrics = Metrics(version="1")
    seen: list[int] = []
    call(edge(answering([b""], note=lambda _: seen.append(metrics.in_flight)), metrics=metrics))
    assert seen == [1]


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_not_http_passes(kind: str) -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        scopes.append(scope)

    asyncio.run(acall(edge(app), {"type": kind}))
    assert scopes == [{"type": kind}]


def test_the_injected_renderer_of_the_application_fits() -> None:
    from app.web.problems import refuse as render  # noqa: PLC0415 - the one test that needs it

    answer = call(Edge(failing(), refuse=render), headers=[(b"x-request-id", b"mine")])
    problem = json.loads(answer.body)
    assert problem["type"] == "/problems/internal-error"
    assert problem["request_id"] == "mine"
    assert answer.header("content-type") == "application/problem+json"
