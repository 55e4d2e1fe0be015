"""Tourism: visits, spending and what is on offer, in holidays and in the countryside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from app.domain.facts import Fact
from app.domain.rules import Context, Finding
from app.domain.rules.finding import error
from app.domain.rules.rule import rule
from app.sectors.observation import (
    FigureColumns,
    SeriesColumns,
    ServedObservation,
    served_example,
)
from app.sectors.record import FigureFields, SeriesFields
from app.sectors.schema import SectorSchema
from app.sectors.vocabulary import Code

_SPRING_FESTIVAL = frozenset({"spring_festival_tourist_visits", "spring_festival_tourism_revenue"})
# New Year's Day of the lunar calendar falls on 21 January to 20 February (month, day).
_EARLIEST = (1, 21)
_LATEST = (2, 20)
_LONGEST = 15

_EXAMPLE = {
    "area": "CN-SX",
    "indicator": "rural_tourism_revenue",
    "transformation": "level",
    "unit": "CNY",
    "frequency": "A",
    "purpose": "_T",
    "period": "2024",
    "period_basis": "stated",
    "value": "11290000000",
    "bound": "exact",
    "status": "A",
    "role": "indicator",
    "value_published": "11.29",
    "unit_published": "billion yuan",
    "decimals": "2",
    "locator": "Market resilience",
    "statement_en": "Rural tourism in Shanxi brought in 11.29 billion yuan in 2024.",
    "statement_zh": "2024年山西乡村旅游总收入为112.9亿元。",
}

_Purpose = Field(description="Kind of travel; `_T` where not broken down.", examples=["_T"])


class _OwnFields(TypedDict):
    purpose: Annotated[Code, _Purpose]


class TourismRecord(SeriesFields, _OwnFields, FigureFields):
    """One figure of the tourism sector, as a release states it."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]
        extra="forbid", json_schema_extra={"examples": [{**_EXAMPLE}]}
    )


class _OwnColumns(ServedObservation):
    purpose: Annotated[str, _Purpose]


# Python lists inherited fields from the last base to the first.
class TourismObservation(FigureColumns, _OwnColumns, SeriesColumns):
    """An observation of the tourism sector."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [served_example("tourism", ("purpose",), _EXAMPLE)]}
    )
    sector: Annotated[
        Literal["tourism"], Field(description="Sector of the indicator.", examples=["tourism"])
    ]


@rule("indicator", "period")
def spring_festival_is_in_the_holiday(fact: Fact, context: Context) -> Iterator[Finding]:
    """A figure about the Spring Festival is about its days: they hold a possible New Year's Day."""
    del context
    if fact.series.indicator not in _SPRING_FESTIVAL:
        return
    start, end = fact.period.start, fact.period.end
    too_long = (end - start).days >= _LONGEST
    holds_new_year = (
        (start.month, start.day) <= _LATEST
        and (end.month, end.day) >= _EARLIEST
        and start.year == end.year
    )
    if too_long or not holds_new_year:
        reason = (
            "The Spring Festival holiday is about a week around New Year's Day of the lunar "
            "calendar, between late January and late February."
        )
        yield error("period", fact.period.text, reason)


SECTOR = SectorSchema(
    code="tourism",
    dimensions=("purpose",),
    record=TourismRecord,
    observation=TourismObservation,
    rules=(spring_festival_is_in_the_holiday,),
)
