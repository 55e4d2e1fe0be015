"""Intervals: which numbers are in them, and what becomes of their open ends."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.derive.interval import Interval


@st.composite
def members(draw: st.DrawFn, *, positive: bool = False) -> tuple[Interval, Fraction]:
    """Make an interval, and a number within it; a positive one ends at zero or above."""
    least = 0 if positive else -20
    number = draw(st.fractions(least, 20, max_denominator=8))
    assume(not positive or number > 0)
    room = number if positive else Fraction(9)
    gaps = st.one_of(st.none(), st.fractions(0, room, max_denominator=8))
    below, above = draw(gaps), draw(gaps)
    if positive and below is None:
        below = room
    low = None if below is None else number - below
    high = None if above is None else number + above
    # A limit that is zero is left out of a positive interval, and the number itself never is.
    low_open = below != 0 and (draw(st.booleans()) or (positive and low == 0))
    return Interval(low, high, low_open, above != 0 and draw(st.booleans())), number


def test_open_ends_are_left_out() -> None:
    half = Interval(Fraction(1), Fraction(2), high_open=True)
    assert Fraction(1) in half
    assert Fraction(2) not in half
    assert Fraction(10**9) in Interval(Fraction(1), None)


@pytest.mark.parametrize(
    ("one", "other", "meets"),
    [
        (Interval(Fraction(1), Fraction(2)), Interval(Fraction(2), Fraction(3)), True),
        (Interval(Fraction(1), Fraction(2), high_open=True), Interval(Fraction(2), None), False),
        (Interval(Fraction(1), Fraction(2)), Interval(Fraction(2), None, low_open=True), False),
        (Interval(None, None), Interval(Fraction(2), Fraction(2)), True),
        (Interval(None, Fraction(1)), Interval(Fraction(2), Fraction(3)), False),
    ],
)
def test_two_meet_where_a_number_lies_in_both(
    one: Interval, other: Interval, *, meets: bool
) -> None:
    assert one.meets(other) is meets
    assert other.meets(one) is meets


@pytest.mark.parametrize("low", [Fraction(0), Fraction(-1), None])
def test_nothing_is_divided_by_what_may_be_zero(low: Fraction | None) -> None:
    with pytest.raises(ZeroDivisionError):
        Interval(Fraction(1), Fraction(2)).over(Interval(low, Fraction(3)))


def test_above_zero_is_enough_to_divide_by() -> None:
    tiny = Interval(Fraction(0), Fraction(2), low_open=True)
    assert Interval(Fraction(1), Fraction(2)).over(tiny) == Interval(Fraction(1, 2), None)


@given(dividend=members(), divisor=members(positive=True))
def test_a_quotient_of_members_is_a_member(
    dividend: tuple[Interval, Fraction], divisor: tuple[Interval, Fraction]
) -> None:
    (a, number), (b, by) = dividend, divisor
    assert b.positive
    assert number / by in a.over(b)


@given(one=members(), other=members())
def test_a_difference_of_members_is_a_member(
    one: tuple[Interval, Fraction], other: tuple[Interval, Fraction]
) -> None:
    assert one[1] - other[1] in one[0].minus(other[0])


@given(dividend=members(), divisor=members(positive=True))
def test_a_closed_limit_of_a_quotient_is_reached(
    dividend: tuple[Interval, Fraction], divisor: tuple[Interval, Fraction]
) -> None:
    quotient = dividend[0].over(divisor[0])
    limits = [each for each in (divisor[0].low, divisor[0].high) if each]
    for limit, is_open, end in (
        (quotient.low, quotient.low_open, dividend[0].low),
        (quotient.high, quotient.high_open, dividend[0].high),
    ):
        if limit is not None and not is_open:
            assert end is not None
            assert limit in {0, *(end / each for each in limits)}


def test_nothing_divided_by_ever_more_is_never_zero() -> None:
    endless = Interval(Fraction(4), None)
    above = Interval(Fraction(1), Fraction(2)).over(endless)
    assert above == Interval(Fraction(0), Fraction(1, 2), low_open=True)
    below = Interval(Fraction(-2), Fraction(-1)).over(endless)
    assert below == Interval(Fraction(-1, 2), Fraction(0), high_open=True)
