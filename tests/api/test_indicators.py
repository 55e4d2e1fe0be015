"""Indicators: lists, search in both languages, one of them, former codes, a sector at a glance."""

from typing import Any

import pytest

from tests.api.expected import DAYS, OWN, SECTORS, SOURCE, facts_of
from tests.api.service import Service
from tests.seed.facts import FACTS

# Two indicators wait for their first figures.
CODES = {
    **{fact.indicator: fact.sector for fact in FACTS},
    "gross_regional_product": "economy",
    "resident_population": "economy",
}
SEARCHES: dict[str, list[str]] = {
    "q=rural": ["rural_tour_routes", "rural_tour_sites", "rural_tourism_revenue"],
    "q=RURAL": ["rural_tour_routes", "rural_tour_sites", "rural_tourism_revenue"],
    "q=ｒｕｒａｌ": ["rural_tour_routes", "rural_tour_sites", "rural_tourism_revenue"],
    "q=社零": ["retail_sales_consumer_goods"],
    "q=社会消费品": ["retail_sales_consumer_goods"],
    "q=以旧换新": ["trade_in_subsidy_rate", "trade_in_retail_sales"],
    "q=煤炭 占比": ["intelligent_mines_coal_output_share", "advanced_mines_coal_output_share"],
    "q=share coal": ["intelligent_mines_coal_output_share", "advanced_mines_coal_output_share"],
    "q=coal%20share": ["intelligent_mines_coal_output_share", "advanced_mines_coal_output_share"],
    "q=coal+share": ["intelligent_mines_coal_output_share", "advanced_mines_coal_output_share"],
    "q=rural_tour_sites": ["rural_tour_sites"],
    "q=tour 营收": [],
    "q=zzz": [],
    "q=山西省 zzz": [],
    "q=rural&sector=tourism": ["rural_tour_routes", "rural_tour_sites", "rural_tourism_revenue"],
    "q=rural&sector=energy": [],
    "sector=energy": [code for code, sector in CODES.items() if sector == "energy"],
}


def codes(service: Service, url: str) -> list[str]:
    body = service.ok(url).json()
    found = [entry["code"] for entry in body["data"]]
    assert body["meta"]["matched"] == len(found)
    return found


@pytest.mark.parametrize("query", SEARCHES)
def test_search_finds(seeded: Service, query: str) -> None:
    found = codes(seeded, f"/v1/indicators?{query}")
    assert sorted(found) == sorted(SEARCHES[query])


def test_without_words_all_are_listed(seeded: Service) -> None:
    assert set(codes(seeded, "/v1/indicators")) == set(CODES)
    assert len(codes(seeded, "/v1/indicators")) == 19


def test_what_is_named_so_comes_first(seeded: Service) -> None:
    found = codes(seeded, "/v1/indicators?q=retail")
    assert set(found[:2]) == {"retail_sales_consumer_goods", "trade_in_retail_sales"}
    assert found[2:] == ["trade_in_subsidy_rate"]


@pytest.mark.parametrize("sector", SECTORS)
def test_a_sector_lists_its_own(seeded: Service, sector: str) -> None:
    own = {code for code, home in CODES.items() if home == sector}
    assert set(codes(seeded, f"/v1/{sector}/indicators")) == own
    assert set(codes(seeded, f"/v1/indicators?sector={sector}")) == own
    assert set(codes(seeded, f"/v1/{sector}")) == own
    assert codes(seeded, f"/v1/{sector}/indicators?q=zzz") == []


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("q=", 400, "q"),
        ("q=" + "x" * 101, 400, "q"),
        ("q=a&q=b", 400, "q"),
        ("sector=mining", 404, "sector"),
        ("sector=energy,trade", 404, "sector"),
        ("Q=coal", 400, "Q"),
    ],
)
def test_a_search_that_cannot_be_is_refused(
    seeded: Service, query: str, status: int, parameter: str
) -> None:
    problem = seeded.problem(f"/v1/indicators?{query}", status)
    assert problem["errors"][0]["parameter"] == parameter


