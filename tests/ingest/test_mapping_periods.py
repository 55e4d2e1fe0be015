"""Periods as tables print them."""

import pytest

from app.domain.period import Period
from app.ingest.mapping.periods import PeriodFault, read_period

FORMS = {
    "2024年": ("2024", "A"),
    "2024": ("2024", "A"),
    "２０２４年": ("2024", "A"),
    "2024年度": ("2024", "A"),
    "2024年末": ("2024", "A"),
    " 2024 年 ": ("2024", "A"),
    "2024年上半年": ("2024-S1", "S"),
    "2024年下半年": ("2024-S2", "S"),
    "2024H1": ("2024-S1", "S"),
    "2024-S2": ("2024-S2", "S"),
    "2024年一季度": ("2024-Q1", "Q"),
    "2024年第一季度": ("2024-Q1", "Q"),
    "2024年1季度": ("2024-Q1", "Q"),
    "2024年第四季度": ("2024-Q4", "Q"),
    "2024Q1": ("2024-Q1", "Q"),
    "2024-q3": ("2024-Q3", "Q"),
    "2024年前三季度": ("2024-01-01/2024-09-30", "_O"),
    "2024年1-3季度": ("2024-01-01/2024-09-30", "_O"),
    "2024年1-2月": ("2024-01-01/2024-02-29", "_O"),
    "2023年1—2月": ("2023-01-01/2023-02-28", "_O"),
    "2024年１～６月": ("2024-01-01/2024-06-30", "_O"),
    "2024年1月至11月": ("2024-01-01/2024-11-30", "_O"),
    "2024年一至五月": ("2024-01-01/2024-05-31", "_O"),
    "2024年12月": ("2024-12", "M"),
    "2024年2月份": ("2024-02", "M"),
    "2024年十二月": ("2024-12", "M"),
    "2024年十月": ("2024-10", "M"),
    "2024-12": ("2024-12", "M"),
    "2024/02": ("2024-02", "M"),
    "202402": ("2024-02", "M"),
    "2024M03": ("2024-03", "M"),
    "2024年12月31日": ("2024-12-31", "D"),
    "2024/2/3": ("2024-02-03", "D"),
    "2025-02-11": ("2025-02-11", "D"),
    "2025-01-28/P8D": ("2025-01-28/P8D", "_O"),
}


@pytest.mark.parametrize("text", FORMS)
def test_a_printed_period_becomes_one_of_our_grammar(text: str) -> None:
    period = read_period(text)
    assert isinstance(period, Period)
    assert (period.text, period.frequency.value) == FORMS[text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024年2月", "2024-01-01/2024-02-29"),
        ("2024年第三季度", "2024-01-01/2024-09-30"),
        ("2024年上半年", "2024-01-01/2024-06-30"),
        ("2024年1-2月", "2024-01-01/2024-02-29"),
        ("2024年", "2024"),
    ],
)
def test_cumulative_figures_count_from_the_first_of_january(text: str, expected: str) -> None:
    period = read_period(text, cumulative=True)
    assert isinstance(period, Period)
    assert period.text == expected


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "",
        "24年",
        "2024年5季度",
        "2024年13月",
        "2024年1-13月",
        "2024年6-1月",
        "2024年2月30日",
        "2024年（初步数）",
        "今年一季度",
        "0024年",
    ],
)
def test_what_is_no_period_is_refused_with_examples(text: str) -> None:
    fault = read_period(text)
    assert isinstance(fault, PeriodFault)
    assert "-Q1" in fault.suggestion


@pytest.mark.parametrize("text", ["2015-2020年", "2015年至2020年", "2015—2020"])
def test_several_years_are_refused_by_name(text: str) -> None:
    fault = read_period(text)
    assert isinstance(fault, PeriodFault)
    assert "several years" in fault.reason
    assert fault.suggestion.startswith("2015-01-01/2020-12-31")


@pytest.mark.parametrize("text", ["2024-1", "2024/1", "2024.1"])
def test_what_may_be_a_month_or_a_quarter_is_neither(text: str) -> None:
    fault = read_period(text)
    assert isinstance(fault, PeriodFault)
    assert fault.suggestion == "2024-01 or 2024-Q1"


def test_examples_are_of_the_year_that_the_text_has() -> None:
    fault = read_period("2019年初")
    assert isinstance(fault, PeriodFault)
    assert "2019年一季度" in fault.suggestion
