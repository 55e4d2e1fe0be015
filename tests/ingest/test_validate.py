"""Checking whole files: many records, many faults, each where it stands."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rules import Finding
from app.ingest.readers import read_csv
from app.ingest.validate import validate
from tests.ingest.material import PUBLISHED, brief, catalogue, checked, csv_of, row

SEVERAL_SLICES = 12_000


def test_faults_far_down_a_long_file_stand_on_their_lines() -> None:
    # A month each, so that no two records are the same figure.
    rows = [
        row(frequency="M", period=f"{1000 + place // 12}-{place % 12 + 1:02}")
        for place in range(SEVERAL_SLICES)
    ]
    rows[4_999] |= {"value": "1e999"}
    rows[5_000] |= {"status": "Z", "value": "nan"}
    rows[7_000] |= {"area": "Shanxii"}
    rows[11_999] |= {"period": rows[0]["period"]}
    found = checked(*rows)
    assert brief(found.findings) == [
        ("plain-decimal", 5_001, "value", "1e999"),
        ("known-status", 5_002, "status", "Z"),
        ("plain-decimal", 5_002, "value", "nan"),
        ("known-area", 7_002, "area", "Shanxii"),
        ("each-figure-once", 12_001, "period", "1000-01"),
    ]
    assert found.records == SEVERAL_SLICES


def test_facts_keep_the_order_of_the_records_round_a_fault() -> None:
    years = ["2020", "2021", "2022", "2023", "2024"]
    rows = [row(period=year) for year in years]
    rows[2] |= {"value": "x"}
    assert [fact.period.text for fact in checked(*rows).facts] == ["2020", "2021", "2023", "2024"]


def test_files_are_checked_together_and_named_apart() -> None:
    tables = [
        read_csv("b.csv", csv_of(row(), row(value="x", period="2023"))),
        read_csv("a.csv", csv_of(row(area="nowhere"), row())),
    ]
    found = validate(catalogue(), PUBLISHED, tables)
    assert [(each.file, each.line, each.rule) for each in found.findings] == [
        ("a.csv", 2, "known-area"),
        ("a.csv", 3, "each-figure-once"),
        ("b.csv", 3, "plain-decimal"),
    ]
    assert "b.csv line 2" in found.findings[1].reason


@pytest.mark.parametrize("tables", [[], [read_csv("a.csv", csv_of(row()).partition(b"\n")[0])]])
def test_a_release_of_nothing_is_refused(tables: list[object]) -> None:
    found = validate(catalogue(), PUBLISHED, tables)  # type: ignore[arg-type]
    assert [each.rule for each in found.findings] == ["some-records"]


def test_a_fact_says_all_that_its_record_says() -> None:
    record = row(
        indicator="trade_in_retail_sales",
        product="automobiles",
        frequency="_O",
        period="2025-01-01/2025-02-11",
        period_basis="inferred",
        value="878000000",
        value_published="878",
        unit_published="million yuan",
        decimals="0",
        note_en="Inferred.",
        note_zh="推断。",
    )
    (fact,) = checked(record).facts
    assert fact.key == (
        "trade_in_retail_sales.CN-SX.level.CNY._O.product=automobiles",
        "2025-01-01_2025-02-11",
    )
    assert fact.sector == "consumption"
    assert fact.dimensions == (("product", "automobiles"),)
    assert fact.series.breakdown == (("product", "automobiles"),)
    assert (str(fact.value), fact.value_published, fact.unit_published, fact.decimals) == (
        "878000000",
        "878",
        "million yuan",
        0,
    )
    assert (fact.bound, fact.lower, fact.upper, fact.status) == ("exact", None, None, "A")
    assert (fact.role, fact.period_basis, fact.locator) == ("indicator", "inferred", "Table 1")
    assert (fact.statement.en, fact.statement.zh) == ("The page says so.", "该专版如是说。")
    assert (fact.note.en, fact.note.zh) == ("Inferred.", "推断。")


optional = st.none() | st.sampled_from(["", "a", "b"])
findings = st.builds(
    Finding,
    severity=st.sampled_from(["error", "warning"]),
    reason=st.sampled_from(["a", "b"]),
    rule=st.sampled_from(["a", "b"]),
    file=optional,
    line=st.none() | st.integers(0, 3),
    column=optional,
    value=optional,
    suggestion=optional,
)


@given(findings, findings, findings)
def test_findings_have_a_total_order(first: Finding, second: Finding, third: Finding) -> None:
    assert (first < second) + (second < first) + (first == second) == 1
    if first <= second <= third:
        assert first <= third


@given(st.lists(findings, max_size=6))
def test_findings_sort_by_file_line_and_column(some: list[Finding]) -> None:
    places = [(each.file or "", each.line or 0, each.column or "") for each in sorted(some)]
    assert places == sorted(places)
