"""Text files as grids: encodings, quotes, lines."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.domain.rules import Finding
from app.ingest import content
from app.ingest.grids import encoding, peek
from app.ingest.readers import open_grids
from app.ingest.tables import Grid, GridRow

CHINESE = "数据库：分省年度数据\n地区,2017年\n北京市,28014.94\n"


def _grid(path: Path, **spelling: str) -> Grid:
    opened = open_grids(path, **spelling)
    assert not isinstance(opened, Finding), opened
    (grid,) = opened
    return grid


def _fault(path: Path, **spelling: str) -> Finding:
    opened = open_grids(path, "a/b.csv", **spelling)
    assert isinstance(opened, Finding)
    assert opened.file == "a/b.csv"
    return opened


def _written(folder: Path, data: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _cells(grid: Grid) -> list[Sequence[str]]:
    return [row.cells for row in grid.rows if isinstance(row, GridRow)]


@pytest.mark.parametrize("name", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_chinese_is_read_in_the_encodings_in_which_it_comes(
    tmp_path: Path, name: str, ending: str
) -> None:
    path = _written(tmp_path, CHINESE.replace("\n", ending).encode(name))
    assert list(_grid(path).rows) == [
        GridRow(1, ("数据库：分省年度数据",)),
        GridRow(2, ("地区", "2017年")),
        GridRow(3, ("北京市", "28014.94")),
    ]


@pytest.mark.parametrize(
    ("data", "line", "hint"),
    [
        ("a,b\nOrléans,Genève\n".encode("latin-1"), 2, "UTF-8"),
        ("a,b\nПриве,тест\n".encode("cp1251"), 2, "UTF-8"),
        ("統計,數據,臺灣\n".encode("big5"), 1, "UTF-8"),
        (CHINESE.encode("utf-16"), 1, "UTF-16"),
        (CHINESE.encode("utf-16-le"), 1, "UTF-8"),
        (b"a,b\r\nc,d\r\n" + "北京".encode()[:-1] + b"\r\n", 3, "UTF-8"),
        (CHINESE.encode() * 3 + b"\xff\xff", 10, "UTF-8"),
        (CHINESE.encode("gbk") * 3 + b"\xff\xff\n", 10, "UTF-8"),
        (CHINESE.encode("gbk") + "山".encode("gbk")[:1], 4, "UTF-8"),
        (b"PK\x03\x04\xff\xff", 1, ".xlsx"),
    ],
)
def test_what_does_not_decode_is_refused_with_line_and_bytes(
    tmp_path: Path, data: bytes, line: int, hint: str
) -> None:
    fault = _fault(_written(tmp_path, data))
    assert (fault.rule, fault.line) == ("encoding", line)
    assert hint in (fault.suggestion or "")
    assert fault.value is None or bytes.fromhex(fault.value) in data


def test_an_encoding_that_was_named_is_the_only_one(tmp_path: Path) -> None:
    path = _written(tmp_path, CHINESE.encode())
    assert _fault(path, encoding="gbk").rule == "encoding"
    assert _cells(_grid(path, encoding="UTF-8"))[1] == ("地区", "2017年")
    assert "known are" in _fault(path, encoding="rot13").reason


def test_characters_across_the_borders_of_chunks_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoding, "_CHUNK", 3)
    for name in ("utf-8", "gbk"):
        path = _written(tmp_path, CHINESE.encode(name))
        assert len(_cells(_grid(path))) == 3
    fault = _fault(_written(tmp_path, b"aa\r\n\r\nb\r" + b"\xff\xff"))
    assert (fault.line, fault.value) == (4, "ff")


@pytest.mark.parametrize("place", ["a,b\n1,\0\n", "a\0,b\n"])
def test_nul_characters_are_refused_with_their_line(tmp_path: Path, place: str) -> None:
    fault = _fault(_written(tmp_path, place.encode()))
    line = place[: place.index("\0")].count("\n") + 1
    assert (fault.rule, fault.line) == ("encoding", line)
    assert "NUL" in fault.reason


def test_a_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "MAXIMUM_LINE_BYTES", 100)
    monkeypatch.setattr(encoding, "_CHUNK", 64)
    assert _fault(_written(tmp_path, b"a\n" + b"b" * 300)).reason.startswith("A line is longer")
    assert len(_cells(_grid(_written(tmp_path, b"bbbbbbb\n" * 300)))) == 300


@pytest.mark.parametrize(
    ("name", "data", "given", "cells"),
    [
        ("a.csv", b"a,b\tc", {}, ("a", "b\tc")),
        ("a.tsv", b"a,b\tc", {}, ("a,b", "c")),
        ("a.txt", b"a,b\tc", {}, ("a,b", "c")),
        ("a.txt", b"a,b\nc\td", {}, ("a", "b")),
        ("a.csv", b"a,b;c", {"delimiter": ";"}, ("a,b", "c")),
    ],
)
def test_cells_are_told_apart_by_the_delimiter_of_the_format(
    tmp_path: Path, name: str, data: bytes, given: dict[str, str], cells: tuple[str, ...]
) -> None:
    assert _cells(_grid(_written(tmp_path, data, name), **given))[0] == cells


def test_quoted_line_breaks_count_as_lines_and_empty_rows_are_none(tmp_path: Path) -> None:
    path = _written(tmp_path, b'a,b\n"1\n2",3\n,\n\n4,5\n')
    assert list(_grid(path).rows) == [
        GridRow(1, ("a", "b")),
        GridRow(2, ("1\n2", "3")),
        GridRow(6, ("4", "5")),
    ]


@pytest.mark.parametrize("end", ['"4,5\n6,7\n', '4,"5"x\n'])
def test_a_file_that_is_cut_inside_quotes_ends_where_the_record_starts(
    tmp_path: Path, end: str
) -> None:
    *rows, last = _grid(_written(tmp_path, f"a,b\n2,3\n{end}".encode())).rows
    assert len(rows) == 2
    assert isinstance(last, Finding)
    assert (last.rule, last.line) == ("rfc-4180", 3)


def test_a_quote_left_open_does_not_take_in_the_whole_file(tmp_path: Path) -> None:
    path = _written(tmp_path, b'a\n"1\n' + b"2345678\n" * 40_000)
    *_, last = _grid(path).rows
    assert isinstance(last, Finding)
    assert (last.rule, last.line) == ("rfc-4180", 2)


def test_peeking_leaves_every_row(tmp_path: Path) -> None:
    grid = _grid(_written(tmp_path, b"a\nb\nc\n"))
    once = Grid("once", iter([GridRow(1, ("a",)), GridRow(2, ("b",)), GridRow(3, ("c",))]))
    for each in (grid, once):
        first, whole = peek(each, 2)
        assert [row.line for row in first] == [1, 2]
        assert [row.line for row in whole.rows] == [1, 2, 3]


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    assert "folder" in _fault(tmp_path / "folder.csv").reason
    assert _fault(tmp_path / "absent.csv").rule == "readable-file"


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = _written(tmp_path, b"")
    with path.open("r+b") as file:
        file.truncate(content.MAXIMUM_BYTES + 1)
    fault = _fault(path)
    assert fault.rule == "file-size"
    assert "2,147,483,648" in fault.reason
