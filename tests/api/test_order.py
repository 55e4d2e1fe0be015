"""In which order rows come, how many, and what a dry run says without any."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.api.expected import DAYS, IDS
from tests.api.service import Service
from tests.seed.facts import FACTS, Fact

URL = "/v1/observations"
Key = Callable[[Fact], Any]


def series(fact: Fact) -> str:
    """The name of the series, by which rows are ordered when nothing else is said."""
    parts = [fact.indicator, fact.area, fact.transformation, fact.unit, fact.frequency]
    own = [f"{name}={code}" for name, code in sorted(fact.dimensions.items()) if code != "_T"]
    return ".".join(parts + own)


def days(fact: Fact) -> tuple[str, str]:
    return DAYS[fact.period]


def value(fact: Fact) -> Decimal:
    return Decimal(fact.value)


# Keys from the last to the first, with whether each is descending: sorting is stable.
ORDERS: dict[str, list[tuple[Key, bool]]] = {
    "": [],
    "indicator": [(lambda f: f.indicator, False)],
    "-indicator": [(lambda f: f.indicator, True)],
    "area": [(lambda f: f.area, False)],
    "-area": [(lambda f: f.area, True)],
    "transformation": [(lambda f: f.transformation, False)],
    "-unit": [(lambda f: f.unit, True)],
    "frequency": [(lambda f: f.frequency, False)],
    "period": [(days, False)],
    "-period": [(days, True)],
    "value": [(value, False)],
    "-value": [(value, True)],
    "published_at": [],
    "-published_at": [],
    "product": [(lambda f: f.dimensions.get("product", "_T"), False)],
    "-product": [(lambda f: f.dimensions.get("product", "_T"), True)],
    "-period,area": [(lambda f: f.area, False), (days, True)],
    "unit,-value": [(value, True), (lambda f: f.unit, False)],
    "-unit,frequency,value": [
        (value, False),
        (lambda f: f.frequency, False),
        (lambda f: f.unit, True),
    ],
}


def ordered(sort: str) -> list[str]:
    facts = sorted(FACTS, key=lambda fact: (series(fact), days(fact)))
    for key, descending in ORDERS[sort]:
        # Also when it is reversed, sorting keeps what is equal in the order it had.
        facts = sorted(facts, key=key, reverse=descending)
    return [IDS[fact.ref] for fact in facts]


def asked(sort: str) -> str:
    return f"sort={sort}" if sort else ""


@pytest.mark.parametrize("sort", ORDERS)
def test_rows_come_in_the_order_asked_for(seeded: Service, sort: str) -> None:
    found = [row["id"] for row in seeded.rows(f"{URL}?{asked(sort)}")]
    assert found == ordered(sort)


@pytest.mark.parametrize("sort", ["", "-value", "-period,area"])
@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_every_format_has_the_same_order(seeded: Service, sort: str, ending: str) -> None:
    text = seeded.ok(f"{URL}.{ending}?fields=id&{asked(sort)}").text
    found = [line.strip('{}"').removeprefix('id":"') for line in text.splitlines()]
    assert [name for name in found if name != "id"] == ordered(sort)


@pytest.mark.parametrize("sort", ["", "-value", "-period,area"])
@pytest.mark.parametrize("limit", [1, 2, 21, 22, 23, 100_000])
def test_a_limit_takes_the_first_rows(seeded: Service, sort: str, limit: int) -> None:
    body = seeded.ok(f"{URL}?limit={limit}&{asked(sort)}").json()
    assert [row["id"] for row in body["data"]] == ordered(sort)[:limit]
    meta = body["meta"]
    returned = min(limit, 22)
    assert (meta["matched"], meta["returned"]) == (22, returned)
    assert meta["complete"] is (limit >= 22)
    assert (meta["next"] is None) is (limit >= 22)


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_limit_holds_in_every_format(seeded: Service, ending: str) -> None:
    answer = seeded.ok(f"{URL}.{ending}?limit=3&fields=id")
    assert len(answer.text.splitlines()) == 3 + (ending == "csv")
    assert answer.headers["x-matched-rows"] == "22"
    assert answer.headers["x-returned-rows"] == "3"


def test_row_counts_stand_in_headers(seeded: Service) -> None:
    for ending in ("json", "csv", "jsonl"):
        answer = seeded.ok(f"{URL}.{ending}?unit=CNY")
        assert answer.headers["x-matched-rows"] == answer.headers["x-returned-rows"] == "5"


def test_a_dry_run_counts_and_shows_nothing(seeded: Service) -> None:
    answer = seeded.ok(f"{URL}?unit=CNY&dry_run=1")
    body = answer.json()
    assert body["data"] == []
    meta = body["meta"]
    assert (meta["matched"], meta["returned"]) == (5, 0)
    assert meta["canonical"] == f"{URL}?unit=CNY"
    assert answer.headers["x-matched-rows"] == "5"
    assert answer.headers["etag"] != seeded.ok(f"{URL}?unit=CNY").headers["etag"]


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".json", ""])
def test_a_dry_run_is_json_whatever_was_asked_for(seeded: Service, ending: str) -> None:
    answer = seeded.ok(f"{URL}{ending}?area=CN-SN&dry_run=1")
    assert answer.headers["content-type"] == "application/json"
    assert "content-disposition" not in answer.headers
    assert "area=CN-SN" in answer.json()["meta"]["reason"]


def test_a_dry_run_refuses_what_the_call_would(seeded: Service) -> None:
    seeded.problem(f"{URL}?dry_run=1&indicatr=x", 400)
    seeded.problem(f"{URL}?dry_run=1&area=Nowhere", 404)
    seeded.problem(f"{URL}?dry_run=1&shape=wide&fields=area", 422)


CLASHES = {
    "fields=area": "fields",
    "vintage=all": "vintage",
    "include=provenance": "include",
    "include=labels,provenance": "include",
    "limit=3": "limit",
}


@pytest.mark.parametrize("query", CLASHES)
def test_what_a_wide_table_cannot_show_is_refused(seeded: Service, query: str) -> None:
    problem = seeded.problem(f"{URL}?shape=wide&{query}", 422)
    assert problem["type"] == "/problems/refused"
    assert [fault["parameter"] for fault in problem["errors"]] == [CLASHES[query]]
    assert "shape=rows" in problem["detail"]


def test_all_clashes_are_told_at_once(seeded: Service) -> None:
    problem = seeded.problem(f"{URL}?shape=wide&fields=area&vintage=all&include=provenance", 422)
    told = {fault["parameter"] for fault in problem["errors"]}
    assert told == {"fields", "vintage", "include"}


@pytest.mark.parametrize("query", ["vintage=first", "include=labels", "sort=-value"])
def test_what_goes_with_a_wide_table_is_served(seeded: Service, query: str) -> None:
    assert seeded.rows(f"{URL}?shape=wide&{query}")


def test_a_wide_table_has_its_columns_in_the_order_of_time(seeded: Service) -> None:
    row = seeded.rows(f"{URL}?shape=wide")[0]
    periods = [name for name in row if name in DAYS]
    assert periods == sorted(DAYS, key=lambda period: DAYS[period])
    assert next(iter(row)) == "series"
