"""Each rule about one record: what it refuses, and what it has nothing against."""

import pytest

from app.ingest.validate import Checked
from tests.ingest.material import brief, checked, printed, row

SHARE = {
    "indicator": "advanced_mines_coal_output_share",
    "unit": "PERCENT",
    "value": "83",
}
COUNT = {"indicator": "rural_tour_sites", "unit": "COUNT", "value": "90"}
GROWTH = {"transformation": "yoy", "unit": "PERCENT", "value": "2.5"}
RANGE = {"bound": "range", "value": "", "lower": "10", "upper": "20"}
POLICY = {
    "indicator": "trade_in_subsidy_rate",
    "unit": "PERCENT",
    "value": "20",
    "role": "policy_parameter",
}
FLIGHT = {
    "indicator": "inaugural_almaty_flight_cargo",
    "unit": "TONNE",
    "frequency": "D",
    "period": "2024-10-21",
    "value": "11.2",
}
VISITS = {
    "indicator": "spring_festival_tourist_visits",
    "unit": "COUNT",
    "frequency": "_O",
    "period": "2025-01-28/P8D",
    "value": "100",
}
TRADE_IN = {"indicator": "trade_in_retail_sales", "product": "automobiles"}
NOTE = {"note_en": "The year is inferred.", "note_zh": "年份为推断。"}
Cells = dict[str, str]

