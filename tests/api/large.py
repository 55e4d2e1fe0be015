"""A store of twelve thousand daily figures: more than one page of the database."""

from __future__ import annotations

from datetime import date, timedelta

from app.domain.facts import Fact
from tests.support.builders import fact, published
from tests.support.stores import catalogued

AREAS = ("CN-140100", "CN-HE", "CN-SN", "CN-SX")
EACH = 3_000
ROWS = len(AREAS) * EACH
_FIRST = date(2010, 1, 1)


def value(area: str, day: int) -> str:
    """The figure of a day: unlike any other, and with decimals that must not change."""
    number = AREAS.index(area) * EACH + day
    return f"{number * 7919 % 100_003}.{number % 9 + 1}"


def figures(each: int = EACH) -> list[tuple[str, str, str]]:
    """Area, day and value of every row, in the order in which rows come."""
    return [
        (area, (_FIRST + timedelta(days=day)).isoformat(), value(area, day))
        for area in AREAS
        for day in range(each)
    ]


def fill(url: str, each: int = EACH) -> None:
    """Fill an empty database with one release of all figures."""
    with catalogued(url) as store:
        published(store, *map(_fact, figures(each)), on="2025-01-10")


def _fact(figure: tuple[str, str, str]) -> Fact:
    area, period, number = figure
    return fact(number, area=area, period=period, indicator="visits", unit="COUNT")
