"""Trade: with whom the province trades, and the rail and air freight that carries it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from app.domain.facts import Fact
from app.domain.rules import Context, Entry, Finding
from app.domain.rules.codes import LEVEL
from app.domain.rules.finding import error, warning
from app.domain.rules.numbers import interval_of
from app.domain.rules.rule import Family, release_rule, rule, several
from app.domain.series import Series
from app.domain.structure import Structure
from app.domain.text import plain
from app.sectors.observation import (
    FigureColumns,
    SeriesColumns,
    ServedObservation,
    served_example,
)
from app.sectors.record import FigureFields, SeriesFields
from app.sectors.schema import SectorSchema
from app.sectors.vocabulary import Code

_FIRST_FLIGHT = "inaugural_almaty_flight_cargo"
_CITIES = "china_europe_rail_cities"
_COUNTRIES = "china_europe_rail_countries"

_EXAMPLE = {
    "area": "CN-SX",
    "indicator": "air_cargo_mail_throughput",
    "transformation": "level",
    "unit": "TONNE",
    "frequency": "A",
    "partner": "_T",
    "period": "2024",
    "period_basis": "stated",
    "value": "2581",
    "bound": "exact",
    "status": "A",
    "role": "indicator",
    "value_published": "2581",
    "unit_published": "tons",
    "decimals": "0",
    "locator": "High-level opening-up",
    "statement_en": "Shanxi handled 2,581 tons of air cargo and mail in 2024.",
    "statement_zh": "2024年山西航空货邮吞吐量为2581吨。",
}

_Partner = Field(
    description="Economy on the other side; `_T` where not broken down.", examples=["_T"]
)


class _OwnFields(TypedDict):
    partner: Annotated[Code, _Partner]


class TradeRecord(SeriesFields, _OwnFields, FigureFields):
    """One figure of the trade sector, as a release states it."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]
        extra="forbid", json_schema_extra={"examples": [{**_EXAMPLE}]}
    )


class _OwnColumns(ServedObservation):
    partner: Annotated[str, _Partner]


# Python lists inherited fields from the last base to the first.
class TradeObservation(FigureColumns, _OwnColumns, SeriesColumns):
    """An observation of the trade sector."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [served_example("trade", ("partner",), _EXAMPLE)]}
    )
    sector: Annotated[
        Literal["trade"], Field(description="Sector of the indicator.", examples=["trade"])
    ]


@rule("indicator", "frequency", "transformation")
def first_flight_is_one_load_of_one_day(fact: Fact, context: Context) -> Iterator[Finding]:
    """A first flight happens on one day, and there is none a year earlier to compare it with."""
    del context
    series = fact.series
    if series.indicator != _FIRST_FLIGHT:
        return
    if series.frequency != "D":
        yield error("frequency", series.frequency, "A first flight takes place on one day.", "D")
    if series.transformation != LEVEL:
        reason = "A first flight has none before it to be compared with."
        yield error("transformation", series.transformation, reason, LEVEL)


def _trains(_structure: Structure) -> Family:
    def family(series: Series) -> Hashable | None:
        concerned = series.transformation == LEVEL and series.indicator in {_CITIES, _COUNTRIES}
        return series.area if concerned else None

    return family


@release_rule(families=_trains, concerns=several)
def countries_lie_behind_cities(entries: Sequence[Entry], context: Context) -> Iterator[Finding]:
    """Trains reach countries in their cities; more countries than major cities would be odd."""
    levels = {
        (series.indicator, series.area, entry.fact.period.slug): entry
        for entry in entries
        if (series := entry.fact.series).transformation == LEVEL
    }
    for (indicator, area, period), countries in levels.items():
        cities = levels.get((_CITIES, area, period))
        if indicator != _COUNTRIES or cities is None:
            continue
        ours, theirs = (interval_of(each.fact, context.structure) for each in (countries, cities))
        if ours.surely_above(theirs):
            value = countries.fact.value
            shown = None if value is None else plain(value)
            reason = f"There are more countries than major cities ({cities.place})."
            yield countries.located(warning("value", shown, reason))


SECTOR = SectorSchema(
    code="trade",
    dimensions=("partner",),
    record=TradeRecord,
    observation=TradeObservation,
    rules=(first_flight_is_one_load_of_one_day,),
    release_rules=(countries_lie_behind_cities,),
)
