"""Which columns an answer has: as a contract, and as `fields`, `include` and `lang` choose."""

import csv
import io

import pytest

from app.sectors import BY_CODE
from app.sectors.schema import observation_across
from tests.api.expected import (
    HEAD,
    META,
    OWN,
    PROBLEM,
    SECTORS,
    TAIL,
    columns,
    facts_of,
    read_csv,
    read_jsonl,
)
from tests.api.service import Service

URL = "/v1/observations"
LABELLED = ("sector", "area", "indicator", "transformation", "unit", "frequency")
LABELS = tuple(f"{name}_label" for name in (*LABELLED, *OWN.values()))
LABELS += tuple(f"{name}_label" for name in ("bound", "status", "role", "period_basis"))
PROVENANCE = ("statement", "note", "publisher", "document", "licence")
SCOPES = (None, *SECTORS)
each_scope = pytest.mark.parametrize("sector", SCOPES, ids=lambda scope: scope or "across")


def path(sector: str | None) -> str:
    return f"/v1/{sector}/observations" if sector else URL


def keys(service: Service, url: str) -> set[tuple[str, ...]]:
    return {tuple(row) for row in service.rows(url)}


def header(service: Service, url: str) -> tuple[str, ...]:
    return tuple(next(csv.reader(io.StringIO(service.ok(url).text.removeprefix("\ufeff")))))


def test_the_contract_is_that_of_the_design() -> None:
    assert ",".join((*HEAD, "<own>", *TAIL)) == (
        "id,sector,area,indicator,transformation,unit,frequency,<own>,period,start,end,"
        "period_basis,value,bound,lower,upper,status,role,value_published,unit_published,"
        "decimals,release,published_at,source,locator"
    )


@each_scope
def test_rows_have_the_columns_of_the_contract_in_every_format(
    seeded: Service, sector: str | None
) -> None:
    wanted = columns(sector)
    rows = {wanted} if facts_of(sector) else set()
    assert keys(seeded, path(sector)) == rows
    assert header(seeded, f"{path(sector)}.csv") == wanted
    lines = read_jsonl(seeded.ok(f"{path(sector)}.jsonl").text)
    assert {tuple(row) for row in lines} == rows


@each_scope
def test_the_models_of_the_sectors_have_the_columns_of_the_contract(sector: str | None) -> None:
    model = BY_CODE[sector].observation if sector else observation_across(BY_CODE.values())
    assert tuple(model.model_fields) == columns(sector)


@each_scope
def test_every_row_is_what_its_model_says(seeded: Service, sector: str | None) -> None:
    model = BY_CODE[sector].observation if sector else observation_across(BY_CODE.values())
    for row in seeded.ok(path(sector)).json()["data"]:
        model.model_validate(row)


@each_scope
def test_an_empty_csv_still_has_its_header(seeded: Service, sector: str | None) -> None:
    answer = seeded.ok(f"{path(sector)}.csv?area=CN-SN")
    assert answer.text == ",".join(columns(sector)) + "\r\n"


@pytest.mark.parametrize("query", ["", "?area=CN-SN", "?dry_run=1", "?limit=1", "?shape=wide"])
def test_the_envelope_has_its_keys_in_order(seeded: Service, query: str) -> None:
    body = seeded.ok(f"{URL}{query}").json()
    assert tuple(body) == ("data", "meta", "warnings")
    assert tuple(body["meta"]) == META


@pytest.mark.parametrize("query", ["?x=1", "?area=Nowhere", "/nothing", "?shape=wide&fields=area"])
def test_a_problem_has_its_keys_in_order(seeded: Service, query: str) -> None:
    answer = seeded.ask(f"{URL}{query}")
    assert tuple(answer.json()) == PROBLEM


FIELDS = {
    "area,period,value": ("area", "period", "value", "bound", "lower", "upper"),
    "value": ("value", "bound", "lower", "upper"),
    "value,area": ("value", "bound", "lower", "upper", "area"),
    "bound,value": ("bound", "value", "lower", "upper"),
    "upper,value,lower,bound": ("upper", "value", "lower", "bound"),
    "locator,id": ("locator", "id"),
    "area,area": ("area",),
    "value_published,decimals": ("value_published", "decimals"),
    "product": ("product",),
}


