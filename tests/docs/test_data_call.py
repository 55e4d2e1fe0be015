"""What the README says of the data call is all that there is, and as it is."""

import json
import re
from typing import Any

import pytest

from app.main import create_app, openapi_document
from app.representations import DATA
from app.sectors import SECTORS
from app.settings import Settings
from tests.docs.markdown import Row, codes, section
from tests.docs.terminal import Site

Operation = dict[str, Any]

PARAMETERS = section("Parameters").table()
NAMED = [name for row in PARAMETERS for name in codes(row["Parameter"])]
RESOURCES = section("All resources").table()
OWN = [name for sector in SECTORS for name in sector.dimensions]
COLUMNS = dict(
    pair
    for row in section("Rows").table()
    for pair in zip(codes(row["Column"]), codes(row["Example"]), strict=True)
)


@pytest.fixture(scope="module")
def queries() -> dict[str, set[str]]:
    """The parameters of each route, as the OpenAPI document has them; of reading where it reads."""
    document = openapi_document(create_app(Settings(access_log=False)))
    shared = document["components"].get("parameters", {})

    def names(operation: Operation) -> set[str]:
        found = [
            shared[each["$ref"].rpartition("/")[2]] if "$ref" in each else each
            for each in operation.get("parameters", [])
        ]
        return {each["name"] for each in found if each["in"] == "query"}

    return {
        path: names(operations.get("get") or operations["post"])
        for path, operations in document["paths"].items()
    }


def test_every_parameter_is_there(queries: dict[str, set[str]]) -> None:
    known = [queries[path] for path in queries if path.endswith("/observations")]
    assert len(known) == 1 + len(SECTORS)
    assert sorted(NAMED) == sorted(set.union(*known))


_WITH_OWN = ("all", "own dimensions")


def _told(cell: str) -> set[str]:
    """Return the parameters that a cell of the table of resources stands for."""
    if cell == "all":
        return {*NAMED} - {*OWN}
    filters = NAMED[: NAMED.index("as_of") + 1] if cell.startswith("filters") else []
    return {*codes(cell), *filters}


@pytest.mark.parametrize("row", RESOURCES, ids=lambda row: row["Route"])
def test_the_parameters_of_every_resource_are_told(queries: dict[str, set[str]], row: Row) -> None:
    (path,) = codes(row["Route"])
    if not path.startswith("/v1"):
        return  # pages, and SDMX, which has a description of its own: not in the document
    for sector in SECTORS:
        own = {*sector.dimensions} if "{sector}" in path else {*OWN}
        known = queries.get(path.replace("{sector}", sector.code), set())
        assert known == _told(row["Parameters"]) | (
            own if row["Parameters"].endswith(_WITH_OWN) else set()
        )


@pytest.mark.parametrize(
    "row", [row for row in PARAMETERS if row["Example"]], ids=lambda row: row["Example"]
)
def test_an_example_finds_what_the_table_says(site: Site, row: Row) -> None:
    (query,) = codes(row["Example"])
    assert {pair.partition("=")[0] for pair in query.split("&")} & {*codes(row["Parameter"])}
    answer = site.example(f"/v1/observations?{query}")
    assert (answer.status, answer.headers["x-matched-rows"]) == (200, row["Finds"])


def test_only_the_cursor_has_no_example_of_its_own(site: Site) -> None:
    assert [codes(row["Parameter"]) for row in PARAMETERS if not row["Example"]] == [["cursor"]]
    page = json.loads(site.ask("/v1/observations?limit=10").body)
    assert "cursor=" in page["meta"]["next"]


def test_the_columns_are_those_of_a_row_in_their_order_with_its_values(site: Site) -> None:
    answer = site.ask(f"/v1/energy/observations?indicator={COLUMNS['indicator']}")
    (row,) = json.loads(answer.body, parse_int=str, parse_float=str)["data"]
    digest = row["release"][-12:]
    expected = {**COLUMNS, "release": COLUMNS["release"][:-12] + digest}
    assert [(name, value or "null") for name, value in row.items()] == [*expected.items()]


def test_the_columns_that_follow_when_asked_for_are_named(site: Site) -> None:
    target = "/v1/energy/observations?include=labels,provenance&vintage=all&limit=1"
    (row,) = json.loads(site.ask(target).body)["data"]
    more = [name for name in row if name not in COLUMNS]
    labels = [name for name in more if name.endswith("_label")]
    assert all(name.removesuffix("_label") in COLUMNS for name in labels)
    told = codes("\n".join(section("Rows").prose).partition("Asked for")[2])
    assert [name for name in told if name in more] == [
        name for name in more if name not in labels[1:]
    ]


def test_the_fields_of_the_envelope_are_named(site: Site) -> None:
    answer = json.loads(site.ask("/v1/observations?limit=1").body)
    told = "\n".join(section("Formats and pages").prose)
    assert [name for name in answer if f'"{name}"' not in told] == []
    assert answer["meta"].keys() - {*codes(told)} == set()


def test_the_formats_are_those_that_there_are() -> None:
    told = re.search(r"\((`\.[^)]+`)\)", "\n".join(section("Formats and pages").prose))
    assert told
    assert codes(told[1]) == [f".{each.extension}" for each in DATA]


def test_numbers_of_limits_are_those_that_the_service_tells(site: Site) -> None:
    limits = json.loads(site.ask("/v1").body)["limits"]
    titles = ("Parameters", "Formats and pages", "Errors")
    told = "\n".join(line for title in titles for line in section(title).prose)
    assert limits
    assert [name for name, number in limits.items() if f" {number:,} " not in told] == []
