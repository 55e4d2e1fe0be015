"""Data of version 2: filters against a plain reading of all rows, order, counts and vintages."""

from collections.abc import Callable
from typing import Any

import pytest

from app.representations.sdmx.time import days_of
from tests.api.service import Service
from tests.dialects.sdmx.reading import CSV_1, CSV_2, JSON, V2, Row, cells, get, rows

ALL = f"{V2}/PROVINCIAL/1.0.0"
Test = Callable[[Row], bool]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("*?c[REF_AREA]=CN-SX,CN-SN", lambda row: row["REF_AREA"] in {"CN-SX", "CN-SN"}),
        ("*?c[REF_AREA]=ne:CN-SX", lambda row: row["REF_AREA"] != "CN-SX"),
        ("*?c[REF_AREA]=sw:CN-S%2Bne:CN-SX", lambda row: row["REF_AREA"] == "CN-SN"),
        (
            "*?c[INDICATOR]=co:sal,ew:put",
            lambda row: row["INDICATOR"] not in {"visits", "occupancy"},
        ),
        ("A", lambda row: row["FREQ"] == "A"),
        (
            "A.CN-SX,M",
            lambda row: (row["FREQ"], row["REF_AREA"]) == ("A", "CN-SX") or row["FREQ"] == "M",
        ),
        (
            "A.CN-SN,Q.CN-SX/",
            lambda row: (row["FREQ"], row["REF_AREA"]) in {("A", "CN-SN"), ("Q", "CN-SX")},
        ),
        ("*?c[TIME_PERIOD]=2024", lambda row: row["TIME_PERIOD"] == "2024"),
        ("*?c[TIME_PERIOD]=2024,2025-Q1", lambda row: row["TIME_PERIOD"] in {"2024", "2025-Q1"}),
        ("*?c[TIME_PERIOD]=ne:2024", lambda row: row["TIME_PERIOD"] != "2024"),
        (
            "*?c%5BTIME_PERIOD%5D=ge%3A2024-03%2Ble%3A2024-06",
            lambda row: "2024-03" <= row["TIME_PERIOD"] <= "2024-06",
        ),
        (
            "*?c[TIME_PERIOD]=ge:2024-03+le:2024-06",
            lambda row: "2024-03" <= row["TIME_PERIOD"] <= "2024-06",
        ),
        ("*?c[TIME_PERIOD]=gt:2024", lambda row: row["TIME_PERIOD"] == "2025-Q1"),
        (
            "*?c[TIME_PERIOD]=lt:2024-03,2025-Q1",
            lambda row: row["TIME_PERIOD"] in {"2024-01", "2024-02", "2025-Q1"},
        ),
        ("*?c[TIME_PERIOD]=ew:07", lambda row: row["TIME_PERIOD"] == "2024-07"),
        ("*?c[OBS_STATUS]=M", lambda row: row["OBS_STATUS"] == "M"),
        ("*?c[OBS_STATUS]=ne:A", lambda row: row["OBS_STATUS"] != "A"),
        ("*?c[BOUND]=gt,range", lambda row: row["BOUND"] in {"gt", "range"}),
        (
            "*?c[OBS_VALUE]=ge:7+le:30",
            lambda row: row["BOUND"] == "exact" and 7 <= float(row.get("OBS_VALUE", 0)) <= 30,
        ),
        ("*?c[OBS_VALUE]=23", lambda row: row.get("OBS_VALUE") == "23"),
        ("*?c[LOWER]=gt:50", lambda row: "LOWER" in row),
        ("*?c[UPPER]=ne:65", lambda row: row.get("UPPER") != "65"),
        ("*?c[VALUE_PUBLISHED]=110", lambda row: row.get("VALUE_PUBLISHED") == "110"),
        ("*?c[LOCATOR]=co:able&c[FREQ]=A", lambda row: row["FREQ"] == "A"),
        ("*?c[SOURCE]=yearbook", lambda row: row["SOURCE"] == "yearbook"),
        ("*?c[PUBLISHED_AT]=gt:2025-03-10", lambda row: row["PUBLISHED_AT"] > "2025-03-11"),
        ("*?c[UNIT_MULT]=0", lambda row: row["UNIT_MULT"] == "0"),
        ("*?c[FUEL]=_Z", lambda row: row["FUEL"] == "_Z"),
        ("*?c[FUEL]=ne:coal", lambda row: row["FUEL"] != "coal"),
        ("*?c[FUEL]=coal,_Z&c[PRODUCT]=_Z", lambda row: row["PRODUCT"] == "_Z"),
    ],
)
def test_filters_find_what_a_plain_reading_finds(
    revised: Service, asked: str, wanted: Test
) -> None:
    whole = rows(revised, f"{ALL}/*", CSV_2)
    expected = [row for row in whole if wanted(row)]
    assert expected or "VALUE_PUBLISHED" in asked
    target = f"{ALL}/{asked}"
    assert (
        rows(revised, target, CSV_2) if expected else get(revised, target, CSV_2, 204).text
    ) == (expected or "")


