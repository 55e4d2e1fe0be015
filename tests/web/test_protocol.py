"""Real sockets against a real server, its waits shortened; bounds on time are generous."""

import asyncio
import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import structlog
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from app.web.edge_headers import CONSTANT
from app.web.protocol import GuardedProtocol

PATIENCE = 20.0

Answered = tuple[int, dict[str, str], bytes]


@dataclass
class Site:
    """An application of a few behaviours, and where it is served.

    Attributes:
        ends: What the application noticed about its clients.
    """

    port: int = 0
    ends: list[str] = field(default_factory=list)
    connections: Callable[[], int] = int

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        behaviour = getattr(self, scope["path"].strip("/") or "hello")
        await behaviour(receive, send)

    async def hello(self, receive: Receive, send: Send) -> None:
        del receive
        await answer(send, b"hello")

    async def late(self, receive: Receive, send: Send) -> None:
        del receive
        await asyncio.sleep(1.0)
        await answer(send, b"late")

    async def count(self, receive: Receive, send: Send) -> None:
        size = await self.read(receive)
        if size is not None:
            await answer(send, b"%d" % size)

    async def latecount(self, receive: Receive, send: Send) -> None:
        await asyncio.sleep(1.0)
        await self.count(receive, send)

    async def startthencount(self, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"begun", "more_body": True})
        await self.read(receive)

    async def endless(self, receive: Receive, send: Send) -> None:
        async def until_left() -> Message:
            while (message := await receive())["type"] != "http.disconnect":
                pass
            return message

        left = asyncio.create_task(until_left())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while not left.done():
            await send({"type": "http.response.body", "body": b"x" * 65536, "more_body": True})
            await asyncio.sleep(0)
        self.ends.append("left")

    async def read(self, receive: Receive) -> int | None:
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.ends.append("left")
                return None
            size += len(message["body"])
            if not message["more_body"]:
                return size

    def connect(self, *, buffer: int | None = None) -> socket.socket:
        client = socket.socket()
        client.settimeout(PATIENCE)
        if buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        client.connect(("127.0.0.1", self.port))
        return client


