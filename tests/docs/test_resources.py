"""The routes and the errors that the README lists are all that there are, and do what it says."""

import json
import re
import shlex

import pytest
from starlette.routing import Route

from app.main import create_app, openapi_document
from app.sectors import SECTORS
from app.settings import Settings
from app.web.problem_types import PROBLEM_TYPES
from tests.docs.markdown import Row, codes, section
from tests.docs.terminal import Reply, Site

RESOURCES = section("All resources")
ROUTES = RESOURCES.table()
PROBLEMS = section("Errors").table()
SECTOR_CODES = [sector.code for sector in SECTORS]


def _route(row: Row) -> str:
    (path,) = codes(row["Route"])
    return path


def _type(row: Row) -> str:
    (kind,) = codes(row["Type"])
    return kind


def _each_sector(path: str) -> set[str]:
    return {path.replace("{sector}", code) for code in SECTOR_CODES}


def test_every_route_is_there() -> None:
    application = create_app(Settings(access_log=False))
    served = {route.path for route in application.routes if isinstance(route, Route)}
    named = [path for row in ROUTES for path in _each_sector(_route(row))]
    assert sorted(named) == sorted(served)
    assert served >= openapi_document(application)["paths"].keys()


def test_the_sectors_are_named() -> None:
    assert codes(RESOURCES.prose[1])[1:] == SECTOR_CODES


@pytest.mark.parametrize("row", ROUTES, ids=_route)
def test_an_example_of_a_route_is_answered(site: Site, row: Row) -> None:
    (example,) = codes(row["Example"])
    template = re.sub(
        r"\\\{\w+(:path)?\\\}", lambda part: ".+" if part[1] else "[^/]+", re.escape(_route(row))
    )
    assert re.fullmatch(template, example.partition("?")[0])
    if row["Answer"].startswith("POST: "):
        refused = site.example(example)
        assert (refused.status, refused.headers["allow"]) == (405, "POST, OPTIONS")
        assert site.example(example, method="POST").status == 401
        return
    status = 308 if row["Answer"].startswith("Leads to ") else 200
    assert site.example(example).status == status
    assert site.example(example, method="HEAD").status == status


def test_every_kind_of_problem_is_there() -> None:
    named = [(_type(row), int(row["Status"])) for row in PROBLEMS]
    assert named == [(f"/problems/{each.slug}", each.status) for each in PROBLEM_TYPES]


@pytest.mark.parametrize("row", [row for row in PROBLEMS if row["Example"]], ids=_type)
def test_an_example_is_refused_as_the_table_says(site: Site, row: Row) -> None:
    answer = _asked_as_curl(site, *codes(row["Example"]))
    problem = json.loads(answer.body)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status, problem["type"]) == (int(row["Status"]), _type(row))
    assert site.ask(problem["type"]).status == 200


def _asked_as_curl(site: Site, arguments: str) -> Reply:
    method, headers, target = "GET", {}, ""
    words = iter(shlex.split(arguments))
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        else:
            target = word
    return site.ask(target, headers, method)


def test_the_fields_of_a_problem_are_named_in_their_order(site: Site) -> None:
    problem = json.loads(site.ask("/v1/observations?x=1").body)
    told = codes("\n".join(section("Errors").prose))
    assert [*problem] == [name for name in told if name in problem]


def test_the_headers_of_an_answer_are_named(site: Site) -> None:
    told = {
        code.partition(":")[0].lower()
        for code in codes(" ".join(section("Caching and headers").prose))
    }
    # What HTTP says of itself, and what concerns browsers alone.
    usual = {"date", "content-type", "content-length", "content-disposition", "content-encoding"}
    browsers = {"referrer-policy", "x-content-type-options", "cross-origin-resource-policy"}
    sent = site.ask("/v1/observations").headers.keys() - usual - browsers
    assert {name for name in sent if not name.startswith("access-control-")} == told & sent
