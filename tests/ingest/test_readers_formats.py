"""Every format alike: files, bodies, sheets, and constants for what a file leaves out."""

import io
import subprocess
import sys
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.rules import Finding
from app.ingest import content
from app.ingest.layouts import recognise
from app.ingest.readers import READERS, open_body, open_grids, read_csv, read_table, read_tables
from app.ingest.tables import RawRecord, Table
from app.ingest.validate import validate
from tests.ingest.material import PUBLISHED, brief, catalogue, csv_of, records, row
from tests.ingest.written import WRITERS, as_parquet, as_text, as_xlsx

ROOT = Path(__file__).parents[2]

# What XML and CSV can both hold; a workbook has no carriage returns of its own.
_CHARACTERS = st.characters(
    exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n", exclude_characters="\ufeff"
)
_FORMATS = {reader.extension: reader for reader in READERS}


def _read(data: bytes, extension: str) -> tuple[Table, ...]:
    opened = open_body(io.BytesIO(data), _FORMATS[extension].media_types[0], "body")
    assert not isinstance(opened, Finding)
    return opened.tables()


def test_every_format_has_a_writer_in_these_tests() -> None:
    assert set(WRITERS) == set(_FORMATS)


@pytest.mark.parametrize("extension", WRITERS)
@settings(max_examples=25)
@given(st.data())
def test_what_is_written_is_read_back_cell_for_cell(extension: str, data: st.DataObject) -> None:
    cells = st.text(_CHARACTERS, max_size=20)
    columns = {"area": cells.filter(bool), "value": cells, "note_en": cells, "note_zh": cells}
    rows = data.draw(st.lists(st.fixed_dictionaries(columns), min_size=1, max_size=5))
    # A formula is what a text with this first character is to a workbook.
    rows = [
        {
            name: cell.lstrip("=") or "x" if name == "area" else cell.lstrip("=")
            for name, cell in r.items()
        }
        for r in rows
    ]
    (table,) = _read(WRITERS[extension](rows), extension)
    assert [each.cells for each in records(table)] == [
        {name: cell for name, cell in each.items() if cell} for each in rows
    ]


@pytest.mark.parametrize("extension", WRITERS)
def test_the_same_records_pass_the_same_checks_in_every_format(
    tmp_path: Path, extension: str
) -> None:
    path = tmp_path / f"A{extension.upper()}"
    path.write_bytes(WRITERS[extension]([row(), row(period="2023", value="1,234")]))
    found = validate(catalogue(), PUBLISHED, [read_table(path, "b/a")])
    (finding,) = found.findings
    assert (finding.rule, finding.file, finding.column) == ("plain-decimal", "b/a", "value")
    assert (finding.value, finding.suggestion) == ("1,234", "1234")
    assert "separators of thousands" in finding.reason
    # Records are counted where there are no lines.
    assert finding.line == (2 if extension in {".jsonl", ".parquet"} else 3)
    assert finding.sheet == ("Data" if extension == ".xlsx" else None)
    assert len(found.facts) == 1


@pytest.mark.parametrize("extension", WRITERS)
def test_a_body_is_read_as_a_file_is_and_stays_open(extension: str) -> None:
    with SpooledTemporaryFile(max_size=100) as body:
        body.write(WRITERS[extension]([row(), row(period="2023")]))
        for media_type in _FORMATS[extension].media_types:
            stated = f"{media_type.upper()}; header=present"
            opened = open_body(cast("BinaryIO", body), stated, "the body")
            assert not isinstance(opened, Finding)
            (table,) = opened.tables()
            assert (table.file, table.findings) == ("the body", ())
            assert len(list(table.records)) == 2
            assert not body.closed


def test_media_types_are_those_of_one_reader() -> None:
    every = [name for reader in READERS for name in reader.media_types]
    assert len(every) == len(set(every))


@pytest.mark.parametrize("media_type", ["application/json", "text", "", "text/css"])
def test_a_body_of_another_type_is_refused(media_type: str) -> None:
    fault = open_body(io.BytesIO(b"{}"), media_type, "body")
    assert isinstance(fault, Finding)
    assert (fault.rule, fault.file) == ("known-format", "body")
    assert "text/csv" in fault.reason


