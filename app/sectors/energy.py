"""Energy: production and supply by fuel, and the modernisation of the mines."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from app.domain.rules import Context, Entry, Finding
from app.domain.rules.codes import LEVEL
from app.domain.rules.finding import error
from app.domain.rules.numbers import interval_of
from app.domain.rules.rule import Family, release_rule, several
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

_MINES = "intelligent_coal_mines"
_OUTPUT_SHARE = "intelligent_mines_coal_output_share"

_EXAMPLE = {
    "area": "CN-SX",
    "indicator": _OUTPUT_SHARE,
    "transformation": "level",
    "unit": "PERCENT",
    "frequency": "M",
    "fuel": "_T",
    "period": "2025-03",
    "period_basis": "inferred",
    "value": "60.48",
    "bound": "exact",
    "status": "A",
    "role": "indicator",
    "value_published": "60.48",
    "unit_published": "percent",
    "decimals": "2",
    "locator": "Smart coal mines",
    "statement_en": "Intelligent mines yield 60.48 percent of the coal that Shanxi produces.",
    "statement_zh": "智能化煤矿产量占山西煤炭总产量的60.48%。",
    "note_en": "No date is printed; the month is that in which the page appeared.",
    "note_zh": "原文未载日期，取专版刊出月份。",
}

_Fuel = Field(description="Form of energy; `_T` where not broken down.", examples=["_T"])


class _OwnFields(TypedDict):
    fuel: Annotated[Code, _Fuel]


class EnergyRecord(SeriesFields, _OwnFields, FigureFields):
    """One figure of the energy sector, as a release states it."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]
        extra="forbid", json_schema_extra={"examples": [{**_EXAMPLE}]}
    )


class _OwnColumns(ServedObservation):
    fuel: Annotated[str, _Fuel]


# Python lists inherited fields from the last base to the first.
class EnergyObservation(FigureColumns, _OwnColumns, SeriesColumns):
    """An observation of the energy sector."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [served_example("energy", ("fuel",), _EXAMPLE)]}
    )
    sector: Annotated[
        Literal["energy"], Field(description="Sector of the indicator.", examples=["energy"])
    ]


def _mines(_structure: Structure) -> Family:
    def family(series: Series) -> Hashable | None:
        concerned = series.transformation == LEVEL and series.indicator in {_MINES, _OUTPUT_SHARE}
        return series.area if concerned else None

    return family


@release_rule(families=_mines, concerns=several)
def output_needs_a_mine(entries: Sequence[Entry], context: Context) -> Iterator[Finding]:
    """Intelligent mines cannot yield a share of the coal where there is not one of them."""
    mines = {
        (e.fact.series.area, e.fact.period.slug): e
        for e in entries
        if e.fact.series.indicator == _MINES and e.fact.series.transformation == LEVEL
    }
    for entry in entries:
        series = entry.fact.series
        if series.indicator != _OUTPUT_SHARE or series.transformation != LEVEL:
            continue
        counted = mines.get((series.area, entry.fact.period.slug))
        share = interval_of(entry.fact, context.structure)
        none = counted is not None and counted.fact.value == 0 and counted.fact.bound == "exact"
        if counted is not None and none and share.low is not None and share.low > 0:
            value = entry.fact.value
            shown = None if value is None else plain(value)
            reason = f"There is a share of output, but no intelligent mine ({counted.place})."
            yield entry.located(error("value", shown, reason))


SECTOR = SectorSchema(
    code="energy",
    dimensions=("fuel",),
    record=EnergyRecord,
    observation=EnergyObservation,
    release_rules=(output_needs_a_mine,),
)
