"""Workbooks as grids: digits, dates, and cells that state nothing of their own."""

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.formula import ArrayFormula

from app.domain.rules import Finding
from app.ingest.content import content_of_bytes
from app.ingest.grids import archives, xlsx
from app.ingest.readers import open_grids
from app.ingest.tables import Grid, GridRow

SHEET = "xl/worksheets/sheet1.xml"


def _book(*rows: list[Any], title: str = "数据", **more: list[list[Any]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for name, others in more.items():
        other = book.create_sheet(name)
        for row in others:
            other.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _repacked(data: bytes, changed: Mapping[str, bytes], more: int = 0) -> bytes:
    """The workbook with other parts in it."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changed.get(name, old.read(name)))
        for number in range(more):
            new.writestr(f"xl/media/{number}", b"")
    return out.getvalue()


def _with_rows(data: bytes, rows: str) -> bytes:
    """The workbook with other rows in its first sheet, as a program other than ours may write them."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        text = old.read(SHEET).decode()
    made = re.sub(r"<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", text)
    return _repacked(data, {SHEET: made.encode()})


def _grids(data: bytes) -> tuple[Grid, ...]:
    opened = xlsx.open_workbook(content_of_bytes(data, "a.xlsx"))
    assert not isinstance(opened, Finding), opened
    return opened


def _rows(data: bytes) -> list[GridRow | Finding]:
    (grid,) = _grids(data)
    return list(grid.rows)


def _fault(data: bytes) -> Finding:
    opened = xlsx.open_workbook(content_of_bytes(data, "a.xlsx"))
    assert isinstance(opened, Finding)
    assert (opened.file, opened.rule) == ("a.xlsx", "readable-workbook")
    return opened


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (818.05, "818.05"),
        (818050000000, "818050000000"),
        (1e22, "10000000000000000000000"),
        (1e-7, "0.0000001"),
        (2024.0, "2024"),
        (-3, "-3"),
        ("0012.50", "0012.50"),
        (" 山西 \n", " 山西 \n"),
        (date(2024, 2, 29), "2024-02-29"),
        (datetime.fromisoformat("2024-02-29T12:30"), "2024-02-29T12:30:00"),
    ],
)
def test_cells_have_the_digits_that_the_file_states(value: object, text: str) -> None:
    assert _rows(_book([value])) == [GridRow(1, (text,))]


def test_the_digits_of_excel_itself_are_those_that_were_typed() -> None:
    # It writes seventeen digits, and an extent that may be wrong.
    rows = '<row r="2"><c r="A2"><v>818.04999999999995</v></c><c r="C2"><v>2</v></c></row>'
    data = _with_rows(_book(["x"]), rows)
    assert _rows(data) == [GridRow(2, ("818.05", "", "2"))]


@pytest.mark.parametrize(
    ("value", "column", "shown", "word"),
    [
        ("=SUM(A1:A2)", "B", "=SUM(A1:A2)", "formula"),
        (ArrayFormula("B2:B3", "=A1:A2*2"), "B", "=A1:A2*2", "formula"),
        (True, "B", "True", "TRUE or FALSE"),
        ("#N/A", "B", "#N/A", "error"),
        (timedelta(hours=30), "B", "1 day, 6:00:00", "length of time"),
    ],
)
def test_cells_that_state_nothing_themselves_are_errors_with_their_place(
    value: object, column: str, shown: str, word: str
) -> None:
    first, *faults, last = _rows(_book(["a", "b"], ["x", value], ["y", 1]))
    assert [first, last] == [GridRow(1, ("a", "b")), GridRow(3, ("y", "1"))]
    (fault,) = faults
    assert isinstance(fault, Finding)
    assert (fault.rule, fault.line, fault.column, fault.value) == ("plain-cells", 2, column, shown)
    assert f"cell {column}2" in fault.reason
    assert word in fault.reason


def test_every_such_cell_of_a_row_is_named() -> None:
    faults = _rows(_book([True, "=A1", "x", "#REF!"]))
    assert [fault.column for fault in faults if isinstance(fault, Finding)] == ["A", "B", "D"]


def test_numbers_that_no_sheet_shows_are_errors() -> None:
    (fault,) = _rows(_with_rows(_book(["x"]), '<row r="1"><c r="A1"><v>1E999</v></c></row>'))
    assert isinstance(fault, Finding)
    assert "not finite" in fault.reason


def test_merged_cells_stay_empty_but_for_the_first() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.append(["山西", "a"])
    sheet.append([None, "b"])
    sheet.merge_cells("A1:A2")
    out = io.BytesIO()
    book.save(out)
    assert _rows(out.getvalue()) == [GridRow(1, ("山西", "a")), GridRow(2, ("", "b"))]


def test_empty_rows_are_none_and_short_ones_are_filled_up() -> None:
    rows = _rows(_book(["a", "b", "c"], [], [None, None], ["1"], ["", "2"]))
    assert rows == [
        GridRow(1, ("a", "b", "c")),
        GridRow(4, ("1", "", "")),
        GridRow(5, ("", "2", "")),
    ]


