"""Figures that were revised, withdrawn, stated again and bounded; the second edition comes in last.

                        10 January   1 February    10 March        20 March
    GDP-like, Shanxi 2023     100          100     100.5           withdrawn
    Shanxi 2024               110          111     112             112
    Hebei 2024                 50                  withdrawn       51
    share, Shanxi 2024       > 60                  61              55.5 to 65
    visits 2024           missing                                  23
    cars, Shanxi 2024                                              7 (printed 0.7 "billion yuan")

The release of 1 February is recorded after all others.
"""

from __future__ import annotations

from typing import NamedTuple

from app.domain.facts import Fact
from app.domain.structure import Label
from tests.support.builders import fact, published, withdrawn
from tests.support.catalogue import PAGE, YEARBOOK
from tests.support.stores import catalogued

JANUARY, FEBRUARY, MARCH, LATE_MARCH = "2025-01-10", "2025-02-01", "2025-03-10", "2025-03-20"
CARS = {"product": "automobiles"}


def _share(value: str | None, **how: object) -> Fact:
    return fact(value, indicator="occupancy", unit="PERCENT", **how)  # type: ignore[arg-type]


class Edition(NamedTuple):
    """One release of the story."""

    on: str
    source: str
    facts: tuple[Fact, ...]


EDITIONS = {
    JANUARY: Edition(
        JANUARY,
        PAGE,
        (
            fact("100", period="2023"),
            fact("110"),
            fact("50", area="CN-HE"),
            _share("60", bound="gt", printed=("60", "percent")),
            fact(None, indicator="visits", unit="COUNT"),
        ),
    ),
    FEBRUARY: Edition(FEBRUARY, YEARBOOK, (fact("100", period="2023"), fact("111"))),
    MARCH: Edition(
        MARCH,
        YEARBOOK,
        (
            fact("100.5", period="2023"),
            fact("112"),
            withdrawn(area="CN-HE"),
            _share("61"),
        ),
    ),
    LATE_MARCH: Edition(
        LATE_MARCH,
        PAGE,
        (
            withdrawn(period="2023"),
            fact("112"),
            fact("51", area="CN-HE"),
            _share(None, limits=("55.5", "65")),
            fact("23", indicator="visits", unit="COUNT"),
            fact(
                "700000000",
                own=CARS,
                printed=("0.7", "billion yuan"),
                locator="Table <3> & 4",
                statement=Label("Cars sold for <0.7> & more.", "汽车销售<7>亿元。"),
            ),
        ),
    ),
}
RECORDED = (JANUARY, MARCH, LATE_MARCH, FEBRUARY)


def fill(url: str, order: tuple[str, ...] = RECORDED) -> None:
    """Fill an empty database with the story, recorded in this order."""
    with catalogued(url) as store:
        for on in order:
            edition = EDITIONS[on]
            published(store, *edition.facts, on=edition.on, source=edition.source)
