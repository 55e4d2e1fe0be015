"""Manners of HTTP that hold for every address: methods, CORS, paths, hosts."""

import pytest

from tests.api.expected import IDS
from tests.api.service import Service, scope_of
from tests.api.urls import DATA, PROBLEMS, RESOURCES

URL = "/v1/observations"
ALLOWED = {"GET", "HEAD", "OPTIONS"}
METHODS = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
SECURITY = {
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
EXPOSED = {
    *("ETag", "Link", "X-Request-Id", "X-Matched-Rows", "X-Returned-Rows", "Retry-After"),
    *("Location", "Content-Disposition"),
}
EVERYWHERE = (*DATA, *RESOURCES, "/healthz", "/metrics", "/openapi.json", "/problems/refused")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("url", [URL, f"{URL}.csv", "/v1", "/v1/energy", f"{URL}/x", "/metrics"])
def test_another_method_is_refused_with_what_is_allowed(
    service: Service, method: str, url: str
) -> None:
    answer = service.ask(url, method=method)
    assert answer.status == 405
    assert answer.headers["content-type"] == "application/problem+json"
    assert {name.strip() for name in answer.headers["allow"].split(",")} == ALLOWED
    document = answer.json()
    assert document["type"] == "/problems/method-not-allowed"
    assert method in document["detail"]


@pytest.mark.parametrize("url", [URL, "/v1", "/v1/energy"])
def test_options_tells_what_is_allowed(service: Service, url: str) -> None:
    answer = service.ask(url, method="OPTIONS")
    assert answer.status in {200, 204}
    assert {name.strip() for name in answer.headers["allow"].split(",")} == ALLOWED


@pytest.mark.parametrize("url", [URL, "/v1/energy", "/nothing"])
def test_a_preflight_is_answered(service: Service, url: str) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    answer = service.ask(url, asked, method="OPTIONS")
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "If-None-Match" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("url", [*EVERYWHERE, *(url for url, _ in PROBLEMS)])
def test_every_answer_is_open_to_other_origins(service: Service, url: str) -> None:
    for headers in ({}, {"Origin": "https://example.org"}):
        answer = service.ask(url, headers)
        assert {name: answer.headers[name] for name in SECURITY} == SECURITY
        exposed = {n.strip() for n in answer.headers["access-control-expose-headers"].split(",")}
        assert exposed >= EXPOSED
        assert "origin" not in answer.headers.get("vary", "").lower()
        assert len(answer.headers["x-request-id"]) == 16


def test_a_304_and_a_405_are_open_too(service: Service) -> None:
    tag = service.ok(URL).headers["etag"]
    for answer in (
        service.ask(URL, {"If-None-Match": tag}),
        service.ask(URL, method="PUT"),
        service.ask(URL, method="HEAD"),
        service.ask("/v1/indicators/zzz", method="HEAD"),
    ):
        assert {name: answer.headers[name] for name in SECURITY} == SECURITY


UNKNOWN_PATHS = (
    *("/v2", "/v1/nothing", "/V1", "/v1/Energy", "/v1/observation", "/v1.json", "/favicon.ico"),
    *(f"{URL}/{IDS['C01']}/nothing", "/v1/indicators/a/b", "/v1/energy/observation", "//v1"),
    *("/v1//observations", "/v1/observations.", "/v1/../v1", "/%2e%2e/etc/passwd"),
    *("/v1/energy.csv", "/v1/areas.json", "/doc", "/swagger", "/v1/%E5%B1%B1"),
)


@pytest.mark.parametrize("path", UNKNOWN_PATHS)
def test_an_unknown_path_is_not_found(service: Service, path: str) -> None:
    problem = service.problem(path, 404)
    assert problem["type"] == "/problems/not-found"


@pytest.mark.parametrize("url", [URL, "/v1", "/v1/energy", "/v1/areas", "/healthz", "/v1/sectors"])
def test_a_trailing_slash_is_another_address(service: Service, url: str) -> None:
    answer = service.ask(f"{url}/")
    assert answer.status == 404
    assert "location" not in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8080", "[::1]:8000", "10.0.0.1"])
@pytest.mark.parametrize(
    "url", ["/v1", f"{URL}?limit=1", "/nothing", "/openapi.json", "/v1/energy", "/problems/refused"]
)
def test_the_host_is_never_repeated(service: Service, host: str, url: str) -> None:
    asked = {"Host": host, "X-Forwarded-Host": host, "Forwarded": f"host={host}"}
    answer = service.ask(url, asked)
    assert host not in answer.text
    assert host not in str(answer.headers)
    assert answer.status in {200, 404}


def test_a_redirect_does_not_repeat_the_host(revised: Service) -> None:
    answer = revised.ask("/v1/indicators/old_exports", {"Host": "evil.example"})
    assert answer.status == 301
    assert answer.headers["location"].startswith("/v1/")


@pytest.mark.parametrize("host", ["", "a b", "a/b", "<x>", "é.example", "a,b"])
def test_a_host_that_is_none_is_refused(service: Service, host: str) -> None:
    problem = service.problem("/v1", 400, {"Host": host})
    assert problem["type"] == "/problems/bad-request"


@pytest.mark.parametrize(
    "query",
    ["area=%zz", "area=%", "area=%E5%B1", "area=%00", "area=%0d%0aX:1", "%ff=1", "area=%C0%80"],
)
def test_a_broken_escape_is_refused(service: Service, query: str) -> None:
    problem = service.problem(f"{URL}?{query}", 400)
    assert problem["type"] == "/problems/bad-request"


def test_an_address_may_be_written_as_people_see_it(service: Service) -> None:
    scope = scope_of(f"{URL}?area=山西省")
    escaped = service.send(scope)
    assert escaped.json()["meta"]["canonical"] == f"{URL}?area=CN-SX"


def test_head_of_nothing_is_404_without_a_body(service: Service) -> None:
    answer = service.ask("/nothing", method="HEAD")
    assert (answer.status, answer.body) == (404, b"")
