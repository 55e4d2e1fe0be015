"""The whole chain as main stacks it, around FastAPI, over a real connection."""

import json
from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import ASGIApp
from structlog.testing import capture_logs

from app.observability import AccessEvent
from app.web.coding import ContentCoding
from app.web.edge import Edge
from app.web.metrics import Metrics
from app.web.problems import refuse
from tests.web.driver import call, decode
from tests.web.loopback import Answered, Site, read_answer, serving

ROWS = json.dumps([{"area": "CN-14", "value": number} for number in range(500)]).encode()


def application() -> FastAPI:
    inner = FastAPI()

    @inner.get("/v1/rows")
    async def rows(request: Request) -> Response:
        fields = {"ETag": '"abc"', "Content-Type": "application/json"}
        if '"abc"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=fields)
        return Response(ROWS, headers=fields)

    @inner.get("/v1/stream")
    async def stream() -> Response:
        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(1000):
                yield ROWS

        return StreamingResponse(pieces(), media_type="text/csv")

    @inner.get("/v1/broken")
    async def broken() -> Response:
        raise LookupError("a secret detail")

    return inner


@pytest.fixture(scope="module")
def log() -> list[AccessEvent]:
    return []


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return Metrics(version="1")


@pytest.fixture(scope="module")
def chain(log: list[AccessEvent], metrics: Metrics) -> ASGIApp:
    coded = ContentCoding(application())
    return Edge(coded, refuse=refuse, metrics=metrics, access_log=log.append)


@pytest.fixture(scope="module")
def site(chain: ASGIApp) -> Iterator[Site]:
    with serving(app=chain) as served:
        yield served


def ask(site: Site, method: str, path: str, *lines: str) -> tuple[int, dict[str, str]]:
    """Status and fields of an answer without a body, then proof that the connection still works."""
    with site.connect() as client:
        head = "\r\n".join([f"{method} {path} HTTP/1.1", "Host: a", *lines, "", ""])
        client.sendall(head.encode())
        data = b""
        while not data.endswith(b"\r\n\r\n"):
            data += client.recv(65536)
        status, *fields = data.decode().strip().split("\r\n")
        client.sendall(b"GET /v1/rows HTTP/1.1\r\nHost: a\r\n\r\n")
        assert read_answer(client)[2] == ROWS
    return int(status.split()[1]), dict(line.split(": ", 1) for line in fields)


def get(site: Site, *lines: str) -> Answered:
    with site.connect() as client:
        head = "\r\n".join(["GET /v1/rows HTTP/1.1", "Host: a", *lines, "", ""])
        client.sendall(head.encode())
        return read_answer(client)


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd", "identity"])
def test_get_head_and_304_agree(site: Site, coding: str) -> None:
    accept = f"Accept-Encoding: {coding}"
    status, fields, body = get(site, accept)
    assert status == 200
    assert decode(fields.get("content-encoding"), body) == ROWS
    del fields["date"], fields["x-request-id"]

    status, shown = ask(site, "HEAD", "/v1/rows", accept)
    assert status == 200
    assert fields.items() <= shown.items()

    tag = f"If-None-Match: {fields['etag']}"
    for method in ("GET", "HEAD"):
        status, unchanged = ask(site, method, "/v1/rows", accept, tag)
        assert status == 304
        for name in ("etag", "vary", "access-control-allow-origin"):
            assert unchanged[name] == fields[name]
        assert "content-type" not in unchanged


@pytest.mark.parametrize("accept", ["identity", "zstd"])
def test_head_of_a_stream_leaves_a_working_connection(site: Site, accept: str) -> None:
    status, fields = ask(site, "HEAD", "/v1/stream", f"Accept-Encoding: {accept}")
    assert status == 200
    assert fields["content-type"].startswith("text/csv")
    assert "content-length" not in fields


def test_preflight_over_the_wire(site: Site) -> None:
    status, fields = ask(site, "OPTIONS", "/v1/rows", "Access-Control-Request-Method: GET")
    assert status == 204
    assert fields["access-control-max-age"] == "86400"


def test_log_and_metrics_know_the_template(
    chain: ASGIApp, log: list[AccessEvent], metrics: Metrics
) -> None:
    log.clear()
    call(chain, target="/v1/rows?token=abc")
    assert (log[0].route, log[0].query, log[0].bytes) == ("/v1/rows", "token=***", len(ROWS))
    families = text_string_to_metric_families(metrics.render()[0].decode())
    (requests,) = [family for family in families if family.name == "provstat_requests"]
    assert any(sample.labels["route"] == "/v1/rows" for sample in requests.samples)


def test_a_failure_within_add_middleware_is_the_edges_to_answer() -> None:
    """As main stacks it: Starlette's own answer to failures is further out and never needed."""
    inner = application()
    inner.add_middleware(ContentCoding)
    inner.add_middleware(Edge, refuse=refuse)
    with capture_logs() as events:
        answer = call(inner, target="/v1/broken")
    assert answer.error is None
    assert json.loads(answer.body)["type"] == "/problems/internal-error"
    assert answer.header("access-control-allow-origin") == "*"
    assert [event["event"] for event in events] == ["unhandled exception"]


def test_an_edge_around_fastapi_is_too_late_for_its_failures() -> None:
    """Starlette sends its own text, then raises; a handler for Exception would be needed."""
    with capture_logs():
        answer = call(Edge(ContentCoding(application()), refuse=refuse), target="/v1/broken")
    assert (answer.status, answer.body) == (500, b"Internal Server Error")


def test_a_handled_failure_is_logged_once_and_keeps_the_connection() -> None:
    inner = application()

    async def handle(request: Request, error: Exception) -> Response:
        del error
        return JSONResponse({"request_id": request.state.request_id}, 500)

    inner.add_exception_handler(Exception, handle)
    with capture_logs() as events:
        answer = call(Edge(ContentCoding(inner), refuse=refuse), target="/v1/broken")
    assert answer.error is None
    assert answer.status == 500
    assert json.loads(answer.body) == {"request_id": answer.header("x-request-id")}
    assert [event["event"] for event in events] == ["unhandled exception"]