@pytest.mark.parametrize("fields", FIELDS)
def test_fields_picks_columns_in_the_order_asked(seeded: Service, fields: str) -> None:
    assert keys(seeded, f"{URL}?fields={fields}") == {FIELDS[fields]}
    assert header(seeded, f"{URL}.csv?fields={fields}") == FIELDS[fields]
    whole = seeded.rows(URL)
    picked = [{name: row[name] for name in FIELDS[fields]} for row in whole]
    assert seeded.rows(f"{URL}?fields={fields}") == picked
    assert read_csv(seeded.ok(f"{URL}.csv?fields={fields}").text) == picked


@pytest.mark.parametrize("fields", FIELDS)
def test_a_value_without_its_bound_is_warned_about(seeded: Service, fields: str) -> None:
    warnings = seeded.ok(f"{URL}?fields={fields}").json()["warnings"]
    names = fields.split(",")
    added = "value" in names and not {"bound", "lower", "upper"} <= {*names}
    assert [("bound" in warning) for warning in warnings] == ([True] if added else [])


def test_an_ordinary_answer_warns_of_nothing(seeded: Service) -> None:
    assert seeded.ok(URL).json()["warnings"] == []


def test_include_adds_columns_at_the_end(seeded: Service) -> None:
    plain = columns(None)
    assert keys(seeded, f"{URL}?include=labels") == {(*plain, *LABELS)}
    assert keys(seeded, f"{URL}?include=provenance") == {(*plain, *PROVENANCE)}
    for both in ("labels,provenance", "provenance,labels"):
        assert keys(seeded, f"{URL}?include={both}") == {(*plain, *LABELS, *PROVENANCE)}
    assert header(seeded, f"{URL}.csv?include=labels,provenance&bom=1") == (
        *plain,
        *LABELS,
        *PROVENANCE,
    )


def test_every_vintage_says_when_it_was_superseded(seeded: Service) -> None:
    for vintage in ("all", "first"):
        assert keys(seeded, f"{URL}?vintage={vintage}") == {(*columns(None), "superseded_at")}
    assert keys(seeded, f"{URL}?vintage=latest") == {columns(None)}


RETAIL = f"{URL}?include=labels,provenance&indicator=retail_sales_consumer_goods&unit=USD"


def test_labels_are_in_the_language_asked_for(seeded: Service) -> None:
    (english,), (chinese,) = (seeded.rows(f"{RETAIL}&lang={lang}") for lang in ("en", "zh"))
    assert english == seeded.rows(RETAIL)[0]
    names = ("sector_label", "area_label", "indicator_label", "role_label")
    assert [english[name] for name in names][:3] == [
        "Consumption",
        "Shanxi",
        "Total retail sales of consumer goods",
    ]
    assert [chinese[name] for name in names][:3] == ["消费", "山西省", "社会消费品零售总额"]
    assert english["role_label"] != chinese["role_label"]
    assert "112.89 billion" in str(english["statement"])
    assert "1128.9亿" in str(chinese["statement"])
    # A dimension that the sector lacks has no label either.
    assert english["fuel_label"] is None
    assert english["product_label"] == "Total"
    codes = [name for name in english if not name.endswith("_label") and name not in PROVENANCE]
    assert {name: english[name] for name in codes} == {name: chinese[name] for name in codes}


def test_bodies_do_not_depend_on_accept_language(seeded: Service) -> None:
    for language in ("zh", "zh-CN,zh;q=0.9", "en", "*"):
        answer = seeded.ok(RETAIL, {"Accept-Language": language})
        assert answer.body == seeded.ok(RETAIL).body
        assert "accept-language" not in answer.headers["vary"].lower()


COMES_WITH = {
    "statement": "include=provenance",
    "area_label": "include=labels",
    "superseded_at": "vintage=",
}


@pytest.mark.parametrize("name", COMES_WITH)
def test_a_column_of_another_wish_says_which(seeded: Service, name: str) -> None:
    problem = seeded.problem(f"{URL}?fields=id,{name}", 422)
    (fault,) = problem["errors"]
    assert fault["parameter"] == "fields"
    assert f"{name} comes only with {COMES_WITH[name]}" in fault["detail"]
    assert fault["detail"].rstrip(".") in problem["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "include=provenance&fields=id,statement",
        "include=labels&fields=id,area_label",
        "vintage=all&fields=id,superseded_at",
    ],
)
def test_with_the_wish_the_column_is_there(seeded: Service, query: str) -> None:
    wanted = tuple(query.rpartition("=")[2].split(","))
    assert keys(seeded, f"{URL}?{query}") == {wanted}


def test_the_column_of_another_sector_does_not_exist(seeded: Service) -> None:
    problem = seeded.problem("/v1/energy/observations?fields=product", 400)
    assert problem["errors"][0]["value"] == "product"
