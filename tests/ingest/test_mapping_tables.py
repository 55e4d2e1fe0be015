"""Tables of many shapes become records by a mapping; what cannot be a record is a finding."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ingest.mapping import apply, meaning, recognise, rows
from app.ingest.tables import Grid, GridRow
from tests.ingest.material import catalogue
from tests.ingest.sheets import Mapped, checked_table, grid_of, mapped, mapping_of, read

GDP = 'indicator = "地区生产总值"'
YEARS_ACROSS = f"""
columns = {{ area = "地区" }}
constants = {{ {GDP}, unit = "亿元" }}
[[values]]
header = ["period"]
"""


def years_across(*lines: str, more: str = "") -> Mapped:
    text = "\n".join(["地区,2024年,2023年", *lines]) + "\n"
    return mapped(more + YEARS_ACROSS, text)


def test_years_across() -> None:
    found = years_across("山西省,25353.5,26050.8", "陕西省,35437.1,33976.5")
    assert found.findings == []
    assert found.brief("area", "period", "value", "unit", "value_published", "unit_published") == [
        ("CN-SX", "2024", "2535350000000", "CNY", "25353.5", "亿元"),
        ("CN-SX", "2023", "2605080000000", "CNY", "26050.8", "亿元"),
        ("CN-SN", "2024", "3543710000000", "CNY", "35437.1", "亿元"),
        ("CN-SN", "2023", "3397650000000", "CNY", "33976.5", "亿元"),
    ]
    assert [record.line for record in found.records] == [2, 2, 3, 3]


def test_what_a_mapping_makes_passes_the_checks_of_every_record() -> None:
    grid = grid_of("地区,2024年,2023年\n山西省,25353.5,26050.8\n注：现价。\n来源：年鉴\n")
    checked = checked_table(apply(mapping_of(YEARS_ACROSS), grid, catalogue()))
    assert checked.findings == ()
    assert len(checked.facts) == 2


def test_a_finding_of_a_rule_names_the_column_of_the_file() -> None:
    toml = YEARS_ACROSS.replace('"亿元"', '"万吨"')
    grid = grid_of("地区,2024年,2023年\n山西省,1,2\n陕西省,3,4\n")
    (finding,) = checked_table(apply(mapping_of(toml), grid, catalogue())).findings
    told = (finding.rule, finding.file, finding.line, finding.column, finding.value)
    # Where it has to be corrected, once.
    assert told == ("unit-fits-indicator", "mapping", None, "constants.unit", "万吨")


def test_indicators_over_years_with_merged_cells_and_a_title() -> None:
    text = (
        "表1 主要指标,,,,\n"
        ",地区生产总值(亿元),,年末常住人口(万人),\n"
        "地区,2024年,2023年,2024年,2023年\n"
        "山西省,2.5,2.6,3446,3466\n"
    )
    toml = """
        skip_rows = 1
        header_rows = 2
        columns = { area = "地区" }
        [[values]]
        header = ["indicator", "period"]
    """
    found = mapped(toml, text)
    assert found.findings == []
    assert found.brief("indicator", "period", "unit", "value") == [
        ("gross_regional_product", "2024", "CNY", "250000000"),
        ("gross_regional_product", "2023", "CNY", "260000000"),
        ("resident_population", "2024", "PERSON", "34460000"),
        ("resident_population", "2023", "PERSON", "34660000"),
    ]


def test_a_measure_under_an_indicator_and_a_year_in_the_constants() -> None:
    text = "地区,地区生产总值,\n,绝对值(亿元),比上年增长(%)\n山西省,2.5,-1.3\n"
    toml = """
        header_rows = 2
        columns = { area = "地区" }
        constants = { period = "2024年" }
        [[values]]
        first = { letter = "B" }
        header = ["indicator", "measure"]
    """
    found = mapped(toml, text)
    assert found.findings == []
    assert found.brief("transformation", "unit", "value", "period") == [
        ("level", "CNY", "250000000", "2024"),
        ("yoy", "PERCENT", "-1.3", "2024"),
    ]


def test_indicators_down_with_their_units_and_growth_beside() -> None:
    text = (
        "指标,单位,2024年,比上年增长(%)\n地区生产总值,亿元,2.5,1.3\n年末常住人口,万人,3446,-0.58\n"
    )
    toml = """
        columns = { indicator = "指标", unit = "单位" }
        constants = { area = "山西省" }
        [[values]]
        columns = ["2024年"]
        header = ["period"]
        [[values]]
        columns = ["比上年增长(%)"]
        header = ["measure"]
        constants = { period = "2024年" }
    """
    found = mapped(toml, text)
    assert found.findings == []
    assert found.brief("indicator", "transformation", "unit", "value") == [
        ("gross_regional_product", "level", "CNY", "250000000"),
        ("gross_regional_product", "yoy", "PERCENT", "1.3"),
        ("resident_population", "level", "PERSON", "34460000"),
        ("resident_population", "yoy", "PERCENT", "-0.58"),
    ]


def test_a_long_table_filled_down_by_letter_and_position() -> None:
    text = "山西省,2024,一季度,1.5\n,,二季度,2.5\n陕西省,,一季度,3.5\n"
    toml = f"""
        header_rows = 0
        fill_down = [{{ letter = "A" }}, {{ position = 2 }}]
        constants = {{ {GDP}, unit = "亿元" }}
        [columns]
        area = {{ letter = "A" }}
        period = [{{ position = 2 }}, {{ letter = "C" }}]
        [[values]]
        columns = [{{ position = 4 }}]
    """
    found = mapped(toml, text)
    assert found.findings == []
    assert found.brief("area", "period", "frequency") == [
        ("CN-SX", "2024-Q1", "Q"),
        ("CN-SX", "2024-Q2", "Q"),
        ("CN-SN", "2024-Q1", "Q"),
    ]


def test_lines_above_a_table_without_a_header_are_skipped() -> None:
    toml = f"""
        skip_rows = 3
        header_rows = 0
        constants = {{ {GDP}, unit = "亿元", period = "2024" }}
        columns = {{ area = {{ letter = "A" }} }}
        [[values]]
        columns = [{{ letter = "B" }}]
    """
    found = mapped(toml, "表1,9\n\n单位：亿元,9\n山西省,1\n")
    assert found.findings == []
    assert found.brief("area", "value_published") == [("CN-SX", "1")]


def test_an_own_dimension_by_name_and_the_total_where_nothing_is_said() -> None:
    toml = """
        columns = { area = "地区", product = "商品" }
        constants = { indicator = "trade_in_retail_sales", unit = "亿元", period = "2024" }
        [[values]]
        columns = ["销售额"]
    """
    text = "地区,商品,销售额\n山西,汽车,1\n山西,Household appliances,2\n山西,西瓜,3\n"
    found = mapped(toml, text)
    assert found.brief("product") == [("automobiles",), ("home_appliances",)]
    assert found.faults() == [("known-product", 4, "商品", "西瓜")]
    total = mapped(toml.replace(', product = "商品"', ""), "地区,销售额\n山西,1\n")
    assert total.brief("product") == [("_T",)]


def test_aliases_and_rows_and_columns_to_leave_out() -> None:
    more = """
        leave_out_columns = ["合计"]
        leave_out = [{ column = "地区", texts = ["合计", "全国"] }]
        [aliases.area]
        "晋省" = "CN-SX"
        [aliases.period]
        "去年" = "2024"
    """
    lines = "地区,去年,合计\n晋省,1,2\n合计,3,4\n 全国 ,3,4\n"
    split = YEARS_ACROSS.split("[[values]]")
    found = mapped(f"{split[0]}{more}[[values]]{split[1]}", lines)
    assert found.findings == []
    assert found.brief("area", "period", "value") == [("CN-SX", "2024", "100000000")]


def test_a_number_that_fits_only_with_the_multiplier_beside_it() -> None:
    toml = """
        columns = { area = "地区" }
        constants = { indicator = "地区生产总值", unit = "元", multiplier = "亿" }
        [[values]]
        header = ["period"]
    """
    found = mapped(toml, "地区,2024年\n山西,2.5\n")
    assert found.brief("value", "value_published", "unit_published") == [
        ("250000000", "2.5", "亿元")
    ]
    odd = mapped(toml.replace('"亿"', '"7"'), "地区,2024年\n山西,2.5\n")
    assert odd.records == []
    assert odd.faults() == [("known-unit", 2, "constants.multiplier", "7")]


def test_marks_for_status_behind_figures_and_in_the_next_column() -> None:
    behind = years_across("山西省,1p,2", more='flags = { p = "P" }\n')
    assert behind.brief("status", "value_published") == [("P", "1"), ("A", "2")]
    toml = f"""
        flags = {{ "初" = "P" }}
        columns = {{ area = "地区" }}
        constants = {{ {GDP}, unit = "亿元" }}
        [[values]]
        first = "2024年"
        header = ["period"]
        flag_offset = 1
    """
    beside = mapped(toml, "地区,2024年,注,2023年,注\n山西省,1,初,2,\n陕西省,3,?,4,\n")
    assert beside.brief("area", "period", "status") == [
        ("CN-SX", "2024", "P"),
        ("CN-SX", "2023", "A"),
        ("CN-SN", "2023", "A"),
    ]
    assert beside.faults() == [("known-flag", 3, "注", "?")]


def test_a_missing_figure_is_no_record_unless_asked_for() -> None:
    assert years_across("山西省,…,2").brief("period") == [("2023",)]
    asked = years_across("山西省,…,2", more='missing_status = "M"\n')
    assert asked.brief("period", "status", "value") == [
        ("2024", "M", None),
        ("2023", "A", "200000000"),
    ]
    withheld = years_across("山西省,-c,2", more='flags = { c = "Q" }\n')
    assert withheld.brief("period", "status", "value", "value_published") == [
        ("2024", "Q", None, None),
        ("2023", "A", "200000000", "2"),
    ]


def test_missing_figures_asked_for_pass_the_checks() -> None:
    toml = 'missing_status = "O"\n' + YEARS_ACROSS
    table = apply(mapping_of(toml), grid_of("地区,2024年\n山西省,\n"), catalogue())
    checked = checked_table(table)
    assert checked.findings == ()
    assert [fact.status for fact in checked.facts] == ["O"]


def test_notes_and_sources() -> None:
    found = years_across(
        "山西省,1,2", "注：1.现价。", "2.含军人。", "附注: 以年鉴为准,,", "资料来源：国家统计局"
    )
    assert found.findings == []
    (cells, _) = found.cells
    assert cells["note_zh"] == "1.现价。\n2.含军人。\n以年鉴为准"
    assert cells["note_en"].isascii()
    assert "数据来源：国家统计局" in cells["statement_zh"]
    assert "National Bureau of Statistics" in cells["statement_en"]


def test_a_note_that_commas_cut_into_cells_is_whole_again() -> None:
    found = years_across("山西省,1,2", "注：现价,含军人,等,等")
    assert found.cells[0]["note_zh"] == "现价,含军人,等,等"
    assert found.findings == []


def test_a_note_of_a_record_stands_before_those_of_the_table() -> None:
    toml = f"""
        columns = {{ area = "地区", note_zh = "说明", note_en = "Note" }}
        constants = {{ {GDP}, unit = "亿元", period = "2024" }}
        [[values]]
        columns = ["值"]
    """
    found = mapped(toml, "地区,说明,Note,值\n山西,初步数。,Early.,1\n注：现价。,,,\n")
    (cells,) = found.cells
    assert cells["note_zh"] == "初步数。\n现价。"
    assert cells["note_en"].startswith("Early. A footnote")


def test_a_footnote_of_pages_is_cut_with_a_warning() -> None:
    found = years_across("山西省,1,2", f"注：{'长' * 3000}")
    assert len(found.cells[0]["note_zh"]) == 1000
    assert found.cells[0]["note_zh"].endswith("……")
    assert [(f.severity, f.rule) for f in found.findings] == [("warning", "readable-text")]


def test_a_statement_is_one_for_a_series_and_says_what_the_series_is() -> None:
    found = years_across("山西省,1,2", "陕西省,3,4")
    english = list(dict.fromkeys(cells["statement_en"] for cells in found.cells))
    assert english == [
        "The table gives annual figures of Shanxi for: Gross regional product.",
        "The table gives annual figures of Shaanxi for: Gross regional product.",
    ]
    assert found.cells[0]["statement_zh"] == "该表列有山西省地区生产总值的年度数据。"
    assert {cells["locator"] for cells in found.cells} == {"地区生产总值"}


def test_sentences_of_the_mapping_go_before_ours() -> None:
    more = 'constants = { locator = "Table 9", statement_en = "So it is.", '
    toml = YEARS_ACROSS.replace("constants = { ", more)
    (cells,) = mapped(toml, "地区,2024年\n山西省,1\n").cells
    assert (cells["locator"], cells["statement_en"]) == ("Table 9", "So it is.")


def test_cumulative_figures_by_declaration() -> None:
    found = mapped(f"{YEARS_ACROSS}cumulative = true\n", "地区,2024年2月\n山西省,1\n")
    assert found.brief("period", "frequency") == [("2024-01-01/2024-02-29", "_O")]


def test_a_row_that_is_wrong_in_many_ways_says_all_of_them() -> None:
    found = years_across("山东西省,x,1,2", '山西省,1.0,"2,5"', "陇西,y,3", "山西省,4")
    assert found.faults() == [
        ("cells-per-record", 2, "2023年", "2"),
        ("plain-decimal", 3, "2023年", "2,5"),
        ("known-area", 4, "地区", "陇西"),
        ("plain-decimal", 4, "2024年", "y"),
        ("cells-per-record", 5, "2023年", None),
    ]
    assert found.brief("area", "value_published") == [("CN-SX", "1.0")]


def test_rows_of_a_workbook_may_be_shorter_than_the_header() -> None:
    rows_ = (GridRow(1, ("地区", "2024年", "2023年")), GridRow(2, ("山西省", "1")))
    grid = Grid("a.xlsx", rows_, "表1")
    table = apply(mapping_of(YEARS_ACROSS), grid, catalogue())
    found = read(table)
    assert (table.sheet, found.findings, len(found.records)) == ("表1", [], 1)
    assert found.cells[0]["locator"] == "表1: 地区生产总值"


def test_a_heading_that_is_no_period_is_said_once_and_its_figures_are_still_checked() -> None:
    found = mapped(YEARS_ACROSS, "地区,2024年,合计\n山西省,1,x\n陕西省,2,4\n")
    assert found.faults() == [
        ("well-formed-period", 1, "合计", "合计"),
        ("plain-decimal", 2, "合计", "x"),
    ]
    assert found.brief("value_published") == [("1",), ("2",)]


def test_a_period_in_a_cell_that_cannot_be_read() -> None:
    toml = f"""
        columns = {{ area = "地区", period = "年份" }}
        constants = {{ {GDP}, unit = "亿元" }}
        [[values]]
        columns = ["值"]
    """
    found = mapped(toml, "地区,年份,值\n山西,2024年,1\n山西,去年,2\n山西,去年,3\n")
    assert found.faults() == [
        ("well-formed-period", 3, "年份", "去年"),
        ("well-formed-period", 4, "年份", "去年"),
    ]
    assert found.brief("period") == [("2024",)]


@pytest.mark.parametrize(
    ("constant", "fault"),
    [
        ('indicator = "某指标"', ("known-indicator", None, "constants.indicator", "某指标")),
        ('indicator = "地区生产总值(两)"', ("known-unit", None, "constants.indicator", "两")),
    ],
)
def test_a_faulty_constant_is_said_once_and_names_the_mapping(
    constant: str, fault: tuple[str, None, str, str]
) -> None:
    toml = YEARS_ACROSS.replace(GDP, constant)
    found = mapped(toml, "地区,2024年,2023年\n山西省,1,2\n陕西省,3,4\n")
    assert found.faults() == [fault]
    assert [finding.file for finding in found.findings] == ["mapping"]
    assert found.records == []


def test_no_unit_at_all_is_said_once_for_an_indicator() -> None:
    toml = YEARS_ACROSS.replace(', unit = "亿元"', "")
    found = mapped(toml, "地区,2024年,2023年\n山西省,1,2\n陕西省,3,4\n")
    assert found.faults() == [("stated-unit", 2, "2024年", None)]
    assert found.records == []


def test_a_unit_in_the_cell_stands_for_one_in_the_heading_or_must_agree() -> None:
    toml = YEARS_ACROSS.replace(', unit = "亿元"', "")
    assert mapped(toml, "地区,2024年\n山西省,1.5亿元\n").brief("value") == [("150000000",)]
    agreeing = years_across("山西省,1亿元,2")
    assert agreeing.brief("value") == [("100000000",), ("200000000",)]
    other = years_across("山西省,1万元,2")
    assert other.faults() == [("said-once", 2, "2024年", "万元")]
    assert other.brief("value") == [("200000000",)]


def test_columns_that_the_header_does_not_have_or_has_twice() -> None:
    found = mapped(YEARS_ACROSS, "省份,2024年\n山西省,1\n")
    assert found.faults() == [("known-columns", 1, "地区", "地区")]
    assert found.records == []
    twice = mapped(YEARS_ACROSS, "地区,地区,2024年\n山西省,山西省,1\n")
    assert twice.findings[0].suggestion == "letters: A or B"
    beyond = YEARS_ACROSS.replace('area = "地区"', 'area = { letter = "Z" }')
    assert mapped(beyond, "地区,2024年\n山西省,1\n").faults()[0][:3] == ("known-columns", 1, "Z")


def test_a_table_without_columns_of_figures() -> None:
    assert mapped(YEARS_ACROSS, "地区\n山西省\n").faults() == [("known-columns", 1, "file", None)]


def test_a_file_that_ends_within_its_header() -> None:
    toml = f"header_rows = 2\n{YEARS_ACROSS}".replace('["period"]', '["", "period"]')
    found = mapped(toml, "地区,2024年\n")
    assert found.faults() == [("whole-file", None, "file", None)]
    assert found.findings[0].file == "a.csv"


def test_what_the_grid_cannot_read_is_handed_on() -> None:
    found = mapped(YEARS_ACROSS, '地区,2024年\n山西省,1\n"山西省,2\n')
    assert ("rfc-4180", 3) in [(f.rule, f.line) for f in found.findings]


def test_a_table_too_large_to_be_held_says_how_it_can_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows, "MAXIMUM_CELLS", 5)
    lines = "地区,2024年\n山西省,1\n陕西省,2\n河北省,3\n注：现价。\n"
    (finding,) = mapped(YEARS_ACROSS, lines).findings
    assert (finding.rule, finding.line) == ("size", 4)
    streamed = mapped(f"{YEARS_ACROSS}[notes]\nkeep = false\n", lines)
    assert streamed.findings == []
    assert streamed.brief("area", "note_zh") == [("CN-SX", None), ("CN-SN", None), ("CN-HE", None)]


def test_rows_are_read_one_by_one_where_no_footnote_is_kept() -> None:
    def endless() -> Iterator[GridRow]:
        yield GridRow(1, ("地区", "2024年"))
        while True:
            yield GridRow(2, ("山西省", "1"))

    grid = replace(grid_of(""), rows=endless())
    table = apply(mapping_of(f"{YEARS_ACROSS}[notes]\nkeep = false\n"), grid, catalogue())
    assert next(iter(table.records)).line == 2


def test_what_a_row_says_against_its_heading_is_said_once_for_each_row() -> None:
    toml = """
        columns = { area = "地区", unit = "单位" }
        constants = { indicator = "地区生产总值(亿元)" }
        [[values]]
        header = ["period"]
    """
    found = mapped(toml, "地区,单位,2024年,2023年\n山西,万元,1,2\n陕西,亿元,3,4\n河北,万元,5,6\n")
    assert found.faults() == [
        ("said-once", 2, "单位", "万元 and 亿元"),
        ("said-once", 4, "单位", "万元 and 亿元"),
    ]
    assert found.brief("area") == [("CN-SN",), ("CN-SN",)]


def test_more_texts_than_are_remembered_keep_their_own_meaning(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(meaning, "_REMEMBERED", 2)
    monkeypatch.setattr(rows, "_REMEMBERED", 2)
    toml = f"""
        columns = {{ area = "地区", period = "年份" }}
        constants = {{ {GDP}, unit = "亿元" }}
        [[values]]
        columns = ["值"]
    """
    years = [1900 + number * 7 % 100 for number in range(200)]
    names = {"山西": "CN-SX", "陕西": "CN-SN", "河北": "CN-HE"}
    areas = [list(names)[number % 3] for number in range(200)]
    lines = [f"{area},{year},1" for area, year in zip(areas, years, strict=True)]
    found = mapped(toml, "\n".join(["地区,年份,值", *lines]) + "\n")
    assert found.brief("area", "period") == [
        (names[area], str(year)) for area, year in zip(areas, years, strict=True)
    ]


_ANYTHING = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
_CELLS = st.one_of(
    _ANYTHING,
    st.sampled_from(
        ["地区", "山西省", "2024年", "1.5", "注：", "数据来源：", "地区生产总值(亿元)", "", "%"]
    ),
)
_MAPPINGS = (
    YEARS_ACROSS,
    """
    header_rows = 2
    fill_down = [{ letter = "A" }]
    columns = { area = { letter = "A" }, indicator = { letter = "B" }, product = { letter = "C" } }
    [flags]
    p = "P"
    [[values]]
    first = { letter = "D" }
    header = ["measure", "period"]
    flag_offset = 1
    """,
)


@given(
    st.sampled_from(_MAPPINGS),
    st.lists(st.lists(_CELLS, max_size=6).map(tuple), max_size=8),
    st.sampled_from([None, "表1"]),
)
def test_no_table_breaks_the_reading(
    toml: str, cells: list[tuple[str, ...]], sheet: str | None
) -> None:
    header = ("地区", "2024年", "2023年") if toml is YEARS_ACROSS else ("a", "b", "c", "d")
    grid_rows = [GridRow(line, row) for line, row in enumerate([header, *cells], 1)]
    table = apply(mapping_of(toml), Grid("a.csv", grid_rows, sheet), catalogue())
    checked = checked_table(table)
    assert all(finding.rule and finding.reason for finding in checked.findings)


@given(st.lists(st.lists(_CELLS, max_size=4).map(tuple), max_size=6))
def test_no_export_breaks_the_reading(cells: list[tuple[str, ...]]) -> None:
    first = [GridRow(1, ("数据库：分省年度数据",)), GridRow(2, ("指标：地区生产总值(亿元)",))]
    grid_rows = [*first, *(GridRow(line, row) for line, row in enumerate(cells, 3))]
    seen = recognise(Grid("a.csv", grid_rows))
    assert seen.export
    checked = checked_table(seen.export.table(seen.grid, catalogue()))
    assert all(finding.rule and finding.reason for finding in checked.findings)
