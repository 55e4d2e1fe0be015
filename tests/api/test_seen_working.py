"""The examples by which the first delivery was to be seen working, one test each."""

import pytest

from tests.api.expected import BY_REF, IDS, read_csv
from tests.api.service import Service

RETAIL = "/v1/consumption/observations?indicator=retail_sales_consumer_goods&time=2024"


def refs(service: Service, url: str) -> set[str]:
    """Which facts an answer holds."""
    names = {identifier: ref for ref, identifier in IDS.items()}
    return {names[str(row["id"])] for row in service.rows(url)}


def test_retail_sales_of_2024_are_three_rows(seeded: Service) -> None:
    rows = {(row["transformation"], row["unit"]): row for row in seeded.rows(RETAIL)}
    assert set(rows) == {("level", "CNY"), ("level", "USD"), ("yoy", "PERCENT")}
    yuan, dollars, growth = (
        rows["level", "CNY"],
        rows["level", "USD"],
        rows["yoy", "PERCENT"],
    )
    assert yuan["value"] == "818050000000"
    assert (yuan["value_published"], yuan["unit_published"]) == ("818.05", "billion yuan")
    assert (dollars["value"], dollars["role"]) == ("112890000000", "conversion")
    assert growth["value"] == "2.5"
    for row in rows.values():
        assert row["source"] == "china-daily-2025-03-shanxi"
        assert row["locator"] == "Market resilience"


def test_the_numbers_are_numbers_without_exponent_or_decimals_that_were_not_held(
    seeded: Service,
) -> None:
    text = seeded.ok(RETAIL).text
    assert '"value":818050000000,' in text
    assert '"value":112890000000,' in text
    assert '"value":2.5,' in text


def test_gt_stands_beside_83_in_csv(seeded: Service) -> None:
    answer = seeded.ok("/v1/energy/observations.csv")
    (line,) = (line for line in answer.text.splitlines() if "advanced_mines" in line)
    assert ",83,gt," in line
    (row,) = (row for row in read_csv(answer.text) if row["bound"] != "exact")
    assert (row["value"], row["bound"]) == ("83", "gt")


PERCENT_ABOVE_10 = "/v1/observations?unit=PERCENT&value_gt=10"
SURELY = {"E03", "E04", "R01", "R02"}


@pytest.mark.parametrize("certainty", ["", "&certainty=certain"])
def test_more_than_83_is_certainly_above_10(seeded: Service, certainty: str) -> None:
    assert refs(seeded, PERCENT_ABOVE_10 + certainty) == SURELY
    assert BY_REF["E04"].bound == "gt"


def test_up_to_20_is_possibly_above_10(seeded: Service) -> None:
    assert refs(seeded, f"{PERCENT_ABOVE_10}&certainty=possible") == {*SURELY, "C04"}
    assert BY_REF["C04"].bound == "le"


NAMES_OF_SHANXI = (
    *("CN-SX", "cn-sx", "140000", "Shanxi", "SHANXI", "山西", "山西省", "Shanxi Province"),
    *("%E5%B1%B1%E8%A5%BF%E7%9C%81", "ＣＮ－ＳＸ", "CN-SX,140000", "CN-SX&area=山西省"),
)


@pytest.mark.parametrize("name", NAMES_OF_SHANXI)
def test_every_name_of_shanxi_is_shanxi(seeded: Service, name: str) -> None:
    answer = seeded.ok(f"/v1/observations?area={name}")
    assert answer.body == seeded.ok("/v1/observations?area=CN-SX").body
    assert len(answer.json()["data"]) == 21
    assert answer.json()["meta"]["canonical"] == "/v1/observations?area=CN-SX"


@pytest.mark.parametrize("name", ["Shaanxi", "CN-SN", "610000", "陕西", "陕西省"])
def test_shaanxi_yields_nothing_of_shanxi(seeded: Service, name: str) -> None:
    body = seeded.ok(f"/v1/observations?area={name}").json()
    assert body["data"] == []
    assert body["meta"]["matched"] == 0
    assert "area=CN-SN" in body["meta"]["reason"]
    assert b"CN-SX" not in seeded.ok(f"/v1/observations.csv?area={name}").body


@pytest.mark.parametrize(
    "name", ["Shan", "Shanx", "Shaanxx", "14", "1400", "CN-S", "西", "山", "省"]
)
def test_half_a_name_is_no_name(seeded: Service, name: str) -> None:
    problem = seeded.problem(f"/v1/observations?area={name}", 404)
    assert problem["errors"][0]["parameter"] == "area"


def test_indicatr_is_400_and_says_indicator(seeded: Service) -> None:
    problem = seeded.problem("/v1/observations?indicatr=x", 400)
    assert problem["type"] == "/problems/invalid-query"
    assert "indicatr" in problem["detail"]
    assert "did you mean indicator?" in problem["detail"]
    assert problem["did_you_mean"] == ["indicator"]
    (fault,) = problem["errors"]
    assert (fault["parameter"], fault["did_you_mean"]) == ("indicatr", ["indicator"])


# A range takes a period all of whose days lie within it, of whatever frequency.
TIMES = {
    "2025-01..2025-02": {"R01", "R02", "C05", "C06", "C07"},
    "2025-01-28..2025-02-04": {"R01", "R02"},
    "2025-01-29..2025-02-04": set(),
    "2025-01-28..2025-02-03": set(),
    "2025-01": set(),
    "2025-02": set(),
    "2025-01-01..2025-02-11": {"R01", "R02", "C05", "C06", "C07"},
    "2025-01-02..2025-02-11": {"R01", "R02"},
    "2025-01-28/P8D": {"R01", "R02"},
    "2025-01-28/2025-02-04": {"R01", "R02"},
    "2025-Q1": {"R01", "R02", "C05", "C06", "C07", *("E01", "E02", "E03", "E04")}
    | {"T01", "T02", "T03"},
    "2024-10": {"T04"},
    "2024-S2": {"T04"},
    "2024": {"T04", "T05", "C01", "C02", "C03", "R03", "R04", "R05", "R06"},
    "2024-10-21,2025-01-28/P8D": {"T04", "R01", "R02"},
    "..2024-12-30": {"T04"},
    "2025-01-02..": {"R01", "R02", *("E01", "E02", "E03", "E04"), "T01", "T02", "T03"},
    "2023": set(),
}


@pytest.mark.parametrize("time", TIMES)
def test_a_range_takes_what_lies_within_it(seeded: Service, time: str) -> None:
    assert refs(seeded, f"/v1/observations?time={time}") == TIMES[time]


def test_the_reference_states_the_rule_of_ranges(service: Service) -> None:
    document = service.ok("/openapi.json").text
    assert "all of whose days" in document
    assert "`2025-01..2025-02` takes a holiday from 28 January to 4 February" in document
