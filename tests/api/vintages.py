"""A small store in which figures were revised, withdrawn, missing and bounded, loaded out of order.

                       10 January   1 February   10 March   20 March
    Shanxi 2023               100                     100   withdrawn
    Shanxi 2024               110          111       112
    Shanxi 2025-Q1                                                 30
    Hebei 2024                 50                           withdrawn
    visits 2024           missing                     23
    coal, Shaanxi 2024                                              7

The release of 1 February is recorded last, long after those that followed it.
"""

from __future__ import annotations

from tests.support.builders import fact, published, withdrawn
from tests.support.catalogue import PAGE, YEARBOOK
from tests.support.stores import catalogued

JANUARY, FEBRUARY, MARCH, LATE_MARCH = "2025-01-10", "2025-02-01", "2025-03-10", "2025-03-20"

RETAIL = "retail_sales"


def fill(url: str) -> None:
    """Fill an empty database with the releases above, in the order of their recording."""
    with catalogued(url) as store:
        published(
            store,
            fact("100", period="2023"),
            fact("110", period="2024", printed=("110", "yuan")),
            fact("50", area="CN-HE"),
            fact(None, indicator="visits", unit="COUNT"),
            *BOUNDED,
            on=JANUARY,
        )
        published(
            store,
            fact("100", period="2023"),
            fact("112", period="2024"),
            fact("23", indicator="visits", unit="COUNT"),
            on=MARCH,
            source=YEARBOOK,
        )
        published(
            store,
            withdrawn(period="2023"),
            withdrawn(area="CN-HE"),
            fact("30", period="2025-Q1"),
            fact("7", indicator="coal_output", area="CN-SN", unit="TONNE", own={"fuel": "coal"}),
            on=LATE_MARCH,
            source=PAGE,
        )
        published(store, fact("111", period="2024"), on=FEBRUARY, source=YEARBOOK)


# One percentage a period, each with a bound of its own.
BOUNDED = (
    fact("60", indicator="occupancy", unit="PERCENT", period="2024-01"),
    fact("60", indicator="occupancy", unit="PERCENT", period="2024-02", bound="gt"),
    fact("60", indicator="occupancy", unit="PERCENT", period="2024-03", bound="ge"),
    fact("60", indicator="occupancy", unit="PERCENT", period="2024-04", bound="lt"),
    fact("60", indicator="occupancy", unit="PERCENT", period="2024-05", bound="le"),
    fact("60", indicator="occupancy", unit="PERCENT", period="2024-06", bound="approx"),
    fact(None, indicator="occupancy", unit="PERCENT", period="2024-07", limits=("55.5", "65")),
    fact(None, indicator="occupancy", unit="PERCENT", period="2024-08"),
)
