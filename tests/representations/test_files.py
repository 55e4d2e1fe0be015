"""Parquet, Arrow and workbooks hold what JSON holds: columns, order, figures, and what is missing."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from pyarrow import Table, ipc, parquet, types

from app.domain.cube import Cube, Derived
from app.domain.errors import RefusedError
from app.representations import DATA, columnar
from app.representations import json as json_format
from app.representations.contract import RenderContext, Representation
from app.representations.rows import NUMBERS, columns
from tests.representations.sample import EMPTY, HISTORY, LATEST, PLAIN, REPLACED, cut
from tests.support.builders import cube, fact, observation

FILES = {each.name: each for each in DATA if each.file}
EVERYTHING = replace(PLAIN, labels=True, provenance=True, history=True)
WIDE = replace(PLAIN, shape="wide")
MADE = Derived("yoy", "100 * (A / B - 1)", ("a@1", "b@1"), ("rebased",))
DERIVED = cube((REPLACED._replace(derived=MADE, role="derived", value="2.5"),))
CASES: dict[str, tuple[Cube, RenderContext]] = {
    "rows": (LATEST, PLAIN),
    "everything-en": (HISTORY, EVERYTHING),
    "everything-zh": (HISTORY, replace(EVERYTHING, language="zh")),
    "fields": (LATEST, replace(PLAIN, fields=("period", "value", "bound", "product", "area"))),
    "derived": (DERIVED, replace(PLAIN, derived=True)),
    "wide": (LATEST, WIDE),
    "wide-labels": (LATEST, replace(WIDE, labels=True, language="zh", dimensions=("product",))),
    "empty": (EMPTY, PLAIN),
}
Rows = list[dict[str, Any]]
ABOUT = {"canonical": "/v1/observations", "data_version": "211c2ec374ec"}


def _body(format_: Representation, cubes: Sequence[Cube], context: RenderContext) -> bytes:
    return b"".join(format_.render(cubes, context))


def _parquet(body: bytes) -> Table:
    return parquet.read_table(io.BytesIO(body))


def _arrow(body: bytes) -> Table:
    return ipc.open_stream(body).read_all()


def _workbook(body: bytes) -> Rows:
    sheet = openpyxl.load_workbook(io.BytesIO(body))["Data"]
    names, *rows = sheet.values
    return [dict(zip(map(str, names), map(_unescaped, row), strict=True)) for row in rows]


def _unescaped(cell: object) -> object:
    """Undo how workbooks write a carriage return, which openpyxl leaves to its callers."""
    return cell.replace("_x000D_", "\r") if isinstance(cell, str) else cell


READ: dict[str, Callable[[bytes], Rows]] = {
    "parquet": lambda body: _parquet(body).to_pylist(),
    "arrow": lambda body: _arrow(body).to_pylist(),
    "xlsx": _workbook,
}


def _said(answer: Cube, context: RenderContext) -> Rows:
    body = b"".join(json_format.render([answer], context))
    found: Rows = json.loads(body, parse_float=Decimal, parse_int=Decimal)["data"]
    return found


def _alike(cell: object, said: object) -> bool:
    """Whether a cell says what JSON says, in a type of its own."""
    if isinstance(cell, datetime) and cell.tzinfo is None:
        return cell.date().isoformat() == said  # how openpyxl reads a day
    if isinstance(cell, datetime):
        return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" == said
    if isinstance(cell, date):
        return cell.isoformat() == said
    if isinstance(said, Decimal):
        return Decimal(str(cell)) == said
    return cell == said


@pytest.mark.parametrize("format_", FILES.values(), ids=FILES)
@pytest.mark.parametrize("case", CASES)
def test_a_file_says_what_json_says(case: str, format_: Representation) -> None:
    answer, context = CASES[case]
    rows, said = READ[format_.name](_body(format_, [answer], context)), _said(answer, context)
    assert [[*row] for row in rows] == [[*row] for row in said]
    differing = [
        (name, row[name], wanted[name])
        for row, wanted in zip(rows, said, strict=True)
        for name in wanted
        if not _alike(row[name], wanted[name])
    ]
    assert differing == []


@pytest.mark.parametrize("size", [1, 5])
@pytest.mark.parametrize("format_", FILES.values(), ids=FILES)
@pytest.mark.parametrize("case", CASES)
def test_bytes_do_not_depend_on_pieces(case: str, format_: Representation, size: int) -> None:
    answer, context = CASES[case]
    whole = _body(format_, [answer], context)
    assert _body(format_, [EMPTY, *(cut(answer, size) or [answer])], context) == whole


@pytest.mark.parametrize("name", ["parquet", "arrow"])
def test_parts_of_a_file_have_the_same_rows_however_it_was_read(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columnar, "_ROWS", 4)
    monkeypatch.setattr(columnar, "_BATCHES_OF_A_GROUP", 2)
    whole = _body(FILES[name], [HISTORY], EVERYTHING)
    assert _body(FILES[name], cut(HISTORY, 3), EVERYTHING) == whole
    assert len(READ[name](whole)) == len(HISTORY.observations) > 4


def test_columns_have_types() -> None:
    schema = _parquet(_body(FILES["parquet"], [HISTORY], EVERYTHING)).schema
    typed = {field.name: str(field.type) for field in schema}
    assert {name for name, type_ in typed.items() if type_ == "decimal128(38, 15)"} == NUMBERS
    assert (typed["start"], typed["end"]) == ("date32[day]", "date32[day]")
    assert typed["published_at"] == typed["superseded_at"] == "timestamp[ms, tz=UTC]"
    assert (typed["decimals"], typed["period"]) == ("int16", "string")
    assert [*typed] == [*columns(EVERYTHING)]


def test_texts_that_repeat_are_dictionaries() -> None:
    body = _body(FILES["parquet"], [HISTORY], PLAIN)
    group = parquet.ParquetFile(io.BytesIO(body)).metadata.row_group(0)
    parts = {group.column(i).path_in_schema: group.column(i) for i in range(group.num_columns)}
    assert {part.compression for part in parts.values()} == {"ZSTD"}
    assert "RLE_DICTIONARY" in parts["indicator"].encodings
    schema = _arrow(_body(FILES["arrow"], [HISTORY], PLAIN)).schema
    assert types.is_dictionary(schema.field("indicator").type)
    assert types.is_string(schema.field("id").type)


@pytest.mark.parametrize(("name", "read"), [("parquet", _parquet), ("arrow", _arrow)])
def test_a_file_says_what_it_is(name: str, read: Callable[[bytes], Table]) -> None:
    context = replace(
        PLAIN, close=lambda _, __: {"meta": ABOUT}, descriptions={"value": "The figure."}
    )
    schema = read(_body(FILES[name], [LATEST], context)).schema
    told = {key.decode(): text.decode() for key, text in schema.metadata.items()}
    assert told.items() >= ABOUT.items()
    assert told["licence"].startswith("Figures are facts")
    field = {key.decode(): text.decode() for key, text in schema.field("value").metadata.items()}
    assert field["description"] == "The figure."
    assert "base unit" in field["unit"]


@pytest.mark.parametrize("name", ["parquet", "arrow"])
@pytest.mark.parametrize("digits", ["0.0000000000000001", "123456789012345678901234"])
def test_what_does_not_fit_is_refused(name: str, digits: str) -> None:
    with pytest.raises(RefusedError, match="more digits"):
        _body(FILES[name], [cube([observation(fact(digits))])], PLAIN)


def test_no_text_of_a_workbook_is_a_formula() -> None:
    context = replace(EVERYTHING, labels=True)
    for book in (_workbook(_body(FILES["xlsx"], [LATEST], each)) for each in (context, WIDE)):
        texts = [cell for row in book for cell in row.values() if isinstance(cell, str)]
        assert texts
    sheet = openpyxl.load_workbook(io.BytesIO(_body(FILES["xlsx"], [LATEST], context)))["Data"]
    assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "n", "d"}


@pytest.mark.parametrize(
    ("digits", "kept"),
    [
        ("818.05", 818.05),
        ("999999999999999", 999999999999999),
        ("9007199254740993", "9007199254740993"),
        ("0.1234567890123456", "0.1234567890123456"),
        ("-0.000000000000001", -1e-15),
    ],
)
def test_a_workbook_loses_no_digit(digits: str, kept: object) -> None:
    context = replace(PLAIN, fields=("value",))
    (row,) = _workbook(_body(FILES["xlsx"], [cube([observation(fact(digits))])], context))
    assert row["value"] == kept


def test_a_day_before_spreadsheets_begin_is_text() -> None:
    said = cube([observation(fact(period=period)) for period in ("1899", "1900")])
    rows = _workbook(_body(FILES["xlsx"], [said], replace(PLAIN, fields=("start",))))
    assert [row["start"] for row in rows] == ["1899-01-01", datetime(1900, 1, 1)]  # noqa: DTZ001 - as openpyxl reads it
