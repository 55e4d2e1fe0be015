"""JSON lines: digits, lines, and what is no record."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from app.domain.rules import Finding
from app.ingest.content import content_of_bytes
from app.ingest.jsonl import read_jsonl
from app.ingest.readers import open_grids, read_table
from app.ingest.tables import RawRecord, Table
from app.ingest.validate import validate
from tests.ingest.material import PUBLISHED, brief, catalogue, row


def _read(text: str | bytes, defaults: Mapping[str, str] | None = None) -> Table:
    data = text.encode() if isinstance(text, str) else text
    return read_jsonl(content_of_bytes(data, "a.jsonl"), defaults or {})


def _fault(text: str) -> Finding:
    (fault,) = _read(text).records
    assert isinstance(fault, Finding)
    return fault


@pytest.mark.parametrize(
    "number", ["818.05", "818.050", "818", "-0.10", "8.1805e11", "1" * 40, "0.1000000000000000055"]
)
def test_numbers_keep_the_digits_they_are_written_with(number: str) -> None:
    (record,) = _read(f'{{"value": {number}, "area": "CN-SX"}}').records
    assert record == RawRecord(1, {"value": number, "area": "CN-SX"})


def test_null_and_empty_are_no_cells_and_blank_lines_no_records() -> None:
    table = _read('\ufeff{"area": "a", "value": null, "lower": ""}\r\n\n  \n{"area": "b"}')
    assert list(table.records) == [RawRecord(1, {"area": "a"}), RawRecord(4, {"area": "b"})]


@pytest.mark.parametrize(
    ("line", "rule", "column"),
    [
        ("[1]", "object-per-line", "file"),
        ('"a"', "object-per-line", "file"),
        ("12", "object-per-line", "file"),
        ("null", "object-per-line", "file"),
        ('{"value": NaN}', "plain-decimal", "value"),
        ('{"area": "a", "lower": -Infinity}', "plain-decimal", "lower"),
        ("NaN", "plain-decimal", "file"),
        ('{"value": [NaN]}', "plain-decimal", "file"),
        ('{"area": "a", "value": 1, "area": "a"}', "columns-once", "area"),
        ('{"area": {"x": 1, "x": 2}}', "columns-once", "x"),
        ('{"area": "a"', "readable-json", "file"),
        ('{"area": "a"} {}', "readable-json", "file"),
        ("{'area': 1}", "readable-json", "file"),
        ('{"area": 1,000}', "readable-json", "file"),
        ('{"area": 01}', "readable-json", "file"),
        ('{"area": "a\tb"}', "readable-json", "file"),
        ("[" * 100_000, "readable-json", "file"),
    ],
)
def test_a_line_that_is_no_record_is_named_and_the_next_is_read(
    line: str, rule: str, column: str
) -> None:
    first, fault, last = _read(f'{{"area": "a"}}\n{line}\n{{"area": "b"}}\n').records
    assert isinstance(fault, Finding)
    assert (fault.rule, fault.line, fault.column) == (rule, 2, column)
    assert (first, last) == (RawRecord(1, {"area": "a"}), RawRecord(3, {"area": "b"}))


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "latin-1"])
def test_another_encoding_is_refused(encoding: str) -> None:
    text = '{"area": "a"}\n{"area": "é"}' if encoding == "latin-1" else '{"a": "山西"}'
    table = _read(text.encode(encoding))
    assert [fault.rule for fault in table.findings] == ["encoding"]


def test_a_file_of_records_is_checked_like_any_other(tmp_path: Path) -> None:
    sound = {name: cell for name, cell in row().items() if cell}
    other = {**sound, "period": "2023", "value": "1,234", "vlaue": 1, "decimals": True}
    path = tmp_path / "a.jsonl"
    path.write_text(f"{json.dumps(sound)}\n{json.dumps(other)}\n")
    found = validate(catalogue(), PUBLISHED, [read_table(path)])
    assert brief(found.findings) == [
        ("whole-decimals", 2, "decimals", "True"),
        ("plain-decimal", 2, "value", "1,234"),
        ("known-columns", 2, "vlaue", "1"),
    ]
    assert len(found.facts) == 1


def test_constants_fill_what_an_object_leaves_out_and_nothing_else() -> None:
    table = _read('{"status": "E"}\n{}\n{"status": null}', {"status": "A", "stauts": "A"})
    assert [record.cells for record in table.records if isinstance(record, RawRecord)] == [
        {"status": "E"},
        {"status": "A"},
        {},
    ]
    assert brief(table.findings) == [("known-columns", None, "stauts", "A")]


def test_there_are_no_grids_of_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{}\n")
    opened = open_grids(path)
    assert isinstance(opened, Finding)
    assert opened.rule == "known-format"
    table = read_table(path, sheet="a")
    assert [fault.rule for fault in table.findings] == ["known-format"]
