"""Exports of the national bureau are recognised by themselves, in all their kinds."""

from collections import Counter
from datetime import UTC, datetime

import pytest

from app.ingest.mapping import recognise
from app.ingest.tables import Grid, GridRow
from app.ingest.validate import validate
from tests.ingest.material import catalogue
from tests.ingest.sheets import checked_table, export_table, exported, grid_of, read

GDP = "gross_regional_product"
END = "数据来源：国家统计局\n"


def annual(*rows: str, head: str = "指标：地区生产总值(亿元)", end: str = END) -> str:
    lines = ["数据库：分省年度数据", head, "时间：最近2年", "地区,2024年,2023年", *rows]
    return "\n".join(lines) + "\n" + end


def test_areas_down_and_years_across() -> None:
    found = exported(annual("山西省,25353.5,26050.8", "陕西省,35437.1,33976.5"))
    assert found.findings == []
    assert found.brief("area", "indicator", "period", "value", "value_published", "decimals") == [
        ("CN-SX", GDP, "2024", "2535350000000", "25353.5", "1"),
        ("CN-SX", GDP, "2023", "2605080000000", "26050.8", "1"),
        ("CN-SN", GDP, "2024", "3543710000000", "35437.1", "1"),
        ("CN-SN", GDP, "2023", "3397650000000", "33976.5", "1"),
    ]
    assert {cells["locator"] for cells in found.cells} == {"分省年度数据: 地区生产总值(亿元)"}


def test_provenance_is_one_statement_for_a_series() -> None:
    rows = [f"{name},1.0,2.0" for name in ("山西省", "陕西省", "河北省")]
    checked = checked_table(export_table(annual(*rows, end=f"注：现价。\n{END}")))
    assert checked.findings == ()
    assert len(checked.facts) == 6
    assert len({(fact.locator, fact.statement) for fact in checked.facts}) == 3
    assert {fact.note.zh for fact in checked.facts} == {"现价。"}
    assert {bool(fact.note.en) for fact in checked.facts} == {True}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig"])
def test_encodings_and_line_ends(encoding: str, ending: str) -> None:
    text = annual("山西省,1.0,2.0", end=f'"注：现价，含军人。"\n{END}').replace("\n", ending)
    seen = recognise(grid_of(text, encoding=encoding))
    assert seen.export
    found = read(seen.export.table(seen.grid, catalogue()))
    assert found.findings == []
    assert found.cells[1]["note_zh"] == "现价，含军人。"
    assert [record.line for record in found.records] == [5, 5]


@pytest.mark.parametrize(
    "head",
    ["指标:地区生产总值(亿元)", "指标：地区生产总值（亿元）", "指标 ： 地区生产总值 (亿元),,"],
)
def test_signs_of_either_width_and_cells_that_excel_added(head: str) -> None:
    text = annual("山西省,1.0,2.0,,", head=head).replace(
        "数据库：分省年度数据", "数据库:分省年度数据,,"
    )
    assert exported(text).findings == []
    assert exported(text).brief("value") == [("100000000",), ("200000000",)]


def test_months_with_cumulative_figures_and_growth() -> None:
    text = (
        "数据库：分省月度数据\n指标：{}\n时间：最近3个月\n"
        "地区,2024年12月,2024年2月\n山西省,8180.5,1200.1\n" + END
    )
    level = exported(text.format("社会消费品零售总额_累计值(亿元)"))
    assert level.findings == []
    assert level.brief("transformation", "period", "frequency", "value") == [
        ("level", "2024-01-01/2024-12-31", "_O", "818050000000"),
        ("level", "2024-01-01/2024-02-29", "_O", "120010000000"),
    ]
    growth = exported(text.format("社会消费品零售总额_累计增长(%)"))
    assert growth.brief("transformation", "period", "unit", "value") == [
        ("yoy", "2024-01-01/2024-12-31", "PERCENT", "8180.5"),
        ("yoy", "2024-01-01/2024-02-29", "PERCENT", "1200.1"),
    ]
    month = exported(text.format("社会消费品零售总额_当期值(亿元)"))
    assert month.brief("period", "frequency") == [("2024-12", "M"), ("2024-02", "M")]


