"""The examples of the document are true: a server gives them, or takes them."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from app.web.problem_document import EXAMPLES, REQUEST_ID, example
from app.web.problems import MEDIA_TYPE
from tests.support.terminal import ROOT, Server, serving

Node = dict[str, Any]

DOCUMENT: Node = json.loads((ROOT / "openapi.json").read_text("utf-8"))
# What to ask to be refused so. Nothing of the seed is withdrawn, and no request ends in a 500.
REFUSED: dict[str, tuple[str, dict[str, str]]] = {
    "invalid-query": ("/v1/observations?indicatr=x", {}),
    "bad-request": ("/v1/observations?area=%zz", {}),
    "unknown-code": ("/v1/observations?indicator=retail_sales_consumer", {}),
    "not-found": ("/v1/sources/nobody", {}),
    "not-acceptable": ("/v1/sectors", {"Accept": "image/png"}),
    "uri-too-long": (f"/v1/observations?area={'x' * 8_200}", {}),
    "refused": ("/v1/observations?time=2025-02-30", {}),
    "too-many-headers": ("/v1/sectors", {f"X-{number}": "" for number in range(100)}),
}
# Refused while its bytes arrive: there is no request id yet, and the title is that of HTTP.
UNREAD = {"too-many-headers"}
# An id of a release holds the digest of its content, which changes with every word of the seed; a
# cursor goes with one question only; and an address in .csv takes no format but that.
CONDITIONAL = {"release": {404}, "cursor": {422}, "format": {200, 422}}


def _get(server: Server, path: str, headers: Node | None = None) -> tuple[int, Node, bytes]:
    connection = HTTPConnection(server.url.removeprefix("http://"), timeout=20)
    try:
        connection.request("GET", path, headers={"X-Request-Id": REQUEST_ID, **(headers or {})})
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("slug", REFUSED)
def test_a_problem_in_the_document_is_what_a_client_gets(server: Server, slug: str) -> None:
    path, headers = REFUSED[slug]
    status, fields, body = _get(server, path, headers)
    given = json.loads(body)
    if slug in UNREAD:
        given |= {name: example(slug)[name] for name in ("request_id", "title")}
    assert given == example(slug)
    assert status == given["status"]
    assert fields["content-type"] == MEDIA_TYPE


def test_a_database_that_is_away_is_the_problem_in_the_document(tmp_path: Path) -> None:
    nowhere = f"sqlite:///{tmp_path}/nowhere/store.db"
    with serving(tmp_path / "log", DATABASE_URL=nowhere) as server:
        status, fields, body = _get(server, "/v1/sectors")
    assert (status, json.loads(body)) == (503, example("unavailable"))
    assert fields["retry-after"] == "1"


def test_no_kind_of_problem_is_forgotten() -> None:
    # Others need a header, a figure taken back, or a service in trouble.
    unasked = {"withdrawn", "gone", "internal-error", "unavailable", "drawing"}
    unasked |= {"range-not-satisfiable"}
    # tests/api asks for these, which need a body.
    written = {
        *("invalid-body", "unauthorized", "forbidden", "in-progress", "too-large", "busy"),
        *("unsupported-media-type", "invalid-release", "reused-key", "too-many-attempts"),
    }
    assert set(EXAMPLES) == REFUSED.keys() | unasked | written


def _parameter_examples() -> Iterator[tuple[str, str, str]]:
    for path, item in DOCUMENT["paths"].items():
        if "get" not in item:
            continue
        given = [_resolved(each) for each in item["get"].get("parameters", [])]
        filled = path
        for parameter in given:
            if parameter["in"] == "path":
                filled = filled.replace(f"{{{parameter['name']}}}", parameter["example"])
        yield path, "", filled
        for parameter in given:
            if parameter["in"] == "query":
                value = parameter["example"]
                text = ",".join(value) if isinstance(value, list) else str(value)
                query = f"{filled}?{parameter['name']}={quote(text, safe=',')}"
                yield path, parameter["name"], query


def _resolved(node: Node) -> Node:
    name = node.get("$ref", "").rpartition("/")[2]
    found: Node = DOCUMENT["components"]["parameters"][name] if name else node
    return found


def test_every_example_of_a_parameter_is_answered(server: Server) -> None:
    unexpected = []
    for path, name, address in _parameter_examples():
        status, _, body = _get(server, address)
        # Of this very server, so that no example can name one.
        own = any(part in path for part in ("{release}", "{data_version}"))
        expected = CONDITIONAL.get("release" if own else name, {200})
        if status not in expected:
            unexpected.append((address, status, body[:200]))
    assert unexpected == []


@pytest.mark.parametrize("sector", ["energy", "trade", "consumption", "tourism"])
def test_the_row_of_a_sector_is_a_real_one(server: Server, sector: str) -> None:
    schema = DOCUMENT["components"]["schemas"][f"{sector.title()}Observation"]
    shown = schema["examples"][0]
    _, _, body = _get(server, f"/v1/{sector}/observations?indicator={shown['indicator']}")
    rows = {row["id"]: row for row in json.loads(body)["data"]}
    real = rows[shown["id"]]
    assert list(real) == list(shown)
    assert {**real, "release": ""} == {**shown, "release": ""}
