"""Validators, methods and formats of every new address; and the same bytes from both databases."""

from __future__ import annotations

import pytest

from tests.api.conftest import Services
from tests.api.service import Service
from tests.vintages.story import fill
from tests.vintages.test_history import SHANXI_2024, named

TARGETS = (
    "/v1/observations/{id}/history",
    "/v1/observations/{id}/history?lang=zh&as_of=2025-03-01",
    "/v1/changes",
    "/v1/changes?since=2025-02-01&limit=3",
    "/v1/changes?since=2030-01-01",
    "/v1/changes.atom",
    "/v1/changes.atom?lang=zh&limit=2",
    "/v1/observations/{id}/cite.txt",
    "/v1/observations/{id}/cite.bib?lang=zh",
    "/v1/observations/{id}/cite.json",
    "/v1/indicators?as_of=2025-01-31",
    "/v1/indicators/visits?as_of=2025-01-31",
    "/v1/sectors?as_of=2025-01-31",
    "/v1/tourism?as_of=2025-01-31",
    "/v1/releases?as_of=2025-01-31",
    "/v1/sources?as_of=2025-01-31",
)
JSON_ONLY = [each for each in TARGETS if "cite" not in each and "atom" not in each]


def filled(service: Service, target: str) -> str:
    return target.replace("{id}", named(service, SHANXI_2024))


@pytest.mark.parametrize("target", TARGETS)
def test_bodies_are_equal_on_both_databases(
    sqlite: Services, postgresql: Services, target: str
) -> None:
    answers = []
    for services in (sqlite, postgresql):
        service = services.on(fill)
        answers.append(service.ok(filled(service, target)))
    assert answers[0].body == answers[1].body
    assert answers[0].headers["etag"] == answers[1].headers["etag"]


@pytest.mark.parametrize("target", TARGETS)
def test_head_has_the_same_headers(single: Service, target: str) -> None:
    address = filled(single, target)
    whole, head = single.ok(address), single.ask(address, method="HEAD")
    assert head.status == 200
    assert head.body == b""
    kept = {name: value for name, value in whole.headers.items() if name != "x-request-id"}
    assert {n: v for n, v in head.headers.items() if n != "x-request-id"} == kept


@pytest.mark.parametrize("target", TARGETS)
def test_what_the_client_holds_is_not_sent_again(single: Service, target: str) -> None:
    address = filled(single, target)
    whole = single.ok(address)
    again = single.ask(address, {"If-None-Match": whole.headers["etag"]})
    assert (again.status, again.body) == (304, b"")
    assert again.headers["etag"] == whole.headers["etag"]
    other = single.ask(address, {"If-None-Match": '"other"'})
    assert other.status == 200


def test_every_question_has_a_tag_of_its_own(single: Service) -> None:
    tags = {single.ok(filled(single, target)).headers["etag"] for target in TARGETS}
    assert len(tags) == len(TARGETS)


@pytest.mark.parametrize("target", JSON_ONLY)
def test_there_is_only_json(single: Service, target: str) -> None:
    address = filled(single, target)
    single.problem(address, 406, {"Accept": "text/csv"})
    single.ok(address, {"Accept": "application/*"})


@pytest.mark.parametrize("target", [each for each in TARGETS if "/v1/releases" not in each])
def test_nothing_is_written_here(single: Service, target: str) -> None:
    answer = single.ask(filled(single, target), method="POST")
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("target", TARGETS)
def test_an_unknown_parameter_is_named(single: Service, target: str) -> None:
    address = filled(single, target)
    glue = "&" if "?" in address else "?"
    problem = single.problem(f"{address}{glue}bogus=1", 400)
    assert problem["errors"][0]["parameter"] == "bogus"
