"""Keys of series, as both generations spell them."""

import pytest

from app.dialects.sdmx.key import parse_key_1, parse_keys_2
from app.domain.errors import InvalidQueryError

DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "PRODUCT")


def test_version_1_has_alternatives_and_empty_places() -> None:
    assert parse_key_1("A+M.CN-SX..", DIMENSIONS) == (
        frozenset("AM"),
        frozenset(["CN-SX"]),
        None,
        None,
    )
    for everything in ("all", "ALL", "..."):
        assert parse_key_1(everything, DIMENSIONS) == (None,) * 4


def test_version_2_has_stars_several_keys_and_a_missing_end() -> None:
    assert parse_keys_2("A.*.x,M,A.*.x", DIMENSIONS) == (
        (frozenset("A"), None, frozenset("x"), None),
        (frozenset("M"), None, None, None),
    )
    assert parse_keys_2("*", DIMENSIONS) == ((None,) * 4,)


@pytest.mark.parametrize(
    "text", ["A", "..", "....", "A+.CN-SX..", "A.C N..", "A.*..", "A.<..", "A,M...", ""]
)
def test_malformed_keys_of_version_1(text: str) -> None:
    with pytest.raises(InvalidQueryError, match="cannot be read"):
        parse_key_1(text, DIMENSIONS)


@pytest.mark.parametrize("text", ["A.B.C.D.E", "A..C", "", "A,", "A+M", "A.é", ",".join("A" * 201)])
def test_malformed_keys_of_version_2(text: str) -> None:
    with pytest.raises(InvalidQueryError, match="cannot be read"):
        parse_keys_2(text, DIMENSIONS)
