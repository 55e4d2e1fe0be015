"""Every resource answers HEAD like GET but without a body; every coding is the same answer."""

import zlib
from typing import Any

import brotli  # type: ignore[import-untyped]  # ships no annotations
import pytest
import zstandard

from tests.api.expected import IDS, SOURCE
from tests.api.service import Answer, Service
from tests.api.urls import DATA, PROBLEMS, RESOURCES

URL = "/v1/observations"
FILLED = {
    "observation": IDS["C01"],
    "indicator": "retail_sales_consumer_goods",
    "slug": "refused",
    "source": SOURCE,
}
CODINGS = {"gzip": "-gz", "br": "-br", "zstd": "-zst"}


def decoded(answer: Answer) -> bytes:
    coding = answer.headers.get("content-encoding")
    if coding == "gzip":
        return zlib.decompress(answer.body, wbits=31)
    if coding == "br":
        plain: bytes = brotli.decompress(answer.body)
        return plain
    if coding == "zstd":
        return zstandard.ZstdDecompressor().decompressobj().decompress(answer.body)
    assert coding is None
    return answer.body


def without_id(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


def routes(service: Service) -> list[str]:
    """Every GET address of the document, with its parts filled in."""
    document: dict[str, Any] = service.ok("/openapi.json").json()
    shared: dict[str, Any] = document["components"]["parameters"]
    (release,) = service.ok("/v1/releases").json()["data"]
    found = []
    for path, operations in document["paths"].items():
        if "get" not in operations:
            continue
        url = path.replace("{release}", release["id"])
        url = url.replace("{data_version}", service.ok("/v1").headers["x-data-version"])
        for each in operations["get"].get("parameters", ()):
            parameter = shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            name = parameter["name"]
            if parameter["in"] == "path":
                # Extensions differ from route to route; any that is listed will do.
                value = FILLED.get(name) or parameter["schema"].get("enum", [""])[-1]
                url = url.replace(f"{{{name}}}", value)
        found.append(url)
    return found


def test_every_route_of_the_document_answers_head_like_get(seeded: Service) -> None:
    addresses = routes(seeded)
    assert len(addresses) > 30
    for url in addresses:
        get, head = seeded.ask(url), seeded.ask(url, method="HEAD")
        assert get.status == head.status == 200, (url, get.text)
        assert head.body == b""
        if url == "/metrics":
            # It has grown by the first of the two requests.
            get.headers["content-length"] = head.headers["content-length"]
        assert without_id(head) == without_id(get)


@pytest.mark.parametrize("url", [*DATA, *RESOURCES, "/healthz", "/readyz", "/openapi.json"])
@pytest.mark.parametrize("coding", ["identity", *CODINGS])
def test_head_is_get_without_a_body(service: Service, url: str, coding: str) -> None:
    asked = {"Accept-Encoding": coding}
    get, head = service.ask(url, asked), service.ask(url, asked, method="HEAD")
    assert (head.status, head.body) == (get.status, b"")
    told = without_id(get)
    if "content-encoding" in told:
        # How long a coded body is, is known only to who has made it.
        told.pop("content-length", None)
        length = without_id(head).get("content-length")
        assert length in {None, get.headers.get("content-length")}
    assert {n: v for n, v in without_id(head).items() if n in told} == told


@pytest.mark.parametrize(("url", "status"), PROBLEMS)
def test_head_is_refused_like_get(service: Service, url: str, status: int) -> None:
    get, head = service.ask(url), service.ask(url, method="HEAD")
    assert (get.status, head.status, head.body) == (status, status, b"")
    told, shown = without_id(get), without_id(head)
    assert shown == told


def test_head_is_304_where_get_is(service: Service) -> None:
    asked = {"If-None-Match": service.ok(URL).headers["etag"]}
    get, head = service.ask(URL, asked), service.ask(URL, asked, method="HEAD")
    assert (get.status, head.status) == (304, 304)
    assert without_id(head) == without_id(get)


@pytest.mark.parametrize("url", [*DATA, *RESOURCES])
def test_every_coding_holds_the_same(service: Service, url: str) -> None:
    plain = service.ok(url)
    for coding, suffix in CODINGS.items():
        answer = service.ok(url, {"Accept-Encoding": coding})
        assert decoded(answer) == plain.body
        large = len(plain.body) >= 860
        assert answer.headers.get("content-encoding") == (coding if large else None)
        assert answer.headers["etag"] == f'{plain.headers["etag"][:-1]}{suffix}"'
        assert answer.headers["vary"] == plain.headers["vary"]
        assert "accept-encoding" in plain.headers["vary"].lower()
        same = ("last-modified", "cache-control", "content-type", "x-data-version")
        for name in same:
            assert answer.headers[name] == plain.headers[name]


@pytest.mark.parametrize("url", [URL, f"{URL}.csv", "/v1", "/v1/areas", f"{URL}/{IDS['C01']}"])
@pytest.mark.parametrize("coding", CODINGS)
def test_a_coded_answer_is_not_sent_again(service: Service, url: str, coding: str) -> None:
    asked = {"Accept-Encoding": coding}
    held = service.ok(url, asked).headers["etag"]
    for form in (held, f"W/{held}", f'"x", {held}', "*"):
        answer = service.ask(url, {**asked, "If-None-Match": form})
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["etag"] == held
        assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("held", ["identity", *CODINGS])
@pytest.mark.parametrize("wanted", ["identity", *CODINGS])
def test_the_tag_of_another_coding_does_not_count(service: Service, held: str, wanted: str) -> None:
    tag = service.ok(URL, {"Accept-Encoding": held}).headers["etag"]
    answer = service.ask(URL, {"Accept-Encoding": wanted, "If-None-Match": tag})
    assert answer.status == (304 if held == wanted else 200)
    assert held == wanted or decoded(answer) == service.ok(URL).body


@pytest.mark.parametrize(("url", "status"), PROBLEMS)
def test_a_problem_is_a_problem_in_every_coding(service: Service, url: str, status: int) -> None:
    for coding in CODINGS:
        answer = service.ask(url, {"Accept-Encoding": coding})
        assert answer.status == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert b'"type":"/problems/' in decoded(answer)