def test_quarters() -> None:
    text = (
        "数据库：分省季度数据\n指标：地区生产总值_累计值(亿元)\n时间：最近2季度\n"
        "地区,2024年第四季度,2024年第三季度\n山西省,25494.69,18107.5\n" + END
    )
    found = exported(text)
    assert found.findings == []
    assert found.brief("period", "value") == [
        ("2024-01-01/2024-12-31", "2549469000000"),
        ("2024-01-01/2024-09-30", "1810750000000"),
    ]
    plain = exported(text.replace("_累计值", ""))
    assert plain.brief("period", "frequency") == [("2024-Q4", "Q"), ("2024-Q3", "Q")]


def test_indicators_down_and_the_area_above() -> None:
    text = (
        "数据库：分省年度数据\n地区：山西省\n时间：最近2年\n指标,2024年,2023年\n"
        "地区生产总值(亿元),25353.5,26050.8\n年末常住人口(万人),3446,3466\n"
        "社会消费品零售总额同比增长(%),2.5,\n" + END
    )
    found = exported(text)
    assert found.findings == []
    assert found.brief("area", "indicator", "transformation", "unit", "period", "value") == [
        ("CN-SX", GDP, "level", "CNY", "2024", "2535350000000"),
        ("CN-SX", GDP, "level", "CNY", "2023", "2605080000000"),
        ("CN-SX", "resident_population", "level", "PERSON", "2024", "34460000"),
        ("CN-SX", "resident_population", "level", "PERSON", "2023", "34660000"),
        ("CN-SX", "retail_sales_consumer_goods", "yoy", "PERCENT", "2024", "2.5"),
    ]
    assert found.cells[0]["locator"] == "分省年度数据: 山西省"


def test_times_down_with_areas_or_indicators_across() -> None:
    areas = (
        "数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近2年\n"
        "时间,山西省,陕西省\n2024年,1.0,2.0\n2023年,3.0,4.0\n" + END
    )
    assert exported(areas).brief("area", "period", "value_published") == [
        ("CN-SX", "2024", "1.0"),
        ("CN-SN", "2024", "2.0"),
        ("CN-SX", "2023", "3.0"),
        ("CN-SN", "2023", "4.0"),
    ]
    indicators = (
        "数据库：分省年度数据\n地区：山西省\n"
        "时间,地区生产总值(亿元),年末常住人口(万人)\n2024年,1.0,3446\n" + END
    )
    assert exported(indicators).brief("indicator", "value") == [
        (GDP, "100000000"),
        ("resident_population", "34460000"),
    ]


def test_a_database_about_the_country_names_no_area() -> None:
    text = "数据库：年度数据\n时间：最近2年\n指标,2024年\n年末常住人口(万人),140828\n" + END
    assert exported(text).brief("area", "value") == [("CN", "1408280000")]


def test_an_export_in_a_workbook() -> None:
    rows = (
        GridRow(1, ("数据库：分省年度数据",)),
        GridRow(2, ("指标：地区生产总值(亿元)",)),
        GridRow(4, ("地区", "2024年", "2023年")),
        GridRow(5, ("山西省", "1.0", "")),
        GridRow(6, ("数据来源：国家统计局", "", "")),
    )
    seen = recognise(Grid("a.xlsx", rows, "分省年度数据"))
    assert seen.export
    found = read(seen.export.table(seen.grid, catalogue()))
    assert found.findings == []
    assert found.brief("area", "period", "value") == [("CN-SX", "2024", "100000000")]


@pytest.mark.parametrize(
    "text", ["", "area,indicator\nCN-SX,x\n", "地区,2024年\n山西省,1\n", "数据库分省年度数据\n"]
)
def test_other_files_are_left_alone_and_lose_no_row(text: str) -> None:
    grid = grid_of(text)
    seen = recognise(grid)
    assert seen.export is None
    assert list(seen.grid.rows) == list(grid_of(text).rows)


def test_rows_that_can_be_read_once_only_are_not_lost_by_looking() -> None:
    text = annual("山西省,1.0,2.0")
    once = Grid("a.csv", iter(list(grid_of(text).rows)))
    seen = recognise(once)
    assert seen.export
    assert len(read(seen.export.table(seen.grid, catalogue())).records) == 2


def test_an_unknown_area_is_an_error_with_those_near() -> None:
    found = exported(annual("山酉省,1.0,2.0", "山西省,1.0,2.0", "陕西,3.0,4.0"))
    (finding,) = found.findings
    assert (finding.rule, finding.line, finding.column, finding.value) == (
        "known-area",
        5,
        "地区",
        "山酉省",
    )
    assert finding.suggestion
    assert "CN-SX (山西省, Shanxi)" in finding.suggestion
    assert Counter(cells["area"] for cells in found.cells) == {"CN-SX": 2, "CN-SN": 2}


