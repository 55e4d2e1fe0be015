"""Catalogue files: what is in them, and every fault with its file and key."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.structure import Structure
from app.ingest.catalogue_checks import check_catalogue
from app.ingest.catalogue_files import read_catalogue, read_catalogue_files
from app.ingest.merge import NO_CATALOGUE, merge
from tests.ingest.material import SEED, catalogue

Put = Callable[[str, str], Path]

LABELS = """
name = { en = "Name", zh = "名称" }
description = { en = "Text", zh = "文字" }
"""
AREA = """
[[areas]]
code = "CN-140199"
gb_code = "140199"
parent = "CN-SX"
level = "prefecture"
category = "prefecture_level_city"
name = { en = "Somewhere", zh = "某地" }
"""
INDICATOR = """
[sector]
code = "energy"
position = 1
name = { en = "Energy", zh = "能源" }
description = { en = "Energy.", zh = "能源。" }
[[indicators]]
code = "coal_output"
name = { en = "Coal output", zh = "原煤产量" }
definition = { en = "Coal.", zh = "煤。" }
unit_dimension = "mass"
nature = "flow"
dimensions = ["fuel"]
"""
SOURCE = """
[[sources]]
id = "yearbook"
publisher = "Bureau"
kind = "yearbook"
description = { en = "A book.", zh = "书。" }
published_from = 2024-10-01
published_to = 2024-10-31
published_basis = { en = "Printed.", zh = "已载明。" }
language = "zh"
licence = "Facts only."
"""
SPELLING = """
[[spellings]]
unit = "CNY"
multiplier = "100"
texts = ["hundred yuan"]
"""
CODE_LIST = f"""
[[code_lists]]
code = "fuel"
{LABELS}
codes = [{{ code = "A", name.en = "A", name.zh = "甲" }}]
"""


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(name: str, text: str) -> Path:
        folder = tmp_path / "catalogue"
        folder.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return folder

    return write


def _found(folder: Path, known: Structure | None = None) -> list[tuple[str | None, str | None]]:
    return [
        (each.file, each.column)
        for each in check_catalogue(read_catalogue(folder), catalogue() if known is None else known)
    ]


def test_the_seed_is_read_without_a_finding() -> None:
    files = read_catalogue(SEED / "catalogue")
    assert check_catalogue(files, NO_CATALOGUE) == ()
    assert check_catalogue(files, files.structure) == ()
    structure = files.structure
    assert list(structure.sector) == ["energy", "trade", "consumption", "tourism", "economy"]
    assert [dimension.codes[0].code for dimension in structure.dimension.values()] == ["_T"] * 4
    assert len(structure.indicators) == 19
    share = structure.indicator["intelligent_mines_coal_output_share"]
    assert (share.sector, share.share, share.part_of) == (
        "energy",
        True,
        "advanced_mines_coal_output_share",
    )
    assert structure.spelling["亿元"].multiplier == 100_000_000
    assert structure.area["CN-140100"].parent == "CN-SX"
    assert "煤炭" in share.keywords
    assert "coal" in share.keywords


@pytest.mark.parametrize("text", [AREA, INDICATOR, SOURCE, SPELLING])
def test_a_small_addition_to_what_is_known_is_sound(put: Put, text: str) -> None:
    assert _found(put("a.toml", text)) == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (AREA.replace(', zh = "某地"', ""), "areas[CN-140199].name.zh"),
        (AREA.replace('"某地"', '" "'), "areas[CN-140199].name.zh"),
        (AREA.replace('"140199"\np', '"14019"\np'), "areas[CN-140199].gb_code"),
        (AREA.replace('code = "CN-140199"', 'code = "SX"', 1), "areas[SX].code"),
        (AREA.replace('"CN-SX"', '"CN-XS"'), "areas[CN-140199].parent"),
        (AREA.replace('"prefecture"', '"village"'), "areas[CN-140199].level"),
        (AREA.replace("Somewhere", "Shanxi"), "areas[CN-140199].aliases"),
        (AREA + 'aliases = ["山西"]', "areas[CN-140199].aliases"),
        (AREA + 'colour = "red"', "areas[CN-140199].colour"),
        (AREA.replace('gb_code = "140199"', 'gb_code = "140100"'), "areas[CN-140199].gb_code"),
        (AREA.replace('category = "prefecture_level_city"\n', ""), "areas[CN-140199].category"),
        (AREA.replace('"CN-SX"', '"CN-140199"'), "areas[CN-140199].parent"),
        (INDICATOR.replace('"mass"', '"weight"'), "indicators[coal_output].unit_dimension"),
        (INDICATOR.replace('"flow"', '"level"'), "indicators[coal_output].nature"),
        (INDICATOR.replace('["fuel"]', '["product"]'), "indicators[coal_output].dimensions"),
        (INDICATOR + 'part_of = "coal"', "indicators[coal_output].part_of"),
        (INDICATOR + 'part_of = "coal_output"', "indicators[coal_output].part_of"),
        (INDICATOR + 'part_of = "smart_mining_shafts"', "indicators[coal_output].part_of"),
        (INDICATOR + "share = true", "indicators[coal_output].share"),
        (INDICATOR + 'aliases = ["rural_tour_sites"]', "indicators[coal_output].aliases"),
        (INDICATOR.replace("coal_output", "coal output"), "indicators[coal output].code"),
        (INDICATOR.replace("coal_output", "rural_tour_sites"), "indicators[rural_tour_sites].code"),
        (INDICATOR.replace("position = 1", "position = 9"), "sector.position"),
        (INDICATOR.replace("position = 1", "position = 2"), "sector.position"),
        (SOURCE.replace("2024-10-31", "2024-09-30"), "sources[yearbook].published_to"),
        (SOURCE.replace("2024-10-31", '"soon"'), "sources[yearbook].published_to"),
        (SOURCE + 'sha256 = "abc"', "sources[yearbook].sha256"),
        (SOURCE + 'url = "javascript:alert(1)"', "sources[yearbook].url"),
        (SPELLING.replace('"CNY"', '"CYN"'), "spellings[0].unit"),
        (SPELLING.replace('"100"', '"1e2"'), "spellings[0].multiplier"),
        (SPELLING.replace('"100"', "100"), "spellings[0].multiplier"),
        (SPELLING.replace('"100"', '"0"'), "spellings[0].multiplier"),
        (SPELLING.replace("hundred yuan", "Billion Yuan"), "spellings[0].texts"),
        (SPELLING.replace("hundred yuan", "billion yuan"), "spellings[0].texts"),
        (SPELLING.replace('["hundred yuan"]', "[]"), "spellings[0].texts"),
        ('area = "CN"', "area"),
        ('areas = "CN"', "areas"),
        ("areas = [1]", "areas[0]"),
        ('[[indicators]]\ncode = "x"\n', "sector"),
        (CODE_LIST, "code_lists[fuel].code"),
    ],
)
def test_a_fault_is_found_with_its_file_and_key(put: Put, text: str, path: str) -> None:
    found = _found(put("a.toml", text))
    assert ("catalogue/a.toml", path) in found
    assert all(file == "catalogue/a.toml" for file, _ in found)


def test_all_faults_of_all_files_are_found_at_once(put: Put) -> None:
    put("a.toml", AREA.replace(', zh = "某地"', "").replace('"140199"\np', '"14"\np'))
    folder = put(
        "b.toml", SPELLING.replace('"CNY"', '"CYN"') + SOURCE.replace('"zh"', '"Chinese!"')
    )
    assert _found(folder) == [
        ("catalogue/a.toml", "areas[CN-140199].gb_code"),
        ("catalogue/a.toml", "areas[CN-140199].name.zh"),
        ("catalogue/b.toml", "sources[yearbook].language"),
        ("catalogue/b.toml", "spellings[0].unit"),
    ]


def test_an_entry_that_cannot_be_read_is_no_unknown_code_for_others(put: Put) -> None:
    broken = AREA.replace('level = "prefecture"', 'level = "town"')
    inside = AREA.replace("140199", "140198").replace("CN-SX", "CN-140199")
    inside = inside.replace("Somewhere", "Inside").replace("某地", "里")
    assert _found(put("a.toml", broken + inside)) == [
        ("catalogue/a.toml", "areas[CN-140199].level")
    ]


def test_a_code_that_is_there_twice_is_named_with_the_file_that_has_it(put: Put) -> None:
    put("a.toml", AREA + SPELLING)
    folder = put("b.toml", AREA + SPELLING.replace("hundred yuan", "HUNDRED yuan"))
    findings = check_catalogue(read_catalogue(folder), catalogue())
    assert [(each.file, each.column, each.value) for each in findings] == [
        ("catalogue/b.toml", "areas[CN-140199]", "CN-140199"),
        ("catalogue/b.toml", "spellings[0]", "hundred yuan"),
    ]
    assert all("catalogue/a.toml" in each.reason for each in findings)


def test_a_code_that_is_twice_in_its_list_is_found(put: Put) -> None:
    codes = '{ code = "A", name.en = "A", name.zh = "甲" }'
    folder = put("a.toml", f'[[code_lists]]\ncode = "grade"\n{LABELS}codes = [{codes}, {codes}]')
    assert _found(folder) == [("catalogue/a.toml", "code_lists[grade].codes[A]")]


def test_areas_cannot_contain_each_other(put: Put) -> None:
    first = AREA.replace("CN-SX", "CN-140198")
    second = AREA.replace("140199", "140198").replace("CN-SX", "CN-140199")
    second = second.replace("Somewhere", "Elsewhere").replace("某地", "别处")
    assert _found(put("a.toml", first + second)) == [
        ("catalogue/a.toml", "areas[CN-140198].parent"),
        ("catalogue/a.toml", "areas[CN-140199].parent"),
    ]


def test_two_areas_cannot_swap_their_digits(put: Put) -> None:
    def changed(code: str, digits: str, english: str, chinese: str) -> str:
        text = AREA.replace("CN-140199", code).replace("140199", digits)
        return text.replace("Somewhere", english).replace("某地", chinese)

    folder = put(
        "a.toml",
        changed("CN-140100", "140200", "Taiyuan", "太原市")
        + changed("CN-140200", "140100", "Datong", "大同市"),
    )
    found = _found(folder)
    assert ("catalogue/a.toml", "areas[CN-140100].gb_code") in found
    assert ("catalogue/a.toml", "areas[CN-140200].gb_code") in found


def test_an_indicator_never_moves_to_another_sector(put: Put) -> None:
    text = INDICATOR.replace("coal_output", "air_cargo_mail_throughput")
    assert _found(put("a.toml", text)) == [
        ("catalogue/a.toml", "indicators[air_cargo_mail_throughput].code")
    ]


def test_a_sector_needs_a_schema_and_its_dimensions(put: Put) -> None:
    unknown = INDICATOR.replace('"energy"', '"health"').replace("position = 1", "position = 6")
    found = _found(put("a.toml", unknown.replace('["fuel"]', "[]")))
    assert found == [("catalogue/a.toml", "sector.code")]
    bare = INDICATOR.replace('["fuel"]', "[]")
    known = Structure(catalogue().code_lists, (), catalogue().units, (), (), (), ())
    assert _found(put("a.toml", bare), known) == [("catalogue/a.toml", "sector")]


@pytest.mark.parametrize(
    ("code", "first", "path"),
    [
        ("grade", "_T", "dimensions[grade].code"),
        ("period", "_T", "dimensions[period].code"),
    ],
)
def test_a_dimension_fits_the_records_of_its_sector(
    put: Put, code: str, first: str, path: str
) -> None:
    codes = f'codes = [{{ code = "{first}", name.en = "A", name.zh = "甲" }}]'
    text = f'{INDICATOR}\n[[dimensions]]\ncode = "{code}"{LABELS}{codes}\n'
    found = _found(put("a.toml", text))
    assert set(found) == {("catalogue/a.toml", path)}


def _dimension(first: str) -> str:
    codes = f'codes = [{{ code = "{first}", name.en = "A", name.zh = "甲" }}]'
    return f'{INDICATOR}\n[[dimensions]]\ncode = "fuel"{LABELS}{codes}\n'


def test_a_dimension_begins_with_the_total_unless_it_is_known(put: Put) -> None:
    units_only = Structure(catalogue().code_lists, (), catalogue().units, (), (), (), ())
    folder = put("a.toml", _dimension("peat"))
    assert _found(folder, units_only) == [("catalogue/a.toml", "dimensions[fuel].codes[peat]")]
    assert _found(put("a.toml", _dimension("_T")), units_only) == []
    # So codes can be added to one that is known.
    assert _found(put("a.toml", _dimension("peat"))) == []


BY_CODE = INDICATOR.partition("[[indicators]]")[2]


def test_a_sector_that_is_known_may_be_named_by_its_code_alone(put: Put) -> None:
    text = f'[sector]\ncode = "energy"\n[[indicators]]{BY_CODE}'
    again = text.replace("coal_output", "coke_output")
    folder = put("a.toml", text)
    put("b.toml", again)
    files = read_catalogue_files([folder / "a.toml", folder / "b.toml"], catalogue())
    assert check_catalogue(files, catalogue()) == ()
    assert [(each.code, each.sector) for each in files.structure.indicators] == [
        ("coal_output", "energy"),
        ("coke_output", "energy"),
    ]
    merged = merge(catalogue(), files.structure)
    assert merged.sectors == catalogue().sectors


def test_a_sector_that_is_not_known_is_told_in_full(put: Put) -> None:
    folder = put("a.toml", f'[sector]\ncode = "energi"\n[[indicators]]{BY_CODE}')
    files = read_catalogue_files([folder / "a.toml"], catalogue())
    found = {each.column for each in check_catalogue(files, catalogue())}
    assert {"sector.name", "sector.position", "sector.description"} <= found


def test_a_catalogue_without_the_lists_of_the_model_is_refused(put: Put) -> None:
    found = check_catalogue(read_catalogue(put("a.toml", SOURCE)), NO_CATALOGUE)
    assert {each.value for each in found} == {
        "transformation",
        "frequency",
        "status",
        "bound",
        "role",
        "period_basis",
        "nature",
    }


def test_a_file_that_is_no_toml_is_named_with_the_line(put: Put) -> None:
    folder = put("a.toml", "# fine\n[[areas]\n")
    (finding,) = read_catalogue(folder).findings
    assert (finding.rule, finding.file, finding.line) == ("readable-toml", "catalogue/a.toml", 2)


def test_a_file_in_another_encoding_is_named(put: Put) -> None:
    folder = put("a.toml", "")
    (folder / "a.toml").write_bytes("# 山西".encode("gb18030"))
    (finding,) = read_catalogue(folder).findings
    assert (finding.rule, finding.file) == ("readable-toml", "catalogue/a.toml")


def test_an_empty_folder_is_a_finding(tmp_path: Path) -> None:
    (finding,) = read_catalogue(tmp_path / "absent").findings
    assert finding.file == "absent"
