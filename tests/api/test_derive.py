"""Derived values over HTTP: what they are, what gives none, and that nothing is left out unsaid."""

from __future__ import annotations

import csv
import io
import re
from typing import Any, get_args

import pytest

from app.sectors.vocabulary import Role
from tests.api import derived_store
from tests.api.conftest import Services, seed
from tests.api.expected import HEAD, OWN, TAIL, read_jsonl
from tests.api.service import Service
from tests.support.builders import fact, published
from tests.support.stores import catalogued

URL = "/v1/observations"
SEED_URLS = (
    f"{URL}?derive=convert:USD&unit=CNY",
    f"{URL}.csv?derive=share:retail_sales_consumer_goods&unit=CNY&include=labels&lang=zh",
    f"{URL}.jsonl?derive=index:2024&time=2024",
    "/v1/energy/observations?derive=yoy",
    f"{URL}/xb72h3w7jxh9-2024/explain",
    f"{URL}/deqmm7dn33g9-2025-03/explain?lang=zh",
)
STORE_URLS = (
    f"{URL}?derive=yoy",
    f"{URL}?derive=yoy&as_of=2025-02-01",
    f"{URL}.csv?derive=diff",
    f"{URL}.jsonl?derive=index:2023&sort=-period",
    f"{URL}?derive=share:retail_sales&limit=3",
    f"{URL}?derive=convert:CNY&lang=zh",
)
COLUMNS = (*HEAD, *OWN.values(), *TAIL, "derivation", "formula", "operands", "warnings")


@pytest.fixture(scope="session")
def derived(services: Services) -> Service:
    """The application on the store of derived_store.py, once on each kind of database."""
    return services.on(derived_store.fill)


def rows(service: Service, query: str) -> list[dict[str, Any]]:
    return service.rows(f"{URL}?{query}")


def figure(row: dict[str, Any]) -> tuple[str | None, ...]:
    return row["value"], row["bound"], row["lower"], row["upper"]


def counts(warnings: list[str]) -> int:
    """Return how many figures gave no row, by the words."""
    told = (re.match(r"([\d,]+) of the figures gave no row", text) for text in warnings)
    return sum(int(match[1].replace(",", "")) for match in told if match)


def test_growth_is_computed_from_the_levels(derived: Service) -> None:
    (row,) = rows(derived, "derive=yoy&frequency=A")
    # 818.045 / 790.005 and 818.055 / 789.995, each less one, in percent.
    assert figure(row) == ("3.5506", "exact", "3.549344", "3.551922")
    assert (row["id"], row["role"], row["unit"], row["locator"]) == (
        None,
        "derived",
        "PERCENT",
        None,
    )
    assert (row["period"], row["area"], row["decimals"]) == ("2024", "CN-SX", "4")
    assert (row["derivation"], row["formula"]) == ("yoy", "(a / b - 1) * 100")
    assert row["warnings"] == "other_release"


def test_operands_are_there_as_the_releases_state_them(derived: Service) -> None:
    (row,) = rows(derived, "derive=yoy&frequency=A")
    found = []
    for operand in row["operands"].split():
        name, _, release = operand.partition("@")
        (version,) = [
            each
            for each in derived.ok(f"{URL}/{name}/history").json()["data"]
            if each["release"] == release
        ]
        found.append(version["value_published"])
    assert found == ["818.05", "790.00"]


def test_before_a_revision_another_growth_follows(derived: Service) -> None:
    (row,) = rows(derived, "derive=yoy&frequency=A&as_of=2025-02-01")
    assert figure(row) == ("2.4997", "exact", "2.498418", "2.500956")
    assert row["warnings"] is None
    assert row["published_at"] == "2025-01-10T00:00:00Z"
    (now,) = rows(derived, "derive=yoy&frequency=A")
    assert now["published_at"] == "2025-03-10T00:00:00Z"


