"""What catalogues, search engines and readers of tables are told is valid, and true."""

from __future__ import annotations

import json
import re
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from csvw import CSVW
from pyshacl import validate
from rdflib import Graph

from app.representations import DATA
from tests.api.expected import SECTORS
from tests.api.service import Service

# pySHACL asks rdflib for what rdflib means to drop.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")

BASE = "http://stats.example/v1/catalog.jsonld"
# What the application profile for data portals makes mandatory, and the kinds of its values.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
[] a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] ,
    [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] ,
    [ sh:path dcat:service ; sh:minCount 1 ; sh:class dcat:DataService ] .
[] a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:datatype rdf:langString ; sh:uniqueLang true ] ,
    [ sh:path dcat:distribution ; sh:minCount 1 ; sh:class dcat:Distribution ] ,
    [ sh:path dct:temporal ; sh:class dct:PeriodOfTime ] ,
    [ sh:path dct:spatial ; sh:class dct:Location ] ,
    [ sh:path dct:modified ; sh:maxCount 1 ; sh:datatype xsd:dateTime ] ,
    [ sh:path dcat:keyword ; sh:datatype rdf:langString ] .
[] a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dct:rights ; sh:maxCount 1 ; sh:class dct:RightsStatement ] .
[] a sh:NodeShape ; sh:targetClass dcat:DataService ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ] ,
    [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:servesDataset ; sh:class dcat:Dataset ] .
"""
_LINK = re.compile(r'<([^>]+)>; rel="describedby"; type="application/csvm\+json"')
TABLES = (
    "",
    "?include=labels,provenance&lang=zh",
    "?fields=area,period,value",
    "?vintage=all",
    "?derive=yoy",
)


def _conforms(text: str) -> tuple[bool, str]:
    held = Graph().parse(data=text, format="json-ld", publicID=BASE)
    shapes = Graph().parse(data=SHAPES, format="turtle")
    conforms, _, report = validate(held, shacl_graph=shapes, inference="none")
    return bool(conforms), str(report)


def test_the_catalogue_conforms(seeded: Service) -> None:
    conforms, report = _conforms(seeded.ok("/v1/catalog.jsonld").text)
    assert conforms, report


def test_the_shapes_can_fail(service: Service) -> None:
    document = service.ok("/v1/catalog.jsonld").json()
    del document["dcat:dataset"][0]["dcat:distribution"][0]["dcat:accessURL"]
    assert not _conforms(json.dumps(document))[0]


def test_every_distribution_of_the_catalogue_is_there(service: Service) -> None:
    document = service.ok("/v1/catalog.jsonld").json()
    assert [each["dct:identifier"] for each in document["dcat:dataset"]] == list(SECTORS)
    for dataset in document["dcat:dataset"]:
        offered = dataset["dcat:distribution"]
        assert len(offered) == len(DATA)
        for distribution in offered:
            answer = service.ok(distribution["dcat:downloadURL"]["@id"])
            kind = answer.headers["content-type"].partition(";")[0]
            assert distribution["dcat:mediaType"]["@id"].endswith(f"/{kind}")


def test_the_catalogue_tells_when_and_where(service: Service) -> None:
    document = service.ok("/v1/catalog.jsonld").json()
    for dataset in document["dcat:dataset"]:
        rows = service.rows(f"/v1/{dataset['dct:identifier']}/observations")
        areas = {each["dct:identifier"] for each in dataset.get("dct:spatial", [])}
        assert areas == {row["area"] for row in rows}
        if rows:
            days = dataset["dct:temporal"]
            assert days["dcat:startDate"]["@value"] == min(row["start"] for row in rows)
            assert days["dcat:endDate"]["@value"] == max(row["end"] for row in rows)


def test_an_indicator_is_a_dataset_for_search_engines(seeded: Service) -> None:
    path = "/v1/indicators/retail_sales_consumer_goods.jsonld"
    answer = seeded.ok(path)
    assert answer.headers["content-type"] == "application/ld+json"
    found: dict[str, Any] = answer.json()
    told = seeded.ok("/v1/indicators/retail_sales_consumer_goods").json()
    assert found["@type"] == "Dataset"
    assert told["name"]["en"] in found["name"]
    assert 50 <= len(found["description"]) <= 5_000
    assert found["temporalCoverage"] == f"{told['coverage']['start']}/{told['coverage']['end']}"
    assert [each["identifier"] for each in found["spatialCoverage"]] == told["coverage"]["areas"]
    assert [each["url"] for each in found["isBasedOn"]] == [
        f"/v1/sources/{each}" for each in told["sources"]
    ]
    for each in found["distribution"]:
        kind = seeded.ok(each["contentUrl"]).headers["content-type"]
        assert kind.startswith(each["encodingFormat"])


def test_an_unknown_indicator_has_no_description(service: Service) -> None:
    problem = service.problem("/v1/indicators/retail_sale.jsonld", 404)
    assert problem["type"] == "/problems/not-found"


@pytest.mark.parametrize("asked", TABLES)
@pytest.mark.parametrize("path", ["/v1/observations.csv", "/v1/consumption/observations.csv"])
def test_a_csv_is_as_its_metadata_say(
    seeded: Service, tmp_path: Path, path: str, asked: str
) -> None:
    answer = seeded.ok(f"{path}{asked}")
    link = _LINK.match(answer.headers["link"])
    assert link, answer.headers["link"]
    address = link[1]
    document = seeded.ok(address).json()
    url = urljoin(address, document["url"])
    assert seeded.ok(url).body == answer.body
    (tmp_path / "observations.csv").write_bytes(answer.body)
    document["url"] = "observations.csv"
    metadata = tmp_path / "observations.csv-metadata.json"
    metadata.write_text(json.dumps(document), encoding="utf-8")
    table = CSVW(str(metadata), validate=True)
    assert table.is_valid, [str(each.message) for each in table.warnings]
    columns = document["tableSchema"]["columns"]
    assert [each["name"] for each in columns] == answer.text.splitlines()[0].split(",")
    assert all(each["dc:description"] for each in columns)


def test_metadata_that_are_wrong_are_found_out(service: Service, tmp_path: Path) -> None:
    document = service.ok("/v1/observations.csv-metadata.json").json()
    (tmp_path / "observations.csv").write_bytes(service.ok("/v1/observations.csv").body)
    for column in document["tableSchema"]["columns"]:
        column["datatype"] = "integer"
    metadata = tmp_path / "observations.csv-metadata.json"
    metadata.write_text(json.dumps(document), encoding="utf-8")
    with warnings.catch_warnings(action="always"):
        assert not CSVW(str(metadata), validate=True).is_valid


@pytest.mark.parametrize(
    ("asked", "status"), [("?shape=wide", 422), ("?indicatr=x", 400), ("?area=Nowhere", 404)]
)
def test_a_question_that_has_no_csv_has_no_metadata(
    service: Service, asked: str, status: int
) -> None:
    service.problem(f"/v1/observations.csv-metadata.json{asked}", status)
