"""Catalogue files on a store: what changes, what is refused, and that a dry run writes nothing."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.domain.structure import Structure
from app.ingest.catalogue_apply import CatalogueReport, apply_catalogue
from app.ingest.pipeline import load_seed
from app.store.catalogue import load_structure
from app.store.engine import Store
from app.store.releases import data_version
from tests.ingest.contents import contents
from tests.ingest.material import SEED

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 1, 2, tzinfo=UTC)

Apply = Callable[..., CatalogueReport]

COAL_OUTPUT = """
[sector]
code = "energy"

[[indicators]]
code = "coal_output"
name = { en = "Coal output", zh = "原煤产量" }
definition = { en = "Coal.", zh = "煤。" }
unit_dimension = "mass"
nature = "flow"
"""
# As the seed has it but for what a test changes.
RETAIL = """
[sector]
code = "consumption"

[[indicators]]
code = "retail_sales_consumer_goods"
name = { en = "Total retail sales of consumer goods", zh = "社会消费品零售总额" }
definition = { en = "Sales.", zh = "销售额。" }
unit_dimension = "currency"
nature = "flow"
dimensions = []
"""
COUNTS = """
[sector]
code = "trade"

[[indicators]]
code = "air_cargo_mail_throughput"
name = { en = "Air cargo", zh = "航空货邮" }
definition = { en = "Cargo.", zh = "货物。" }
unit_dimension = "count"
nature = "flow"
"""
PEAT = """
[sector]
code = "energy"

[[dimensions]]
code = "fuel"
name = { en = "Fuel", zh = "能源品种" }
description = { en = "The form of energy a figure is about.", zh = "数据所涉及的能源种类。" }
codes = [{ code = "peat", name = { en = "Peat", zh = "泥炭" } }]
"""
UNIT = """
[[units]]
code = "TONNE"
dimension = "count"
name = { en = "Tonnes", zh = "吨" }
symbol = "t"
"""


@pytest.fixture
def apply(store: Store, tmp_path: Path) -> Apply:
    load_seed(store, SEED, NOW)

    def applied(*texts: str, dry_run: bool = False) -> CatalogueReport:
        paths = [tmp_path / f"{number}.toml" for number in range(len(texts))]
        for path, text in zip(paths, texts, strict=True):
            path.write_text(text, "utf-8")
        return apply_catalogue(store, paths, LATER, dry_run=dry_run)

    return applied


def _held(store: Store) -> tuple[Structure, str | None]:
    with store.snapshot() as reader:
        version = data_version(reader)
        return load_structure(reader), version.text if version else None


def test_an_indicator_is_added_once(store: Store, apply: Apply) -> None:
    before = _held(store)
    first = apply(COAL_OUTPUT)
    after = _held(store)
    assert [(each.kind, each.section, each.code) for each in first.changes] == [
        ("added", "indicators", "coal_output")
    ]
    assert first.written
    assert first.data_version == after[1] != before[1]
    assert after[0].indicator["coal_output"].sector == "energy"
    assert after[0].sectors == before[0].sectors
    again = apply(COAL_OUTPUT)
    assert (again.ok, again.changes, again.written) == (True, (), False)
    assert again.data_version == first.data_version


def test_a_dry_run_says_the_same_and_writes_nothing(store: Store, apply: Apply) -> None:
    before = contents(store)
    dry = apply(COAL_OUTPUT, PEAT, dry_run=True)
    assert contents(store) == before
    wet = apply(COAL_OUTPUT, PEAT)
    assert dry.changes == wet.changes
    assert (dry.written, wet.written) == (False, True)


def test_the_fields_that_change_are_told_with_both_sides(apply: Apply) -> None:
    (change,) = apply(RETAIL, dry_run=True).changes
    assert (change.kind, change.section) == ("changed", "indicators")
    assert {each.field for each in change.fields} == {"definition", "keywords"}
    (definition,) = (each for each in change.fields if each.field == "definition")
    assert definition.after == {"en": "Sales.", "zh": "销售额。"}


def test_a_code_is_added_to_a_dimension(store: Store, apply: Apply) -> None:
    (change,) = apply(PEAT).changes
    assert (change.kind, change.section, change.code) == ("added", "fuel.codes", "peat")
    codes = [code.code for code in _held(store)[0].dimension["fuel"].codes]
    assert codes[0] == "_T"
    assert codes[-1] == "peat"
    assert len(codes) > 2


@pytest.mark.parametrize(
    ("text", "column"),
    [
        (COUNTS, "indicators[air_cargo_mail_throughput].unit_dimension"),
        (UNIT, "units[TONNE].dimension"),
        (COAL_OUTPUT.replace('"mass"', '"weight"'), "indicators[coal_output].unit_dimension"),
        (COAL_OUTPUT + 'part_of = "coal_output"\n', "indicators[coal_output].part_of"),
        (
            RETAIL.replace("retail_sales_consumer_goods", "trade_in_retail_sales"),
            "indicators[trade_in_retail_sales].dimensions",
        ),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_what_does_not_go_with_the_rest_or_with_figures_is_refused(
    store: Store, apply: Apply, text: str, column: str, dry_run: bool
) -> None:
    before = contents(store)
    report = apply(text, dry_run=dry_run)
    assert not report.ok
    assert {finding.column for finding in report.findings} == {column}
    assert contents(store) == before


def test_a_kind_of_unit_may_change_while_there_are_no_figures(apply: Apply) -> None:
    assert apply(COAL_OUTPUT).ok
    (change,) = apply(COAL_OUTPUT.replace('"mass"', '"energy"')).changes
    assert [(each.field, each.before, each.after) for each in change.fields] == [
        ("unit_dimension", "mass", "energy")
    ]


def test_a_former_code_is_never_taken_away(apply: Apply) -> None:
    assert apply(COAL_OUTPUT + 'aliases = ["raw_coal"]\n').ok
    report = apply(COAL_OUTPUT)
    assert [finding.column for finding in report.findings] == ["indicators[coal_output].aliases"]


def test_parts_of_each_other_are_refused(apply: Apply) -> None:
    other = COAL_OUTPUT.replace("coal_output", "coke_output").replace("原煤", "焦炭")
    report = apply(COAL_OUTPUT + 'part_of = "coke_output"\n', other + 'part_of = "coal_output"\n')
    assert {finding.column for finding in report.findings} == {
        "indicators[coal_output].part_of",
        "indicators[coke_output].part_of",
    }


def test_all_faults_are_told_at_once_and_as_text(apply: Apply) -> None:
    report = apply(COUNTS, "[[areas]\n", COAL_OUTPUT.replace("Coal output", ""), dry_run=True)
    assert {finding.file for finding in report.findings} >= {"1.toml", "2.toml"}
    assert report.to_text().endswith("\n\nnothing was written\n")
    assert "coal_output" in report.to_text()


def test_the_report_for_people_has_a_line_for_each_change(apply: Apply) -> None:
    assert apply(COAL_OUTPUT, RETAIL).to_text().splitlines() == [
        "changed  indicators  retail_sales_consumer_goods: definition, keywords",
        "added    indicators  coal_output",
        "1 added, 1 changed; written",
    ]
