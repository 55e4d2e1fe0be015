"""HEAD, the access log and metrics: what the edge knows about an exchange."""

import asyncio
import json
from collections.abc import AsyncIterator

import pytest
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from structlog.testing import capture_logs

from app.observability import AccessEvent
from app.web.coding import ContentCoding
from app.web.edge import Edge
from app.web.metrics import Metrics
from tests.web.driver import Answer, acall, answering, call, http_scope
from tests.web.edges import PIECE, PLAIN, START, edge, failing

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