def test_the_charset_of_a_body_is_believed() -> None:
    data = csv_of(row())
    for charset, rules in (("utf-8", []), ("gb18030", ["encoding"]), ("x", ["encoding"])):
        opened = open_body(io.BytesIO(data), f"text/csv; charset={charset}", "body")
        assert not isinstance(opened, Finding)
        (table,) = opened.tables()
        assert [fault.rule for fault in table.findings] == rules


def test_a_body_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAXIMUM_BYTES", 10)
    fault = open_body(io.BytesIO(bytes(11)), "text/csv", "body")
    assert isinstance(fault, Finding)
    assert fault.rule == "file-size"


def test_chinese_files_of_our_own_columns_are_read_in_gb18030(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_of(row(area="山西省")).decode().encode("gb18030"))
    table = read_table(path)
    assert table.findings == ()
    assert [each.cells["area"] for each in records(table)] == ["山西省"]


@pytest.mark.parametrize("name", [".xls", ".xlsm", ".ods"])
def test_other_workbooks_are_refused_with_advice(tmp_path: Path, name: str) -> None:
    path = tmp_path / f"a{name}"
    path.write_bytes(b"")
    (fault,) = read_table(path).findings
    assert (fault.rule, fault.suggestion) == ("known-format", "save as .xlsx")


def test_only_parts_of_a_file_are_in_memory() -> None:
    read: list[int] = []

    class Counted(io.BytesIO):
        def read1(self, size: int | None = -1) -> bytes:
            read.append(self.tell())
            return super().read1(size)

    opened = open_body(Counted(csv_of(*[row()] * 2_000)), "text/csv", "body")
    assert not isinstance(opened, Finding)
    (table,) = opened.tables()
    read.clear()
    next(iter(table.records))
    assert len(read) == 1


# Sheets


def _workbook(folder: Path, **sheets: list[dict[str, str]]) -> Path:
    path = folder / "a.xlsx"
    path.write_bytes(as_xlsx([row()], "first", **sheets))
    return path


def test_every_sheet_with_our_header_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    second = [row(period="2023"), row(period="2022")]
    path = _workbook(tmp_path, second=second, notes=[{"Notes": "x"}], blank=[])
    first, other = read_tables(path, "b.xlsx")
    assert (first.sheet, other.sheet) == ("first", "second")
    assert [len(list(table.records)) for table in (first, other)] == [1, 2]
    (finding,) = (*first.findings, *other.findings)
    assert (finding.severity, finding.rule, finding.sheet) == ("warning", "sheets-read", "notes")
    assert finding.file == "b.xlsx"


def test_findings_name_the_sheet_of_their_table(tmp_path: Path) -> None:
    second = [{**row(value="x"), "valeu": "1"}]
    tables = read_tables(_workbook(tmp_path, second=second))
    found = validate(catalogue(), PUBLISHED, tables).findings
    assert {(each.sheet, each.rule) for each in found} >= {
        ("second", "known-columns"),
        ("second", "plain-decimal"),
    }
    assert "first" not in {each.sheet for each in found if each.rule == "known-columns"}


def test_the_sheet_that_is_named_is_the_only_one(tmp_path: Path) -> None:
    path = _workbook(tmp_path, second=[row(period="2023")], notes=[{"Notes": "x"}])
    (table,) = read_tables(path, sheet="second")
    assert (table.sheet, table.findings) == ("second", ())
    (notes,) = read_tables(path, sheet="notes")
    assert [(each.rule, each.sheet) for each in notes.findings] == [("known-columns", "notes")]


def test_an_unknown_sheet_is_refused_with_those_there_are(tmp_path: Path) -> None:
    (fault,) = read_table(_workbook(tmp_path, second=[row()]), sheet="frist").findings
    assert (fault.rule, fault.value, fault.suggestion) == ("known-sheet", "frist", "first")
    assert "first, second" in fault.reason
    (tmp_path / "a.csv").write_bytes(csv_of(row()))
    (fault,) = read_table(tmp_path / "a.csv", sheet="first").findings
    assert "no sheets" in fault.reason


def test_one_table_cannot_be_two_sheets(tmp_path: Path) -> None:
    (fault,) = read_table(_workbook(tmp_path, second=[row()])).findings
    assert fault.rule == "known-sheet"
    assert "first, second" in fault.reason


def test_a_workbook_without_observations_says_so_of_each_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(as_xlsx([{"地区": "山西"}], "一", two=[{"a": "=1+1"}], blank=[]))
    tables = read_tables(path)
    assert [(each.rule, each.sheet) for table in tables for each in table.findings] == [
        ("known-columns", "一"),
        ("known-columns", "two"),
    ]


