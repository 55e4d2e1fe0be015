"""Bodies and readers over real sockets: slow ones, silent ones, two hundred at once."""

import asyncio
import contextlib
import time

import pytest
import uvicorn
from uvicorn.server import ServerState

from app.web.protocol import GuardedProtocol
from tests.web.loopback import (
    GET,
    Site,
    assert_refused,
    post,
    read_all,
    read_answer,
    serving,
    trickle,
    wait_for,
)

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


class FullTransport(asyncio.Transport):
    """A client that always has the same number of bytes left to take."""

    def __init__(self) -> None:
        super().__init__()
        self.aborted = asyncio.Event()

    def get_write_buffer_size(self) -> int:
        return 70_000

    def is_closing(self) -> bool:
        return False

    def abort(self) -> None:
        self.aborted.set()


def test_being_told_to_go_on_is_progress() -> None:
    """The buffer may look the same at each look, emptied and filled in between."""

    class Hurried(GuardedProtocol):
        head_timeout = poll = 0.01
        write_timeout = 0.1

    async def run() -> None:
        config = uvicorn.Config(Site(), log_config=None)
        protocol = Hurried(config, ServerState(), {})
        transport = FullTransport()
        protocol.connection_made(transport)
        for _ in range(100):
            protocol.pause_writing()
            protocol.resume_writing()
            await asyncio.sleep(0.01)
        assert not transport.aborted.is_set()
        await transport.aborted.wait()
        protocol.connection_lost(ConnectionAbortedError())

    asyncio.run(asyncio.wait_for(run(), 20))


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