@pytest.mark.parametrize(
    "asked",
    [
        *("A.CN-SX.retail_sales.level.CNY._T", "*?c[REF_AREA]=NOWHERE", "W", "*?c[UNIT_MULT]=3"),
        *("*?c[TIME_PERIOD]=ge:2024+le:2023", "*?c[OBS_VALUE]=gt:1000000", "*?c[RELEASE]=none"),
        *("A.CN-HE", "*?updatedAfter=2030-01-01", "*?asOf=2024-01-01"),
    ],
)
def test_nothing_found_is_204(revised: Service, asked: str) -> None:
    for accept in (JSON, CSV_2, CSV_1):
        answer = get(revised, f"{ALL}/{asked}", accept, 204)
        assert answer.body == b""


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("*?c[PRODUCTS]=x", 400),
        ("*?c[FREQ]=is:A", 400),
        ("*?c[FREQ]=", 400),
        ("*?c[OBS_VALUE]=gt:much", 400),
        ("*?c[OBS_VALUE]=sw:1", 400),
        ("*?c[DECIMALS]=gt:x", 400),
        ("*?c[TIME_PERIOD]=gt:yesterday", 400),
        ("A.B.C.D.E.F.G.H.I.J", 400),
        ("*?sort=OBS_STATUS", 400),
        ("*?sort=TIME_PERIOD:up", 400),
        ("*?limit=0", 400),
        ("*?offset=-1", 400),
        ("*?attributes=OBS_STATE", 400),
        ("*?measures=VALUE", 400),
        ("*?asOf=2025-01-01&updatedAfter=2025-02-01", 400),
        ("*?reportingYearStartDay=--07-01", 400),
        ("*?startPeriod=2024", 400),
        ("*?c[OBS_VALUE]=lt:1,gt:2", 422),
        ("*?limit=1&includeHistory=true", 422),
        ("*?sort=FUEL", 422),
    ],
)
def test_refusals_are_errors_of_sdmx_json(service: Service, asked: str, status: int) -> None:
    (error,) = get(service, f"{ALL}/{asked}", "*/*", status).json()["errors"]
    assert error["code"] == {400: 140, 422: 150}[status]
    assert error["title"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/sdmx/v2/data/dataflow/PROVSTAT/ENERGY/+", 200),
        ("/sdmx/v2/data/*/*/ENERGY/~/*", 200),
        ("/sdmx/v2/data/dataflow/ECB,PROVSTAT/NONE,ENERGY/2.0.0,1.0.0/*/", 200),
        ("/sdmx/v2/data/datastructure/PROVSTAT/DSD_ENERGY", 200),
        ("/sdmx/v2/data/dataflow/PROVSTAT/NONE", 404),
        ("/sdmx/v2/data/dataflow/PROVSTAT/ENERGY/2.0.0", 404),
        ("/sdmx/v2/data/provisionagreement/PROVSTAT/ENERGY", 404),
        ("/sdmx/v2/data/cube/PROVSTAT/ENERGY", 404),
        ("/sdmx/v2/data/dataflow/PROVSTAT/ENERGY/1.0.0/*/more", 404),
        ("/sdmx/v2/data/dataflow/PROVSTAT", 422),
        ("/sdmx/v2/data/", 422),
    ],
)
def test_what_is_named(service: Service, path: str, status: int) -> None:
    answer = service.ask(path, {"Accept": CSV_2})
    assert answer.status == status, answer.text
    if status == 200:
        kind = "datastructure" if "DSD" in path else "dataflow"
        assert answer.text.splitlines()[1].startswith(f"{kind},PROVSTAT:")


_KEY = ("FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD")


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("TIME_PERIOD:desc+INDICATOR", lambda r: (_latest_first(r["TIME_PERIOD"]), r["INDICATOR"])),
        ("*", lambda r: tuple(r[n] for n in _KEY)),
        ("REF_AREA:desc+FREQ:asc", lambda r: (tuple(_backwards(r["REF_AREA"])), r["FREQ"])),
    ],
)
def test_order(revised: Service, sort: str, key: Callable[[Row], Any]) -> None:
    target = f"{ALL}/M,A.CN-SN?sort={sort}&dimensionAtObservation=AllDimensions"
    whole = rows(revised, f"{ALL}/M,A.CN-SN", CSV_2)
    for accept in (CSV_2, JSON):
        found = rows(revised, target, accept)
        told = [{k: v for k, v in row.items() if k != "ACTION"} for row in found]
        assert [key(row) for row in told] == sorted(map(key, whole))
        assert len(told) == len(whole)


