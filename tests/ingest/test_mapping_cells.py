"""Cells with figures: what is read, what counts as missing, what is refused."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.text import fold
from app.ingest.mapping.cells import CellFault, CellReader, Figure
from app.ingest.mapping.model import MISSING
from tests.ingest.material import catalogue
from tests.ingest.sheets import exported, mapped


def cells(
    *, flags: tuple[str, ...] = (), thousands: str | None = None, missing: tuple[str, ...] = MISSING
) -> CellReader:
    return CellReader(frozenset(map(fold, missing)), flags, thousands, catalogue().spelling)


@pytest.mark.parametrize("text", ["818.05", "0", "-2.50", "0.00", "15528.42"])
def test_digits_stay_as_printed(text: str) -> None:
    assert cells().read(f" {text}\u3000") == Figure(text)


@pytest.mark.parametrize("text", ["", " ", "…", "……", "—", "——", "--", "-", "－", "..."])
def test_marks_for_nothing(text: str) -> None:
    assert cells().read(text) == Figure("")


def test_a_mark_that_is_not_declared_is_no_missing_figure() -> None:
    assert isinstance(cells(missing=("",)).read("-"), CellFault)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1234p", Figure("1234", "p")), ("5.0 (e)", Figure("5.0", "(e)")), ("12*", Figure("12", "*"))],
)
def test_marks_behind_figures(text: str, expected: Figure) -> None:
    assert cells(flags=("(e)", "p", "*")).read(text) == expected


def test_a_mark_alone_stands_for_a_missing_figure() -> None:
    assert cells(flags=("c",)).read("- c") == Figure("", "c")


@pytest.mark.parametrize(
    ("text", "digits", "unit"), [("5.3%", "5.3", "PERCENT"), ("818.05亿元", "818.05", "CNY")]
)
def test_units_behind_figures(text: str, digits: str, unit: str) -> None:
    figure = cells().read(text)
    assert isinstance(figure, Figure)
    assert figure.unit
    assert (figure.digits, figure.unit.spelling.unit) == (digits, unit)


@pytest.mark.parametrize(
    ("text", "bound", "digits"),
    [
        ("超过83", "gt", "83"),
        (">83", "gt", "83"),
        ("＞ 83.0", "gt", "83.0"),
        ("≥83", "ge", "83"),
        ("83以上", "ge", "83"),
        ("83%及以上", "ge", "83"),
        ("不超过20%", "le", "20"),
        ("20以下", "le", "20"),
        ("不足5", "lt", "5"),
        ("约818.05亿元", "approx", "818.05"),
        ("83", "exact", "83"),
    ],
)
def test_words_of_a_limit(text: str, bound: str, digits: str) -> None:
    figure = cells().read(text)
    assert isinstance(figure, Figure)
    assert (figure.bound, figure.digits) == (bound, digits)


@pytest.mark.parametrize(
    "text", ["近83", "83多", "83+", "80-85", "80%～85%", "超过83以上", "超过８３"]
)
def test_words_that_say_no_limit_are_refused(text: str) -> None:
    fault = cells().read(text)
    assert isinstance(fault, CellFault)
    if text in {"近83", "83多", "83+"}:
        assert "does not say on which side" in fault.reason
    if text.startswith("80"):
        assert "range" in fault.reason


def test_a_limit_becomes_the_bound_of_its_record_and_passes_the_rules() -> None:
    toml = """
        columns = { area = "地区", bound = "限" }
        constants = { indicator = "intelligent_mines_coal_output_share", unit = "%" }
        [[values]]
        header = ["period"]
    """
    found = mapped(toml, "地区,限,2024年\n山西省,exact,超过83\n陕西省,gt,83\n河北省,le,超过83\n")
    assert found.brief("area", "bound", "value", "value_published") == [
        ("CN-SX", "gt", "83", "83"),
        ("CN-SN", "gt", "83", "83"),
    ]
    assert [(each.rule, each.line) for each in found.findings] == [("said-once", 4)]


def test_per_mille_is_a_tenth_of_a_percent_exactly() -> None:
    toml = """
        columns = { area = "地区" }
        constants = { indicator = "intelligent_mines_coal_output_share" }
        [[values]]
        header = ["period"]
    """
    found = mapped(toml, "地区,2024年\n山西省,6.55‰\n")
    assert found.brief("unit", "value", "value_published", "unit_published") == [
        ("PERCENT", "0.655", "6.55", "‰")
    ]


def test_thousands_where_declared() -> None:
    assert cells(thousands=",").read("1,234,567.80") == Figure("1234567.80")


def test_thousands_where_not_declared_are_refused_with_the_way_out() -> None:
    fault = cells().read("1,234.5")
    assert fault == CellFault(
        "'1,234.5' has separators of thousands; write a plain decimal such as -12.50.",
        '1234.5, if the mapping declares thousands = ","',
    )


@pytest.mark.parametrize("text", ["1,23", "12,3456", ",123", "1,234,", "0,123", "1.234,5"])
def test_separators_in_odd_places_are_refused_even_where_declared(text: str) -> None:
    assert isinstance(cells(thousands=",").read(text), CellFault)


@pytest.mark.parametrize(
    "text",
    ["NaN", "inf", "1e9", "１２３", "007", "+5", ".5", "5.", "1 234", "x", "12p", "5圆"],
)
def test_what_is_no_plain_figure_is_refused(text: str) -> None:
    assert isinstance(cells().read(text), CellFault)


SPELLINGS = [each.text for each in catalogue().spellings if each.unit == "CNY"]


@given(
    number=st.decimals("-1e12", "1e12", places=4, allow_nan=False),
    places=st.integers(0, 4),
    unit=st.sampled_from(SPELLINGS),
)
def test_printed_digits_times_the_unit_are_the_value_exactly(
    number: Decimal, places: int, unit: str
) -> None:
    digits = f"{number:.{places}f}"
    if Decimal(digits) == 0:
        digits = digits.removeprefix("-")
    text = f'地区,"2024年"\n山西省,{digits}\n'
    toml = f"""
        columns = {{ area = "地区" }}
        constants = {{ indicator = "地区生产总值", unit = "{unit}" }}
        [[values]]
        header = ["period"]
    """
    (record,) = mapped(toml, text).cells
    multiplier = catalogue().spelling[fold(unit)].multiplier
    assert Decimal(record["value"]) == Decimal(digits) * multiplier
    assert record["value_published"] == digits
    assert record["unit_published"] == unit
    assert record["decimals"] == str(places)


def test_an_empty_cell_of_an_export_is_no_record_and_never_zero() -> None:
    text = (
        "数据库：分省年度数据\n指标：地区生产总值(亿元)\n时间：最近2年\n"
        "地区,2024年,2023年\n山西省,,1.0\n数据来源：国家统计局\n"
    )
    assert exported(text).brief("period", "value") == [("2023", "100000000")]
