"""Files read over HTTP by the programs that analysts have, from a running server, in parts."""

from __future__ import annotations

import io
import urllib.request
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import duckdb_extension_httpfs  # type: ignore[import-untyped]  # a folder with one binary
import openpyxl
import pandas as pd  # type: ignore[import-untyped]  # its stubs are a package of their own
import polars as pl
import pytest
from pyarrow import ipc, parquet

from tests.support.terminal import Server

PLACES = ("/v1/observations.parquet", "/v1/bulk/all.parquet")
RETAIL = "indicator = 'retail_sales_consumer_goods' and unit = 'CNY'"
FIGURE = Decimal(818_050_000_000)


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with its own extension for HTTP."""
    folder = Path(duckdb_extension_httpfs.__file__).parent / f"extensions/v{duckdb.__version__}"
    with duckdb.connect() as connection:
        connection.load_extension(str(folder / "httpfs.duckdb_extension"))
        yield connection


def _body(server: Server, path: str) -> bytes:
    with urllib.request.urlopen(f"{server.url}{path}") as answer:  # noqa: S310 - our own server
        body: bytes = answer.read()
        return body


def _count(server: Server) -> int:
    return len(_body(server, "/v1/observations.jsonl").splitlines())


@pytest.mark.parametrize("place", PLACES)
def test_duckdb_reads_parquet_in_parts(
    server: Server, database: duckdb.DuckDBPyConnection, place: str
) -> None:
    table = f"read_parquet('{server.url}{place}')"
    query = f"select value, start, bound from {table} where {RETAIL} and period = '2024'"  # noqa: S608 - names of our own
    ((value, start, bound),) = database.sql(query).fetchall()
    assert (value, start.isoformat(), bound) == (FIGURE, "2024-01-01", "exact")
    ((rows, nan),) = database.sql(
        f"select count(*), count(*) filter (isnan(value::double)) from {table}"  # noqa: S608 - as above
    ).fetchall()
    assert (rows, nan) == (_count(server), 0)


def test_duckdb_reads_csv(server: Server, database: duckdb.DuckDBPyConnection) -> None:
    query = f"select count(*) from read_csv('{server.url}/v1/bulk/all.csv')"  # noqa: S608 - as above
    assert database.sql(query).fetchall() == [(_count(server),)]


@pytest.mark.parametrize("place", PLACES)
def test_polars_scans_parquet(server: Server, place: str) -> None:
    frame: Any = (
        pl.scan_parquet(f"{server.url}{place}")
        .filter(pl.col("indicator") == "retail_sales_consumer_goods", pl.col("unit") == "CNY")
        .select("value", "start", "period")
        .collect()
    )
    assert frame["value"].to_list() == [FIGURE]
    assert frame.schema["start"] == pl.Date


def test_polars_reads_parquet_and_arrow(server: Server) -> None:
    read = pl.read_parquet(f"{server.url}/v1/bulk/all.parquet")
    stream = pl.read_ipc_stream(io.BytesIO(_body(server, "/v1/observations.arrow")))
    assert read.height == _count(server)
    assert stream.select("id", "value").equals(read.select("id", "value"))


def test_pandas_reads_parquet_and_a_workbook(server: Server) -> None:
    frame = pd.read_parquet(f"{server.url}/v1/observations.parquet")
    assert len(frame) == _count(server)
    assert FIGURE in set(frame["value"])
    sheets = pd.read_excel(io.BytesIO(_body(server, "/v1/observations.xlsx")), sheet_name=None)
    assert [*sheets] == ["Data", "Indicators", "Sources"]
    assert sheets["Data"]["id"].to_list() == frame["id"].to_list()


def test_pyarrow_reads_both_with_one_schema(server: Server, tmp_path: Path) -> None:
    (tmp_path / "all.parquet").write_bytes(_body(server, "/v1/observations.parquet"))
    table = parquet.read_table(tmp_path / "all.parquet")
    stream = ipc.open_stream(_body(server, "/v1/observations.arrow")).read_all()
    assert stream.cast(table.schema).equals(table)
    assert table.schema.metadata[b"canonical"] == b"/v1/observations"
    assert b"base unit" in table.schema.field("value").metadata[b"unit"]


def test_a_workbook_opens_with_filters_and_a_frozen_header(server: Server) -> None:
    book = openpyxl.load_workbook(io.BytesIO(_body(server, "/v1/observations.xlsx?lang=zh")))
    data = book["Data"]
    assert data.freeze_panes == "A2"
    assert data.auto_filter.ref.startswith("A1:")
    assert {cell.data_type for row in data.iter_rows(min_row=2) for cell in row} <= {"s", "n", "d"}
    assert [book["Indicators"]["A1"].value, book["Sources"]["A1"].value] == ["indicator", "source"]
