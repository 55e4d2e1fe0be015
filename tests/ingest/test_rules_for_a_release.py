"""Each rule between the records of a release: what it refuses, what it has nothing against."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.structure import Structure
from tests.ingest.material import brief, catalogue, checked, printed, row

Cells = dict[str, str]

INTELLIGENT = {"indicator": "intelligent_mines_coal_output_share", "unit": "PERCENT"}
ADVANCED = {"indicator": "advanced_mines_coal_output_share", "unit": "PERCENT"}
MINES = {"indicator": "intelligent_coal_mines", "unit": "COUNT"}
CITIES = {"indicator": "china_europe_rail_cities", "unit": "COUNT"}
COUNTRIES = {"indicator": "china_europe_rail_countries", "unit": "COUNT"}
RANGE = {"value": "", "bound": "range"}


def money(digits: str, spelling: str = "billion yuan", **changes: str) -> Cells:
    """Retail sales of which the print is known, so that the rounding is."""
    value = f"{Decimal(digits).scaleb(9):f}"
    return row(**{"value": value, **printed(digits, spelling), **changes})


def dollars(digits: str, **changes: str) -> Cells:
    """The conversion of such sales."""
    return money(digits, "billion US dollars", unit="USD", role="conversion", **changes)


def test_two_records_with_one_key_are_refused_with_both_lines() -> None:
    found = checked(row(), row(period="2023"), row(value="1"))
    assert brief(found.findings) == [("each-figure-once", 4, "period", "2024")]
    assert "a.csv line 2" in found.findings[0].reason


def test_a_key_is_the_same_however_it_is_spelt() -> None:
    visits = {"indicator": "spring_festival_tourist_visits", "unit": "COUNT", "frequency": "_O"}
    found = checked(
        row(**visits, period="2025-01-28/P8D"),
        row(**visits, area="山西", period="2025-01-28/2025-02-04"),
    )
    assert [each.rule for each in found.findings] == ["each-figure-once"]


def test_a_double_is_found_though_the_figures_are_wrong() -> None:
    found = checked(row(value="x"), row(value="y"))
    assert [each.rule for each in found.findings] == [
        "plain-decimal",
        "each-figure-once",
        "plain-decimal",
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"period": "2023"},
        {"area": "CN-SN"},
        {"unit": "USD"},
        {"transformation": "yoy", "unit": "PERCENT", "value": "2"},
        {"frequency": "Q", "period": "2024-Q1"},
    ],
)
def test_another_series_or_period_is_no_double(other: Cells) -> None:
    assert checked(row(), row(**other)).findings == ()


@pytest.mark.parametrize(
    ("part", "whole", "refused"),
    [
        ({"value": "84"}, {"value": "83"}, True),
        ({"value": "83"}, {"value": "83"}, False),
        ({"value": "60.48"}, {"value": "83", "bound": "gt"}, False),
        ({"value": "99"}, {"value": "83", "bound": "gt"}, False),
        ({"value": "84", "bound": "gt"}, {"value": "83"}, True),
        ({"value": "83", "bound": "gt"}, {"value": "83"}, True),
        ({"value": "83", "bound": "ge"}, {"value": "83"}, False),
        ({"value": "83"}, {"value": "83", "bound": "lt"}, True),
        ({"value": "84"}, {"value": "83", "bound": "le"}, True),
        ({"value": "84", "bound": "le"}, {"value": "83"}, False),
        ({"value": "84", "bound": "approx"}, {"value": "83"}, False),
        ({"value": "84"}, {"value": "83", "bound": "approx"}, False),
        ({**RANGE, "lower": "84", "upper": "90"}, {"value": "83"}, True),
        ({**RANGE, "lower": "80", "upper": "90"}, {"value": "83"}, False),
        ({"value": "84"}, {**RANGE, "lower": "70", "upper": "83"}, True),
        ({"value": "60.5", **printed("60.5", "percent")}, {"value": "60.48"}, False),
        ({"value": "60.6", **printed("60.6", "percent")}, {"value": "60.48"}, True),
        ({"value": "84"}, {"value": "", "status": "O"}, False),
        ({"value": "84"}, {"value": "83", "area": "CN"}, False),
        ({"value": "84"}, {"value": "83", "period": "2023"}, False),
    ],
)
def test_a_part_is_not_surely_above_its_whole(part: Cells, whole: Cells, refused: bool) -> None:
    found = checked(row(**{**INTELLIGENT, **part}), row(**{**ADVANCED, **whole}))
    assert [each.rule for each in found.findings] == ["part-not-above-whole"] * refused
    if refused:
        assert (found.findings[0].line, found.findings[0].column) == (2, "value")
        assert "a.csv line 3" in found.findings[0].reason


def _broken_down() -> Structure:
    """The catalogue with retail sales broken down; trade-in sales have no total to compare with."""
    indicators = tuple(
        replace(each, dimensions=("product",)) if each.code == row()["indicator"] else each
        for each in catalogue().indicators
    )
    return replace(catalogue(), indicators=indicators)


def _retail(value: str, product: str = "_T", **changes: str) -> Cells:
    return row(value=value, product=product, **changes)


def test_a_breakdown_is_not_above_its_total() -> None:
    parts = [_retail("600", "automobiles"), _retail("900", "home_appliances")]
    assert brief(checked(_retail("800"), *parts, structure=_broken_down()).findings) == [
        ("breakdown-not-above-total", 4, "value", "900")
    ]
    assert checked(_retail("900"), *parts, structure=_broken_down()).findings == ()
    elsewhere = _retail("800", area="CN-SN")
    assert checked(elsewhere, *parts, structure=_broken_down()).findings == ()


def test_a_breakdown_of_balances_may_be_above_its_total() -> None:
    rows = (_retail("800"), _retail("900", "automobiles"), _retail("-100", "home_appliances"))
    assert checked(*rows, structure=_broken_down()).findings == ()


def test_growth_of_a_part_may_be_above_growth_of_the_total() -> None:
    growth = {"transformation": "yoy", "unit": "PERCENT"}
    rows = (_retail("2", **growth), _retail("9", "automobiles", **growth))
    assert checked(*rows, structure=_broken_down()).findings == ()


def test_a_conversion_needs_its_original() -> None:
    assert brief(checked(dollars("112.89")).findings) == [
        ("conversions-have-an-original", 2, "role", "conversion")
    ]
    assert checked(money("818.05"), dollars("112.89")).findings == ()
    other = money("818.05", period="2023")
    assert [each.rule for each in checked(other, dollars("112.89")).findings] == [
        "conversions-have-an-original"
    ]


def test_a_withdrawn_conversion_needs_no_original() -> None:
    taken_back = row(unit="USD", role="conversion", value="", status="X")
    assert checked(taken_back).findings == ()


def test_conversions_of_a_period_agree_on_the_rate_up_to_rounding() -> None:
    shanxi = (money("818.05"), dollars("112.89"))
    hebei = money("1600.0", area="CN-HE")
    assert checked(*shanxi, hebei, dollars("220.8", area="CN-HE")).findings == ()
    found = checked(*shanxi, hebei, dollars("230.8", area="CN-HE"))
    assert brief(found.findings) == [("conversions-agree", 5, "value", "230800000000")]
    assert "a.csv line 3" in found.findings[0].reason


def test_the_one_that_differs_is_named_and_not_those_that_agree() -> None:
    areas = ("CN-SX", "CN-HE", "CN-HA", "CN-SN")
    converted = dict(zip(areas, ("90.00", "100.00", "100.00", "100.00"), strict=True))
    rows = [
        record
        for area in areas
        for record in (
            money("720.00", area=area),
            dollars(converted[area], area=area),
        )
    ]
    assert brief(checked(*rows).findings) == [("conversions-agree", 3, "value", "90000000000")]


def test_rates_of_different_periods_may_differ() -> None:
    rows = (
        money("720.00"),
        dollars("100.00"),
        money("720.00", period="2023"),
        dollars("110.00", period="2023"),
    )
    assert checked(*rows).findings == ()


def test_coarse_rounding_hides_a_difference() -> None:
    rows = (
        money("720.00"),
        dollars("100.00"),
        money("7", area="CN-HE"),
        dollars("1", area="CN-HE"),
    )
    assert checked(*rows).findings == ()


@pytest.mark.parametrize(
    ("before", "after", "warned"),
    [
        ("100", "1001", True),
        ("100", "1000", False),
        ("1001", "100", True),
        ("1000", "100", False),
        ("0", "1001", False),
        ("-100", "1001", False),
    ],
)
def test_a_jump_of_a_series_is_doubtful(before: str, after: str, warned: bool) -> None:
    found = checked(row(period="2024", value=after), row(period="2023", value=before))
    expected = [("no-sudden-jump", 2, "value", after)] if warned else []
    assert brief(found.findings) == expected
    assert {each.severity for each in found.findings} <= {"warning"}
    assert len(found.facts) == 2


@pytest.mark.parametrize(
    "before",
    [
        {"period": "2022"},
        {"period": "2023", "area": "CN-SN"},
        {"period": "2023", "bound": "gt"},
        {"period": "2023", "unit": "USD"},
    ],
)
def test_only_neighbours_of_one_series_are_compared(before: Cells) -> None:
    found = checked(row(value="100000"), row(**{"value": "100", **before}))
    assert found.findings == ()


def test_holidays_are_compared_if_they_are_about_as_long() -> None:
    visits = {"indicator": "spring_festival_tourist_visits", "unit": "COUNT", "frequency": "_O"}
    first = row(**visits, period="2024-02-10/P8D", value="100")
    assert checked(first, row(**visits, period="2025-01-28/P8D", value="1001")).findings != ()
    assert checked(first, row(**visits, period="2025-01-28/P1D", value="1001")).findings == ()


def test_a_share_of_output_needs_a_mine() -> None:
    share = row(**INTELLIGENT, value="60")
    found = checked(share, row(**MINES, value="0"))
    assert brief(found.findings) == [("output-needs-a-mine", 2, "value", "60")]
    for fine in (
        (share, row(**MINES, value="1")),
        (share, row(**MINES, value="0", area="CN-SN")),
        (row(**INTELLIGENT, value="0"), row(**MINES, value="0")),
        (share, row(**MINES, value="0", bound="ge")),
    ):
        assert checked(*fine).findings == ()


def test_more_countries_than_cities_are_doubtful() -> None:
    found = checked(row(**COUNTRIES, value="49"), row(**CITIES, value="48"))
    assert brief(found.findings) == [("countries-lie-behind-cities", 2, "value", "49")]
    assert found.findings[0].severity == "warning"
    assert checked(row(**COUNTRIES, value="48"), row(**CITIES, value="48")).findings == ()
    over = row(**CITIES, value="40", bound="gt")
    assert checked(row(**COUNTRIES, value="48"), over).findings == ()


@given(
    st.lists(
        st.tuples(st.sampled_from(["2021", "2022", "2023", "2024"]), st.sampled_from("AB")),
        min_size=1,
        max_size=8,
    )
)
def test_doubles_are_found_once_for_each_repetition(keys: list[tuple[str, str]]) -> None:
    areas = {"A": "CN-SX", "B": "CN-SN"}
    found = checked(*(row(period=period, area=areas[letter]) for period, letter in keys))
    assert [each.line for each in found.findings] == [
        place + 2 for place, key in enumerate(keys) if key in keys[:place]
    ]
