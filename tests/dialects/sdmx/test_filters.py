"""The grammar of filters: operators belong to one term, a comma is or, a plus is and."""

import pytest

from app.dialects.sdmx.filters import (
    Expression,
    Term,
    component_of,
    pairs,
    parse_filter,
    text_holds,
)
from app.domain.errors import InvalidQueryError


@pytest.mark.parametrize(
    ("text", "alternatives"),
    [
        ("A", [[("eq", "A")]]),
        ("A,B", [[("eq", "A")], [("eq", "B")]]),
        ("ge:A+le:B", [[("ge", "A"), ("le", "B")]]),
        ("A,B+C", [[("eq", "A")], [("eq", "B"), ("eq", "C")]]),
        ("ne:A,B", [[("ne", "A")], [("eq", "B")]]),
        ("ge:2020-01-01T00:00:00", [[("ge", "2020-01-01T00:00:00")]]),
        ("co:a:b", [[("co", "a:b")]]),
    ],
)
def test_terms(text: str, alternatives: list[list[tuple[str, str]]]) -> None:
    read = parse_filter("X", text)
    assert [[(t.operator, t.operand) for t in each] for each in read.alternatives] == alternatives


# As the table of the standard explains them.
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A", "A"),
        ("A,B", "AB"),
        ("ge:B", "BCD"),
        ("ge:B+le:C", "BC"),
        ("A,B+C", "A"),
        ("le:A,ge:C+le:C", "AC"),
        ("ne:A,B", "BCD"),
        ("ne:A+B", "B"),
        ("ne:A,ne:B", "ABCD"),
        ("ne:A+ne:B", "CD"),
        ("gt:A+lt:D", "BC"),
        ("sw:A,ew:D", "AD"),
        ("nc:A+co:B", "B"),
    ],
)
def test_what_holds(text: str, found: str) -> None:
    expression = parse_filter("X", text)
    held = [code for code in "ABCD" if _holds(expression, code)]
    assert "".join(held) == found


def _holds(expression: Expression, code: str) -> bool:
    return expression.holds(lambda term: text_holds(term, code))


def test_what_is_missing_is_only_unlike() -> None:
    assert text_holds(Term("ne", "A"), None)
    assert text_holds(Term("nc", "A"), None)
    assert not any(text_holds(Term(o, "A"), None) for o in ("eq", "lt", "ge", "co", "sw"))


@pytest.mark.parametrize("text", ["", "A,", "A+", "xx:A", "ge:", "A,,B"])
def test_malformed_filters(text: str) -> None:
    with pytest.raises(InvalidQueryError, match=r"The filter c\[X\]"):
        parse_filter("X", text)


def test_a_plus_is_a_plus_escaped_or_not() -> None:
    for raw in (b"c[T]=ge:1+le:2&x=%2B", b"c%5BT%5D=ge%3A1%2Ble%3A2&x=+"):
        assert pairs(raw) == [("c[T]", "ge:1+le:2"), ("x", "+")]
    assert component_of("c[TIME_PERIOD]") == "TIME_PERIOD"
    assert component_of("c[a b]") is None
    assert component_of("limit") is None


@pytest.mark.parametrize("raw", [b"c[A]=1&c%5BA%5D=2", b"a=%ff", b"a=\xe9"])
def test_malformed_query_strings(raw: bytes) -> None:
    with pytest.raises(InvalidQueryError):
        pairs(raw)
