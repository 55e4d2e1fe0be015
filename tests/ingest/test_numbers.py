"""Numbers: one spelling is read, exactly; everything else is named for what it is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.rules.numbers import (
    EXACT,
    Interval,
    Printed,
    interval_of,
    number_fault,
    printed_fault,
)
from app.domain.text import plain
from tests.ingest.material import brief, catalogue, checked, printed, row

digits = st.from_regex(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,12})?", fullmatch=True)


@given(digits)
def test_a_plain_decimal_survives_the_way_in(text: str) -> None:
    assert number_fault(text) is None
    (fact,) = checked(row(value=text)).facts
    assert fact.value == Decimal(text)
    assert plain(fact.value) == plain(Decimal(text))


@given(st.from_regex(r"[1-9][0-9]{19}\.[0-9]{9}[1-9]", fullmatch=True))
def test_a_printed_figure_of_thirty_digits_is_multiplied_exactly(text: str) -> None:
    exact = EXACT.multiply(Decimal(text), Decimal(10) ** 9)
    sound = row(value=plain(exact), **printed(text, "billion yuan"))
    assert checked(sound).findings == ()
    off = EXACT.subtract(exact, Decimal("0.1"))
    wrong = row(value=plain(off), **printed(text, "billion yuan"))
    assert [each.rule for each in checked(wrong).findings] == ["value-is-the-printed-one"]


@pytest.mark.parametrize(
    ("text", "reason", "suggestion"),
    [
        ("NaN", "is not finite", None),
        ("-inf", "is not finite", None),
        ("Infinity", "is not finite", None),
        ("sNaN", "is not finite", None),
        ("1e999", "has an exponent", None),
        ("1E5", "has an exponent", None),
        ("1_000", "holds blanks or other separators", "1000"),
        ("1 000", "holds blanks or other separators", "1000"),
        (" 5", "holds blanks or other separators", "5"),
        ("5 ", "holds blanks or other separators", "5"),
        ("1,594", "has separators of thousands", "1594"),
        ("8,180.5", "has separators of thousands", "8180.5"),
        ("\uff18\uff11\uff18", "only look like digits", "818"),
        ("−5", "only look like digits", "-5"),
        ("0x1F", "is not a plain decimal", None),
        ("+5", "is not a plain decimal", None),
        ("007", "is not a plain decimal", None),
        (".5", "is not a plain decimal", None),
        ("5.", "is not a plain decimal", None),
        ("1.2.3", "is not a plain decimal", None),
        ("--5", "is not a plain decimal", None),
        ("٣", "is not a plain decimal", None),
        ("", "is not a plain decimal", None),
        ("5\n", "holds blanks or other separators", "5"),
        ("1" * 31, "has 31 digits", None),
        ("0." + "1" * 30, "has 31 digits", None),
    ],
)
def test_another_spelling_is_refused_for_what_it_is(
    text: str, reason: str, suggestion: str | None
) -> None:
    fault = number_fault(text)
    assert fault is not None
    assert reason in fault.reason
    assert fault.suggestion == suggestion


@given(st.text(max_size=20))
def test_what_is_read_is_what_python_reads_and_shorter(text: str) -> None:
    if number_fault(text) is None:
        assert Decimal(text).is_finite()
        assert text.isascii()
        assert len(text) <= 32


@pytest.mark.parametrize("text", ["1" * 30, "-" + "1" * 30, "0." + "1" * 29])
def test_thirty_digits_are_read(text: str) -> None:
    assert number_fault(text) is None
    assert printed_fault(text) is None


@pytest.mark.parametrize(
    ("text", "numbers", "decimals"),
    [
        ("818.05", ("818.05",), 2),
        ("30.00", ("30.00",), 2),
        ("-5", ("-5",), 0),
        ("10-20", ("10", "20"), 0),
        ("10–20.5", ("10", "20.5"), 1),
        ("-20--10", ("-20", "-10"), 0),
        ("1.5~2", ("1.5", "2"), 1),
    ],
)
def test_what_was_printed_is_read(text: str, numbers: tuple[str, ...], decimals: int) -> None:
    assert printed_fault(text) is None
    read = Printed.read(text)
    assert tuple(map(str, read.numbers)) == numbers
    assert read.decimals == decimals


@pytest.mark.parametrize("text", ["10-", "-", "10-20-30", "1e5-2", "10 - 20", "5-" + "1" * 31])
def test_another_print_is_refused(text: str) -> None:
    assert printed_fault(text) is not None


def _interval(low: str | None, high: str | None, **opened: bool) -> Interval:
    return Interval(low and Decimal(low), high and Decimal(high), **opened)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"value": "5"}, _interval("5", "5")),
        ({"value": "5000000", **printed("5", "million yuan")}, _interval("4500000", "5500000")),
        ({"value": "5", "bound": "gt"}, _interval("5", None, low_open=True)),
        ({"value": "5", "bound": "ge"}, _interval("5", None)),
        ({"value": "5", "bound": "lt"}, _interval(None, "5", high_open=True)),
        ({"value": "5", "bound": "le"}, _interval(None, "5")),
        ({"value": "5", "bound": "approx"}, _interval(None, None)),
        ({"value": "", "bound": "range", "lower": "5", "upper": "6"}, _interval("5", "6")),
        ({"value": "", "status": "M"}, _interval(None, None)),
    ],
)
def test_a_figure_lies_where_bound_and_rounding_allow(
    cells: dict[str, str], expected: Interval
) -> None:
    (fact,) = checked(row(**cells)).facts
    assert interval_of(fact, catalogue()) == expected


limits = st.none() | st.integers(-5, 5).map(Decimal)
intervals = st.builds(Interval, limits, limits, st.booleans(), st.booleans())


@given(intervals, intervals, st.integers(-20, 20), st.integers(-20, 20))
def test_surely_above_leaves_no_pair_the_other_way(
    upper: Interval, lower: Interval, first: int, second: int
) -> None:
    above, below = Decimal(first) / 2, Decimal(second) / 2
    if upper.surely_above(lower) and _holds(upper, above) and _holds(lower, below):
        assert above > below


def _holds(interval: Interval, number: Decimal) -> bool:
    low, high = interval.low, interval.high
    over = low is None or (number > low if interval.low_open else number >= low)
    under = high is None or (number < high if interval.high_open else number <= high)
    return over and under


def test_a_number_too_long_to_show_is_cut() -> None:
    found = checked(row(value="9" * 5_000))
    assert brief(found.findings) == [("plain-decimal", 2, "value", "9" * 200)]
    assert len(found.findings[0].reason) < 200
