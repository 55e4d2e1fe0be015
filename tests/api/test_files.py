"""Answers that are files: whole before they are sent, in parts when they are asked for in parts."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyarrow import ipc, parquet

from tests.api import large
from tests.api.conftest import Services
from tests.api.service import Answer, Service
from tests.support.builders import fact, published
from tests.support.stores import opened

URL = "/v1/observations"
FILES = ("parquet", "arrow", "xlsx")
RANGE = "Range"


@pytest.fixture(scope="session")
def store(sqlite: Services) -> Service:
    """Several pages of the database."""
    return sqlite.on(large.fill)


@pytest.fixture(params=FILES)
def whole(seeded: Service, request: pytest.FixtureRequest) -> Answer:
    return seeded.ok(f"{URL}.{request.param}")


def _address(answer: Answer) -> str:
    _, _, extension = answer.headers["content-disposition"].rpartition(".")
    return f"{URL}.{extension.rstrip(chr(34))}"


def _part(service: Service, answer: Answer, asked: str, **more: str) -> Answer:
    headers = {"If-Range": more["if_range"]} if more else {}
    return service.ask(_address(answer), {RANGE: asked, **headers})


def test_head_tells_the_length(seeded: Service, whole: Answer) -> None:
    head = seeded.ask(_address(whole), method="HEAD")
    assert head.body == b""
    for name in ("content-length", "etag", "accept-ranges", "content-type", "last-modified"):
        assert head.headers[name] == whole.headers[name]
    assert head.headers["content-length"] == str(len(whole.body))
    assert head.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=4-99", 4, 99),
        ("bytes=1000-", 1000, None),
        ("bytes=-8", -8, None),
        ("bytes=-999999999", 0, None),
        ("bytes=5-999999999", 5, None),
        ("bytes = 4 - 9", None, None),
        ("bytes=-", None, None),
        ("bytes=9-4", None, None),
        ("bytes=0-1,4-5", None, None),
        ("lines=0-1", None, None),
        ("bytes=a-b", None, None),
    ],
)
def test_a_part_is_that_part_of_the_whole(
    seeded: Service, whole: Answer, asked: str, first: int | None, last: int | None
) -> None:
    answer = _part(seeded, whole, asked)
    size = len(whole.body)
    assert answer.headers["etag"] == whole.headers["etag"]
    if first is None:
        assert (answer.status, answer.body) == (200, whole.body)
        assert "content-range" not in answer.headers
        return
    start = first + size if first < 0 else first
    end = size - 1 if last is None else last
    assert (answer.status, answer.body) == (206, whole.body[start : end + 1])
    assert answer.headers["content-range"] == f"bytes {start}-{end}/{size}"
    assert answer.headers["content-length"] == str(end + 1 - start)


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-99999999", "bytes=-0"])
def test_a_part_behind_the_end_is_refused(seeded: Service, whole: Answer, asked: str) -> None:
    answer = _part(seeded, whole, asked)
    assert (answer.status, answer.json()["type"]) == (416, "/problems/range-not-satisfiable")
    assert answer.headers["content-range"] == f"bytes */{len(whole.body)}"


def test_a_part_of_something_else_is_the_whole(seeded: Service, whole: Answer) -> None:
    tag, changed = whole.headers["etag"], whole.headers["last-modified"]
    for condition in (tag, changed):
        assert _part(seeded, whole, "bytes=0-3", if_range=condition).status == 206
    for condition in ('"other"', f"W/{tag}", "Mon, 01 Jan 2001 00:00:00 GMT", "x"):
        answer = _part(seeded, whole, "bytes=0-3", if_range=condition)
        assert (answer.status, answer.body) == (200, whole.body)


def test_head_has_no_ranges(seeded: Service, whole: Answer) -> None:
    head = seeded.ask(_address(whole), {RANGE: "bytes=0-3"}, method="HEAD")
    assert (head.status, head.headers["content-length"]) == (200, str(len(whole.body)))


def test_files_are_never_coded(seeded: Service, whole: Answer) -> None:
    answer = seeded.ok(_address(whole), {"Accept-Encoding": "gzip, br, zstd"})
    assert answer.body == whole.body
    assert answer.headers["etag"] == whole.headers["etag"]
    assert "content-encoding" not in answer.headers


@pytest.mark.parametrize("format_", FILES)
def test_parts_make_the_whole_even_if_it_is_made_again(store: Service, format_: str) -> None:
    url = f"{URL}.{format_}?area=CN-SX"
    pieces = []
    size = int(store.ask(url, method="HEAD").headers["content-length"])
    for start in range(0, size, 50_000):
        pieces.append(store.ask(url, {RANGE: f"bytes={start}-{start + 49_999}"}).body)
        store.app.state.provstat.files.close()
    assert b"".join(pieces) == store.ok(url).body


def _rows_of_parquet(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = parquet.read_table(io.BytesIO(body)).to_pylist()
    return found


def _rows_of_arrow(body: bytes) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ipc.open_stream(body).read_all().to_pylist()
    return found


def _rows_of_workbook(body: bytes) -> list[dict[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(body), read_only=True)
    names, *rows = book["Data"].values
    return [dict(zip(map(str, names), row, strict=True)) for row in rows]


READ = {"parquet": _rows_of_parquet, "arrow": _rows_of_arrow, "xlsx": _rows_of_workbook}


@pytest.mark.parametrize("format_", FILES)
def test_a_file_of_several_pages_has_every_row_in_order(store: Service, format_: str) -> None:
    rows = READ[format_](store.ok(f"{URL}.{format_}?fields=area,period,value").body)
    shown = [(row["area"], row["period"], Decimal(str(row["value"]))) for row in rows]
    assert shown == [(area, day, Decimal(value)) for area, day, value in large.figures()]


FIGURES = {"value", "lower", "upper", "decimals"}
QUESTIONS = (
    "",
    "include=labels,provenance&lang=zh",
    "vintage=all",
    "fields=period,value,id",
    "derive=yoy",
    "derive=convert:USD",
    "area=CN-SN",
    "limit=3",
)


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("format_", FILES)
def test_rows_are_those_of_json(revised: Service, format_: str, question: str) -> None:
    rows = READ[format_](revised.ok(f"{URL}.{format_}?{question}").body)
    wanted = revised.rows(f"{URL}?{question}")
    assert [[*row] for row in rows] == [[*row] for row in wanted]
    for row, said in zip(rows, wanted, strict=True):
        assert {name: _text(cell) for name, cell in row.items()} == {
            name: _number(text) if name in FIGURES else text for name, text in said.items()
        }


def _text(cell: object) -> object:
    """Write a cell as JSON has it; figures without the zeros that a type adds."""
    if isinstance(cell, (Decimal, int, float)):
        return Decimal(repr(cell) if isinstance(cell, float) else cell).normalize()
    if isinstance(cell, datetime):
        if cell.tzinfo is None:
            return cell.date().isoformat()  # how openpyxl reads a day
        return f"{cell.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return cell.isoformat() if isinstance(cell, date) else cell


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text).normalize()


@pytest.mark.parametrize("format_", ["parquet", "arrow"])
def test_a_wide_table_has_a_column_a_period(seeded: Service, format_: str) -> None:
    rows = READ[format_](seeded.ok(f"{URL}.{format_}?shape=wide").body)
    wanted = seeded.rows(f"{URL}?shape=wide")
    assert [[*row] for row in rows] == [[*row] for row in wanted]
    assert [_text(row["2024"]) for row in rows] == [_number(row["2024"]) for row in wanted]


@pytest.fixture
def precise(sqlite: Services, tmp_path: Path) -> Iterator[Service]:
    del tmp_path

    def fill(url: str) -> None:
        large.fill(url, 1)
        with opened(url) as store:
            published(store, fact("0.0000000000000001"), fact("12345678901234567", area="CN-HE"))

    with sqlite.fresh(fill) as service:
        yield service


@pytest.mark.parametrize("format_", ["parquet", "arrow"])
def test_a_figure_that_does_not_fit_is_refused_and_never_rounded(
    precise: Service, format_: str
) -> None:
    problem = precise.problem(f"{URL}.{format_}", 422)
    assert "15 behind it" in problem["detail"]
    (row,) = READ[format_](precise.ok(f"{URL}.{format_}?area=CN-HE&indicator=retail_sales").body)
    assert row["value"] == 12345678901234567


def test_a_workbook_keeps_long_figures_as_text(precise: Service) -> None:
    body = precise.ok(f"{URL}.xlsx?indicator=retail_sales&fields=area,value").body
    sheet = openpyxl.load_workbook(io.BytesIO(body))["Data"]
    values = [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert sorted(values, key=str) == ["12345678901234567", 1e-16]
    assert "as text" in sheet["B1"].comment.text
    assert sheet["A1"].comment is None
