"""Answers tell how to ask again, and why they are empty."""

import pytest

from tests.api.selections import SELECTIONS
from tests.api.service import Service

ASKED = (
    *SELECTIONS,
    "area=140000&unit=CNY,USD",
    "include=provenance,labels&lang=zh",
    "fields=area&fields=value",
    "sort=-period,area",
    "shape=wide&include=labels",
    "limit=5&sort=value",
    "vintage=all&fields=id,superseded_at",
    "time=2025-01-28/P8D",
    "time=..2024,2025-01..2025-02",
    "time=1999..",
    "as_of=2025-03-17T08:00:00%2B08:00&certainty=possible&value_gt=10",
)


@pytest.mark.parametrize("text", ASKED)
def test_the_canonical_address_asks_the_same(seeded: Service, text: str) -> None:
    first = seeded.ok(f"/v1/observations?{text}").json()
    again = seeded.ok(first["meta"]["canonical"]).json()
    assert again["data"] == first["data"]
    assert again["meta"]["canonical"] == first["meta"]["canonical"]
    assert again["meta"]["matched"] == first["meta"]["matched"]


def test_two_spellings_of_an_instant_are_one_question(seeded: Service) -> None:
    spellings = ("2025-03-17", "2025-03-17T23:59:59Z", "2025-03-18T07:59:59%2B08:00")
    bodies = [seeded.ok(f"/v1/observations?as_of={text}").json() for text in spellings]
    assert len({body["meta"]["canonical"] for body in bodies}) == 1
    assert [body["meta"]["as_of"] for body in bodies] == [
        "2025-03-17",
        "2025-03-17T23:59:59Z",
        "2025-03-18T07:59:59+08:00",
    ]


@pytest.mark.parametrize("path", ["/v1/observations", "/v1/trade/observations"])
def test_the_canonical_address_keeps_to_its_part_of_the_api(seeded: Service, path: str) -> None:
    for ending in (".json", ".csv", ""):
        answer = seeded.ok(f"{path}{ending}?unit=TONNE&format={ending[1:] or 'json'}")
        if ending != ".csv":
            assert answer.json()["meta"]["canonical"] == f"{path}?unit=TONNE"


EMPTY = [query for query, found in SELECTIONS.items() if not found]


@pytest.mark.parametrize("query", EMPTY)
def test_an_empty_answer_is_200_and_says_why(seeded: Service, query: str) -> None:
    body = seeded.ok(f"/v1/observations?{query}").json()
    assert body["data"] == []
    meta = body["meta"]
    assert (meta["matched"], meta["returned"], meta["complete"]) == (0, 0, True)
    assert meta["next"] is None
    assert meta["reason"].endswith((".", "exists."))
    assert query.partition("=")[0] in meta["reason"] or "single condition" in meta["reason"]


def test_an_answer_that_is_not_empty_needs_no_reason(seeded: Service) -> None:
    assert seeded.ok("/v1/observations?area=CN-SX").json()["meta"]["reason"] is None


REASONS = {
    "area=CN-SN": "without area=CN-SN (Shaanxi). There are figures for Shanxi (CN-SX), Taiyuan",
    "area=CN-SX&time=2023": "without time=2023-01-01..2023-12-31.",
    "value_gt=818050000000": "without value_gt=818050000000.",
    "area=CN-SX&indicator=rural_tour_routes&time=2023": "There are figures for 2024.",
    "as_of=2025-03-16": "without as_of=2025-03-16.",
    "as_of=2025-03-16T08:00:00%2B08:00": "without as_of=2025-03-16T00:00:00Z.",
    "area=CN-SX&unit=USD&indicator=rural_tour_routes": (
        "without indicator=rural_tour_routes (Rural tour routes promoted) or unit=USD (US"
    ),
    "area=CN-SN&time=2023": "nor would one if any single condition were lifted",
}


@pytest.mark.parametrize("query", REASONS)
def test_the_reason_names_the_condition_to_lift(seeded: Service, query: str) -> None:
    assert REASONS[query] in seeded.ok(f"/v1/observations?{query}").json()["meta"]["reason"]
