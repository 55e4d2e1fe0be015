"""CSV is read back as what was written, and no spreadsheet takes a text for a formula."""

import csv
import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cube import Cube
from app.domain.structure import Label
from app.representations import csv as csv_format
from app.representations.contract import RenderContext
from app.representations.rows import FREE_TEXT, columns, rows
from tests.representations.sample import EMPTY, HISTORY, LATEST, PLAIN, cut
from tests.support.builders import cube, fact, observation

EVERYTHING = replace(PLAIN, labels=True, provenance=True, history=True)
WIDE = replace(PLAIN, shape="wide")
# Surrogates are no text; everything else may come.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠SUM(A1)",
)


def _body(cubes: Sequence[Cube], context: RenderContext) -> bytes:
    return b"".join(csv_format.render(cubes, context))


def _table(cubes: Sequence[Cube], context: RenderContext) -> list[list[str]]:
    return list(csv.reader(io.StringIO(_body(cubes, context).decode(), newline=""), strict=True))


def _expected(cell: object, name: str) -> str:
    text = "" if cell is None else str(cell)
    free = name in FREE_TEXT or name.endswith("_label")
    return f"'{text}" if free and text.startswith(tuple(f[0] for f in FORMULAS)) else text


@pytest.mark.parametrize("context", [PLAIN, EVERYTHING, replace(EVERYTHING, language="zh")])
def test_a_table_is_read_back_as_it_was_written(context: RenderContext) -> None:
    names = columns(context)
    written = [
        [_expected(cell, name) for name, cell in zip(names, row, strict=True)]
        for row in rows(HISTORY, context)
    ]
    assert _table([HISTORY], context) == [list(names), *written]


@given(TEXTS, TEXTS, TEXTS)
def test_every_text_is_read_back(locator: str, unit: str, statement: str) -> None:
    said = fact("1", locator=locator, printed=("1", unit), statement=Label(statement, ""))
    context = replace(PLAIN, provenance=True, fields=("locator", "unit_published", "statement"))
    names = ("locator", "unit_published", "statement")
    expected = [
        _expected(text, name) for text, name in zip((locator, unit, statement), names, strict=True)
    ]
    assert _table([cube([observation(said)])], context) == [list(names), expected]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("field", ["locator", "unit_published", "statement", "note"])
def test_no_free_text_is_a_formula(formula: str, field: str) -> None:
    text = Label(formula, formula)
    said = fact("1", locator=formula, printed=("1", formula), statement=text, note=text)
    context = replace(PLAIN, provenance=True, fields=(field, "id"))
    assert _table([cube([observation(said)])], context)[1][0] == f"'{formula}"


def test_no_label_is_a_formula() -> None:
    said = fact("1", own={"product": "automobiles"})
    for context in (
        replace(PLAIN, labels=True, fields=("product_label",)),
        replace(WIDE, labels=True),
    ):
        header, row = _table([cube([observation(said)])], context)
        assert row[header.index("product_label")] == "'=Cars"


def test_a_negative_number_stays_a_number() -> None:
    said = observation(fact("-12.5", printed=("-12.5", "percent")))
    context = replace(PLAIN, fields=("value", "value_published"))
    assert _table([cube([said])], context)[1] == ["-12.5", "-12.5"]
    assert _table([cube([said])], WIDE)[1][-1] == "-12.5"


def test_what_is_missing_is_an_empty_cell() -> None:
    context = replace(PLAIN, fields=("value", "lower", "status"))
    assert _table([cube([observation(fact(None))])], context)[1] == ["", "", "M"]


def test_a_single_empty_cell_is_still_a_line() -> None:
    table = _table([cube([observation(fact(None))] * 2)], replace(PLAIN, fields=("value",)))
    assert table == [["value"], [""], [""]]


@pytest.mark.parametrize("context", [PLAIN, WIDE])
def test_a_byte_order_mark_is_written_only_when_wanted_and_once(context: RenderContext) -> None:
    mark = b"\xef\xbb\xbf"
    without = _body(cut(LATEST, 3), context)
    assert mark not in without
    assert _body(cut(LATEST, 3), replace(context, bom=True)) == mark + without
    assert _body([EMPTY], replace(context, bom=True)).startswith(mark)


@pytest.mark.parametrize("pieces", [[], [EMPTY], [EMPTY, EMPTY]])
def test_an_empty_answer_is_a_header(pieces: list[Cube]) -> None:
    assert _table(pieces, PLAIN) == [list(columns(PLAIN))]


def test_lines_end_as_the_standard_says() -> None:
    body = _body([LATEST], replace(PLAIN, fields=("id", "period")))
    assert body.count(b"\r\n") == body.count(b"\n") == len(LATEST.observations) + 1
    assert body.endswith(b"\r\n")
