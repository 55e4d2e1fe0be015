"""JSON and JSON lines are valid, and no digit is lost on the way."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.cube import Cube
from app.domain.text import plain
from app.representations import json as json_format
from app.representations import jsonl
from app.representations.contract import RenderContext
from app.representations.rows import columns, rows
from tests.representations.sample import EMPTY, HISTORY, LATEST, PLAIN, cut, envelope
from tests.support.builders import cube, fact, observation

WIDE = replace(PLAIN, shape="wide")
EVERYTHING = replace(PLAIN, labels=True, provenance=True, history=True)
FIGURES = st.decimals(allow_nan=False, allow_infinity=False, places=15)


def _refuse(constant: str) -> None:
    raise AssertionError(constant)


def _read(text: bytes) -> Any:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal, parse_constant=_refuse)


def _document(cubes: list[Cube], context: RenderContext) -> Any:
    return _read(b"".join(json_format.render(cubes, context)))


def _lines(cubes: list[Cube], context: RenderContext) -> list[Any]:
    body = b"".join(jsonl.render(cubes, context))
    assert body == b"" or body.endswith(b"\n")
    return [_read(line) for line in body.split(b"\n")[:-1]]


@pytest.mark.parametrize(
    "digits",
    [
        "818.05",
        "1234567890.123456789012345",
        "1234567890123456789012345",
        "0",
        "-0.000000000000001",
    ],
)
def test_digits_survive(digits: str) -> None:
    answer = cube([observation(fact(digits)), observation(fact(None, limits=(digits, digits)))])
    body = b"".join(json_format.render([answer], replace(PLAIN, close=envelope)))
    for name in ("value", "lower", "upper"):
        assert f'"{name}":{digits},'.encode() in body


@given(st.lists(FIGURES, min_size=1, max_size=5))
def test_every_number_is_read_back_exactly(figures: list[Decimal]) -> None:
    answer = cube([observation(fact(format(figure, "f"))) for figure in figures])
    document = _document([answer], PLAIN)
    assert [row["value"] for row in document["data"]] == figures
    assert [row["value"] for row in _lines([answer], PLAIN)] == figures


@given(st.text(max_size=20), st.text(max_size=20))
def test_every_text_is_read_back_exactly(locator: str, unit: str) -> None:
    answer = cube([observation(fact("1", locator=locator, printed=("1", unit)))])
    for row in (*_document([answer], PLAIN)["data"], *_lines([answer], PLAIN)):
        assert (row["locator"], row["unit_published"]) == (locator, unit)


@pytest.mark.parametrize("context", [PLAIN, EVERYTHING])
def test_cells_are_those_of_the_rows(context: RenderContext) -> None:
    names = columns(context)
    expected = [dict(zip(names, row, strict=True)) for row in rows(HISTORY, context)]
    for row in expected:
        for name in ("value", "lower", "upper", "decimals"):
            row[name] = None if row[name] is None else Decimal(row[name])
    assert _document([HISTORY], context)["data"] == expected
    assert _lines([HISTORY], context) == expected


@pytest.mark.parametrize("context", [PLAIN, WIDE])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_the_closing_hears_how_many_and_what_follows(context: RenderContext, size: int) -> None:
    pieces = cut(LATEST, size)
    for upto in range(1, len(pieces) + 1):
        document = _document(pieces[:upto], replace(context, close=envelope))
        shown = sum(len(piece.observations) for piece in pieces[:upto])
        following = pieces[upto - 1].next
        assert document["meta"] == {
            "returned": shown,
            "next": None if following is None else list(following.values),
        }
        assert list(document) == ["data", "meta", "warnings"]


@pytest.mark.parametrize("context", [PLAIN, WIDE])
@pytest.mark.parametrize("pieces", [[EMPTY], [EMPTY, EMPTY], []])
def test_an_empty_answer_is_still_an_answer(context: RenderContext, pieces: list[Cube]) -> None:
    assert _document(pieces, replace(context, close=envelope)) == {
        "data": [],
        "meta": {"returned": 0, "next": None},
        "warnings": [],
    }
    assert _lines(pieces, context) == []


@pytest.mark.parametrize("context", [PLAIN, WIDE])
@pytest.mark.parametrize("answer", [EMPTY, LATEST])
def test_an_answer_that_says_nothing_about_itself_is_valid(
    context: RenderContext, answer: Cube
) -> None:
    document = _document([answer], context)
    assert list(document) == ["data"]


def test_a_body_is_sent_as_it_is_read() -> None:
    pieces = cut(LATEST, 5)
    bodies = list(json_format.render(pieces, PLAIN))
    assert len(bodies) == len(pieces) + 1
    assert len(list(jsonl.render(pieces, PLAIN))) == len(pieces)


def test_plain_numbers_are_json_numbers() -> None:
    for digits in ("1E+25", "1E-15", "-0.00", "30.00"):
        assert json.loads(plain(Decimal(digits)), parse_float=Decimal) == Decimal(digits)
