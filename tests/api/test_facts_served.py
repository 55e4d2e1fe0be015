"""Every figure of the page is served, digit for digit, in every format; and nothing else is."""

import pytest

from tests.api.expected import (
    BY_REF,
    IDS,
    OWN,
    SECTORS,
    SOURCE,
    Row,
    by_id,
    facts_of,
    read_csv,
    read_jsonl,
    row_of,
)
from tests.api.service import Service
from tests.seed.facts import FACTS, Fact

SCOPES = (None, *SECTORS)
each_scope = pytest.mark.parametrize("sector", SCOPES, ids=lambda scope: scope or "across")
each_fact = pytest.mark.parametrize("fact", FACTS, ids=[fact.ref for fact in FACTS])


def path(sector: str | None) -> str:
    return f"/v1/{sector}/observations" if sector else "/v1/observations"


def release(service: Service) -> str:
    (only,) = service.ok("/v1/releases").json()["data"]
    identifier: str = only["id"]
    return identifier


def wanted(service: Service, sector: str | None) -> dict[str, Row]:
    name = release(service)
    return {IDS[fact.ref]: row_of(fact, name, sector) for fact in facts_of(sector)}


def test_there_are_twenty_two_facts_with_an_id_each() -> None:
    assert len(FACTS) == 22
    assert [fact.ref for fact in FACTS] == list(IDS)
    assert len(set(IDS.values())) == 22


@each_scope
def test_json_holds_the_facts_and_nothing_else(seeded: Service, sector: str | None) -> None:
    body = seeded.ok(f"{path(sector)}.json").digits()
    assert by_id(body["data"]) == wanted(seeded, sector)
    assert body["meta"]["matched"] == str(len(facts_of(sector)))
    assert body["meta"]["complete"] is True


@each_scope
def test_csv_holds_the_facts_and_nothing_else(seeded: Service, sector: str | None) -> None:
    answer = seeded.ok(f"{path(sector)}.csv")
    assert by_id(read_csv(answer.text)) == wanted(seeded, sector)
    assert answer.headers["x-matched-rows"] == str(len(facts_of(sector)))


@each_scope
def test_json_lines_hold_the_facts_and_nothing_else(seeded: Service, sector: str | None) -> None:
    answer = seeded.ok(f"{path(sector)}.jsonl")
    assert by_id(read_jsonl(answer.text)) == wanted(seeded, sector)


@pytest.mark.parametrize("sector", SECTORS)
def test_the_sector_page_holds_its_facts(seeded: Service, sector: str) -> None:
    page = seeded.ok(f"/v1/{sector}").digits()
    latest = [row for indicator in page["data"] for row in indicator["latest"]]
    assert by_id(latest) == wanted(seeded, sector)
    for indicator in page["data"]:
        shown = {row["indicator"] for row in indicator["latest"]}
        assert shown == ({indicator["code"]} if facts_of(sector) else set())


@each_fact
def test_one_observation_is_the_fact(seeded: Service, fact: Fact) -> None:
    body = seeded.ok(f"/v1/observations/{IDS[fact.ref]}").digits()
    row = row_of(fact, release(seeded))
    assert {name: body["data"][name] for name in row} == row


@each_fact
def test_one_observation_shows_where_it_is_from(seeded: Service, fact: Fact) -> None:
    body = seeded.ok(f"/v1/observations/{IDS[fact.ref]}").json()
    data = body["data"]
    assert data["publisher"] == "China Daily"
    assert data["statement"]
    assert "Shanxi" in data["document"]
    assert data["licence"]
    assert {link["href"] for link in body["links"]} >= {
        f"/v1/sources/{SOURCE}",
        f"/v1/releases/{data['release']}",
        f"/v1/indicators/{fact.indicator}",
    }
    # What was inferred is told, in a note.
    assert fact.period_basis == "stated" or data["note"]


@each_scope
def test_the_wide_shape_holds_the_facts_and_nothing_else(
    seeded: Service, sector: str | None
) -> None:
    rows = seeded.rows(f"{path(sector)}?shape=wide")
    facts = facts_of(sector)
    assert len(rows) == len(facts)
    for row, fact in zip(
        sorted(rows, key=lambda row: str(row["series"])),
        sorted(facts, key=lambda fact: IDS[fact.ref]),
        strict=True,
    ):
        own = [name for code, name in OWN.items() if sector in {None, code}]
        head = {
            "series": IDS[fact.ref][:12],
            **{n: getattr(fact, n) for n in ("sector", "area", "indicator")},
            **{n: getattr(fact, n) for n in ("transformation", "unit", "frequency")},
            **{name: fact.dimensions.get(name) for name in own},
        }
        cells = {name: cell for name, cell in row.items() if name not in head and cell is not None}
        bound = cells.pop(f"{fact.period}.bound", "exact")
        assert {name: row[name] for name in head} == head
        assert cells == {fact.period: fact.value}
        assert bound == fact.bound


def test_the_wide_shape_is_one_table_in_every_format(seeded: Service) -> None:
    as_json = seeded.rows("/v1/observations?shape=wide")
    assert read_csv(seeded.ok("/v1/observations.csv?shape=wide").text) == as_json
    assert read_jsonl(seeded.ok("/v1/observations.jsonl?shape=wide").text) == as_json


def test_a_bound_reads_as_one_in_the_wide_shape(seeded: Service) -> None:
    (row,) = read_csv(seeded.ok("/v1/energy/observations.csv?shape=wide&bound=gt").text)
    assert (row["2025-03"], row["2025-03.bound"]) == ("83", "gt")


@pytest.mark.parametrize("ref", ["C01", "C02", "E04", "T04"])
def test_the_statement_is_there_in_both_languages(seeded: Service, ref: str) -> None:
    fact = BY_REF[ref]
    url = f"/v1/observations?include=provenance&indicator={fact.indicator}&unit={fact.unit}"
    (english,) = seeded.rows(f"{url}&transformation={fact.transformation}")
    (chinese,) = seeded.rows(f"{url}&transformation={fact.transformation}&lang=zh")
    assert fact.value_published in str(english["statement"])
    assert "山西" in str(chinese["statement"]) or "太原" in str(chinese["statement"])
    assert english["value"] == chinese["value"] == fact.value