def test_bounds_and_ranges_propagate(derived: Service) -> None:
    found = {row["period"]: row for row in rows(derived, "derive=diff&indicator=occupancy")}
    assert {period: figure(row) for period, row in found.items()} == {
        "2024-01": ("2.5", "gt", "2.5", None),
        "2024-02": ("-18", "lt", None, "-18"),
        "2024-03": (None, "range", "-5.50", "5.00"),
        "2024-04": ("0", "approx", None, None),
    }
    assert {row["warnings"] for row in found.values()} == {"percentage_points"}
    assert {row["unit"] for row in found.values()} == {"PERCENT"}


def test_an_index_is_a_hundred_in_its_base_period(derived: Service) -> None:
    found = rows(derived, "derive=index:2023&indicator=retail_sales&area=CN-SX")
    assert {row["period"]: figure(row) for row in found} == {
        "2023": ("100", "exact", "100", "100"),
        "2024": ("103.5506", "exact", "103.549344", "103.551922"),
    }


SHARES = {
    ("exports", "2024"): ("24.45", "scope"),
    ("retail_sales", "2024"): ("5.000", "whole_is_total"),
}


@pytest.mark.parametrize("which", SHARES, ids=lambda which: which[0])
def test_a_share_is_of_the_same_area_period_and_unit(
    derived: Service, which: tuple[str, str]
) -> None:
    found = rows(derived, f"derive=share:retail_sales&area=CN-SX&indicator={which[0]}&time=2024")
    values = {(row["value"], row["warnings"]) for row in found}
    assert SHARES[which] in values
    assert {row["unit"] for row in found} == {"PERCENT"}


def test_a_former_name_of_the_whole_is_understood(derived: Service) -> None:
    body = derived.ok(f"{URL}?derive=share:old_retail_sales&indicator=exports").json()
    assert "derive=share:retail_sales" in body["meta"]["canonical"]
    assert [row["derivation"] for row in body["data"]] == ["share:retail_sales"] * 2


def test_amounts_are_converted_at_the_rate_a_source_implies(seeded: Service) -> None:
    found = {row["indicator"]: row for row in rows(seeded, "derive=convert:USD&unit=CNY")}
    assert set(found) == {"retail_sales_consumer_goods", "rural_tourism_revenue"}
    own, other = found["retail_sales_consumer_goods"], found["rural_tourism_revenue"]
    assert figure(own) == ("112890000000", "exact", "112885000000", "112895000000")
    assert (own["warnings"], len(own["operands"].split())) == ("source_converts", 1)
    # 11.285 * 112.885 / 818.055 and 11.295 * 112.895 / 818.045, in billions.
    assert figure(other) == ("1558000000", "exact", "1557239000", "1558777000")
    assert (other["warnings"], len(other["operands"].split())) == ("implied_rate", 3)


def test_a_conversion_is_converted_back_into_what_was_printed(derived: Service) -> None:
    (row,) = rows(derived, "derive=convert:CNY&unit=USD")
    assert figure(row) == ("818050000000", "exact", "818045000000", "818055000000")


def test_no_rate_of_another_period_is_used(derived: Service) -> None:
    body = derived.ok(f"{URL}?derive=convert:USD&indicator=exports").json()
    assert [row["period"] for row in body["data"]] == ["2024"]
    (told,) = [text for text in body["warnings"] if "no source converts" in text]
    assert told.startswith("2 of the figures")


def test_a_rate_of_which_no_rounding_is_known_gives_no_interval(derived: Service) -> None:
    (row,) = rows(derived, "derive=convert:USD&indicator=exports")
    assert row["warnings"] == "implied_rate rounding_unknown"
    assert (row["lower"], row["upper"]) == (None, None)


WISHES = ("yoy", "diff", "index:2023", "index:2024-02", "share:retail_sales", "convert:USD")


@pytest.mark.parametrize("wish", WISHES)
def test_nothing_is_left_out_unsaid(derived: Service, wish: str) -> None:
    body = derived.ok(f"{URL}?derive={wish}").json()
    meta = body["meta"]
    assert meta["matched"] == meta["returned"] + counts(body["warnings"])
    assert meta["returned"] == len(body["data"])
    assert counts(body["warnings"])


