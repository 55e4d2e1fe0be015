"""Heads and pipelines over real sockets; bounds on time are generous."""

import time

import pytest
from starlette.types import Receive, Scope, Send

from app.web.protocol import GuardedProtocol
from tests.web.loopback import (
    GET,
    Site,
    answer,
    assert_refused,
    post,
    read_all,
    read_answer,
    serving,
    trickle,
    wait_for,
)


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


def test_a_slow_head_after_idling_has_its_full_time(hurried: Site) -> None:
    with hurried.connect() as client:
        for _ in range(3):
            client.sendall(GET)
            assert read_answer(client)[2] == b"hello"
            time.sleep(0.6)
            client.sendall(GET[:10])
            time.sleep(0.25)
            client.sendall(GET[10:])
            assert read_answer(client)[2] == b"hello"


def test_earlier_heads_do_not_count(hurried: Site) -> None:
    filled = GET[:-2] + b"X: " + b"y" * 9_000 + b"\r\n\r\n"
    with hurried.connect() as client:
        for _ in range(3):
            client.sendall(filled)
            assert read_answer(client)[2] == b"hello"
        client.sendall(filled[:5_000])
        time.sleep(0.05)
        client.sendall(filled[5_000:])
        assert read_answer(client)[2] == b"hello"


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
        b"GET / HTTP/1.1\r\nHost: a\r\nX\xff: 1\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
def test_what_is_not_http_is_refused(hurried: Site, data: bytes) -> None:
    with hurried.connect() as client:
        client.sendall(data)
        assert_refused(client, 400, "bad-request")


def test_an_address_as_it_is_typed_is_escaped() -> None:
    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        await answer(send, scope["query_string"])

    typed = "GET /query?area=山西省 HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    with serving(app=echo) as site, site.connect() as client:
        client.sendall(typed)
        status, _, body = read_answer(client)
    assert (status, body) == (200, b"area=%E5%B1%B1%E8%A5%BF%E7%9C%81")


@pytest.mark.parametrize("cut", [0, 1, 2, 3, 4, 60])
def test_addresses_as_they_are_typed_may_follow_each_other(cut: int) -> None:
    async def echo(scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        await answer(send, scope["query_string"])

    request = "GET /query?area=山西省 HTTP/1.1\r\nHost: a\r\n\r\n".encode()
    data = request * 3
    place = len(request) - cut
    with serving(app=echo) as site, site.connect() as client:
        client.sendall(data[:place])
        time.sleep(0.05 if cut else 0)
        client.sendall(data[place:])
        buffered = bytearray()
        for _ in range(3):
            status, _, body = read_answer(client, buffered)
            assert (status, body) == (200, b"area=%E5%B1%B1%E8%A5%BF%E7%9C%81")


@pytest.mark.parametrize("version", [b"2.0", b"0.9", b"3.0"])
def test_another_version_of_http_is_refused(hurried: Site, version: bytes) -> None:
    with hurried.connect() as client:
        client.sendall(b"GET / HTTP/" + version + b"\r\nHost: a\r\n\r\n")
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


def test_a_pipelined_request_knows_nothing_of_the_one_before(hurried: Site) -> None:
    with hurried.connect() as client:
        client.sendall(GET.replace(b"/ ", b"/context ") * 3)
        buffered = bytearray()
        assert [read_answer(client, buffered)[2] for _ in range(3)] == [b""] * 3


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


def test_the_real_waits() -> None:
    assert GuardedProtocol.head_timeout == 10
    assert GuardedProtocol.body_timeout == 10
    assert GuardedProtocol.write_timeout == 30