async def answer(send: Send, body: bytes) -> None:
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@contextlib.contextmanager
def serving(loop: str = "uvloop", **waits: float) -> Iterator[Site]:
    site = Site()
    protocol: Any = type("Hurried", (GuardedProtocol,), {"poll": 0.05, "linger": 0.3, **waits})
    config = uvicorn.Config(
        site,
        port=0,
        http=protocol,
        ws="none",
        loop=loop,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=1,
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        wait_for(lambda: server.started)
        site.port = server.servers[0].sockets[0].getsockname()[1]
        site.connections = lambda: len(server.server_state.connections)
        yield site
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture(scope="module", autouse=True)
def _quiet() -> Iterator[None]:
    with structlog.testing.capture_logs():
        yield


@pytest.fixture(scope="module", params=["uvloop", "asyncio"])
def hurried(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A server that waits 0.4 seconds for heads and bodies."""
    with serving(request.param, head_timeout=0.4, body_timeout=0.4, body_rate=100.0) as site:
        yield site


def read_answer(client: socket.socket, buffered: bytearray | None = None) -> Answered:
    """One answer with a Content-Length; what came after it stays in the buffer."""
    data = bytearray() if buffered is None else buffered
    while b"\r\n\r\n" not in data:
        piece = client.recv(65536)
        assert piece, bytes(data)
        data += piece
    head, _, rest = bytes(data).partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    fields = dict(line.split(": ", 1) for line in lines)
    assert len(fields) == len(lines)
    length = int(fields["content-length"])
    while len(rest) < length:
        piece = client.recv(65536)
        assert piece
        rest += piece
    data[:] = rest[length:]
    return int(status.split()[1]), fields, rest[:length]


def read_all(client: socket.socket) -> bytes:
    data = b""
    with contextlib.suppress(ConnectionError):
        while piece := client.recv(65536):
            data += piece
    return data


def assert_refused(client: socket.socket, status: int, slug: str) -> None:
    """A whole problem document, then the end of the connection."""
    buffered = bytearray()
    found, fields, body = read_answer(client, buffered)
    problem = json.loads(body)
    assert (found, problem["status"], problem["type"]) == (status, status, f"/problems/{slug}")
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == fields["x-request-id"]
    assert fields["content-type"] == "application/problem+json"
    assert fields["connection"] == "close"
    assert {name.decode(): value.decode() for name, value in CONSTANT}.items() <= fields.items()
    assert bytes(buffered) + read_all(client) == b""


def trickle(client: socket.socket, data: bytes, pause: float = 0.05) -> None:
    """Send byte by byte until the server has had enough, seen in that it answers."""
    client.settimeout(pause)
    for number in range(len(data)):
        try:
            client.send(data[number : number + 1])
            client.recv(1, socket.MSG_PEEK)
        except TimeoutError:
            continue
        except ConnectionError:
            pass
        break
    else:
        pytest.fail("never refused")
    client.settimeout(PATIENCE)


GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def post(path: bytes, length: int, *more: bytes) -> bytes:
    lines = [b"POST /" + path + b" HTTP/1.1", b"Host: a", b"Content-Length: %d" % length, *more]
    return b"\r\n".join([*lines, b"", b""])


# Heads


def test_an_idle_connection_is_ended(hurried: Site) -> None:
    with hurried.connect() as client:
        assert_refused(client, 408, "request-timeout")


def test_a_trickling_head_is_ended(hurried: Site) -> None:
    with hurried.connect() as client:
        trickle(client, b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 1000)
        assert_refused(client, 408, "request-timeout")


def test_empty_lines_do_not_keep_a_connection(hurried: Site) -> None:
    with hurried.connect() as client:
        trickle(client, b"\r\n" * 500)
        assert_refused(client, 408, "request-timeout")


def test_a_trickling_head_after_an_answer_is_ended(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(GET)
        assert read_answer(client)[2] == b"hello"
        trickle(client, b"GET / HTTP/1.1\r\nX: " + b"y" * 1000)
        assert_refused(client, 408, "request-timeout")


def test_idling_between_requests_is_uvicorns_to_judge(hurried: Site) -> None:
    with hurried.connect() as client:
        for _ in range(3):
            client.sendall(GET)
            assert read_answer(client)[2] == b"hello"
            time.sleep(0.6)  # more than the head's time, less than keep-alive's
        assert read_all(client) == b""


def test_a_head_in_two_pieces_is_a_head(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(GET[:10])
        time.sleep(0.1)
        client.sendall(GET[10:])
        assert read_answer(client)[2] == b"hello"


def test_an_application_may_take_longer_than_a_client(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(GET.replace(b"/ ", b"/late "))
        assert read_answer(client)[2] == b"late"
        client.sendall(GET)
        assert read_answer(client)[2] == b"hello"


@pytest.mark.parametrize("pause", [0.0, 0.01])
@pytest.mark.parametrize(
    ("head", "status", "slug"),
    [
        (
            b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 20_000 + b"\r\n\r\n",
            431,
            "too-many-headers",
        ),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 20_000, 431, "too-many-headers"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 4_000, 431, "too-many-headers"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 101 + b"\r\n", 431, "too-many-headers"),
        (b"GET /" + b"y" * 20_000, 414, "uri-too-long"),
    ],
)
def test_a_head_too_large(hurried: Site, head: bytes, status: int, slug: str, pause: float) -> None:
    with hurried.connect() as client:
        for start in range(0, len(head), 4096 if pause else len(head)):
            client.sendall(head[start : start + (4096 if pause else len(head))])
            time.sleep(pause)
        assert_refused(client, status, slug)


def test_eight_megabytes_of_head_are_told_why(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(b"GET / HTTP/1.1\r\nX: " + b"y" * 8_000_000)
        assert_refused(client, 431, "too-many-headers")


def test_a_hundred_headers_pass(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(GET[:-2] + b"X: y\r\n" * 99 + b"\r\n")
        assert read_answer(client)[2] == b"hello"


# Bodies


def test_a_body_that_stops_is_ended(hurried: Site) -> None:
    hurried.ends.clear()
    with hurried.connect() as client:
        client.sendall(post(b"count", 100) + b"x" * 50)
        assert_refused(client, 408, "request-timeout")
    wait_for(lambda: hurried.ends == ["left"])


def test_a_trickling_body_is_ended(hurried: Site) -> None:
    hurried.ends.clear()
    with hurried.connect() as client:
        client.sendall(post(b"count", 1000))
        trickle(client, b"x" * 1000)
        assert_refused(client, 408, "request-timeout")
    wait_for(lambda: hurried.ends == ["left"])


def test_a_slow_body_at_a_fair_rate_arrives(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(post(b"count", 1000))
        for _ in range(10):
            time.sleep(0.1)
            client.sendall(b"x" * 100)
        assert read_answer(client)[2] == b"1000"


def test_a_stopping_body_of_a_begun_answer_breaks_the_connection(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(post(b"startthencount", 100) + b"x")
        data = read_all(client)
    assert b"begun" in data
    assert b"408" not in data
    assert not data.endswith(b"0\r\n\r\n")


def test_a_body_that_the_application_does_not_take_yet_is_not_late(hurried: Site) -> None:
    body = b"x" * 4_000_000
    with hurried.connect() as client:
        client.sendall(post(b"latecount", len(body)) + body)
        assert read_answer(client)[2] == b"4000000"


def test_waiting_for_100_continue_is_not_late(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(post(b"latecount", 5, b"Expect: 100-continue"))
        interim = client.recv(1000)
        assert interim == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"abcde")
        assert read_answer(client)[2] == b"5"


def test_a_body_nobody_wants_does_not_keep_the_connection(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(post(b"hello", 1000))
        buffered = bytearray()
        assert read_answer(client, buffered)[2] == b"hello"
        trickle(client, b"x" * 1000)
        assert_refused(client, 408, "request-timeout")


def test_a_chunked_body_arrives(hurried: Site) -> None:
    head = post(b"count", 0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with hurried.connect() as client:
        client.sendall(head + b"5\r\nabcde\r\n")
        time.sleep(0.1)
        client.sendall(b"3\r\nfgh\r\n0\r\n\r\n" + GET)
        buffered = bytearray()
        assert read_answer(client, buffered)[2] == b"8"
        assert read_answer(client, buffered)[2] == b"hello"


# What is no request


@pytest.mark.parametrize(
    "data",
    [
        post(b"count", 5, b"Transfer-Encoding: chunked") + b"0\r\n\r\n",
        post(b"count", 5, b"Content-Length: 6"),
        b"garbage\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_not_http_is_refused(hurried: Site, data: bytes) -> None:
    with hurried.connect() as client:
        client.sendall(data)
        assert_refused(client, 400, "bad-request")


def test_a_broken_chunk_is_refused(hurried: Site) -> None:
    head = post(b"count", 0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked")
    with hurried.connect() as client:
        client.sendall(head + b"zz\r\n")
        assert_refused(client, 400, "bad-request")


def test_a_client_that_goes_away_quietly(hurried: Site) -> None:
    for data in (b"", GET[:10], post(b"count", 100) + b"x"):
        with hurried.connect() as client:
            client.sendall(data)
    wait_for(lambda: hurried.connections() == 0)


# Pipelines


def test_pipelined_requests_are_answered_in_order(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall((GET + post(b"count", 3) + b"abc") * 50)
        buffered = bytearray()
        bodies = [read_answer(client, buffered)[2] for _ in range(100)]
    assert bodies == [b"hello", b"3"] * 50


def test_pipelined_heads_may_take_more_than_one_head(hurried: Site) -> None:
    filled = GET[:-2] + b"X: " + b"y" * 9_000 + b"\r\n\r\n"
    with hurried.connect() as client:
        client.sendall(filled * 5)
        buffered = bytearray()
        assert [read_answer(client, buffered)[2] for _ in range(5)] == [b"hello"] * 5


@pytest.mark.parametrize("bad", [b"garbage\r\n\r\n", GET[:-2] + b"X: y\r\n" * 101 + b"\r\n"])
def test_what_came_before_a_bad_request_is_answered(hurried: Site, bad: bytes) -> None:
    late = GET.replace(b"/ ", b"/late ")
    with hurried.connect() as client:
        client.sendall(late + GET + bad)
        buffered = bytearray()
        assert read_answer(client, buffered)[2] == b"late"
        assert read_answer(client, buffered)[2] == b"hello"
        assert read_all(client) == b""


# Slow readers


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_a_client_that_takes_nothing_is_cut_off(loop: str) -> None:
    with serving(loop, write_timeout=0.5) as site, site.connect(buffer=4096) as client:
        client.sendall(GET.replace(b"/ ", b"/endless "))
        wait_for(lambda: site.ends == ["left"])
        wait_for(lambda: site.connections() == 0)


def test_a_client_that_takes_little_is_served() -> None:
    with serving(write_timeout=1.0) as site, site.connect(buffer=65536) as client:
        client.sendall(GET.replace(b"/ ", b"/endless "))
        end = time.monotonic() + 3
        while time.monotonic() < end:
            assert client.recv(65536)
            time.sleep(0.005)
        assert site.ends == []
        client.close()
        wait_for(lambda: site.ends == ["left"])


# All at once


@pytest.mark.slow
def test_two_hundred_trickling_clients_harm_nobody() -> None:
    with serving(head_timeout=1.5, body_timeout=1.5) as site, contextlib.ExitStack() as stack:
        slow = [stack.enter_context(site.connect()) for _ in range(200)]
        beginnings = [b"", GET[:20], post(b"count", 100) + b"x"]
        for number, client in enumerate(slow):
            client.sendall(beginnings[number % 3])
        longest = 0.0
        end = time.monotonic() + 1.0
        while time.monotonic() < end:
            started = time.monotonic()
            with site.connect() as good:
                for _ in range(5):
                    good.sendall(GET)
                    assert read_answer(good)[2] == b"hello"
            longest = max(longest, time.monotonic() - started)
            for client in slow[1:200:3]:
                with contextlib.suppress(ConnectionError):
                    client.send(b"x")
        assert longest < 1.0
        for client in slow:
            assert_refused(client, 408, "request-timeout")
        wait_for(lambda: site.connections() == 0)


def test_the_real_waits() -> None:
    assert GuardedProtocol.head_timeout == 10
    assert GuardedProtocol.body_timeout == 10
    assert GuardedProtocol.write_timeout == 30
