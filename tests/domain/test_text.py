"""Numbers as text, and names that people type."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import fold, nearest, plain

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=None).filter(
    lambda number: abs(number.adjusted()) < 100
)


def _wide(text: str) -> str:
    """Write a text in the full-width letters of East Asian typing."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("8.1805E+11", "818050000000"),
        ("818050000000", "818050000000"),
        ("30.00", "30"),
        ("30.030", "30.03"),
        ("0", "0"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("0E+3", "0"),
        ("0E-20", "0"),
        ("100", "100"),
        ("1E-15", "0.000000000000001"),
        ("-12.50", "-12.5"),
        ("123456789012345.123456789012345", "123456789012345.123456789012345"),
    ],
)
def test_a_number_is_written_exactly_and_plainly(number: str, text: str) -> None:
    assert plain(Decimal(number)) == text


@given(NUMBERS)
def test_a_plain_number_is_the_same_number_with_one_spelling(number: Decimal) -> None:
    text = plain(number)
    assert Decimal(text) == number
    assert plain(Decimal(text)) == text
    assert re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?", text)


@given(NUMBERS, st.integers(min_value=0, max_value=20))
def test_padding_does_not_change_the_text(number: Decimal, zeros: int) -> None:
    text = plain(number)
    padded = f"{text}{'' if '.' in text else '.'}{'0' * zeros}"
    assert plain(Decimal(padded)) == text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shanxi", "shanxi"),
        ("Shanxi", "  SHANXI\t"),
        ("Shanxi", _wide("Shanxi")),
        ("CN-SX", _wide("CN-SX")),
        ("山西", "山西\u3000"),
        ("Straße", "STRASSE"),
    ],
)
def test_spellings_of_one_name_fold_together(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Shanxi", "Shaanxi"), ("山西", "陕西"), ("CN-SX", "CN-SN"), ("a b", "ab"), ("é", "e")],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_the_nearest_name_comes_first_as_it_is_written() -> None:
    known = ["Automobiles", "home_appliances", "Automobile_parts"]
    assert nearest("automobils", known)[0] == "Automobiles"


def test_nothing_near_is_nothing() -> None:
    assert nearest("zzz", ["automobiles", "home_appliances"]) == ()


def test_only_so_many_names_are_suggested() -> None:
    known = [f"indicator_{letter}" for letter in "abcdefgh"]
    assert len(nearest("indicator_x", known)) == 3
    assert len(nearest("indicator_x", known, count=5)) == 5


@given(st.text(max_size=80), st.lists(st.text(max_size=20), max_size=6))
def test_suggestions_are_known_names(name: str, known: list[str]) -> None:
    assert set(nearest(name, known)) <= set(known)
