"""What malformed texts were probably meant to be: always in our grammar, and never a guess too far."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.period import PeriodError, parse_time
from app.domain.spellings import meant_day, meant_number, meant_time

TIMES = {
    "2024Q3": "2024-Q3",
    "Q3 2024": "2024-Q3",
    "2024-2025": "2024..2025",
    "2024年": "2024",
    "2024年度": "2024",
    "202407": "2024-07",
    "2024/07": "2024-07",
    "2024/7": "2024-07",
    "2024年7月": "2024-07",
    "2024年第三季度": "2024-Q3",
    "2024年上半年": "2024-S1",
    "2024H2": "2024-S2",
    "July 2024": "2024-07",
    "20250211": "2025-02-11",
    "2025年2月11日": "2025-02-11",
    "2024...2025": "2024..2025",
    "2024年1月至2024年3月": "2024-01..2024-03",
    "2024-Q1-2024-Q3": "2024-Q1..2024-Q3",
    "２０２４": "2024",
    "last5": "last:5",
}


@pytest.mark.parametrize("text", TIMES)
def test_a_period_as_others_write_it(text: str) -> None:
    assert meant_time(text) == (TIMES[text],)


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "202413", "2024-W05", "2025-2024", "..", "soon", "20250230"]
)
def test_what_is_no_period_in_any_spelling(text: str) -> None:
    assert meant_time(text) == ()


@given(st.text(alphabet="0123456789-/.QSHM年月季度上下半至 ", max_size=20))
def test_a_suggested_time_is_in_the_grammar_and_new(text: str) -> None:
    for meant in meant_time(text):
        assert meant != text
        try:
            parse_time((meant,))
        except PeriodError as error:  # pragma: no cover - the failure
            pytest.fail(str(error))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1,000", "1000"),
        ("1e3", "1000"),
        ("1_000", "1000"),
        ("83%", "83"),
        ("\u22125", "-5"),
        (".5", "0.5"),
        ("５", "5"),
    ],
)
def test_a_number_as_others_write_it(text: str, meant: str) -> None:
    assert meant_number(text) == (meant,)


@pytest.mark.parametrize("text", ["", "nan", "inf", "1e999", "-1e-999", "0x10", "many", "5"])
def test_what_is_no_number_we_could_suggest(text: str) -> None:
    assert meant_number(text) == ()


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20250320", ("2025-03-20",)),
        ("2025/3/20", ("2025-03-20",)),
        ("2025年3月20日", ("2025-03-20",)),
    ]
    + [(text, ()) for text in ("yesterday", "2025-02-30", "2025-03-20", "2025")],
)
def test_a_day_as_others_write_it(text: str, meant: tuple[str, ...]) -> None:
    assert meant_day(text) == meant