# Rule, what is changed, column at fault, value shown.
FAULTS: list[tuple[str, Cells, str, str | None]] = [
    ("known-area", {"area": "Shanxii"}, "area", "Shanxii"),
    ("known-area", {"area": "CN-S"}, "area", "CN-S"),
    ("known-area", {"area": "山"}, "area", "山"),
    ("known-indicator", {"indicator": "retail_sales"}, "indicator", "retail_sales"),
    ("known-transformation", {"transformation": "index"}, "transformation", "index"),
    ("known-frequency", {"frequency": "Y"}, "frequency", "Y"),
    ("known-status", {"status": "Z"}, "status", "Z"),
    ("known-bound", {"bound": "about"}, "bound", "about"),
    ("known-role", {"role": "target"}, "role", "target"),
    ("known-period-basis", {"period_basis": "guessed"}, "period_basis", "guessed"),
    ("known-unit", {"unit": "YUAN"}, "unit", "YUAN"),
    ("known-breakdown", {**TRADE_IN, "product": "cars"}, "product", "cars"),
    ("known-breakdown", {"product": "automobiles"}, "product", "automobiles"),
    ("unit-fits-indicator", {"unit": "TONNE"}, "unit", "TONNE"),
    ("unit-fits-indicator", {**GROWTH, "unit": "CNY"}, "unit", "CNY"),
    ("known-columns", {"fuel": "coal"}, "fuel", "coal"),
    ("share-within-0-to-100", {**SHARE, "value": "100.01"}, "value", "100.01"),
    ("share-within-0-to-100", {**SHARE, "value": "-1"}, "value", "-1"),
    ("share-within-0-to-100", {**SHARE, "value": "101", "bound": "gt"}, "value", "101"),
    ("share-within-0-to-100", {**SHARE, **RANGE, "upper": "120"}, "upper", "120"),
    ("growth-above-minus-100", {**GROWTH, "value": "-100"}, "value", "-100"),
    ("growth-above-minus-100", {**GROWTH, **RANGE, "lower": "-250"}, "lower", "-250"),
    ("count-whole-and-not-negative", {**COUNT, "value": "-3"}, "value", "-3"),
    ("count-whole-and-not-negative", {**COUNT, "value": "1.5"}, "value", "1.5"),
    ("count-whole-and-not-negative", {**COUNT, **RANGE, "lower": "9.5"}, "lower", "9.5"),
    ("conversion-is-of-money", {**GROWTH, "role": "conversion"}, "role", "conversion"),
    ("conversion-is-of-money", {**COUNT, "role": "conversion"}, "role", "conversion"),
    ("well-formed-period", {"period": "2024-13"}, "period", "2024-13"),
    ("well-formed-period", {"period": "2024-02-30", "frequency": "D"}, "period", "2024-02-30"),
    ("well-formed-period", {"period": "FY2024"}, "period", "FY2024"),
    ("frequency-of-the-period", {"frequency": "Q"}, "frequency", "Q"),
    ("period-started-by-publication", {"period": "2026"}, "period", "2026"),
    ("value-agrees-with-status", {"value": ""}, "value", None),
    ("value-agrees-with-status", {"value": "", "bound": "gt"}, "value", None),
    ("value-agrees-with-status", {"status": "M"}, "value", "818050000000"),
    ("value-agrees-with-status", {"status": "X", "value": "1"}, "value", "1"),
    ("value-agrees-with-status", {"status": "O", "value": "", "bound": "le"}, "bound", "le"),
    ("bound-has-its-limits", {**RANGE, "upper": ""}, "upper", None),
    ("bound-has-its-limits", {**RANGE, "lower": ""}, "lower", None),
    ("bound-has-its-limits", {**RANGE, "lower": "30"}, "lower", "30"),
    ("bound-has-its-limits", {**RANGE, "value": "15"}, "value", "15"),
    ("bound-has-its-limits", {"lower": "10"}, "lower", "10"),
    ("bound-has-its-limits", {"bound": "gt", "upper": "10"}, "upper", "10"),
    (
        "inferred-period-has-a-note",
        {**NOTE, "period_basis": "inferred", "note_zh": ""},
        "note_zh",
        None,
    ),
    ("inferred-period-has-a-note", {"note_zh": "注"}, "note_en", None),
    (
        "printed-whole-or-not-at-all",
        {**printed("818.05", "billion yuan"), "decimals": ""},
        "decimals",
        None,
    ),
    (
        "printed-whole-or-not-at-all",
        {
            **printed("818.05", ""),
        },
        "unit_published",
        None,
    ),
    (
        "decimals-as-printed",
        {**printed("818.05", "billion yuan"), "decimals": "1"},
        "decimals",
        "1",
    ),
    (
        "decimals-as-printed",
        {"value": "5000000000", **printed("5.0", "billion yuan"), "decimals": "0"},
        "decimals",
        "0",
    ),
    ("printed-unit-is-of-the-unit", printed("818.05", "billion"), "unit_published", "billion"),
    (
        "printed-unit-is-of-the-unit",
        printed("818.05", "billion US dollars"),
        "unit_published",
        "billion US dollars",
    ),
    (
        "value-is-the-printed-one",
        {"value": "81805000000", **printed("818.05", "billion yuan")},
        "value",
        "81805000000",
    ),
    (
        "value-is-the-printed-one",
        {"value": "818050000000.01", **printed("818.05", "billion yuan")},
        "value",
        "818050000000.01",
    ),
    (
        "value-is-the-printed-one",
        {**RANGE, "upper": "21", **printed("10-20", "yuan")},
        "upper",
        "21",
    ),
    ("value-is-the-printed-one", {**RANGE, **printed("10", "yuan")}, "value_published", "10"),
    (
        "value-is-the-printed-one",
        {"value": "", "status": "X", **printed("10", "yuan")},
        "value_published",
        "10",
    ),
    ("plain-decimal", {"value": "1e999"}, "value", "1e999"),
    ("plain-decimal", {"value": "nan"}, "value", "nan"),
    ("plain-decimal", {**RANGE, "lower": "1_0"}, "lower", "1_0"),
    (
        "plain-decimal",
        {**printed("818.05", "billion yuan"), "value_published": "818,05"},
        "value_published",
        "818,05",
    ),
    ("whole-decimals", {**printed("818.05", "billion yuan"), "decimals": "two"}, "decimals", "two"),
    ("whole-decimals", {**printed("818.05", "billion yuan"), "decimals": "31"}, "decimals", "31"),
    ("needed-fields", {"locator": ""}, "locator", None),
    ("needed-fields", {"statement_en": ""}, "statement_en", None),
    ("needed-fields", {"statement_zh": ""}, "statement_zh", None),
    ("needed-fields", {"product": ""}, "product", None),
    ("needed-fields", {"bound": ""}, "bound", None),
    ("readable-text", {"locator": " "}, "locator", " "),
    ("readable-text", {"statement_en": "a\x07b"}, "statement_en", "a\x07b"),
    ("readable-text", {"locator": "a\nb"}, "locator", "a\nb"),
    ("readable-text", {"statement_zh": "\n"}, "statement_zh", "\n"),
    ("readable-text", {"note_en": "a\n\x1bb", "note_zh": "注"}, "note_en", "a\n\x1bb"),
    ("readable-text", {"locator": "x" * 501}, "locator", "x" * 200),
    (
        "first-flight-is-one-load-of-one-day",
        {**FLIGHT, "frequency": "A", "period": "2024"},
        "frequency",
        "A",
    ),
    (
        "first-flight-is-one-load-of-one-day",
        {**FLIGHT, "transformation": "yoy", "unit": "PERCENT"},
        "transformation",
        "yoy",
    ),
    ("subsidy-rate-is-set-by-policy", {**POLICY, "role": "indicator"}, "role", "indicator"),
    (
        "spring-festival-is-in-the-holiday",
        {**VISITS, "frequency": "A", "period": "2024"},
        "period",
        "2024",
    ),
    (
        "spring-festival-is-in-the-holiday",
        {**VISITS, "period": "2024-10-01/P7D"},
        "period",
        "2024-10-01/P7D",
    ),
    (
        "spring-festival-is-in-the-holiday",
        {**VISITS, "period": "2025-01-12/P8D"},
        "period",
        "2025-01-12/P8D",
    ),
]