def test_every_sheet_is_a_grid_that_can_be_read_again() -> None:
    first, second = _grids(_book(["a"], title="一", two=[["b"]]))
    assert (first.sheet, second.sheet) == ("一", "two")
    for _ in range(2):
        assert list(first.rows) == [GridRow(1, ("a",))]
        assert list(second.rows) == [GridRow(1, ("b",))]


def test_the_file_is_closed_when_nobody_reads_it_any_more(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(_book(["a"], two=[["b"]]))
    opened = open_grids(path)
    assert not isinstance(opened, Finding)
    links = Path("/proc/self/fd")
    here = [each for each in links.iterdir() if each.exists() and each.resolve() == path.resolve()]
    assert len(here) == 1
    rows = iter(opened[0].rows)
    next(rows)
    del opened, rows
    assert not here[0].exists() or here[0].resolve() != path.resolve()


@pytest.mark.parametrize("kept", [0.3, 0.99])
def test_a_workbook_that_is_cut_short_is_refused(kept: float) -> None:
    data = _book(["a"], ["b"])
    assert "cut short" in (_fault(data[: int(len(data) * kept)]).suggestion or "")


def test_a_damaged_sheet_is_a_finding_after_the_rows_before_it() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>NaN</v></c></row>'
    first, fault = _rows(_with_rows(_book(["x"]), rows))
    assert first == GridRow(1, ("1",))
    assert isinstance(fault, Finding)
    assert fault.rule == "readable-workbook"


def test_zip_files_of_something_else_are_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.txt", "x")
    assert "broken" in _fault(out.getvalue()).reason


def test_old_and_encrypted_workbooks_are_refused_with_advice() -> None:
    fault = _fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    assert ".xlsx without a password" in (fault.suggestion or "")


def test_a_zip_bomb_is_refused_before_it_is_inflated(monkeypatch: pytest.MonkeyPatch) -> None:
    data = _bomb(4 * 1024**2)
    inflated: list[str] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _, name, *__: inflated.append(str(name)))
    assert "inflates by more than 200 times" in _fault(data).reason
    assert inflated == []


def _bomb(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        info = zipfile.ZipInfo(SHEET)
        info.compress_type = zipfile.ZIP_DEFLATED
        file.writestr(info, bytes(size))
    return out.getvalue()


@pytest.mark.parametrize(
    ("limit", "word"),
    [("MAXIMUM_INFLATED", "inflates to"), ("MAXIMUM_HELD", "All but the sheets")],
)
def test_the_sizes_that_the_directory_states_are_limited(
    monkeypatch: pytest.MonkeyPatch, limit: str, word: str
) -> None:
    monkeypatch.setattr(archives, limit, 1_000)
    assert word in _fault(_book(["a"])).reason


def test_the_number_of_parts_is_limited() -> None:
    assert "parts" in _fault(_repacked(_book(["a"]), {}, more=archives.MAXIMUM_ENTRIES)).reason


def test_a_part_that_is_larger_than_the_directory_says_is_broken() -> None:
    data = bytearray(_book(["a"], *[["x" * 50, number] for number in range(2_000)]))
    name = SHEET.encode()
    place = data.rindex(name) - 46 + 24
    data[place : place + 4] = (500).to_bytes(4, "little")
    opened = xlsx.open_workbook(content_of_bytes(bytes(data), "a.xlsx"))
    rows = [opened] if isinstance(opened, Finding) else list(opened[0].rows)
    assert isinstance(rows[-1], Finding)


def test_rows_beyond_the_last_of_a_sheet_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MAXIMUM_ROWS", 5)
    rows = '<row r="9999999999"><c r="A9999999999"><v>1</v></c></row>'
    (fault,) = _rows(_with_rows(_book(["x"]), rows))
    assert isinstance(fault, Finding)
    assert (fault.rule, fault.line) == ("readable-workbook", 9999999999)


def test_texts_in_cells_are_read_as_shared_ones_are() -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t xml:space="preserve"> 山西 &lt;a&gt; </t></is></c>'
        '<c r="B1" t="inlineStr"><is><r><t>1</t></r><r><t>8.05</t></r></is></c>'
        '<c r="C1" t="inlineStr"><is><t/></is></c><c r="D1" t="inlineStr"><is/></c>'
        '<c r="E1"><v>1.50</v></c></row>'
        '<row r="4"><c r="A4" t="inlineStr"><f>1+1</f><is><t>2</t></is></c></row>'
        '<row r="3"><c r="A3" t="inlineStr"><is><t>late</t></is></c></row>'
    )
    first, fault, late = _rows(_with_rows(_book(["x"]), rows))
    assert first == GridRow(1, (" 山西 <a> ", "18.05", "", "", "1.5"))
    assert isinstance(fault, Finding)
    assert (fault.line, "formula" in fault.reason) == (4, True)
    # Out of its order, and yet it is there.
    assert isinstance(late, GridRow)
    assert (late.line, late.cells[0]) == (3, "late")
