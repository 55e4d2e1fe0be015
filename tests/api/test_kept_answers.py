"""Kept answers of the whole application are those that it would make, also on the wire."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from pydantic import SecretStr

from app.main import create_app
from app.settings import Settings
from tests.api import vintages
from tests.api.conftest import Services, seed
from tests.api.service import Answer, Service, serving
from tests.api.urls import PROBLEMS, every_address
from tests.support.builders import fact, published
from tests.support.stores import opened
from tests.web.loopback import PATIENCE, Site
from tests.web.loopback import serving as on_the_wire

URL = "/v1/observations"
CODINGS = ("identity", "gzip", "br", "zstd")
NO_STORE = ("/healthz", "/readyz", "/metrics")
# What each answer has of its own.
OWN = {"x-request-id", "date"}


def shown(answer: Answer) -> tuple[int, dict[str, str], bytes]:
    headers = {name: value for name, value in answer.headers.items() if name not in OWN}
    return answer.status, headers, answer.body


@pytest.fixture(scope="module")
def pair(services: Services) -> Iterator[tuple[Service, Service]]:
    """The application as it is, and one that keeps nothing."""
    url = services.on(seed).url
    with serving(url) as keeping, serving(url, cache_bytes=0) as forgetful:
        yield keeping, forgetful


def hits(service: Service) -> int:
    found = re.search(
        r'^provstat_response_cache_questions_total{found="yes"} (\d+)',
        service.ok("/metrics").text,
        re.MULTILINE,
    )
    return int(found[1]) if found else 0


def test_a_kept_answer_is_the_answer(pair: tuple[Service, Service]) -> None:
    keeping, forgetful = pair
    addresses = every_address(forgetful)
    before = hits(keeping)
    for place, url in enumerate(addresses):
        asked = {"Accept-Encoding": CODINGS[place % 4]}
        expected = shown(forgetful.ask(url, asked))
        assert shown(keeping.ask(url, asked)) == expected, url
        assert shown(keeping.ask(url, asked)) == expected, url
        head = shown(forgetful.ask(url, asked, method="HEAD"))
        assert shown(keeping.ask(url, asked, method="HEAD")) == head, url
        for tag in (expected[1]["etag"], '"other"', "*", f"W/{expected[1]['etag']}"):
            conditional = {**asked, "If-None-Match": tag}
            unchanged = shown(forgetful.ask(url, conditional))
            for _ in range(2):
                assert shown(keeping.ask(url, conditional)) == unchanged, (url, tag)
    # Of these, all but the first of each question and those that are not ours to decide.
    assert hits(keeping) - before >= 5 * len(addresses)


def test_what_is_negotiated_is_kept_apart(pair: tuple[Service, Service]) -> None:
    keeping, forgetful = pair
    for _ in range(2):
        for accept in ("application/json", "text/csv", "application/x-ndjson", "*/*", "image/png"):
            asked = {"Accept": accept}
            expected = forgetful.ask(URL, asked)
            found = keeping.ask(URL, asked)
            assert found.status == expected.status
            assert found.status != 200 or shown(found) == shown(expected)


@pytest.mark.parametrize(("url", "status"), PROBLEMS)
def test_errors_are_made_anew(pair: tuple[Service, Service], url: str, status: int) -> None:
    keeping, _ = pair
    before = hits(keeping)
    first, second = keeping.problem(url, status), keeping.problem(url, status)
    assert first["request_id"] != second["request_id"]
    assert hits(keeping) == before


@pytest.mark.parametrize("url", NO_STORE)
def test_what_a_process_says_of_itself_is_not_kept(pair: tuple[Service, Service], url: str) -> None:
    keeping, _ = pair
    before = hits(keeping)
    assert [keeping.ask(url).status, keeping.ask(url).status] == [200, 200]
    assert hits(keeping) == before


def test_a_key_is_never_answered_from_what_is_kept(pair: tuple[Service, Service]) -> None:
    keeping, _ = pair
    keeping.ok(URL)
    before = hits(keeping)
    for _ in range(2):
        keeping.ok(URL, {"Authorization": "Bearer provstat_x"})
    assert hits(keeping) == before


def test_strictly_the_next_answer_knows_what_another_published(services: Services) -> None:
    with services.fresh(vintages.fill) as service, opened(service.url) as store:
        for number in range(3):
            value = str(31 + number)
            assert value not in {row["value"] for row in service.rows(URL)}
            service.rows(URL)
            published(store, fact(value, period="2025-Q1"), on=f"2025-04-0{number + 1}")
            assert value in {row["value"] for row in service.rows(URL)}


def test_at_ease_answers_may_be_behind_and_never_go_back(services: Services) -> None:
    with (
        services.fresh(vintages.fill, cache_max_staleness=60.0) as service,
        opened(service.url) as store,
    ):
        old = service.ok(URL).headers["x-data-version"]
        service.ok(URL)
        service.ok(URL)
        published(store, fact("31", period="2025-Q1"), on="2025-03-30")
        # One state for all, whether it is kept or asked for the first time.
        assert service.ok(URL).headers["x-data-version"] == old
        assert service.ok(f"{URL}.csv").headers["x-data-version"] == old
        assert "31" not in {row["value"] for row in service.rows(URL)}


def test_a_moment_later_they_are_not_behind(services: Services) -> None:
    with (
        services.fresh(vintages.fill, cache_max_staleness=0.02) as service,
        opened(service.url) as store,
    ):
        old = service.ok(URL).headers["x-data-version"]
        published(store, fact("31", period="2025-Q1"), on="2025-03-30")
        versions = [service.ok(URL).headers["x-data-version"] for _ in range(3)]
        while versions[-1] == old:
            versions.append(service.ok(URL).headers["x-data-version"])
        new = service.ok(URL).headers["x-data-version"]
        assert versions == sorted(versions, key=lambda version: version == new)
        assert "31" in {row["value"] for row in service.rows(URL)}


@pytest.fixture(scope="module")
def wired(services: Services) -> Iterator[tuple[Site, Site]]:
    """The same two on a socket each, where kept answers do not pass the application at all."""
    url = services.on(seed).url
    with ExitStack() as stack:

        def site(**options: Any) -> Site:
            given: dict[str, Any] = {"DATABASE_URL": SecretStr(url), "access_log": False, **options}
            app = create_app(Settings(**given))
            return stack.enter_context(on_the_wire(app=app, lifespan="on"))

        yield site(), site(cache_bytes=0)


def conversation(site: Site, *requests: bytes) -> bytes:
    """Send requests in one go, of which the last ends the connection; return all that came."""
    with socket.create_connection(("127.0.0.1", site.port), PATIENCE) as client:
        client.sendall(b"".join(requests))
        found = b""
        while piece := client.recv(65536):
            found += piece
    return re.sub(rb"(?m)^(x-request-id|date): [^\r\n]*", rb"\1: -", found)


def request(target: str, *lines: str, method: str = "GET") -> bytes:
    head = [f"{method} {target} HTTP/1.1", "Host: stats.example", *lines, "", ""]
    return "\r\n".join(head).encode("ascii")


LAST = "Connection: close"


@pytest.mark.parametrize(
    "target", [URL, f"{URL}.csv?area=CN-SX", f"{URL}?limit=1", "/v1", "/v1/areas", f"{URL}.jsonl"]
)
@pytest.mark.parametrize("coding", ["identity", "zstd"])
def test_on_the_wire_it_is_the_same_to_the_byte(
    wired: tuple[Site, Site], target: str, coding: str
) -> None:
    keeping, forgetful = wired
    accepted = f"Accept-Encoding: {coding}"
    last = request(target, accepted, LAST)
    expected = conversation(forgetful, last)
    tag = re.search(rb"(?m)^etag: (.*)\r$", expected)
    assert tag
    held = f"If-None-Match: {tag[1].decode()}"
    # The third is the first whose connection stays open, so that the protocol answers it.
    asked = [request(target, accepted), request(target, accepted, held)] * 3
    asked += [request(target, accepted, method="HEAD"), request("/nothing"), last]
    assert conversation(keeping, last) == expected
    alone = conversation(keeping, *asked)
    again = conversation(keeping, *asked)
    own = re.compile(rb'"request_id":"[0-9a-f]+"')
    assert own.sub(b"-", again) == own.sub(b"-", conversation(forgetful, *asked))
    assert own.sub(b"-", alone) == own.sub(b"-", again)


def test_a_request_keeps_its_own_id_on_the_wire(wired: tuple[Site, Site]) -> None:
    keeping, _ = wired
    with socket.create_connection(("127.0.0.1", keeping.port), PATIENCE) as client:
        for _ in range(3):
            client.sendall(request("/v1/areas", "X-Request-Id: mine-1"))
            found = b""
            while b"]}" not in found[-8:] and b"}\n" not in found[-4:]:
                found += client.recv(65536)
            assert found.count(b"\r\nx-request-id: mine-1\r\n") == 1
