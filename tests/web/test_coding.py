"""ContentCoding around applications that know plain entity tags only."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from app.web import compressors
from app.web.accept_encoding import PREFERENCE, Coding
from app.web.coded_response import MINIMUM
from app.web.coding import ContentCoding
from app.web.compressors import SMALL
from app.web.variants import SUFFIXES
from tests.web.driver import Answer, acall, answering, call, decode, http_scope

JSON = (b"content-type", b"application/json")
PARQUET = (b"content-type", b"application/vnd.apache.parquet")
TAG = (b"etag", b'"abc"')
BODY = json.dumps([{"area": "CN-14", "value": number} for number in range(100)]).encode()
LENGTH = (b"content-length", b"%d" % len(BODY))

codings = st.sampled_from(PREFERENCE)


def accept(coding: str) -> tuple[bytes, bytes]:
    return b"accept-encoding", coding.encode()


def vary(answer: Answer) -> str | None:
    return answer.header("vary")


# Whole bodies and streams


@pytest.mark.parametrize("coding", PREFERENCE)
def test_a_whole_body_is_coded_with_its_length(coding: Coding) -> None:
    app = ContentCoding(answering([BODY], [JSON, LENGTH, TAG, (b"vary", b"Accept")]))
    answer = call(app, headers=[accept(coding)])
    assert answer.header("content-encoding") == coding
    assert answer.header("content-length") == str(len(answer.body))
    assert len(answer.body) < len(BODY)
    assert answer.decoded == BODY
    assert answer.header("etag") == f'"abc{SUFFIXES[coding].decode()}"'
    assert vary(answer) == "Accept, Accept-Encoding"
    assert len(answer.pieces) == 1


@given(codings, st.binary(max_size=3 * MINIMUM))
def test_every_whole_body_comes_back(coding: Coding, body: bytes) -> None:
    answer = call(ContentCoding(answering([body], [JSON])), headers=[accept(coding)])
    assert answer.decoded == body
    assert (answer.header("content-encoding") == coding) == (len(body) >= MINIMUM)


@given(codings, st.lists(st.binary(max_size=MINIMUM), min_size=2))
def test_every_stream_comes_back(coding: Coding, pieces: list[bytes]) -> None:
    answer = call(ContentCoding(answering(pieces, [JSON])), headers=[accept(coding)])
    assert answer.decoded == b"".join(pieces)
    assert answer.header("content-encoding") == coding
    assert answer.header("content-length") is None


@pytest.mark.parametrize("coding", PREFERENCE)
def test_a_large_body_is_coded_in_a_thread(coding: Coding, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[threading.Thread] = []

    def compress(chosen: Coding, body: bytes) -> bytes:
        threads.append(threading.current_thread())
        return compressors.compress(chosen, body)

    monkeypatch.setattr("app.web.coded_response.compress", compress)
    large = BODY * (SMALL // len(BODY) + 1)
    for body in (BODY, large):
        answer = call(ContentCoding(answering([body], [JSON])), headers=[accept(coding)])
        assert answer.decoded == body
    assert threads[0] is threading.main_thread()
    assert threads[1] is not threading.main_thread()


@pytest.mark.parametrize("coding", PREFERENCE)
def test_large_pieces_of_a_stream_come_back(coding: Coding) -> None:
    pieces = [BODY * 50, BODY, b"", BODY * 50]
    answer = call(ContentCoding(answering(pieces, [JSON])), headers=[accept(coding)])
    assert answer.decoded == b"".join(pieces)


def test_a_stream_flows_while_it_is_made() -> None:
    seen: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [JSON]})
        for number in range(3):
            await send({"type": "http.response.body", "body": BODY, "more_body": True})
            assert len(seen) == number + 1
            assert len(seen[-1]) > 10
        await send({"type": "http.response.body"})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            seen.append(message["body"])

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = http_scope(headers=[accept("gzip")])
    asyncio.run(ContentCoding(app)(scope, receive, send))
    assert decode("gzip", b"".join(seen)) == BODY * 3


def test_memoryviews_are_bodies_too() -> None:
    app = ContentCoding(answering([memoryview(BODY)], [JSON]))  # type: ignore[list-item]
    assert call(app, headers=[accept("br")]).decoded == BODY


# What stays as it is


@pytest.mark.parametrize(
    "headers",
    [
        [PARQUET, TAG],
        [(b"content-type", b"image/png"), TAG],
        [TAG],
        [JSON, TAG, (b"content-encoding", b"gzip")],
        [JSON, TAG, (b"cache-control", b"public, No-Transform")],
        [JSON, TAG, (b"cache-control", b"no-transform"), (b"cache-control", b"public")],
    ],
)
def test_what_must_not_be_coded_is_not_touched(headers: list[tuple[bytes, bytes]]) -> None:
    answer = call(ContentCoding(answering([BODY], headers)), headers=[accept("gzip")])
    assert answer.headers == headers
    assert answer.body == BODY


@pytest.mark.parametrize("status", [204, 206])
def test_statuses_whose_bytes_are_counted_or_absent(status: int) -> None:
    app = ContentCoding(answering([BODY], [JSON, TAG], status))
    answer = call(app, headers=[accept("gzip")])
    assert answer.header("content-encoding") is None
    assert answer.header("etag") == '"abc"'
    assert vary(answer) == "Accept-Encoding"
    assert answer.body == BODY


@pytest.mark.parametrize("accepted", [[], [accept("")], [accept("deflate")], [accept("*;q=0")]])
def test_identity_still_varies(accepted: list[tuple[bytes, bytes]]) -> None:
    answer = call(ContentCoding(answering([BODY], [JSON, TAG])), headers=accepted)
    assert answer.headers == [JSON, TAG, (b"vary", b"Accept-Encoding")]
    assert answer.body == BODY


@pytest.mark.parametrize("known", [True, False])
def test_a_small_body_is_sent_as_it_is_under_the_variants_tag(known: bool) -> None:
    small = b"x" * (MINIMUM - 1)
    length = [(b"content-length", b"%d" % len(small))] if known else []
    answer = call(ContentCoding(answering([small], [JSON, TAG, *length])), headers=[accept("br")])
    assert answer.header("content-encoding") is None
    assert answer.body == small
    assert answer.header("etag") == '"abc-br"'
    assert vary(answer) == "Accept-Encoding"


def test_a_short_stream_of_known_length_is_not_coded() -> None:
    app = ContentCoding(answering([b"ab", b"cd"], [JSON, (b"content-length", b"4")]))
    answer = call(app, headers=[accept("br")])
    assert answer.body == b"abcd"
    assert answer.header("content-length") == "4"


def test_errors_are_coded_too() -> None:
    problem = [(b"content-type", b"application/problem+json")]
    answer = call(ContentCoding(answering([BODY], problem, 404)), headers=[accept("zstd")])
    assert answer.decoded == BODY
    assert answer.header("content-encoding") == "zstd"


def test_fields_on_two_lines_are_one_field() -> None:
    app = ContentCoding(answering([BODY], [JSON]))
    answer = call(app, headers=[accept("identity;q=0.1"), accept("br;q=0.5")])
    assert answer.header("content-encoding") == "br"


def test_messages_of_the_application_are_not_changed() -> None:
    start = {"type": "http.response.start", "status": 200, "headers": [JSON, TAG, LENGTH]}
    body = {"type": "http.response.body", "body": BODY}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send(start)
        await send(body)

    for _ in range(2):
        assert call(ContentCoding(app), headers=[accept("gzip")]).decoded == BODY
    assert start["headers"] == [JSON, TAG, LENGTH]
    assert body["body"] == BODY


def test_an_extensions_body_is_left_alone() -> None:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": [JSON]})
        await send({"type": "http.response.pathsend", "path": "/x"})

    answer = call(ContentCoding(app), headers=[accept("gzip")])
    assert [message["type"] for message in answer.messages] == [
        "http.response.start",
        "http.response.pathsend",
    ]
    assert answer.header("content-encoding") is None


def test_lifespan_passes() -> None:
    scopes: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        scopes.append(scope)

    asyncio.run(acall(ContentCoding(app), {"type": "lifespan"}))
    assert scopes == [{"type": "lifespan"}]


# Revalidation


class Representation:
    """An application with one resource, as ours are: it compares plain tags only.

    Attributes:
        runs: The If-None-Match of each run.
        hint: Whether its 304 carries the Content-Type.
    """

    def __init__(
        self,
        media_type: tuple[bytes, bytes],
        *,
        hint: bool,
        extra: tuple[bytes, bytes] | None = None,
    ) -> None:
        self.fields = [media_type, TAG, (b"vary", b"Accept")] + ([extra] if extra else [])
        self.hint = hint
        self.runs: list[str | None] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        assert await request.body() == b""
        scope["route"] = self
        tags = request.headers.get("if-none-match")
        self.runs.append(tags)
        fresh = tags is not None and ('"abc"' in tags or tags == "*")
        since = tags is None and "if-modified-since" in request.headers
        if fresh or since:
            left_out = () if self.hint else (b"content-type", b"content-encoding")
            fields = [field for field in self.fields if field[0] not in left_out]
            await send({"type": "http.response.start", "status": 304, "headers": fields})
            await send({"type": "http.response.body", "body": b""})
            return
        await send({"type": "http.response.start", "status": 200, "headers": self.fields})
        for _ in range(3):
            await send({"type": "http.response.body", "body": BODY, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def ask(app: Representation, coding: str | None, tags: str | None, **fields: str) -> Answer:
    headers = [accept(coding)] if coding else []
    if tags is not None:
        headers.append((b"if-none-match", tags.encode()))
    headers += [(name.replace("_", "-").encode(), text.encode()) for name, text in fields.items()]
    answer = call(ContentCoding(app), headers=headers)
    assert answer.error is None
    assert answer.scope["route"] is app
    if answer.status == 304:
        assert answer.body == b""
        assert answer.header("content-type") is None
        assert answer.header("content-encoding") is None
    else:
        assert answer.decoded == BODY * 3
    return answer


hints = pytest.mark.parametrize("hint", [True, False])


@hints
@pytest.mark.parametrize("coding", [*PREFERENCE, None])
def test_the_tag_of_a_200_brings_a_304_with_the_same_tag(coding: Coding | None, hint: bool) -> None:
    app = Representation(JSON, hint=hint)
    tag = ask(app, coding, None).header("etag")
    assert tag is not None
    for tags in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = ask(app, coding, tags)
        assert answer.status == 304
        assert answer.header("etag") == tag
        assert vary(answer) == "Accept, Accept-Encoding"
    assert len(app.runs) == 5


@hints
@pytest.mark.parametrize("coding", [*PREFERENCE, None])
@pytest.mark.parametrize("held", ['"abc"', '"abc-gz"', '"abc-br"', '"abc-zst"'])
def test_a_tag_of_another_coding_matches_nothing(
    coding: Coding | None, held: str, hint: bool
) -> None:
    app = Representation(JSON, hint=hint)
    own = ask(app, coding, None).header("etag")
    assert ask(app, coding, held).status == (304 if held == own else 200)
    assert ask(app, coding, f'{held}, "other"').status == (304 if held == own else 200)


@hints
def test_one_right_tag_among_others_is_enough(hint: bool) -> None:
    app = Representation(JSON, hint=hint)
    assert ask(app, "gzip", '"abc", "abc-br", "abc-gz"').status == 304
    assert len(app.runs) == 1


@pytest.mark.parametrize(
    ("media_type", "extra"),
    [
        (PARQUET, None),
        (JSON, (b"cache-control", b"no-transform")),
    ],
)
@hints
@pytest.mark.parametrize("coding", [*PREFERENCE, None])
def test_what_is_never_coded_keeps_its_plain_tag(
    coding: Coding | None,
    hint: bool,
    media_type: tuple[bytes, bytes],
    extra: tuple[bytes, bytes] | None,
) -> None:
    app = Representation(media_type, hint=hint, extra=extra)
    answer = ask(app, coding, '"abc"')
    assert answer.status == 304
    assert answer.header("etag") == '"abc"'
    # The hint saves the second run.
    assert len(app.runs) == (1 if hint or coding is None or extra else 2)
    assert ask(app, coding, '"other"').status == 200


def test_dates_do_not_bring_a_304_to_the_second_run() -> None:
    app = Representation(JSON, hint=False)
    answer = ask(app, "gzip", '"abc"', if_modified_since="Mon, 23 Nov 2026 00:00:00 GMT")
    assert answer.status == 200
    assert answer.header("etag") == '"abc-gz"'
    assert app.runs == ['"abc"', None]


def test_a_304_by_date_names_the_variant() -> None:
    answer = ask(
        Representation(JSON, hint=False),
        "gzip",
        None,
        if_modified_since="Mon, 23 Nov 2026 00:00:00 GMT",
    )
    assert answer.status == 304
    assert answer.header("etag") == '"abc-gz"'


def test_weak_tags_of_the_application_stay_and_match() -> None:
    weak = (b"etag", b'W/"abc"')
    app = ContentCoding(answering([BODY], [JSON, weak]))
    assert call(app, headers=[accept("gzip")]).header("etag") == 'W/"abc"'
    app = ContentCoding(answering([b""], [weak], 304))
    answer = call(app, headers=[accept("gzip"), (b"if-none-match", b'W/"abc"')])
    assert (answer.status, answer.header("etag")) == (304, 'W/"abc"')


def test_the_second_run_stops_at_the_first_piece() -> None:
    made: list[int] = []

    async def rows(request: Request) -> Response:
        if request.headers.get("if-none-match"):
            return Response(status_code=304, headers={"etag": '"abc"'})

        async def pieces() -> AsyncIterator[bytes]:
            for number in range(1000):
                made.append(number)
                yield BODY
                await asyncio.sleep(0)

        return StreamingResponse(
            pieces(), media_type="application/vnd.apache.parquet", headers={"etag": '"abc"'}
        )

    app = ContentCoding(Starlette(routes=[Route("/", rows)]))
    answer = call(app, headers=[accept("gzip"), (b"if-none-match", b'"abc"')])
    assert answer.error is None
    assert answer.status == 304
    assert answer.header("content-type") is None
    assert len(made) < 100