@pytest.mark.parametrize(
    ("head", "rule", "value"),
    [
        ("指标：地区生产总植(亿元)", "known-indicator", "地区生产总植"),
        ("指标：地区生产总值(亿圆)", "known-unit", "亿圆"),
    ],
)
def test_a_heading_that_is_not_known_is_said_once_on_its_line(
    head: str, rule: str, value: str
) -> None:
    found = exported(annual("山西省,1.0,2.0", "陕西省,3.0,4.0", head=head))
    (finding,) = found.findings
    assert (finding.rule, finding.file, finding.line, finding.column, finding.value) == (
        rule,
        "a.csv",
        2,
        "指标",
        value,
    )
    assert found.records == []


def test_a_unit_of_another_kind_is_refused_by_the_rules_naming_the_heading() -> None:
    text = annual("山西省,1.0,2.0", "陕西省,3.0,4.0", head="指标：地区生产总值(万吨)")
    (finding,) = checked_table(export_table(text)).findings
    told = (finding.rule, finding.line, finding.column, finding.value)
    assert told == ("unit-fits-indicator", 2, "指标", "万吨")


def test_a_unit_of_another_kind_in_one_of_several_headings() -> None:
    text = (
        "数据库：分省年度数据\n地区：山西省\n时间：最近2年\n"
        "指标,2024年,2023年\n地区生产总值(万吨),1.0,2.0\n地区生产总值(亿元),3.0,4.0\n" + END
    )
    checked = checked_table(export_table(text))
    told = [(each.rule, each.line, each.column, each.value) for each in checked.findings]
    assert told == [("unit-fits-indicator", 5, "指标", "万吨")]
    assert len(checked.facts) == 2


@pytest.mark.parametrize(
    ("cut", "rule"),
    [
        ("山西省,25353.5", "cells-per-record"),
        ("山西省,25353.5,26050", "whole-file"),
        ("山西省,25353.5,26050.8\n", "whole-file"),
    ],
)
def test_a_file_that_was_cut_short_is_refused(cut: str, rule: str) -> None:
    found = exported(annual(end="") + cut)
    assert rule in {finding.rule for finding in found.findings}
    assert {finding.severity for finding in found.findings} == {"error"}


@pytest.mark.parametrize(
    "text",
    [
        "数据库：分省年度数据\n",
        "数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近2年\n",
        "数据库：分省年度数据\n时间：最近2年\n地区,2024年\n山西省,1\n",
        "数据库：分省年度数据\n指标：地区生产总值(亿元)\n指标,2024年\n山西省,1\n",
        "数据库：分省年度数据\n指标：地区生产总值(亿元)\n省份,2024年\n山西省,1\n",
        "数据库：分省年度数据\n指标：\n地区,2024年\n山西省,1\n",
    ],
)
def test_an_export_that_does_not_say_what_is_what_is_refused(text: str) -> None:
    found = exported(text)
    assert found.records == []
    (finding,) = found.findings
    assert (finding.rule, finding.file, finding.severity) == ("whole-file", "a.csv", "error")
    assert finding.line is not None
    assert finding.suggestion
    assert "mapping file" in finding.suggestion


def test_a_name_of_pages_and_a_thousand_blank_lines_above_the_table() -> None:
    found = exported(annual("山西省,1,2", head=f"指标：{'长' * 9_000}" + "\n" * 2_000))
    assert [(f.rule, f.line) for f in found.findings] == [("known-indicator", 2)]
    assert len(found.findings[0].value or "") == 200


def test_separators_of_thousands_are_refused_cell_by_cell() -> None:
    found = exported(annual('山西省,"25,353.5",26050.8'))
    assert found.faults() == [("plain-decimal", 5, "2024年", "25,353.5")]


def test_the_same_area_twice_is_refused_by_the_rules() -> None:
    checked = checked_table(export_table(annual("山西省,1.0,", "山西,1.0,")))
    assert [(f.rule, f.line, f.column) for f in checked.findings] == [
        ("each-figure-once", 6, "2024年")
    ]


def test_a_period_after_publication_is_refused_by_the_rules() -> None:
    table = export_table(annual("山西省,1.0,"))
    checked = validate(catalogue(), datetime(2023, 12, 1, tzinfo=UTC), [table])
    assert [(f.rule, f.column) for f in checked.findings] == [
        ("period-started-by-publication", "2024年")
    ]