def test_a_formula_in_a_record_is_an_error_and_not_its_last_value(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(as_xlsx([row(value="=1+1"), row(period="2023")], "data"))
    found = validate(catalogue(), PUBLISHED, [read_table(path)])
    (fault,) = found.findings
    assert (fault.rule, fault.file, fault.sheet) == ("plain-cells", "a.xlsx", "data")
    assert (fault.line, fault.column) == (2, "I")
    assert len(found.facts) == 1


def test_an_empty_workbook_is_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(as_xlsx([]))
    assert [fault.rule for fault in read_table(path).findings] == ["needed-columns"]


# Layouts


def test_what_no_layout_fits_is_left_to_others(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("area,2017,2016\nCN-SX,1,2\n")
    grids = open_grids(path)
    assert not isinstance(grids, Finding)
    assert recognise(grids) is None
    assert [row.line for row in grids[0].rows] == [1, 2]
    (fault,) = read_table(path).findings
    assert (fault.rule, fault.line) == ("known-columns", 1)
    assert "not a list of observations" in fault.reason


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("area,indicator,value", "observations in our own columns"),
        ("area,indicator,2017", "observations in our own columns"),
        ("dataflow,REF_AREA,OBS_VALUE", "SDMX-CSV 1.0"),
        ("dataflow,indicator,value", "SDMX-CSV 1.0"),
        ("STRUCTURE[;],STRUCTURE_ID,ACTION", "SDMX-CSV 2.0"),
        ("地区,2017年", None),
    ],
)
def test_layouts_are_told_by_the_header(tmp_path: Path, header: str, name: str | None) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"{header}\n")
    grids = open_grids(path)
    assert not isinstance(grids, Finding)
    layout = recognise(grids)
    assert (layout.name if layout else None) == name


# Constants of a release


@pytest.mark.parametrize("extension", WRITERS)
def test_constants_stand_in_for_columns_that_are_not_there(tmp_path: Path, extension: str) -> None:
    constants = (
        "status",
        "role",
        "bound",
        "period_basis",
        "statement_en",
        "statement_zh",
        "locator",
    )
    short = [
        {n: c for n, c in each.items() if n not in constants}
        for each in (row(), row(period="2023"))
    ]
    path = tmp_path / f"a{extension}"
    path.write_bytes(WRITERS[extension](short))
    defaults = {name: row()[name] for name in constants}
    found = validate(catalogue(), PUBLISHED, [read_table(path, defaults=defaults)])
    assert found.findings == ()
    assert {(fact.status, fact.locator) for fact in found.facts} == {("A", "Table 1")}


def test_constants_never_replace_what_a_file_states_or_leaves_empty(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_of(row(status="E"), row(status="", period="2023")))
    table = read_table(path, defaults={"status": "A"})
    assert [each.cells.get("status") for each in records(table)] == ["E", None]


def test_constants_for_no_column_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(csv_of(row()))
    table = read_table(path, defaults={"statment_en": "x"})
    assert brief(table.findings) == [("known-columns", 1, "statment_en", "x")]
    assert "statement_en" in (table.findings[0].suggestion or "")


def test_a_column_that_cannot_be_read_leaves_the_others_in_place() -> None:
    text = as_text([row()]).decode().replace('"status"', '"value"', 1)
    (record,) = records(read_csv("a.csv", text.encode()))
    assert {"value", "status"}.isdisjoint(record.cells)
    assert record.cells["role"] == "indicator"


def test_numbers_of_parquet_and_workbooks_are_read_as_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(as_parquet([row()]))
    (record,) = records(read_table(path))
    assert isinstance(record, RawRecord)
    assert record.cells["value"] == row()["value"]


def test_libraries_are_loaded_for_the_files_that_need_them(tmp_path: Path) -> None:
    for extension, needed in ((".csv", set()), (".xlsx", {"openpyxl"}), (".parquet", {"pyarrow"})):
        path = tmp_path / f"a{extension}"
        path.write_bytes(WRITERS[extension]([row()]))
        code = (
            "import sys, pathlib; from app.ingest.readers import read_table;"
            f"assert len(list(read_table(pathlib.Path({str(path)!r})).records)) == 1;"
            "print(*{'openpyxl', 'pyarrow'}.intersection(sys.modules))"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT
        )
        assert set(done.stdout.split()) == needed
