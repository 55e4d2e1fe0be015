"""Reading files: rows with their lines, and every way in which a file can be wrong."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rules import Finding
from app.ingest.readers import READERS, read_csv, read_table
from app.ingest.tables import COLUMNS, RawRecord, table_of
from app.ingest.validate import validate
from tests.ingest.material import HEADER, PUBLISHED, brief, catalogue, csv_of, records, row

LINE = ",".join(HEADER)


def _filled(cells: dict[str, str]) -> dict[str, str]:
    return {name: cell for name, cell in cells.items() if cell}


def test_cells_come_by_column_and_empty_ones_not_at_all() -> None:
    table = read_csv("a.csv", csv_of(row(), row(period="2023", note_en="a, b")))
    assert table.findings == ()
    first, second = records(table)
    assert (first.line, second.line) == (2, 3)
    assert second.cells["note_en"] == "a, b"
    assert "lower" not in first.cells


def test_a_record_stands_on_the_line_on_which_it_starts() -> None:
    rows = csv_of(row(note_en="two\nlines", note_zh="两\r\n行"), row(period="2023"))
    table = read_csv("a.csv", rows)
    assert [record.line for record in table.records] == [2, 5]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_endings_and_byte_order_mark_make_no_difference(ending: str, mark: str) -> None:
    text = mark + csv_of(row(), row(period="2023")).decode().replace("\n", ending)
    first, second = records(read_csv("a.csv", text.encode()))
    assert (first.cells, second.cells) == (_filled(row()), _filled(row(period="2023")))


def test_blank_lines_are_no_records_but_count_as_lines() -> None:
    first, second, third = csv_of(row(), row(period="2023")).decode().splitlines()
    table = read_csv("a.csv", f"{first}\n\n{second}\n\n{third}\n\n".encode())
    assert [record.line for record in table.records] == [3, 5]
    assert table.findings == ()


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
            min_size=2,
            max_size=2,
        ),
        max_size=5,
    )
)
def test_what_a_csv_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerows([["locator", "note_en"], *rows])
    table = read_csv("a.csv", out.getvalue().encode())
    assert [record.cells for record in records(table)] == [
        {name: cell for name, cell in zip(("locator", "note_en"), each, strict=True) if cell}
        for each in rows
        if any(each)
    ]


@pytest.mark.parametrize(
    ("content", "line", "hint"),
    [
        (f"{LINE}\n".encode() + b"\xff\xfe\xfa\xff", 2, "save as UTF-8"),
        (f"{LINE}\n".encode("utf-16"), 1, "UTF-16"),
        (f"{LINE}\n".encode("utf-16-le"), 1, "UTF-8"),
    ],
)
def test_another_encoding_is_refused_with_the_line(content: bytes, line: int, hint: str) -> None:
    table = read_csv("a.csv", content)
    assert [(each.rule, each.file, each.line) for each in table.findings] == [
        ("encoding", "a.csv", line)
    ]
    assert hint in (table.findings[0].suggestion or "")
    assert table.records == ()


@pytest.mark.parametrize("content", [b"", b"\n\n", "\ufeff".encode()])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert brief(read_csv("a.csv", content).findings) == [("needed-columns", 1, "file", None)]


def test_a_table_of_something_else_is_one_finding() -> None:
    content = "地区,2017年,2016年\n北京市,28014.94,25669.13\n天津市,1\n".encode()
    table = read_csv("a.csv", content)
    assert brief(table.findings) == [("known-columns", 1, "file", "地区,2017年,2016年")]
    assert validate(catalogue(), PUBLISHED, [table]).findings == table.findings


def test_rows_with_too_few_or_too_many_cells_are_named() -> None:
    lines = csv_of(row(), row(period="2023"), row(period="2022")).decode().splitlines()
    lines[1] += ",more"
    lines[3] = lines[3].rpartition(",")[0].rpartition(",")[0]
    table = read_csv("a.csv", "\n".join(lines).encode())
    first, second, third = table.records
    assert isinstance(second, RawRecord)
    assert brief([each for each in (first, third) if isinstance(each, Finding)]) == [
        ("cells-per-record", 2, "note_zh", "more"),
        ("cells-per-record", 4, "note_en", None),
    ]


@pytest.mark.parametrize("broken", ['"open', '"a"b,c'])
def test_quotes_that_do_not_match_end_the_reading(broken: str) -> None:
    text = csv_of(row(), row(period="2023")).decode() + broken + "\n"
    table = read_csv("a.csv", text.encode())
    first, second, fault = table.records
    assert (first.line, second.line) == (2, 3)
    assert isinstance(fault, Finding)
    assert brief([fault]) == [("rfc-4180", 4, "file", None)]


def test_a_header_that_is_no_csv_is_refused() -> None:
    assert brief(read_csv("a.csv", b'"area,unit\n').findings) == [("rfc-4180", 1, "file", None)]


def test_a_missing_column_is_named_once_and_not_for_every_record() -> None:
    names = [name for name in HEADER if name not in {"status", "value"}]
    rows = [{name: each[name] for name in names} for each in (row(), row(period="2023"))]
    found = validate(catalogue(), PUBLISHED, [read_csv("a.csv", csv_of(*rows))])
    assert brief(found.findings) == [
        ("needed-columns", 1, "status", None),
        ("needed-columns", 1, "value", None),
    ]


def test_optional_columns_may_be_left_out() -> None:
    names = {
        "lower",
        "upper",
        "value_published",
        "unit_published",
        "decimals",
        "note_en",
        "note_zh",
    }
    kept = {name: cell for name, cell in row().items() if name not in names}
    found = validate(catalogue(), PUBLISHED, [read_csv("a.csv", csv_of(kept))])
    assert found.findings == ()
    assert len(found.facts) == 1


def test_a_misspelt_column_is_one_finding_with_the_name_meant() -> None:
    cells = {("valeu" if name == "value" else name): cell for name, cell in row().items()}
    found = validate(catalogue(), PUBLISHED, [read_csv("a.csv", csv_of(cells))])
    assert brief(found.findings) == [("known-columns", 1, "valeu", "valeu")]
    assert found.findings[0].suggestion == "value"


def test_a_column_that_is_there_twice_is_not_read() -> None:
    text = csv_of(row()).decode().splitlines()
    content = f"{text[0]},value\n{text[1]},7\n".encode()
    found = validate(catalogue(), PUBLISHED, [read_csv("a.csv", content)])
    assert brief(found.findings) == [("columns-once", 1, "value", "value")]
    assert list(found.facts) == []


def test_the_sectors_own_column_is_needed_where_the_sector_has_it() -> None:
    kept = {name: cell for name, cell in row().items() if name != "product"}
    found = validate(catalogue(), PUBLISHED, [read_csv("a.csv", csv_of(kept))])
    assert brief(found.findings) == [("needed-columns", 1, "product", None)]


def test_records_of_several_sectors_may_share_a_file() -> None:
    tourism = row(indicator="rural_tour_sites", unit="COUNT", value="90")
    content = csv_of(
        row(), tourism, header=[name for name in COLUMNS if name in {**row(), **tourism}]
    )
    found = validate(catalogue(), PUBLISHED, [read_csv("a.csv", content)])
    assert found.findings == ()
    assert sorted(fact.sector for fact in found.facts) == ["consumption", "tourism"]


def test_a_format_nobody_reads_is_refused_with_those_that_are(tmp_path: Path) -> None:
    path = tmp_path / "a.xslx"
    path.write_bytes(b"")
    table = read_table(path)
    assert brief(table.findings) == [("known-format", None, "file", "a.xslx")]
    assert all(reader.extension in table.findings[0].reason for reader in READERS)


@pytest.mark.parametrize("name", ["absent.csv", "folder.csv"])
def test_a_file_that_cannot_be_read_is_a_finding(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    table = read_table(tmp_path / name, f"b/{name}")
    assert [(each.rule, each.file) for each in table.findings] == [("readable-file", f"b/{name}")]


def test_the_extension_may_be_in_capitals(tmp_path: Path) -> None:
    path = tmp_path / "A.CSV"
    path.write_bytes(csv_of(row()))
    assert read_table(path).findings == ()


def test_records_at_hand_are_a_table_too() -> None:
    record = {name: cell for name, cell in row().items() if cell}
    extra = {**record, "period": "2023", "vaule": "1", "value": None, "status": "M"}
    found = validate(catalogue(), PUBLISHED, [table_of("body", [record, extra])])
    assert brief(found.findings) == [("known-columns", 2, "vaule", "1")]
    assert found.findings[0].suggestion == "value"


@pytest.mark.parametrize("given", [818, 818.5, True, ["818"], {"a": 1}])
def test_a_figure_that_is_no_text_is_refused(given: object) -> None:
    record: dict[str, object] = {name: cell for name, cell in row().items() if cell}
    found = validate(catalogue(), PUBLISHED, [table_of("body", [{**record, "value": given}])])
    assert [(each.rule, each.column) for each in found.findings] == [("readable-text", "value")]


def test_an_indicator_that_is_no_text_is_refused() -> None:
    record: dict[str, object] = {name: cell for name, cell in row().items() if cell}
    found = validate(catalogue(), PUBLISHED, [table_of("body", [{**record, "indicator": ["a"]}])])
    assert [(each.rule, each.column) for each in found.findings] == [("readable-text", "indicator")]


def test_half_a_character_does_not_break_the_report() -> None:
    record: dict[str, object] = {name: cell for name, cell in row().items() if cell}
    found = validate(catalogue(), PUBLISHED, [table_of("body", [{**record, "locator": "a\ud800"}])])
    (finding,) = found.findings
    assert (finding.rule, finding.column, finding.value) == ("readable-text", "locator", "a?")
