"""Indicators that only a file has become a draft of catalogue entries."""

import tomllib
from pathlib import Path

from app.domain.structure import Structure
from app.ingest.catalogue_checks import check_catalogue
from app.ingest.catalogue_files import CatalogueFiles, read_catalogue
from app.ingest.mapping import draft_catalogue
from app.ingest.mapping.glossary import glossary
from app.ingest.merge import merge
from tests.ingest.material import catalogue
from tests.ingest.sheets import exported, grid_of, mapping_of

END = "数据来源：国家统计局\n"
ROADS = "公路里程"


def export(*headings: str) -> str:
    rows = "".join(f"{heading},1,2\n" for heading in headings)
    return f"数据库：分省年度数据\n地区：山西省\n指标,2024年,2023年\n{rows}{END}"


def draft(*headings: str) -> str:
    return draft_catalogue([grid_of(export(*headings))], catalogue(), "economy")


def read(text: str, folder: Path) -> CatalogueFiles:
    (folder / "draft.toml").write_text(text, encoding="utf-8")
    return read_catalogue(folder)


def applied(text: str, folder: Path) -> Structure:
    files = read(text, folder)
    assert check_catalogue(files, catalogue()) == ()
    return merge(catalogue(), files.structure)


def test_nothing_new_is_no_draft() -> None:
    assert draft("地区生产总值(亿元)", "年末常住人口(万人)", "地区生产总值同比增长(%)") == ""


def test_a_term_of_the_glossary_is_served_after_two_commands(tmp_path: Path) -> None:
    heading = "一般公共预算收入(亿元)"
    assert [f.rule for f in exported(export(heading)).findings] == ["known-indicator"]
    structure = applied(draft(heading), tmp_path)
    found = exported(export(heading), structure)
    assert found.findings == []
    assert found.brief("indicator", "unit", "value")[0] == (
        "general_public_budget_revenue",
        "CNY",
        "100000000",
    )


def test_a_term_met_as_growth_and_as_cumulative_figure_is_one_indicator(tmp_path: Path) -> None:
    headings = ("发电量_累计值(亿千瓦时)", "发电量_累计增长(%)", "发电量同比增长(%)")
    text = draft(*headings)
    (entry,) = tomllib.loads(text)["indicators"]
    assert (entry["code"], entry["unit_dimension"], entry["nature"]) == (
        "electricity_generation",
        "energy",
        "flow",
    )
    assert exported(export(*headings[:2]), applied(text, tmp_path)).findings == []


def test_what_the_glossary_does_not_know_is_refused_until_it_is_written(tmp_path: Path) -> None:
    text = draft(f"{ROADS}(万公里)")
    (entry,) = tomllib.loads(text)["indicators"]
    assert entry["code"].startswith("unnamed_")
    assert (entry["name"]["zh"], entry["unit_dimension"]) == (ROADS, "length")
    path = f"indicators[{entry['code']}]"
    empty = [f"{path}.definition.en", f"{path}.name.en"]
    assert [f.column for f in read(text, tmp_path).findings] == [*empty, f"{path}.unfinished"]
    lines = [line for line in text.splitlines() if not line.startswith("unfinished")]
    shorter = "\n".join(lines)
    assert [f.column for f in read(shorter, tmp_path).findings] == empty
    written = shorter.replace(entry["code"], "road_length").replace('en = ""', 'en = "Roads."')
    structure = applied(written, tmp_path)
    found = exported(export(f"{ROADS}(万公里)"), structure)
    assert found.brief("indicator", "value")[0] == ("road_length", "10000000")


def test_the_same_name_has_the_same_code_however_it_is_printed() -> None:
    codes = [
        tomllib.loads(draft(heading))["indicators"][0]["code"]
        for heading in (f"{ROADS}(万公里)", f"{ROADS} （公里）", f"{ROADS}_累计增长(%)")
    ]
    assert len(set(codes)) == 1


def test_an_indicator_without_a_known_unit_asks_for_the_kind() -> None:
    (entry,) = tomllib.loads(draft(f"{ROADS}(里)"))["indicators"]
    assert "unit_dimension" in entry["unfinished"]
    assert entry["unit_dimension"] == "to_be_written"


def test_a_code_that_is_taken_is_not_proposed_again() -> None:
    known = catalogue()
    text = draft_catalogue(
        [grid_of(export("生产总值比率(%)", "用电量(亿千瓦时)"))], known, "energy"
    )
    codes = [entry["code"] for entry in tomllib.loads(text)["indicators"]]
    assert not set(codes) & set(known.indicator)
    assert len(codes) == len(set(codes)) == 2


def test_names_that_would_break_toml_are_quoted() -> None:
    (entry,) = tomllib.loads(draft('"引""号\\ 产量(吨)"'))["indicators"]
    assert entry["name"]["zh"] == '引"号\\ 产量'


def test_tables_with_a_mapping_are_drafted_too() -> None:
    mapping = mapping_of("""
        columns = { area = "地区", indicator = "指标", unit = "单位", period = "年" }
        [[values]]
        columns = ["值"]
    """)
    text = "地区,指标,单位,年,值\n山西,粮食产量,万吨,2024,1\n山西,地区生产总值,亿元,2024,1\n"
    drafted = draft_catalogue([grid_of(text)], catalogue(), "economy", mapping)
    assert [e["code"] for e in tomllib.loads(drafted)["indicators"]] == ["grain_output"]


def test_a_table_that_is_not_recognised_has_nothing_to_say() -> None:
    assert draft_catalogue([grid_of("area,value\nCN,1\n")], catalogue(), "economy") == ""


def test_every_term_of_the_glossary_makes_an_entry_that_can_be_applied(tmp_path: Path) -> None:
    units = {
        "currency": "亿元",
        "mass": "万吨",
        "count": "万人",
        "ratio": "%",
        "energy": "亿千瓦时",
    }
    units["volume"] = "亿立方米"
    terms = dict.fromkeys(glossary().values())
    headings = [f"{term.chinese[0]}({units[term.unit_dimension]})" for term in terms]
    structure = applied(draft(*headings), tmp_path)
    found = exported(export(*headings), structure)
    assert found.findings == []
    assert len(found.records) == 2 * len(headings)
    assert {t.nature for t in terms} == {"stock", "flow", "ratio"}
