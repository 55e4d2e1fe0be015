"""What each parameter of the data call selects, and which ways of writing it mean the same."""

import pytest

from tests.api.expected import BY_REF, IDS
from tests.api.selections import SELECTIONS
from tests.api.service import Service


def refs(service: Service, url: str) -> list[str]:
    names = {identifier: ref for ref, identifier in IDS.items()}
    return [names[str(row["id"])] for row in service.rows(url)]


# What a parameter that one sector alone has begins with, other than consumption's `product`.
ELSEWHERE = ("fuel", "partner", "purpose")


@pytest.mark.parametrize("query", SELECTIONS)
def test_a_parameter_selects_and_a_sector_narrows(seeded: Service, query: str) -> None:
    found = refs(seeded, f"/v1/observations?{query}")
    assert len(found) == len(set(found))
    assert set(found) == SELECTIONS[query]
    if not query.startswith(ELSEWHERE):
        own = {ref for ref in found if BY_REF[ref].sector == "consumption"}
        assert set(refs(seeded, f"/v1/consumption/observations?{query}")) == own


EQUAL = (
    ("area=CN-SX,CN-140100", "area=CN-SX&area=CN-140100"),
    ("area=CN-SX,CN-140100", "area=CN-140100,CN-SX,CN-SX"),
    ("unit=CNY,USD,PERCENT", "unit=CNY&unit=USD,PERCENT"),
    ("time=2024,2025", "time=2025&time=2024"),
    ("area=CN-SX&unit=CNY", "unit=CNY&area=CN-SX"),
    ("include=labels,provenance", "include=provenance&include=labels"),
    ("fields=area,value,bound", "fields=area&fields=value,bound"),
    ("sort=-period,area", "sort=-period&sort=area"),
    ("time=2024", "time=2024-01-01..2024-12-31"),
    ("time=latest", "time=last:1"),
    ("value_gt=10", "value_gt=0010.00"),
    ("area=%43N-SX", "area=CN-SX"),
    ("area=CN-SX&", "&&area=CN-SX"),
    ("limit=5", "limit=05"),
)


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_two_ways_to_ask_the_same(seeded: Service, one: str, other: str) -> None:
    first, second = (seeded.ok(f"/v1/observations?{query}") for query in (one, other))
    assert first.json()["data"] == second.json()["data"]
    assert first.json()["meta"]["canonical"] == second.json()["meta"]["canonical"]
    assert first.headers["etag"] == second.headers["etag"]
