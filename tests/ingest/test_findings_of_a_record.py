"""What is said of a record at fault: all of it, where it stands, and with what may have been meant."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.rules import Context
from app.domain.rules.codes import indicator_of_the_sector
from app.ingest.validate import Checked
from tests.ingest.material import PUBLISHED, brief, catalogue, checked, printed, row

COUNT = {"indicator": "rural_tour_sites", "unit": "COUNT", "value": "90"}
POLICY = {
    "indicator": "trade_in_subsidy_rate",
    "unit": "PERCENT",
    "value": "20",
    "role": "policy_parameter",
}
NOTE = {"note_en": "The year is inferred.", "note_zh": "年份为推断。"}
TRADE_IN = {"indicator": "trade_in_retail_sales", "product": "automobiles"}
Cells = dict[str, str]


def _check(cells: Cells) -> Checked:
    return checked(row(**cells))


@pytest.mark.parametrize("name", ["Shannxi", "Shanxii", "Shaanxii", "Shan Xi"])
def test_shanxi_and_shaanxi_are_never_taken_for_each_other(name: str) -> None:
    (finding,) = _check({"area": name}).findings
    assert finding.suggestion is not None
    assert "CN-SX (Shanxi)" in finding.suggestion
    assert "CN-SN (Shaanxi)" in finding.suggestion


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Shanxi", "CN-SX"),
        ("Shaanxi", "CN-SN"),
        ("陕西省", "CN-SN"),
        ("山西省", "CN-SX"),
        ("610000", "CN-SN"),
    ],
)
def test_a_name_becomes_the_code_of_its_area(name: str, code: str) -> None:
    (fact,) = _check({"area": name}).facts
    assert fact.series.area == code
    assert f".{code}." in fact.series.key


@pytest.mark.parametrize(
    ("cells", "suggestion"),
    [
        ({"indicator": "retail_sales_consumer_good"}, "retail_sales_consumer_goods"),
        ({"bound": "rang"}, "range"),
        ({"status": "b"}, "B"),
        ({"frequency": "Q"}, "A"),
        ({**TRADE_IN, "product": "automobile"}, "automobiles"),
        ({"product": "automobiles"}, "_T"),
        ({"unit": "TONNE"}, "CNY or USD"),
        ({"value": "1,594"}, "1594"),
        ({"value": "\uff18\uff11\uff18"}, "818"),
        ({"value": "81805000000", **printed("818.05", "billion yuan")}, "818050000000"),
        (printed("818.05", "bilion yuan"), "billion yuan"),
    ],
)
def test_the_nearest_is_suggested_and_not_taken(cells: Cells, suggestion: str) -> None:
    found = _check(cells)
    assert found.facts == ()
    offered = found.findings[0].suggestion or ""
    assert suggestion in {offered, *offered.split(" or ")}


@pytest.mark.parametrize(
    ("cells", "warned"),
    [
        ({"period": "2025"}, True),
        ({"period": "2025", "period_basis": "inferred", **NOTE}, False),
        ({**POLICY, "period": "2025"}, False),
        ({"period": "2025", "status": "F"}, False),
        ({"period": "2025-03", "frequency": "M"}, True),
        ({"period": "2024"}, False),
    ],
)
def test_a_period_that_is_not_over_is_doubtful(cells: Cells, warned: bool) -> None:
    found = _check(cells)
    expected = [("period-ended-by-publication", 2, "period", cells["period"])] if warned else []
    assert brief(found.findings) == expected
    assert {each.severity for each in found.findings} <= {"warning"}
    assert len(found.facts) == 1


def test_the_day_of_publication_is_that_of_beijing() -> None:
    late = datetime(2025, 3, 31, 16, 30, tzinfo=UTC)
    april = row(frequency="D", period="2025-04-01")
    assert checked(april, published=late).findings == ()
    early = datetime(2025, 3, 31, 15, 30, tzinfo=UTC)
    assert brief(checked(april, published=early).findings) == [
        ("period-started-by-publication", 2, "period", "2025-04-01")
    ]


def test_every_fault_of_a_record_is_found_though_one_cannot_be_read() -> None:
    cells = {"value": "1e999", "area": "Shanxii", "bound": "gt", "period": "2026", "unit": "TONNE"}
    assert brief(_check(cells).findings) == [
        ("known-area", 2, "area", "Shanxii"),
        ("period-started-by-publication", 2, "period", "2026"),
        ("unit-fits-indicator", 2, "unit", "TONNE"),
        ("plain-decimal", 2, "value", "1e999"),
    ]


def test_what_cannot_be_read_is_not_judged_further() -> None:
    cells = {"period": "2024-13", "frequency": "A", "unit": " ", **printed("1", "billion yuan")}
    assert brief(_check(cells).findings) == [
        ("well-formed-period", 2, "period", "2024-13"),
        ("readable-text", 2, "unit", " "),
    ]


def test_faults_of_a_record_of_no_known_sector_are_found_too() -> None:
    cells = {"indicator": "nonsense", "value": "nan", "area": "Shanxii", "product": "nonsense"}
    assert brief(_check(cells).findings) == [
        ("known-area", 2, "area", "Shanxii"),
        ("known-indicator", 2, "indicator", "nonsense"),
        ("plain-decimal", 2, "value", "nan"),
    ]


def test_a_former_code_is_refused_with_the_present_one() -> None:
    indicators = tuple(
        replace(each, aliases=("social_retail",)) if each.code == "rural_tour_sites" else each
        for each in catalogue().indicators
    )
    structure = replace(catalogue(), indicators=indicators)
    (finding,) = checked(row(indicator="social_retail"), structure=structure).findings
    assert (finding.rule, finding.suggestion) == ("known-indicator", "rural_tour_sites")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("status", "A"),
        ("bound", "exact"),
        ("role", "indicator"),
        ("period_basis", "stated"),
        ("frequency", "A"),
        ("transformation", "level"),
    ],
)
def test_a_code_list_without_a_code_refuses_it_though_the_program_knows_it(
    name: str, code: str
) -> None:
    lists = tuple(
        replace(each, codes=tuple(c for c in each.codes if c.code != code))
        if each.code == name
        else each
        for each in catalogue().code_lists
    )
    structure = replace(catalogue(), code_lists=lists)
    found = checked(row(), structure=structure)
    assert brief(found.findings) == [(f"known-{name.replace('_', '-')}", 2, name, code)]


def test_a_sector_without_a_schema_takes_no_records() -> None:
    sectors = tuple(
        replace(each, code="leisure") if each.code == "tourism" else each
        for each in catalogue().sectors
    )
    indicators = tuple(
        replace(each, sector="leisure") if each.sector == "tourism" else each
        for each in catalogue().indicators
    )
    structure = replace(catalogue(), sectors=sectors, indicators=indicators)
    found = checked(row(**COUNT), structure=structure)
    assert brief(found.findings) == [("known-sector", 2, "indicator", "rural_tour_sites")]


def test_a_record_in_the_wrong_sector_is_refused() -> None:
    (fact,) = checked(row()).facts
    context = Context.at(catalogue(), PUBLISHED)
    assert indicator_of_the_sector(fact, context) == []
    (finding,) = indicator_of_the_sector(fact._replace(sector="trade"), context)
    assert (finding.rule, finding.column) == ("indicator-of-the-sector", "indicator")
