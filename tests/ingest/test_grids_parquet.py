"""Parquet files as grids: every type that can state a figure, and those that cannot."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from app.domain.rules import Finding
from app.ingest.content import content_of_body, content_of_bytes
from app.ingest.grids import parquet as grids_parquet
from app.ingest.grids.parquet import open_parquet
from app.ingest.tables import GridRow


def _file(columns: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


def _rows(data: bytes) -> list[GridRow | Finding]:
    opened = open_parquet(content_of_bytes(data, "a.parquet"))
    assert not isinstance(opened, Finding), opened
    (grid,) = opened
    assert list(grid.rows) == list(grid.rows)
    return list(grid.rows)


@pytest.mark.parametrize(
    ("cells", "kind", "texts"),
    [
        (["山西", "", None], pa.string(), ["山西", "", ""]),
        (["山西", None], pa.large_string(), ["山西", ""]),
        (["a", "a", None], pa.dictionary(pa.int8(), pa.string()), ["a", "a", ""]),
        ([818050000000, -1, None], pa.int64(), ["818050000000", "-1", ""]),
        ([2**64 - 1], pa.uint64(), ["18446744073709551615"]),
        ([818.05, 1e22, 1e-7, 2024.0, None], pa.float64(), None),
        ([818.05, 0.1], pa.float32(), ["818.05", "0.1"]),
        ([Decimal("818.050"), Decimal("0.001")], pa.decimal128(10, 3), ["818.050", "0.001"]),
        ([Decimal("1E-9"), None], pa.decimal128(12, 10), ["0.0000000010", ""]),
        ([date(2024, 2, 29), None], pa.date32(), ["2024-02-29", ""]),
        ([None, None], pa.null(), ["", ""]),
    ],
)
def test_cells_become_texts_with_their_digits(
    cells: list[Any], kind: Any, texts: list[str] | None
) -> None:
    numbers = pa.array(range(len(cells)), pa.int8())
    header, *rows = _rows(_file({"n": numbers, "x": pa.array(cells, kind)}))
    assert header == GridRow(0, ("n", "x"))
    wanted = texts or ["818.05", "10000000000000000000000", "0.0000001", "2024", ""]
    assert rows == [GridRow(n + 1, (str(n), text)) for n, text in enumerate(wanted)]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_moment_at_midnight_is_a_day(unit: str) -> None:
    days = [
        datetime.fromisoformat(text)
        for text in ("2024-02-29", "2024-02-29T10:30:20", "2024-10-10T00:00:00")
    ]
    _, *rows = _rows(_file({"x": pa.array(days, pa.timestamp(unit))}))
    texts = [row.cells[0] for row in rows if isinstance(row, GridRow)]
    assert texts == ["2024-02-29", "2024-02-29T10:30:20", "2024-10-10"]


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("kind", [pa.float64(), pa.float32()])
def test_numbers_that_are_not_finite_are_errors_and_not_values(bad: float, kind: Any) -> None:
    columns = {"value": pa.array([1.5, bad, None], kind), "area": ["a", "b", "c"]}
    _, first, fault, last = _rows(_file(columns))
    assert (first, last) == (GridRow(1, ("1.5", "a")), GridRow(3, ("", "c")))
    assert isinstance(fault, Finding)
    assert (fault.rule, fault.line, fault.column) == ("plain-cells", 2, "value")


def test_lines_go_on_over_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids_parquet, "_BATCH", 7)
    _, *rows = _rows(_file({"x": pa.array(range(1, 31))}))
    assert rows == [GridRow(n, (str(n),)) for n in range(1, 31)]


@pytest.mark.parametrize(
    "cells",
    [pa.array([True]), pa.array([b"a"]), pa.array([["a"]]), pa.array([{"a": 1}])],
    ids=["boolean", "bytes", "list", "struct"],
)
def test_columns_of_other_types_are_refused_by_name(cells: Any) -> None:
    opened = open_parquet(content_of_bytes(_file({"area": ["a"], "x": cells}), "a.parquet"))
    assert isinstance(opened, Finding)
    assert (opened.rule, opened.file, opened.column) == ("plain-cells", "a.parquet", "x")


def _fault(data: bytes) -> Finding:
    opened = open_parquet(content_of_bytes(data, "a.parquet"))
    assert isinstance(opened, Finding)
    assert (opened.rule, opened.file) == ("readable-parquet", "a.parquet")
    return opened


@pytest.mark.parametrize("kept", [0, 3, 100, -1])
def test_a_file_that_is_cut_short_is_refused(kept: int) -> None:
    assert "broken" in _fault(_file({"x": ["a"] * 100})[:kept]).reason


def test_a_damaged_page_is_a_finding() -> None:
    data = bytearray(_file({"x": [f"{n:040}" for n in range(100)]}))
    data[4:200] = b"\xff" * 196
    *_, last = _rows_of_damaged(bytes(data))
    assert isinstance(last, Finding)
    assert last.rule == "readable-parquet"


def _rows_of_damaged(data: bytes) -> list[GridRow | Finding]:
    opened = open_parquet(content_of_bytes(data, "a.parquet"))
    return [opened] if isinstance(opened, Finding) else list(opened[0].rows)


def test_what_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids_parquet, "MAXIMUM_BYTES", 50)
    assert "unpacks to" in _fault(_file({"x": [f"{n:040}" for n in range(100)]})).reason


def test_a_body_stays_open() -> None:
    body = io.BytesIO(_file({"x": ["a"]}))
    content = content_of_body(body, "body")
    assert not isinstance(content, Finding)
    opened = open_parquet(content)
    assert not isinstance(opened, Finding)
    assert len(list(opened[0].rows)) == 2
    assert not body.closed