def _latest_first(text: str) -> tuple[int, int]:
    days = days_of(text)
    return -days.start.toordinal(), -days.end.toordinal()


def _backwards(text: str) -> list[str]:
    """Return what sorts the other way round."""
    return [f"{999 - ord(letter):03}" for letter in text.ljust(10, " ")]


def test_groups_stay_together_whatever_the_order(revised: Service) -> None:
    found = rows(revised, f"{ALL}/*?sort=TIME_PERIOD:desc", JSON)
    series = [row["OBS_ID"].partition("-")[0] for row in found]
    groups = [name for place, name in enumerate(series) if name not in series[:place]]
    assert [name for place, name in enumerate(series) if series[place - 1] != name] == groups
    months = [row["TIME_PERIOD"] for row in found if row["FREQ"] == "M"]
    assert months == sorted(months, reverse=True)


def test_pages_by_offset_and_limit(revised: Service) -> None:
    whole = rows(revised, f"{ALL}/*", CSV_2)
    pages = [rows(revised, f"{ALL}/*?offset={at}&limit=5", CSV_2) for at in range(0, len(whole), 5)]
    assert [row for page in pages for row in page] == whole
    got = get(revised, f"{ALL}/*?offset={len(whole)}", CSV_2, 204)
    assert got.body == b""


def test_components_that_are_shown(service: Service) -> None:
    target = f"{V2}/ENERGY/1.0.0/*"
    (row,) = rows(service, f"{target}?attributes=OBS_STATUS,ROLE", CSV_2)
    assert row.keys() >= {"OBS_VALUE", "OBS_STATUS", "ROLE", "TIME_PERIOD"}
    assert "BOUND" not in row
    (row,) = rows(service, f"{target}?attributes=none&measures=none", CSV_2)
    assert row.keys() == {
        *("ACTION", "FREQ", "REF_AREA", "INDICATOR", "TRANSFORMATION", "UNIT_MEASURE", "FUEL"),
        "TIME_PERIOD",
    }


def test_as_of_and_history(revised: Service) -> None:
    target = f"{V2}/CONSUMPTION/1.0.0/A.CN-SX"
    shown = ("TIME_PERIOD", "OBS_VALUE")
    for as_of, value in (
        ("2025-01-31", "110"),
        ("2025-02-01T00:00:00Z", "111"),
        ("2025-03-31", "112"),
    ):
        told = cells(rows(revised, f"{target}?asOf={as_of}", CSV_2), *shown)
        assert ("2024", value) in told
    history = rows(revised, f"{target}?includeHistory=true&asOf=2025-03-10", CSV_2)
    assert [(row["ACTION"], row["TIME_PERIOD"], row["OBS_VALUE"]) for row in history] == [
        ("R", "2023", "100"),
        ("R", "2024", "110"),
        ("R", "2024", "111"),
        ("R", "2023", "100"),
        ("R", "2024", "112"),
    ]
    gone = rows(revised, f"{target}?updatedAfter=2025-01-01", CSV_2)
    assert [(row["ACTION"], row["TIME_PERIOD"]) for row in gone] == [("R", "2024"), ("D", "2023")]


def test_withdrawn_figures_are_there_only_by_name(service: Service) -> None:
    assert cells(rows(service, f"{ALL}/*?c[OBS_STATUS]=X", CSV_2), "TIME_PERIOD") == [
        ("2024",),
        ("2023",),
    ]


@pytest.mark.parametrize(
    ("options", "header"),
    [
        ("labels=name", "STRUCTURE,STRUCTURE_ID,STRUCTURE_NAME,ACTION,FREQ,Frequency,"),
        ("labels=both;keys=obs", "STRUCTURE,STRUCTURE_ID,ACTION,OBS_KEY,FREQ: Frequency,"),
        ("keys=both", "STRUCTURE,STRUCTURE_ID,ACTION,SERIES_KEY,OBS_KEY,FREQ,"),
        ("timeFormat=normalized", "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,"),
    ],
)
def test_looks_of_csv(service: Service, options: str, header: str) -> None:
    text = get(service, f"{V2}/ENERGY", f"{CSV_2};{options}").text
    assert text.startswith(header)
    assert (",2024-01-01," in text) == ("timeFormat" in options)


def test_the_default_is_json_and_csv_1_is_there_too(service: Service) -> None:
    for accept, sent in (("*/*", JSON), ("application/json", JSON), (CSV_1, CSV_1)):
        answer = service.ok(f"{V2}/ENERGY", {"Accept": accept})
        assert answer.headers["content-type"] == sent
    get(service, f"{V2}/ENERGY", "application/vnd.sdmx.data+json;version=2.1.0", 406)