SOUND: list[Cells] = [
    {},
    {"area": "山西"},
    {"area": "140000"},
    {"area": "shanxi province"},
    {"area": "Shaanxi"},
    {"value": "-5"},
    {"value": "0.10"},
    SHARE,
    {**SHARE, "value": "0"},
    {**SHARE, "value": "100"},
    {**SHARE, "bound": "gt"},
    {**SHARE, **RANGE},
    {**SHARE, **GROWTH, "value": "250"},
    {**GROWTH, "value": "-99.9"},
    {**GROWTH, **RANGE},
    {**COUNT, "value": "0"},
    {**COUNT, "value": "90.0"},
    {**COUNT, **GROWTH},
    {**RANGE, "upper": "10"},
    {**RANGE, **printed("10-20", "yuan")},
    {**RANGE, "lower": "-20", "upper": "-10", **printed("-20--10", "yuan")},
    {"bound": "approx"},
    {"bound": "le"},
    {"value": "", "status": "M"},
    {"value": "", "status": "X"},
    {"value": "", "status": "N"},
    {"value": "0", "status": "N"},
    {"status": "E"},
    {"status": "W"},
    {"period": "2026", "status": "F"},
    {"period": "2025-03-17", "frequency": "D"},
    {**COUNT, "frequency": "M", "period": "2025-03", "period_basis": "inferred", **NOTE},
    {
        "indicator": "intelligent_coal_mines",
        "unit": "COUNT",
        "frequency": "M",
        "period": "2025-03",
        "value": "244",
    },
    {**POLICY, "period": "2025"},
    {**NOTE, "period_basis": "inferred"},
    {"note_en": "Two\nlines.", "note_zh": "两\r\n行。"},
    NOTE,
    printed("818.05", "billion yuan"),
    printed("8180.50", "亿元"),
    printed("818.05", "BILLION YUAN"),
    FLIGHT,
    TRADE_IN,
    VISITS,
    {**VISITS, "period": "2024-02-10/P8D"},
    {**VISITS, "period": "2020-01-24/P10D"},
]


def _check(cells: Cells) -> Checked:
    return checked(row(**cells))


@pytest.mark.parametrize(("rule", "cells", "column", "value"), FAULTS)
def test_a_fault_is_the_one_finding(
    rule: str, cells: Cells, column: str, value: str | None
) -> None:
    found = _check(cells)
    assert brief(found.findings) == [(rule, 2, column, value)]
    assert [each.severity for each in found.findings] == ["error"]
    assert found.findings[0].file == "a.csv"
    assert found.findings[0].reason.endswith(".")
    assert found.facts == ()
    assert found.records == 1


def test_a_total_of_trade_in_sales_is_questioned_and_kept() -> None:
    found = _check({**TRADE_IN, "product": "_T"})
    assert brief(found.findings) == [("trade-in-sales-are-by-product", 2, "product", "_T")]
    assert [each.severity for each in found.findings] == ["warning"]
    assert len(found.facts) == 1


@pytest.mark.parametrize("cells", SOUND)
def test_what_is_sound_becomes_a_fact(cells: Cells) -> None:
    found = _check(cells)
    assert found.findings == ()
    assert len(found.facts) == 1
