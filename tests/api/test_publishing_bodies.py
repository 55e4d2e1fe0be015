"""Bodies over a real connection: counted, cut off with a reason, and never waited for."""

import gzip
import select
import socket
from collections.abc import Iterator

import pytest

from app.web.writing import PLACES
from tests.api.publisher import ADDRESS, JSON, RECORD, Publisher, csv_of, publisher, release
from tests.api.service import serving as application
from tests.web.loopback import assert_refused, trickle
from tests.web.loopback import serving as hurried

LIMIT = 300_000
CSV = "text/csv"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    folder = tmp_path_factory.mktemp("bodies")
    limits = {"PROVSTAT_MAX_UPLOAD_BYTES": str(LIMIT), "PROVSTAT_MAX_BODY_BYTES": "20000"}
    with publisher(f"sqlite:///{folder}/store.db", folder, **limits) as ready:
        yield ready


def _head(site: Publisher, path: str, *fields: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: a", f"Authorization: Bearer {site.token}", *fields]
    return "\r\n".join([*lines, "", ""]).encode()


def _connected(site: Publisher) -> socket.socket:
    return socket.create_connection(site.address, 20)


def _until_closed(client: socket.socket) -> bytes:
    data = b""
    try:
        while piece := client.recv(65536):
            data += piece
    except ConnectionResetError:
        pass
    return data


def _assert_too_large(answer: bytes) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 413 ")
    assert b"\r\nconnection: close" in head.lower()
    assert b'"type":"/problems/too-large"' in body
    assert body.endswith(b"}\n")


def test_what_is_announced_too_large_is_not_read(site: Publisher) -> None:
    with _connected(site) as client:
        size = 3 * 1024**3
        client.sendall(_head(site, ADDRESS, f"Content-Type: {CSV}", f"Content-Length: {size}"))
        _assert_too_large(_until_closed(client))


@pytest.mark.parametrize(("kind", "path"), [(CSV, ADDRESS), (JSON, "/v1/releases")])
def test_a_chunked_body_is_counted(site: Publisher, kind: str, path: str) -> None:
    with _connected(site) as client:
        client.sendall(_head(site, path, f"Content-Type: {kind}", "Transfer-Encoding: chunked"))
        chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
        for _ in range(200):
            if select.select([client], [], [], 0.01)[0]:
                break
            client.sendall(chunk)
        else:
            pytest.fail("all of it was read")
        _assert_too_large(_until_closed(client))


def test_a_bomb_is_counted_decoded(site: Publisher) -> None:
    bomb = gzip.compress(b"x" * (100 * LIMIT))
    assert len(bomb) < LIMIT
    refused = site.post(bomb, ADDRESS, kind=CSV, Content_Encoding="gzip")
    assert (refused.status, refused.slug) == (413, "too-large")


def test_a_large_file_takes_the_way_over_the_disk(site: Publisher) -> None:
    body = b"\n" * (LIMIT - 2000) + csv_of()
    checked = site.post(body, ADDRESS.replace("?", ":validate?"), kind=CSV)
    assert checked.status == 200
    too_large = site.post(b"x" * (LIMIT + 1), ADDRESS, kind=CSV)
    assert too_large.status == 413


def test_a_client_that_waits_for_100_gets_it_or_the_refusal(site: Publisher) -> None:
    body = csv_of(RECORD)
    fields = (f"Content-Type: {CSV}", f"Content-Length: {len(body)}", "Expect: 100-continue")
    with _connected(site) as client:
        client.sendall(_head(site, ADDRESS, *fields))
        assert client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(body)
        assert client.recv(100).startswith(b"HTTP/1.1 201 ")
    with _connected(site) as client:
        client.sendall(_head(site, ADDRESS, *fields).replace(b"Bearer provstat", b"Bearer other"))
        answer = _until_closed(client)
        assert answer.startswith(b"HTTP/1.1 401 ")


def test_a_connection_is_kept_after_a_body_that_was_read(site: Publisher) -> None:
    reply = site.post(release())
    assert reply.status in {200, 201}
    assert "connection" not in reply.headers


def test_a_client_that_leaves_is_no_fault(site: Publisher) -> None:
    with _connected(site) as client:
        client.sendall(_head(site, ADDRESS, f"Content-Type: {CSV}", "Content-Length: 100") + b"x")
    assert site.post(release()).status in {200, 201}
    assert "Traceback" not in site.log.read_text()


@pytest.mark.parametrize("size", ["Content-Length: 4000", "Transfer-Encoding: chunked"])
def test_a_body_that_trickles_is_ended_and_gives_its_place_back(site: Publisher, size: str) -> None:
    chunk = b"1\r\nx\r\n" if "chunked" in size else b"x"
    # The same application behind a server that waits less long.
    with (
        application(site.database) as service,
        hurried(app=service.app, body_timeout=0.4, body_rate=100.0) as server,
    ):
        for _ in range(PLACES + 1):
            with server.connect() as client:
                client.sendall(_head(site, ADDRESS, f"Content-Type: {CSV}", size))
                trickle(client, chunk * 1000)
                assert_refused(client, 408, "request-timeout")
