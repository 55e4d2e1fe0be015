"""A faulty mapping file is refused, with file and key."""

from pathlib import Path

import pytest

from app.ingest.mapping import MappingEntry, read_mapping

SOUND = """
encoding = "gbk"
columns = { area = "地区" }
constants = { indicator = "地区生产总值", unit = "亿元" }
[[values]]
header = ["period"]
"""


def written(folder: Path, toml: str) -> Path:
    path = folder / "m.toml"
    path.write_text(toml, encoding="utf-8")
    return path


def test_a_sound_file(tmp_path: Path) -> None:
    mapping = read_mapping(written(tmp_path, SOUND))
    assert isinstance(mapping, MappingEntry)
    assert (mapping.encoding, mapping.header_rows) == ("gbk", 1)
    assert mapping.columns["area"][0].header == "地区"


@pytest.mark.parametrize(
    ("change", "key", "words"),
    [
        (("columns =", "colums ="), "colums", "no key 'colums'"),
        (('"gbk"', '"klingon"'), "encoding", "encoding"),
        (("area =", "aera ="), "columns.aera", "'aera'"),
        (("indicator =", "indicater ="), "constants.indicater", "'indicater'"),
        (('["period"]', '["period", "unit"]'), "values[0].header", "1 header rows"),
        (('["period"]', '["periode"]'), "values[0].header.periode", "'periode'"),
        (('["period"]', '[""]'), "values[0]", "Nothing says the period"),
        (('area = "地区"', 'unit = "单位"'), "values[0]", "Nothing says the area"),
        (
            ('area = "地区"', 'area = "地区", unit = "单位"'),
            "values[0]",
            "unit of these figures is said 2",
        ),
        (('"地区"', "{ letter = 'B', position = 2 }"), "columns.area[0]", "one of header"),
        (('"地区"', "{ letter = 'b' }"), "columns.area[0].letter", "pattern"),
        (('"地区"', '["甲", "乙"]'), "columns.area", "Only the pieces of a period"),
        (("[[values]]", "[[values]]\nflag_offset = 0"), "values[0].flag_offset", "greater"),
        (
            ("[[values]]", "[[values]]\nfirst = 'A'\ncolumns = ['B']"),
            "values[0].columns",
            "one by one",
        ),
        (("[[values]]", "[[value]]"), "value", "no key 'value'"),
        (("[[values]]", "[flags]\np = 'ZZ'\n[[values]]"), "flags.p", "Input should be"),
        (("[[values]]", "[flags]\n'5' = 'P'\n[[values]]"), "flags", "pattern"),
        (("[[values]]", "[aliases.aera]\n'x' = 'CN'\n[[values]]"), "aliases.aera", "'aera'"),
        (("encoding", "thousands = '.'\nencoding"), "thousands", "Input should be"),
        (("encoding", "missing_status = 'A'\nencoding"), "missing_status", "Input should be"),
        (("encoding", "skip_rows = -1\nencoding"), "skip_rows", "greater"),
    ],
)
def test_a_faulty_key(tmp_path: Path, change: tuple[str, str], key: str, words: str) -> None:
    found = read_mapping(written(tmp_path, SOUND.replace(*change)), "my/m.toml")
    assert not isinstance(found, MappingEntry)
    assert {finding.file for finding in found} == {"my/m.toml"}
    match = [finding for finding in found if (finding.column or "").startswith(key)]
    assert match, found
    assert any(words in finding.reason for finding in match), match


def test_a_misspelt_role_comes_with_the_nearest(tmp_path: Path) -> None:
    found = read_mapping(written(tmp_path, SOUND.replace("area =", "aera =")))
    assert not isinstance(found, MappingEntry)
    by_key = {finding.column: finding for finding in found}
    assert by_key["columns.aera"].suggestion == "area"


@pytest.mark.parametrize("content", [b"columns = ", b"\xff\xfe"])
def test_what_is_no_toml(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "m.toml"
    path.write_bytes(content)
    found = read_mapping(path)
    assert isinstance(found, tuple)
    assert [(finding.rule, finding.file) for finding in found] == [("readable-toml", "m.toml")]