def described(service: Service, code: str) -> dict[str, Any]:
    found: dict[str, Any] = service.ok(f"/v1/indicators/{code}").json()
    return found


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_tells_what_there_is(seeded: Service, code: str) -> None:
    entry = described(seeded, code)
    facts = [fact for fact in FACTS if fact.indicator == code]
    assert (entry["code"], entry["sector"]) == (code, CODES[code])
    assert entry["sources"] == ([SOURCE] if facts else [])
    for text in ("name", "definition"):
        assert entry[text]["en"]
        assert entry[text]["zh"]
    assert entry["coverage"] == {
        "observations": len(facts),
        "series": len({(f.unit, f.transformation, *f.dimensions.values()) for f in facts}),
        "areas": sorted({fact.area for fact in facts}),
        "transformations": sorted({fact.transformation for fact in facts}),
        "units": sorted({fact.unit for fact in facts}),
        "frequencies": sorted({fact.frequency for fact in facts}),
        "start": min((DAYS[fact.period][0] for fact in facts), default=None),
        "end": max((DAYS[fact.period][1] for fact in facts), default=None),
    }
    assert entry["data_version"] == seeded.ok("/v1").json()["data_version"]


@pytest.mark.parametrize("code", CODES)
def test_an_indicator_links_to_its_data_in_every_format(seeded: Service, code: str) -> None:
    entry = described(seeded, code)
    links = {link["title"]: link["href"] for link in entry["links"]}
    for name in seeded.ok("/v1").json()["formats"]:
        answer = seeded.ok(links[name])
        assert answer.headers["x-matched-rows"] == str(entry["coverage"]["observations"])


def test_the_list_and_the_page_agree(seeded: Service) -> None:
    for entry in seeded.ok("/v1/indicators").json()["data"]:
        page = described(seeded, entry["code"])
        assert {name: page[name] for name in entry} == entry


def test_an_indicator_without_data_is_there_all_the_same(revised: Service) -> None:
    entry = described(revised, "exports")
    assert entry["coverage"]["observations"] == 0
    assert (entry["coverage"]["start"], entry["coverage"]["end"]) == (None, None)
    assert entry["sources"] == []


def test_withdrawn_figures_are_not_counted(revised: Service) -> None:
    coverage = described(revised, "retail_sales")["coverage"]
    assert (coverage["observations"], coverage["areas"]) == (2, ["CN-SX"])


def test_a_former_code_moves_for_ever(revised: Service) -> None:
    answer = revised.ask("/v1/indicators/old_retail_sales")
    assert answer.status == 301
    assert answer.headers["location"] == "/v1/indicators/retail_sales"
    assert revised.ok(answer.headers["location"]).json()["code"] == "retail_sales"
    head = revised.ask("/v1/indicators/old_retail_sales", method="HEAD")
    assert (head.status, head.headers["location"]) == (301, answer.headers["location"])


@pytest.mark.parametrize("sector", SECTORS)
def test_the_list_of_sectors_counts(seeded: Service, sector: str) -> None:
    body = seeded.ok("/v1/sectors").json()
    assert [entry["code"] for entry in body["data"]] == list(SECTORS)
    (entry,) = (entry for entry in body["data"] if entry["code"] == sector)
    assert entry["observations"] == len(facts_of(sector))
    assert entry["indicators"] == list(CODES.values()).count(sector)
    own = [OWN[sector]] if sector in OWN else []
    assert [dimension["code"] for dimension in entry["dimensions"]] == own
    assert all(dimension["codes"][0]["code"] == "_T" for dimension in entry["dimensions"])
    assert entry["name"]["en"]
    assert entry["name"]["zh"]


def test_a_sector_shows_the_latest_of_each_series(revised: Service) -> None:
    page = revised.ok("/v1/consumption").digits()
    (retail,) = page["data"]
    # The first quarter of 2025 is a series of its own, by frequency.
    assert [(row["period"], row["value"]) for row in retail["latest"]] == [
        ("2024", "112"),
        ("2025-Q1", "30"),
    ]
    (energy,) = (e for e in revised.ok("/v1/energy").digits()["data"] if e["latest"])
    assert energy["code"] == "coal_output"


def test_a_sector_without_a_figure_says_so(seeded: Service) -> None:
    for url in ("/v1/economy/observations", "/v1/economy/observations?area=CN-SX&time=2024"):
        body = seeded.ok(url).json()
        reason = "No observation of the sector economy has been published yet."
        assert (body["data"], body["meta"]["reason"]) == ([], reason)
    page = seeded.ok("/v1/economy").json()
    assert [entry["latest"] for entry in page["data"]] == [[], []]
    one = seeded.ok("/v1/indicators/gross_regional_product").json()
    assert one["coverage"]["observations"] == 0
