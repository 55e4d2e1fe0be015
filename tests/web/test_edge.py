"""What the edge adds to and asks of every request: fields, ids, preflight, limits, exceptions."""

import asyncio
import json
from typing import Any

import pytest
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope, Send
from structlog.contextvars import get_contextvars
from structlog.testing import capture_logs

from app.observability import AccessEvent
from tests.web.driver import Headers, acall, answering, call, http_scope
from tests.web.edges import END, PIECE, PLAIN, START, assert_common, edge, failing

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


def test_a_server_without_state() -> None:
    scope = http_scope()
    del scope["state"]
    answer = asyncio.run(acall(edge(PLAIN), scope))
    assert_common(answer)


# Preflight


READING = {
    "Accept",
    "Content-Type",
    "If-None-Match",
    "If-Modified-Since",
    "Range",
    "X-Request-Id",
}


@pytest.mark.parametrize(
    ("path", "methods", "fields"),
    [
        ("/write", "GET, HEAD, POST, OPTIONS", READING | {"Authorization", "Idempotency-Key"}),
        ("/read", "GET, HEAD, OPTIONS", READING),
        ("/write/", "GET, HEAD, OPTIONS", READING),
    ],
)
def test_preflight(path: str, methods: str, fields: set[str]) -> None:
    ran: list[Scope] = []
    headers = [
        (b"origin", b"https://example.org"),
        (b"access-control-request-method", b"POST"),
        (b"access-control-request-headers", b"authorization, x-odd"),
    ]
    app = edge(answering([b""], note=ran.append), writable=frozenset({"/write"}))
    answer = call(app, "OPTIONS", path, headers=headers)
    assert answer.status == 204
    assert answer.body == b""
    assert answer.header("access-control-allow-methods") == methods
    allowed = answer.header("access-control-allow-headers") or ""
    assert set(allowed.split(", ")) == fields
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
