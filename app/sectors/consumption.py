"""Consumption: retail sales by product, and the measures that promote them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import ConfigDict, Field
from typing_extensions import TypedDict

from app.domain.facts import Fact
from app.domain.rules import Context, Finding
from app.domain.rules.finding import error, warning
from app.domain.rules.rule import rule
from app.domain.series import TOTAL
from app.sectors.observation import (
    FigureColumns,
    SeriesColumns,
    ServedObservation,
    served_example,
)
from app.sectors.record import FigureFields, SeriesFields
from app.sectors.schema import SectorSchema
from app.sectors.vocabulary import Code

_TRADE_IN_SALES = "trade_in_retail_sales"
_SUBSIDY_RATE = "trade_in_subsidy_rate"

_EXAMPLE = {
    "area": "CN-SX",
    "indicator": "retail_sales_consumer_goods",
    "transformation": "level",
    "unit": "CNY",
    "frequency": "A",
    "product": "_T",
    "period": "2024",
    "period_basis": "stated",
    "value": "818050000000",
    "bound": "exact",
    "status": "A",
    "role": "indicator",
    "value_published": "818.05",
    "unit_published": "billion yuan",
    "decimals": "2",
    "locator": "Market resilience",
    "statement_en": "Retail sales in Shanxi were 818.05 billion yuan in 2024.",
    "statement_zh": "2024年山西社会消费品零售总额为8180.5亿元。",
}

_Product = Field(description="Kind of goods; `_T` where not broken down.", examples=["_T"])


class _OwnFields(TypedDict):
    product: Annotated[Code, _Product]


class ConsumptionRecord(SeriesFields, _OwnFields, FigureFields):
    """One figure of the consumption sector, as a release states it."""

    __pydantic_config__ = ConfigDict(  # type: ignore[misc]
        extra="forbid", json_schema_extra={"examples": [{**_EXAMPLE}]}
    )


class _OwnColumns(ServedObservation):
    product: Annotated[str, _Product]


# Python lists inherited fields from the last base to the first.
class ConsumptionObservation(FigureColumns, _OwnColumns, SeriesColumns):
    """An observation of the consumption sector."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [served_example("consumption", ("product",), _EXAMPLE)]}
    )
    sector: Annotated[
        Literal["consumption"],
        Field(description="Sector of the indicator.", examples=["consumption"]),
    ]


@rule("indicator", "product")
def trade_in_sales_are_by_product(fact: Fact, context: Context) -> Iterator[Finding]:
    """The scheme is reported product by product; a total may only be what the source itself states."""
    del context
    series = fact.series
    if series.indicator == _TRADE_IN_SALES and dict(fact.dimensions).get("product") == TOTAL:
        reason = (
            "Trade-in sales come by product; is this total the source's own, not a sum of ours?"
        )
        yield warning("product", TOTAL, reason)


@rule("indicator", "role")
def subsidy_rate_is_set_by_policy(fact: Fact, context: Context) -> Iterator[Finding]:
    """The highest rate of a subsidy is laid down; nothing was measured."""
    del context
    if fact.series.indicator == _SUBSIDY_RATE and fact.role != "policy_parameter":
        reason = "The highest rate of a subsidy is set by policy, not measured."
        yield error("role", fact.role, reason, "policy_parameter")


SECTOR = SectorSchema(
    code="consumption",
    dimensions=("product",),
    record=ConsumptionRecord,
    observation=ConsumptionObservation,
    rules=(trade_in_sales_are_by_product, subsidy_rate_is_set_by_policy),
)
