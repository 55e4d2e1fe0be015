"""Figures of every kind in three releases, for tests that only read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.domain.cube import Cube, Observation
from app.domain.facts import Fact
from app.domain.query import DataQuery
from app.domain.structure import Label
from app.store.engine import Store
from app.store.observations import Known, read_page
from tests.store.oracle import Oracle
from tests.support.builders import day, fact, published, withdrawn
from tests.support.catalogue import PAGE, YEARBOOK
from tests.support.stores import PLENTY, known

CARS = {"product": "automobiles"}
APPLIANCES = {"product": "home_appliances"}
_visits = partial(fact, indicator="visits", unit="COUNT")


def _occupancy(value: str | None, area: str, bound: str = "exact") -> Fact:
    return fact(
        value, indicator="occupancy", unit="PERCENT", area=area, period="2025-02", bound=bound
    )


def _coal(value: str | None, period: str, *, fuel: str = "coal", status: str = "A") -> Fact:
    return fact(
        value,
        indicator="coal_output",
        unit="TONNE",
        own={"fuel": fuel},
        period=period,
        status=status,
        area="CN-SN",
    )


FIRST = (
    fact("818050000000", printed=("818.05", "billion yuan"), statement=Label("Sales.", "零售。")),
    fact("112890000000", unit="USD", role="conversion"),
    fact("2.5", transformation="yoy", unit="PERCENT", bound="approx"),
    fact("-0.5", transformation="yoy", unit="PERCENT", period="2023"),
    fact("90", own=CARS, period="2024-S1"),
    fact("9", own=CARS, period="2024-Q3"),
    fact("10", own=APPLIANCES, period="2025-02-11"),
    fact("10.5", own=APPLIANCES, period="2025-01-01/2025-02-11", area="CN-140100"),
    _coal("1269000000.000000000000001", "2024"),
    _coal("1269000000", "2023", status="E"),
    _coal(None, "2022"),
    _coal("100", "2024-12", fuel="gas"),
    fact("83", bound="gt", indicator="exports", area="CN-HE"),
    fact("83", bound="ge", indicator="exports", area="CN-SX", own={"partner": "eu"}),
    fact("83", bound="lt", indicator="exports", area="CN-SN"),
    fact("83", bound="le", indicator="exports", area="CN"),
    fact("83", indicator="exports", area="CN-140100"),
)
SECOND = (
    fact("818050000001"),
    fact("9.5", own=CARS, period="2024-Q3"),
    withdrawn(indicator="exports", area="CN-SN"),
    _visits("22", period="2025-01-28/P8D", area="CN-SX", period_basis="inferred"),
    _visits("20", role="policy_parameter", bound="le", period="2025", area="CN"),
    _occupancy("60", "CN-SX"),
    _occupancy("60", "CN-SN", "approx"),
    fact(
        None,
        limits=("55.5", "65"),
        indicator="occupancy",
        unit="PERCENT",
        area="CN-HE",
        period="2025-02",
        own={"purpose": "rural"},
    ),
)
# Loaded last and published first.
OLD_EDITION = (
    fact("700", period="2018"),
    fact("817", note=Label("An early estimate.", "早期估计。")),
    _coal("1", "2022"),
)
RELEASES = (
    ("2025-03-17", PAGE, FIRST),
    ("2025-04-01", YEARBOOK, SECOND),
    ("2019-11-01", YEARBOOK, OLD_EDITION),
)


@dataclass(frozen=True)
class Sample:
    """A store, what questions need to know of it, and the list of all that it was told."""

    store: Store
    known: Known
    oracle: Oracle

    def page(self, query: DataQuery, size: int = PLENTY) -> Cube:
        """Ask the store for a page, provenance included."""
        with self.store.reader() as reader:
            return read_page(reader, self.known, query, size, provenance=True)

    def answer(self, query: DataQuery) -> tuple[Observation, ...]:
        """Ask the store for all in one page."""
        return self.page(query).observations


def told(store: Store) -> Sample:
    """Publish the sample into a store."""
    oracle = Oracle()
    for on, source, facts in RELEASES:
        release, _ = published(store, *facts, on=on, source=source)
        oracle.publish(release.number, day(on), facts)
    return Sample(store, known(store), oracle)
