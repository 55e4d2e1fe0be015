"""What would answer before it is asked for, and why a pair of codes would not."""

from collections import Counter
from typing import Any

import pytest

from tests.api.expected import BY_REF, DAYS
from tests.api.selections import SELECTIONS
from tests.api.service import Service

URL = "/v1/availability"
SERIES = ("indicator", "area", "transformation", "unit", "frequency")
# Parameters of the data call that say nothing about which facts.
ASKED = [query for query in SELECTIONS if "vintage" not in query]


def counted(codes: list[dict[str, Any]]) -> dict[str, int]:
    return {each["code"]: each["count"] for each in codes}


@pytest.mark.parametrize("query", ASKED)
def test_the_counts_are_those_of_the_facts_and_of_the_data_call(
    seeded: Service, query: str
) -> None:
    body = seeded.ok(f"{URL}?{query}").json()
    facts = [BY_REF[ref] for ref in SELECTIONS[query]]
    assert body["matched"] == len(facts)
    for name in SERIES:
        assert counted(body["components"][name]) == Counter(getattr(f, name) for f in facts)
    for name in set(body["components"]) - set(SERIES):
        codes = [fact.dimensions[name] for fact in facts if name in fact.dimensions]
        assert counted(body["components"][name]) == Counter(codes)
    periods = [(each["period"], each["start"], each["end"]) for each in body["periods"]]
    assert periods == sorted({(f.period, *DAYS[f.period]) for f in facts}, key=lambda p: p[1:])
    assert sum(each["count"] for each in body["periods"]) == len(facts)
    assert body["periods_complete"] is True
    meta = seeded.ok(f"/v1/observations?{query}&dry_run=1").json()["meta"]
    assert (body["matched"], body["reason"]) == (meta["matched"], meta["reason"])


def test_a_dimension_is_there_where_it_says_something(seeded: Service) -> None:
    everything = seeded.ok(URL).json()["components"]
    assert set(everything) == {*SERIES, "product"}
    mines = seeded.ok(f"{URL}?fuel=_T").json()["components"]
    assert set(mines) == {*SERIES, "fuel"}


def test_the_codes_that_would_answer_do(seeded: Service) -> None:
    for name, codes in seeded.ok(URL).json()["components"].items():
        for code, count in counted(codes).items():
            answer = seeded.ok(f"/v1/observations?{name}={code}&dry_run=1").json()
            assert answer["meta"]["matched"] == count, (name, code)


def reasons(service: Service, query: str) -> dict[tuple[str, str], str]:
    body = service.ok(f"{URL}?{query}").json()
    assert body["empty_complete"] is True
    for cell in body["empty"]:
        assert cell["detail"].endswith(".")
    return {(cell["area"], cell["indicator"]): cell["reason"] for cell in body["empty"]}


def test_an_empty_pair_of_the_seed_has_a_reason(seeded: Service) -> None:
    query = "area=CN-SX,CN-SN,CN-140100&indicator=rural_tour_routes,inaugural_almaty_flight_cargo"
    assert reasons(seeded, query) == {
        ("CN-SN", "rural_tour_routes"): "no_data",
        ("CN-140100", "rural_tour_routes"): "no_data",
        ("CN-SX", "inaugural_almaty_flight_cargo"): "no_data",
        ("CN-SN", "inaugural_almaty_flight_cargo"): "no_data",
    }


WHY: dict[str, dict[tuple[str, str], str]] = {
    "area=CN-SX&indicator=retail_sales": {},
    "area=CN-SX&indicator=exports": {("CN-SX", "exports"): "no_data"},
    "area=CN-SX&indicator=retail_sales&time=1999": {("CN-SX", "retail_sales"): "other_conditions"},
    "area=CN-SX&indicator=retail_sales&unit=USD": {("CN-SX", "retail_sales"): "other_conditions"},
    "area=CN-HE&indicator=retail_sales": {("CN-HE", "retail_sales"): "withdrawn"},
    "area=CN-HE&indicator=retail_sales&as_of=2025-03-19": {},
    "area=CN-SN&indicator=coal_output": {},
    "area=CN-SN&indicator=coal_output&as_of=2025-03-19": {
        ("CN-SN", "coal_output"): "not_yet_published"
    },
    "area=CN-SN&indicator=coal_output,retail_sales&as_of=2025-01-01": {
        ("CN-SN", "coal_output"): "not_yet_published",
        ("CN-SN", "retail_sales"): "no_data",
    },
    "area=CN-SX,CN-HE&indicator=retail_sales,exports&time=2024": {
        ("CN-SX", "exports"): "no_data",
        ("CN-HE", "exports"): "no_data",
        ("CN-HE", "retail_sales"): "withdrawn",
    },
    "area=CN-SX": {},
}


@pytest.mark.parametrize("query", WHY)
def test_an_empty_pair_says_why(revised: Service, query: str) -> None:
    assert reasons(revised, query) == WHY[query]


@pytest.mark.parametrize(
    "name", ["limit", "fields", "sort", "cursor", "shape", "vintage", "format"]
)
def test_how_an_answer_looks_is_not_its_business(seeded: Service, name: str) -> None:
    problem = seeded.problem(f"{URL}?{name}=1", 400)
    assert problem["errors"][0]["parameter"] == name


@pytest.mark.parametrize(
    ("query", "status"), [("area=Nowhere", 404), ("time=x", 400), ("time=2024-02-30", 422)]
)
def test_its_parameters_are_checked(seeded: Service, query: str, status: int) -> None:
    seeded.problem(f"{URL}?{query}", status)