@pytest.mark.parametrize("wish", WISHES)
def test_each_warning_of_a_row_is_explained_once(derived: Service, wish: str) -> None:
    body = derived.ok(f"{URL}?derive={wish}").json()
    codes = {code for row in body["data"] for code in (row["warnings"] or "").split()}
    explained = [text for text in body["warnings"] if re.search(r"\.\)? \([\d,]+\)$", text)]
    assert len(explained) == len(codes)


def test_what_is_missing_is_named(derived: Service) -> None:
    body = derived.ok(f"{URL}?derive=yoy&area=CN-HE").json()
    (row,) = derived.rows(f"{URL}?area=CN-HE")
    missing = row["id"].replace("2024", "2023")
    assert body["data"] == []
    (told,) = body["warnings"]
    assert told == (
        "1 of the figures gave no row, because there is no figure of the period to compare with: "
        f"{row['id']} (there is no {missing})."
    )


def test_words_are_in_the_language_asked_for(derived: Service) -> None:
    (told,) = derived.ok(f"{URL}?derive=yoy&area=CN-HE&lang=zh").json()["warnings"]
    assert told.startswith("1个数字未得出结果，因没有对比时期的数字：")


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("size", [1, 4])
def test_pages_make_up_the_whole(derived: Service, wish: str, size: int) -> None:
    whole = rows(derived, f"derive={wish}")
    address, walked, pages = f"{URL}?derive={wish}&limit={size}", [], 0
    while address:
        body = derived.ok(address).digits()
        walked += body["data"]
        address = body["meta"]["next"]
        pages += 1
    assert walked == whole
    assert pages == -(-20 // size)


@pytest.mark.parametrize("wish", WISHES)
def test_every_format_has_the_same_rows(derived: Service, wish: str) -> None:
    whole = rows(derived, f"derive={wish}")
    assert read_jsonl(derived.ok(f"{URL}.jsonl?derive={wish}").text) == whole
    text = derived.ok(f"{URL}.csv?derive={wish}").text
    header, *lines = csv.reader(io.StringIO(text))
    assert tuple(header) == COLUMNS
    assert lines == [[cell or "" for cell in row.values()] for row in whole]
    assert {tuple(row) for row in whole} == {COLUMNS}


def test_headers_tell_how_many_figures_and_how_many_rows(derived: Service) -> None:
    headers = derived.ok(f"{URL}.csv?derive=yoy&frequency=A").headers
    assert (headers["x-matched-rows"], headers["x-returned-rows"]) == ("10", "1")
    tags = [derived.ok(f"{URL}?derive={wish}").headers["etag"] for wish in ("yoy", "diff")]
    assert tags[0] != tags[1]


def test_labels_stand_beside_derived_values(seeded: Service) -> None:
    row = rows(seeded, "derive=convert:USD&unit=CNY&include=labels&lang=zh")[0]
    assert (row["role_label"], row["unit_label"]) == ("推算值", "美元")


def test_columns_can_be_chosen(derived: Service) -> None:
    (row,) = rows(derived, "derive=yoy&frequency=A&fields=formula,operands,period,warnings")
    assert tuple(row) == ("formula", "operands", "period", "warnings")
    problem = derived.problem(f"{URL}?fields=formula", 422)
    assert "derive" in problem["detail"]


def test_the_canonical_address_asks_the_same(derived: Service) -> None:
    body = derived.ok(f"{URL}?limit=3&derive=yoy&area=山西").json()
    assert derived.ok(body["meta"]["canonical"]).json()["data"] == body["data"]


def test_a_dry_run_counts_the_figures(derived: Service) -> None:
    body = derived.ok(f"{URL}?derive=yoy&dry_run=1").json()
    assert (body["data"], body["meta"]["matched"]) == ([], 20)


REFUSED = {
    "derive=yoy&vintage=all": (422, "vintage"),
    "derive=yoy&vintage=first": (422, "vintage"),
    "derive=yoy&shape=wide": (422, "shape"),
    "derive=yoy&include=provenance": (422, "include"),
    "derive=yoy&sort=-value": (422, "sort"),
    "derive=yoy&value_gt=1": (422, "value_gt"),
    "derive=convert:TONNE": (422, "derive"),
    "derive=convert:USD&indicator=occupancy": (422, "derive"),
    "derive=convert:USD&unit=PERCENT": (422, "derive"),
    "derive=share:exports&indicator=occupancy": (422, "derive"),
    "derive=share:exports&unit=COUNT": (422, "derive"),
    "derive=index:2024-02-30": (422, "derive"),
    "derive=share:export": (404, "derive"),
    "derive=convert:USDD": (404, "derive"),
    "derive=yoi": (400, "derive"),
    "derive=index": (400, "derive"),
    "derive=index:last": (400, "derive"),
    "derive=share:": (400, "derive"),
    "derive=yoy,diff": (400, "derive"),
    "derive=yoy&derive=diff": (400, "derive"),
}


@pytest.mark.parametrize("query", REFUSED)
def test_what_cannot_be_derived_is_refused(derived: Service, query: str) -> None:
    status, parameter = REFUSED[query]
    problem = derived.problem(f"{URL}?{query}", status)
    assert [error["parameter"] for error in problem["errors"]] == [parameter]


def test_the_nearest_name_is_suggested(derived: Service) -> None:
    assert derived.problem(f"{URL}?derive=share:export", 404)["did_you_mean"] == ["exports"]


def test_derived_is_a_role_that_nothing_stored_has(seeded: Service) -> None:
    lists = {each["code"]: each["codes"] for each in seeded.ok("/v1/codes").json()["data"]}
    assert "derived" in {code["code"] for code in lists["role"]}
    assert rows(seeded, "role=derived") == []
    assert "derived" not in get_args(Role)


@pytest.mark.parametrize("url", SEED_URLS)
def test_databases_answer_with_the_same_bytes(
    sqlite: Services, postgresql: Services, url: str
) -> None:
    assert sqlite.on(seed).ok(url).body == postgresql.on(seed).ok(url).body


@pytest.mark.parametrize("url", STORE_URLS)
def test_databases_derive_the_same_bytes(sqlite: Services, postgresql: Services, url: str) -> None:
    ours, theirs = (each.on(derived_store.fill).ok(url) for each in (sqlite, postgresql))
    assert ours.body == theirs.body
    assert ours.headers["etag"] == theirs.headers["etag"]


MONTHS = [f"{year}-{month:02}" for year in range(1800, 1996) for month in range(1, 13)]


def fill_long(url: str) -> None:
    """Fill a database with one series that is longer than what is derived at a time."""
    with catalogued(url) as store:
        facts = [
            fact(str(place * place), period=period, printed=(str(place * place), "percent"))
            for place, period in enumerate(MONTHS)
        ]
        published(store, *facts)


def test_long_answers_are_derived_piece_by_piece(services: Services) -> None:
    service = services.on(fill_long)
    answer = service.ok(f"{URL}?derive=diff")
    body = answer.digits()
    # Each square less the one before, and one at the beginning that has none before.
    expected = [f"{2 * place - 1}.0" for place in range(1, len(MONTHS))]
    assert [row["value"] for row in body["data"]] == expected
    assert counts(body["warnings"]) == 1
    assert body["meta"]["returned"] == str(len(MONTHS) - 1)
    assert "x-returned-rows" not in answer.headers
    assert read_jsonl(service.ok(f"{URL}.jsonl?derive=diff").text) == body["data"]
    part = service.ok(f"{URL}?derive=diff&limit=2100").digits()
    rest = service.ok(part["meta"]["next"]).digits()
    assert part["data"] + rest["data"] == body["data"]
