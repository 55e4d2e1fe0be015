"""The service document, areas, units and the closed code lists."""

import json
import tomllib
from typing import Any

import pytest

from app import __version__
from tests.api.conftest import SEED
from tests.api.service import Service


def catalogue(name: str) -> dict[str, Any]:
    return tomllib.loads((SEED / "catalogue" / f"{name}.toml").read_text(encoding="utf-8"))


def listed(service: Service, url: str) -> list[dict[str, Any]]:
    body = service.ok(url).json()
    assert body["meta"] == {
        "matched": len(body["data"]),
        "data_version": service.ok("/v1").json()["data_version"],
    }
    found: list[dict[str, Any]] = body["data"]
    return found


def test_the_service_describes_itself(seeded: Service) -> None:
    document = seeded.ok("/v1").json()
    assert document["version"] == __version__
    assert document["languages"] == ["en", "zh"]
    assert document["formats"][:3] == ["json", "csv", "jsonl"]
    assert document["updated"] == "2025-03-17T00:00:00Z"
    assert document["data_version"] == seeded.ok("/readyz").json()["data_version"]
    assert document["licence"]
    assert {link["href"] for link in document["links"]} >= {
        *("/v1/sectors", "/v1/indicators", "/v1/observations", "/v1/availability", "/v1/areas"),
        *("/v1/units", "/v1/codes", "/v1/sources", "/v1/releases", "/openapi.json"),
    }


def test_the_limits_it_tells_are_those_that_hold(seeded: Service) -> None:
    limits = seeded.ok("/v1").json()["limits"]
    url = "/v1/observations"
    seeded.ok(f"{url}?limit={limits['rows_json']}")
    seeded.problem(f"{url}?limit={limits['rows_json'] + 1}", 400)
    values = limits["values_per_parameter"]
    seeded.ok(f"{url}?area={','.join(['CN-SX'] * values)}")
    seeded.problem(f"{url}?area={','.join(['CN-SX'] * (values + 1))}", 400)
    items = limits["query_items"]
    seeded.ok(f"{url}?{'&'.join(['area=CN-SX'] * items)}")
    seeded.problem(f"{url}?{'&'.join(['area=CN-SX'] * (items + 1))}", 400)
    room = limits["url_bytes"] - len(f"{url}?cursor=")
    assert seeded.ask(f"{url}?cursor={'x' * room}").status in {400, 422}
    problem = seeded.problem(f"{url}?cursor={'x' * (room + 1)}", 414)
    assert problem["type"] == "/problems/uri-too-long"


def test_all_areas_are_listed(seeded: Service) -> None:
    areas = listed(seeded, "/v1/areas")
    assert len(areas) == 1 + 34 + 11
    shanxi = {area["code"]: area for area in areas}["CN-SX"]
    assert shanxi["gb_code"] == "140000"
    assert shanxi["name"] == {"en": "Shanxi", "zh": "山西省"}
    assert shanxi["parent"] == "CN"
    held = {area["code"]: area for area in catalogue("areas")["areas"]}
    for area in areas:
        entry = held[area["code"]]
        assert area["aliases"] == entry.get("aliases", [])
        assert area["parent"] == entry.get("parent")


def test_every_name_of_every_area_finds_it_and_no_other(service: Service) -> None:
    for area in listed(service, "/v1/areas"):
        names = (area["code"], area["gb_code"], *area["name"].values(), *area["aliases"])
        for name in names:
            answer = service.ok(f"/v1/observations?dry_run=1&area={name.replace('&', '%26')}")
            assert answer.json()["meta"]["canonical"].endswith(f"?area={area['code']}"), name


def test_all_units_are_listed_with_their_printed_forms(seeded: Service) -> None:
    units = {unit["code"]: unit for unit in listed(seeded, "/v1/units")}
    file = catalogue("units")
    assert set(units) == {unit["code"] for unit in file["units"]}
    spellings = {s["text"]: s["multiplier"] for s in units["CNY"]["spellings"]}
    assert spellings["billion yuan"] == "1000000000"
    assert spellings["亿元"] == "100000000"
    assert units["PERCENT"]["dimension"] == "ratio"


@pytest.mark.parametrize("name", ["bound", "status", "role", "frequency", "transformation"])
def test_the_code_lists_explain_every_code_of_a_row(seeded: Service, name: str) -> None:
    lists = {entry["code"]: entry for entry in listed(seeded, "/v1/codes")}
    known = {code["code"]: code for code in lists[name]["codes"]}
    assert {row[name] for row in seeded.rows("/v1/observations")} <= set(known)
    for code in known.values():
        assert code["name"]["en"]
        assert code["name"]["zh"]


@pytest.mark.parametrize("name", ["bound", "status", "role", "frequency", "transformation"])
def test_every_code_of_the_lists_can_be_asked_for(seeded: Service, name: str) -> None:
    lists = {entry["code"]: entry for entry in listed(seeded, "/v1/codes")}
    for code in lists[name]["codes"]:
        seeded.ok(f"/v1/observations?{name}={code['code']}&dry_run=1")


def test_metrics_count_by_template_and_not_by_address(seeded: Service) -> None:
    seeded.ok("/v1/indicators/rural_tour_routes")
    answer = seeded.ok("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    assert 'route="/v1/indicators/{indicator}"' in answer.text
    assert "rural_tour_routes" not in answer.text


def test_the_document_of_the_api_is_served(service: Service) -> None:
    answer = service.ok("/openapi.json")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.body)["openapi"].startswith("3.1.")
