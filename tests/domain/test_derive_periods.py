"""With which period another is compared."""

from __future__ import annotations

import pytest

from app.domain.derive.periods import before, year_before
from app.domain.period import parse_period

YEARS = {
    "2024": "2023",
    "2024-S2": "2023-S2",
    "2024-Q1": "2023-Q1",
    "2024-12": "2023-12",
    "2025-02-11": "2024-02-11",
    "2024-02-29": None,
    "2025-01-01/2025-02-11": "2024-01-01/2024-02-11",
    "2025-01-28/P8D": "2024-01-28/2024-02-04",
    "2025-01-01/2025-02-28": "2024-01-01/2024-02-29",
    "2024-01-01/2024-02-29": "2023-01-01/2023-02-28",
    "2024-02-29/2024-03-31": None,
    "1000": None,
}
BEFORE = {
    "2024": "2023",
    "2024-S2": "2024-S1",
    "2024-S1": "2023-S2",
    "2024-Q3": "2024-Q2",
    "2024-Q1": "2023-Q4",
    "2024-07": "2024-06",
    "2024-01": "2023-12",
    "2024-03-01": "2024-02-29",
    "2025-01-28/P8D": None,
    "1000-01": None,
}


@pytest.mark.parametrize(("text", "expected"), YEARS.items())
def test_the_same_period_a_year_earlier(text: str, expected: str | None) -> None:
    found = year_before(parse_period(text))
    assert (found and found.slug) == (expected and parse_period(expected).slug)


@pytest.mark.parametrize(("text", "expected"), BEFORE.items())
def test_the_period_before(text: str, expected: str | None) -> None:
    found = before(parse_period(text))
    assert (found and found.text) == expected
