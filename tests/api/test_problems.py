"""Errors: one shape for all of them, a page for each kind, and a request that ends in each."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from app.domain.keys import new_token
from app.web.problem_types import PROBLEM_TYPES
from app.web.rasteriser import Rasteriser
from app.web.writing import PLACES
from tests.api.conftest import Services
from tests.api.publisher import RECORD, Publisher, Reply, held, publisher, release, token_for
from tests.api.service import Answer, Service, scope_of
from tests.api.vintages import fill

SLUGS = {problem.slug: problem for problem in PROBLEM_TYPES}
URL = "/v1/observations"


def long_address(service: Service) -> Answer:
    return service.ask(f"{URL}?area={'x' * 9000}")


def many_headers(service: Service) -> Answer:
    return service.ask(URL, {f"x-{i}": "1" for i in range(101)})


def large_body(service: Service) -> Answer:
    scope = scope_of(URL, {"content-length": str(10**9)}, "POST")
    return service.send(scope)


def withdrawn(service: Service) -> Answer:
    (row,) = service.rows(f"{URL}?status=X&area=CN-SX")
    return service.ask(f"{URL}/{row['id']}")


def drawing(service: Service) -> Answer:
    usual = service.app.state.provstat
    service.app.state.provstat = replace(usual, pictures=Rasteriser(waiting=0))
    try:
        first = service.ok("/v1/indicators").json()["data"][0]["code"]
        return service.ask(f"/v1/charts/{first}.png")
    finally:
        service.app.state.provstat = usual


Request = Callable[[Service], Answer]
REQUESTS: dict[str, Request] = {
    "invalid-query": lambda service: service.ask(f"{URL}?indicatr=x"),
    "bad-request": lambda service: service.ask(f"{URL}?area=%zz"),
    "unknown-code": lambda service: service.ask(f"{URL}?area=Nowhere"),
    "not-found": lambda service: service.ask("/nothing"),
    "method-not-allowed": lambda service: service.ask(URL, method="DELETE"),
    "not-acceptable": lambda service: service.ask(URL, {"Accept": "image/png"}),
    "withdrawn": withdrawn,
    "drawing": drawing,
    "too-large": large_body,
    "uri-too-long": long_address,
    "refused": lambda service: service.ask(f"{URL}?shape=wide&fields=area"),
    "too-many-headers": many_headers,
    "range-not-satisfiable": lambda service: service.ask(
        f"{URL}.parquet", {"Range": "bytes=999999999-"}
    ),
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Publisher]:
    """A server on a database of its own, for what has a body."""
    folder = tmp_path_factory.mktemp("site")
    with publisher(f"sqlite:///{folder}/store.db", folder, PROVSTAT_MAX_FAILED_KEYS="2") as ready:
        yield ready


def forbidden(site: Publisher) -> Reply:
    return site.post(release(), token=token_for(site.database, "admin"))


def in_progress(site: Publisher) -> Reply:
    with held(site, Idempotency_Key="held"):
        return site.post(release(), Idempotency_Key="held")


def reused_key(site: Publisher) -> Reply:
    assert site.post(release(), Idempotency_Key="reused").status in {200, 201}
    return site.post(release(title={"en": "Another", "zh": "另"}), Idempotency_Key="reused")


def busy(site: Publisher) -> Reply:
    with ExitStack() as stack:
        for _ in range(PLACES):
            stack.enter_context(held(site))
        return site.post(release())


def too_many_attempts(site: Publisher) -> Reply:
    # From another address of this machine, or the others would be shut out too.
    replies = [site.post(token=new_token(), sender=OTHER) for _ in range(3)]
    assert [reply.status for reply in replies[:2]] == [401, 401]
    return replies[-1]


OTHER = "127.0.0.2"
WRITTEN: dict[str, Callable[[Publisher], Reply]] = {
    "invalid-body": lambda site: site.post(b"{"),
    "unauthorized": lambda site: site.post(token=None),
    "forbidden": forbidden,
    "in-progress": in_progress,
    "unsupported-media-type": lambda site: site.post(kind="image/png"),
    "invalid-release": lambda site: site.post(release({**RECORD, "area": "CN-XX"})),
    "reused-key": reused_key,
    "too-many-attempts": too_many_attempts,
    "busy": busy,
}
# What an answer of a kind says beside the problem document's own words, and in its header.
MORE = {"invalid-release": ("report",)}
FIELDS = {
    "unauthorized": "www-authenticate",
    "in-progress": "retry-after",
    "unsupported-media-type": "accept-post",
    "too-many-attempts": "retry-after",
    "busy": "retry-after",
}
# Made elsewhere: the protocol's own answer (tests/web/test_protocol.py), those of a service in trouble
# (test_outage.py), and files of the past (test_bulk.py).
ELSEWHERE = {"request-timeout", "internal-error", "unavailable", "gone"}


def test_every_kind_of_problem_is_reached() -> None:
    assert {*REQUESTS, *WRITTEN, *ELSEWHERE} == set(SLUGS)


@pytest.mark.parametrize("slug", REQUESTS)
def test_a_request_ends_in_this_kind(sqlite: Services, slug: str) -> None:
    answer = REQUESTS[slug](sqlite.on(fill))
    check(answer, slug)


@pytest.mark.parametrize("slug", WRITTEN)
def test_a_request_with_a_body_ends_in_this_kind(site: Publisher, slug: str) -> None:
    answer = WRITTEN[slug](site)
    check(answer, slug)
    if slug in FIELDS:
        assert answer.headers[FIELDS[slug]]


def check(answer: Answer | Reply, slug: str) -> None:
    """The whole contract of a problem document."""
    kind = SLUGS[slug]
    assert answer.status == kind.status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "etag" not in answer.headers
    assert "last-modified" not in answer.headers
    document = answer.json()
    assert tuple(document) == (
        *("type", "title", "status", "detail", "errors", "did_you_mean", "request_id"),
        *MORE.get(slug, ()),
    )
    assert document["type"] == f"/problems/{slug}"
    assert document["title"] == kind.title
    assert document["status"] == kind.status
    assert document["request_id"] == answer.headers["x-request-id"]
    assert document["detail"][0].isupper()
    assert document["detail"].endswith((".", "?"))
    for fault in document["errors"]:
        assert fault["detail"]
        assert set(fault) <= {"detail", "parameter", "pointer", "value", "did_you_mean"}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_type_of_a_problem_is_a_page(service: Service, slug: str) -> None:
    answer = service.ok(f"/problems/{slug}")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert SLUGS[slug].title in answer.text
    assert SLUGS[slug].remedy.partition("&")[0].partition("'")[0][:20] in answer.text
    assert str(SLUGS[slug].status) in answer.text


@pytest.mark.parametrize("slug", ["", "nothing", "Refused", "refused/", "%3Cscript%3E"])
def test_a_page_of_no_kind_is_not_found(service: Service, slug: str) -> None:
    problem = service.problem(f"/problems/{slug}", 404)
    assert problem["type"] == "/problems/not-found"


def test_a_request_id_is_echoed_in_header_and_document(service: Service) -> None:
    answer = service.ask("/nothing", {"X-Request-Id": "my-id.1_2"})
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "my-id.1_2"


@pytest.mark.parametrize("sent", ["", "x" * 65, "a b", "a/b", "<x>", "é"])
def test_a_request_id_that_could_do_harm_is_replaced(service: Service, sent: str) -> None:
    answer = service.ask("/nothing", {"X-Request-Id": sent})
    assert answer.headers["x-request-id"] != sent
    assert len(answer.headers["x-request-id"]) == 16


def test_two_requests_have_two_ids(service: Service) -> None:
    ids = {service.ask("/v1").headers["x-request-id"] for _ in range(20)}
    assert len(ids) == 20


@pytest.mark.parametrize("text", ["<script>", "'\"", "${x}", "a" * 500])
def test_what_was_sent_comes_back_as_data_and_not_at_length(service: Service, text: str) -> None:
    problem = service.problem(f"{URL}?bound={text}&role={text}", 400)
    assert len(str(problem)) < 2_000
    problem = service.problem(f"{URL}?area={text[:64]}", 404)
    assert problem["errors"][0]["value"] == text[:64]


@pytest.mark.parametrize(
    "path", ["/v1/observations/" + "x" * 3_000, "/v1/indicators/" + "y" * 3_000]
)
def test_a_long_path_does_not_come_back_at_length(service: Service, path: str) -> None:
    assert len(str(service.problem(path, 404))) < 700
