"""A store for derived values: levels in several years, growth, bounds, a revision, a conversion.

                          10 January          10 March
retail, Shanxi 2023         798.10 billion      790.00 billion
retail, Shanxi 2024         818.05 billion
growth of it 2024           2.5 %
cars, Shanxi 2024           40.9 billion
retail, Hebei 2024          500 billion (nothing before)
retail, dollars 2024        112.89 billion, a conversion, print unknown
exports, Shanxi 2024        200 billion
exports, Shanxi 2023        0.00 billion
exports, Shanxi 2025-02     9.0 billion         (yearbook; no conversion of that month)
coal, Shanxi 2023, 2024     7, missing
occupancy, by month         see OCCUPANCY
"""

from __future__ import annotations

from decimal import Decimal

from app.domain.facts import Fact
from app.domain.text import plain
from tests.support.builders import fact, published
from tests.support.catalogue import PAGE, YEARBOOK
from tests.support.stores import catalogued

JANUARY, MARCH = "2025-01-10", "2025-03-10"
BILLION = 10**9


def _yuan(printed: str, **about: str) -> Fact:
    value = plain(Decimal(printed) * BILLION)
    return fact(value, printed=(printed, "billion yuan"), **about)  # type: ignore[arg-type]


def _share(period: str, value: str | None, bound: str = "exact", **more: object) -> Fact:
    printed = None if value is None else (value, "percent")
    return fact(
        value,
        indicator="occupancy",
        unit="PERCENT",
        period=period,
        bound=bound,
        printed=printed,
        **more,  # type: ignore[arg-type]
    )


OCCUPANCY = (
    _share("2023-12", "80"),
    _share("2024-01", "83", "gt"),
    _share("2024-02", None, limits=("55.5", "65")),
    _share("2024-03", "60"),
    _share("2024-04", "60", "approx"),
    _share("2024-05", "60", "gt"),
    _share("2024-06", "60", "gt"),
    _share("2024-07", None),
    _share("2024-09", "61.5", status="P"),
)


def fill(url: str) -> None:
    """Fill an empty database with the releases above."""
    with catalogued(url) as store:
        published(
            store,
            _yuan("798.10", period="2023"),
            _yuan("818.05"),
            fact("2.5", transformation="yoy", unit="PERCENT", printed=("2.5", "percent")),
            fact("40900000000", own={"product": "automobiles"}, printed=("40.9", "billion yuan")),
            _yuan("500", area="CN-HE"),
            fact("112890000000", unit="USD", role="conversion"),
            _yuan("200", indicator="exports"),
            _yuan("0.00", indicator="exports", period="2023"),
            fact("7", indicator="coal_output", unit="TONNE", period="2023"),
            fact(None, indicator="coal_output", unit="TONNE"),
            *OCCUPANCY,
            on=JANUARY,
            source=PAGE,
        )
        published(
            store,
            _yuan("790.00", period="2023"),
            _yuan("9.0", indicator="exports", period="2025-02"),
            on=MARCH,
            source=YEARBOOK,
        )
