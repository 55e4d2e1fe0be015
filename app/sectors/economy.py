"""Economy and population: what an area produces and earns, and who lives in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from app.domain.facts import Fact
from app.domain.rules import Context, Finding
from app.domain.rules.codes import LEVEL
from app.domain.rules.finding import error
from app.domain.rules.rule import rule
from app.domain.text import plain
from app.sectors.observation import FigureColumns, SeriesColumns, served_example
from app.sectors.record import FigureFields, SeriesFields
from app.sectors.schema import SectorSchema

_GROSS_PRODUCT = "gross_regional_product"
_RESIDENTS = "resident_population"
_PERSON = "PERSON"

_EXAMPLE = {
    "area": "CN-SX",
    "indicator": _GROSS_PRODUCT,
    "transformation": "level",
    "unit": "CNY",
    "frequency": "A",
    "period": "2024",
    "period_basis": "stated",
    "value": "2535350000000",
    "bound": "exact",
    "status": "A",
    "role": "indicator",
    "value_published": "25353.5",
    "unit_published": "亿元",
    "decimals": "1",
    "locator": "地区生产总值, 山西省, 2024年",
    "statement_en": "The database puts the gross product of Shanxi at 2.53535 trillion yuan for 2024.",
    "statement_zh": "该数据库载，2024年山西省地区生产总值为25353.5亿元。",
}
# The seed holds no figure of this sector, so the example comes from another release.
_RELEASE = {
    "release": "2025-10-31-5b1c3fa0d9e2",
    "published_at": "2025-10-31T16:00:00Z",
    "source": "nbs_query_database",
}


class EconomyRecord(SeriesFields, FigureFields):
    """One figure of the economy sector, as a release states it."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]
        extra="forbid", json_schema_extra={"examples": [{**_EXAMPLE}]}
    )


# Python lists inherited fields from the last base to the first.
class EconomyObservation(FigureColumns, SeriesColumns):
    """An observation of the economy sector."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{**served_example("economy", (), _EXAMPLE), **_RELEASE}]}
    )
    sector: Annotated[
        Literal["economy"], Field(description="Sector of the indicator.", examples=["economy"])
    ]


@rule("indicator", "transformation", "value")
def gross_product_is_not_negative(fact: Fact, context: Context) -> Iterator[Finding]:
    """What an area produces may shrink; it is never below nothing."""
    del context
    series = fact.series
    if series.indicator != _GROSS_PRODUCT or series.transformation != LEVEL:
        return
    if fact.value is not None and fact.value < 0:
        yield error("value", plain(fact.value), "A gross product is not below 0.")


@rule("indicator", "transformation", "unit")
def residents_are_persons(fact: Fact, context: Context) -> Iterator[Finding]:
    """COUNT would make a second series of the same people."""
    del context
    series = fact.series
    if series.indicator != _RESIDENTS or series.transformation != LEVEL:
        return
    if series.unit != _PERSON:
        yield error("unit", series.unit, "Residents are counted in persons.", _PERSON)


SECTOR = SectorSchema(
    code="economy",
    dimensions=(),
    record=EconomyRecord,
    observation=EconomyObservation,
    rules=(gross_product_is_not_negative, residents_are_persons),
)
