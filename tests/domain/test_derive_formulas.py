"""Derived values worked out by hand, and that no truth behind the operands ever escapes the result."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain.derive import formulas
from app.domain.derive.digits import spoken, written
from app.domain.derive.figure import UNLIMITED, Figure, rounded
from app.domain.derive.interval import Interval
from app.domain.derive.result import NoResultError, Result

Formula = Callable[[Figure, Figure], Result]
BILLION = Fraction(10**9)


def figure(printed: str, *, bound: str = "exact", times: Fraction = Fraction(1)) -> Figure:
    """Make an operand that is printed so."""
    stated = Fraction(printed) * times
    half = times / (2 * 10 ** len(printed.partition(".")[2]))
    interval = {
        "exact": rounded(stated, half),
        "gt": Interval(stated, None, low_open=True),
        "ge": Interval(stated, None),
        "lt": Interval(None, stated, high_open=True),
        "le": Interval(None, stated),
        "approx": UNLIMITED,
    }[bound]
    return Figure(printed, "r", "s", stated, bound, interval, rounding_known=True, status="A")


def between(lower: str, upper: str) -> Figure:
    interval = Interval(Fraction(lower), Fraction(upper))
    return Figure("x", "r", "s", None, "range", interval, rounding_known=True, status="A")


def unprinted(value: str) -> Figure:
    point = Interval(Fraction(value), Fraction(value))
    return Figure(
        value, "r", "s", Fraction(value), "exact", point, rounding_known=False, status="A"
    )


def missing() -> Figure:
    return Figure("x", "r", "s", None, "exact", UNLIMITED, rounding_known=False, status="M")


LEVEL = figure("818.05", times=BILLION)


def test_the_level_a_year_earlier_is_that_of_the_design() -> None:
    result = formulas.implied_base(LEVEL, figure("2.5"))
    assert spoken(result, BILLION) == ("798.10", "797.70", "798.49")
    text = written(result)
    # 818.045 / 1.0255 = 797.70356…, 818.055 / 1.0245 = 798.49194…
    assert (text.value, text.lower, text.upper) == ("798100000000", "797703500000", "798492000000")


def more_than(printed: str) -> Figure:
    return figure(printed, bound="gt")


def about(printed: str) -> Figure:
    return figure(printed, bound="approx")


Case = tuple[str, Formula, Figure, Figure, tuple[str | None, str, str | None, str | None]]
GROWTH, DIFFERENCE, PERCENT = formulas.growth, formulas.difference, formulas.percent
BASE, RATE = formulas.implied_base, formulas.implied_rate

# Value, bound, lower and upper limit.
CASES: list[Case] = [
    # 817.995/800.005 - 1 = 2.24873…, 818.005/799.995 - 1 = 2.25126…
    (
        "growth",
        GROWTH,
        figure("818.00"),
        figure("800.00"),
        ("2.2500", "exact", "2.248735", "2.251265"),
    ),
    ("fall", GROWTH, figure("90"), figure("100"), ("-10.0", "exact", "-10.946", "-9.045")),
    ("difference", DIFFERENCE, figure("7"), figure("5.5"), ("1.5", "exact", "0.950", "2.050")),
    ("across zero", DIFFERENCE, figure("-2"), figure("-3"), ("1.0", "exact", "0.000", "2.000")),
    ("percent", PERCENT, figure("1"), figure("4"), ("25", "exact", "11.11", "42.86")),
    ("negative part", PERCENT, figure("-1"), figure("4"), ("-25", "exact", "-42.86", "-11.11")),
    (
        "base after a fall",
        BASE,
        figure("50"),
        figure("-50"),
        ("100.0", "exact", "98.019", "102.021"),
    ),
    (
        "rate",
        RATE,
        figure("818.05"),
        figure("112.89"),
        ("7.24643", "exact", "7.2460693", "7.2467999"),
    ),
    ("more than", DIFFERENCE, more_than("83"), figure("80"), ("2.5", "gt", "2.5", None)),
    ("at least", DIFFERENCE, figure("83", bound="ge"), between("1", "3"), ("80", "ge", "80", None)),
    ("less than", DIFFERENCE, figure("20", bound="lt"), figure("5"), ("15.5", "lt", None, "15.5")),
    ("from more than", DIFFERENCE, figure("5"), more_than("3"), ("2.5", "lt", None, "2.5")),
    (
        "growth to more than",
        GROWTH,
        more_than("83"),
        figure("50"),
        ("64.3564", "gt", "64.3564", None),
    ),
    (
        "growth from more than",
        GROWTH,
        figure("90"),
        more_than("83"),
        (None, "range", "-100.0", "9.1"),
    ),
    (
        "part of at least",
        PERCENT,
        figure("1"),
        figure("4", bound="ge"),
        (None, "range", "0.00", "37.50"),
    ),
    ("ranges", DIFFERENCE, figure("60"), between("55.5", "65"), (None, "range", "-5.50", "5.00")),
    ("base of a range", BASE, between("100", "200"), figure("0"), (None, "range", "99.5", "201.1")),
    (
        "base of up to",
        BASE,
        figure("120"),
        figure("20", bound="le"),
        ("99.5833", "ge", "99.5833", None),
    ),
    ("about", GROWTH, about("90"), figure("80"), ("12.5", "approx", None, None)),
    ("on about", PERCENT, figure("10"), about("30"), ("33.3", "approx", None, None)),
    (
        "no print",
        DIFFERENCE,
        unprinted("1000000000001"),
        unprinted("3"),
        ("999999999998", "exact", None, None),
    ),
    (
        "no print, endless",
        PERCENT,
        unprinted("1"),
        unprinted("3"),
        ("33.3333333333333", "exact", None, None),
    ),
    ("zero on something", PERCENT, figure("0"), figure("10"), ("0", "exact", "-5.27", "5.27")),
]


@pytest.mark.parametrize(("_", "formula", "a", "b", "expected"), CASES, ids=[c[0] for c in CASES])
def test_worked_out_by_hand(
    _: str, formula: Formula, a: Figure, b: Figure, expected: tuple[str | None, ...]
) -> None:
    result = formula(a, b)
    text = written(result)
    assert (text.value, result.bound, text.lower, text.upper) == expected
    assert ("rounding_unknown" in result.warnings) == (not a.rounding_known)


NONE: list[tuple[str, Formula, Figure, Figure, str]] = [
    ("zero base", GROWTH, figure("5"), figure("0"), "base_not_positive"),
    ("negative base", GROWTH, figure("5"), figure("-3"), "base_not_positive"),
    ("base that rounds near zero", GROWTH, figure("5.0"), figure("0"), "base_not_positive"),
    ("base that may be zero", PERCENT, figure("5"), figure("20", bound="le"), "base_not_positive"),
    ("zero without print", PERCENT, figure("5"), unprinted("0"), "base_not_positive"),
    ("about zero", PERCENT, figure("5"), about("0"), "base_not_positive"),
    ("fall to nothing", BASE, figure("5"), figure("-100"), "base_not_positive"),
    ("two bounds", DIFFERENCE, more_than("5"), more_than("3"), "unlimited"),
    ("about and bound", DIFFERENCE, more_than("5"), about("3"), "approximate_and_bound"),
    ("about and range", PERCENT, between("1", "2"), about("3"), "approximate_and_bound"),
    ("missing", DIFFERENCE, missing(), figure("3"), "no_value"),
    ("missing base", GROWTH, figure("3"), missing(), "no_value"),
]


@pytest.mark.parametrize(("_", "formula", "a", "b", "reason"), NONE, ids=[c[0] for c in NONE])
def test_where_nothing_follows_nothing_is_made_up(
    _: str, formula: Formula, a: Figure, b: Figure, reason: str
) -> None:
    with pytest.raises(NoResultError) as error:
        formula(a, b)
    assert error.value.reason == reason


@pytest.mark.parametrize("same", [figure("5"), more_than("83"), about("3")])
def test_of_itself_everything_is_exactly_a_hundred_percent(same: Figure) -> None:
    result = formulas.percent(same, same)
    text = written(result)
    assert (text.value, result.bound, text.lower, text.upper) == ("100", "exact", "100", "100")


def test_an_amount_is_converted_at_the_rate_of_another() -> None:
    original, conversion = figure("818.05", times=BILLION), figure("112.89", times=BILLION)
    result = formulas.converted(figure("11.29", times=BILLION), original, conversion)
    text = written(result)
    # 11.285 * 112.885 / 818.055 = 1.557239…, 11.295 * 112.895 / 818.045 = 1.558776…
    assert (text.value, text.lower, text.upper) == ("1558000000", "1557239000", "1558777000")


BOUNDS = st.sampled_from(["exact", "gt", "ge", "lt", "le"])
PRINTS = st.builds(
    lambda count, places: format(Decimal(count).scaleb(-places), "f"),
    st.integers(-(10**6), 10**6),
    st.integers(0, 4),
)
UNIT = st.fractions(min_value=0, max_value=1, max_denominator=1000)


@st.composite
def figures(draw: st.DrawFn) -> tuple[Figure, Fraction]:
    """Make an operand, and a truth that it allows."""
    operand = figure(draw(PRINTS), bound=draw(BOUNDS))
    interval, share = operand.interval, draw(UNIT)
    low = interval.low if interval.low is not None else (interval.high or 0) - 10**7
    high = interval.high if interval.high is not None else low + 10**7
    truth = low + (high - low) * share
    assume(truth in interval)
    return operand, truth


TRUE: list[tuple[Formula, Callable[[Fraction, Fraction], Fraction]]] = [
    (formulas.growth, lambda a, b: (a / b - 1) * 100),
    (formulas.difference, lambda a, b: a - b),
    (formulas.percent, lambda a, b: a / b * 100),
    (formulas.implied_base, lambda a, b: a / (1 + b / 100)),
]


@pytest.mark.parametrize(("formula", "truly"), TRUE, ids=[f.__name__ for f, _ in TRUE])
@given(first=figures(), second=figures())
def test_the_truth_lies_within_the_result(
    formula: Formula,
    truly: Callable[[Fraction, Fraction], Fraction],
    first: tuple[Figure, Fraction],
    second: tuple[Figure, Fraction],
) -> None:
    (a, true_a), (b, true_b) = first, second
    if formula is formulas.implied_base:
        assume(true_b > -100)  # nothing falls by more than it was
    assume(a != b)
    try:
        result = formula(a, b)
    except NoResultError:
        return
    truth = truly(true_a, true_b)
    assert result.interval is not None
    assert truth in result.interval
    if result.bound == "exact":
        assert result.value is not None
        assert result.value in result.interval
    text = written(result)
    assert text.lower is None or Fraction(text.lower) <= truth
    assert text.upper is None or truth <= Fraction(text.upper)
    shown = (result.bound, text.value, text.lower, text.upper)
    assert result.bound in {"gt", "ge", "lt", "le"} or None not in shown[2:], shown
    assert (result.bound == "range") == (text.value is None)


@given(count=st.integers(-(10**12), 10**12), places=st.integers(0, 6), share=UNIT)
def test_a_print_stands_for_what_is_rounded_to_it(count: int, places: int, share: Fraction) -> None:
    step = Fraction(1, 10**places)
    printed = count * step
    interval = rounded(printed, step / 2)
    truth = printed + step * (share - Fraction(1, 2))
    sign = 1 if truth >= 0 else -1
    # Halves away from zero, as people round.
    nearest = sign * ((abs(truth) / step + Fraction(1, 2)) // 1) * step
    assert (truth in interval) == (nearest == printed)
