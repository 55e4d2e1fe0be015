"""What is served: one observation as a flat row, field by field as every tabular format has it.

Answers are written without these models, for speed; they describe the rows in OpenAPI, and a test
holds the two together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from app.domain.period import parse_period
from app.domain.series import observation_id, parse_key, series_key
from app.sectors.vocabulary import Bound, Frequency, JsonNumber, PeriodBasis, ServedRole, Status

_RELEASE = "2025-03-17-0123456789ab"
_PUBLISHED_AT = "2025-03-17T00:00:00Z"
_SOURCE = "china-daily-2025-03-shanxi"


class ServedObservation(BaseModel):
    """An observation as it is served."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SeriesColumns(ServedObservation):
    """The first columns: which series it belongs to."""

    id: Annotated[
        str,
        Field(
            description="Permanent id of the observation, whichever release states it.",
            examples=["0123456789ab-2024"],
            pattern=r"^[0-9a-hjkmnp-tv-z]{12}-[0-9A-Z_-]{4,21}$",
        ),
    ]
    sector: Annotated[str, Field(description="Sector of the indicator.", examples=["energy"])]
    area: Annotated[str, Field(description="Code of the area.", examples=["CN-SX"])]
    indicator: Annotated[
        str,
        Field(description="Code of what is measured.", examples=["retail_sales_consumer_goods"]),
    ]
    transformation: Annotated[
        str,
        Field(
            description="`level` for the quantity, `yoy` for its change in a year.",
            examples=["level"],
        ),
    ]
    unit: Annotated[str, Field(description="Base unit of the value.", examples=["CNY"])]
    frequency: Annotated[
        Frequency,
        Field(
            description="Letter of SDMX; `_O` for other periods, such as a holiday.", examples=["A"]
        ),
    ]


class FigureColumns(ServedObservation):
    """The last columns: the figure, and the release that states it."""

    period: Annotated[str, Field(description="What time it is about.", examples=["2024"])]
    start: Annotated[date, Field(description="First day of it.", examples=["2024-01-01"])]
    end: Annotated[date, Field(description="Last day, inclusive.", examples=["2024-12-31"])]
    period_basis: Annotated[
        PeriodBasis,
        Field(
            description="`inferred` where the source left a part of the period out.",
            examples=["stated"],
        ),
    ]
    value: Annotated[
        JsonNumber | None,
        Field(
            description="In the base unit, with exactly the digits held; null where there is none.",
            examples=[818050000000],
        ),
    ]
    bound: Annotated[
        Bound,
        Field(description="Whether the value is exact or only a bound.", examples=["exact"]),
    ]
    lower: Annotated[
        JsonNumber | None, Field(description="Lower limit of a range.", examples=[None])
    ]
    upper: Annotated[
        JsonNumber | None, Field(description="Upper limit of a range.", examples=[None])
    ]
    status: Annotated[
        Status, Field(description="Kind of value, or why there is none.", examples=["A"])
    ]
    role: Annotated[
        ServedRole,
        Field(description="Statistic, conversion or policy parameter.", examples=["indicator"]),
    ]
    value_published: Annotated[
        str | None, Field(description="Digits as printed.", examples=["818.05"])
    ]
    unit_published: Annotated[
        str | None, Field(description="Unit as printed.", examples=["billion yuan"])
    ]
    decimals: Annotated[
        int | None, Field(description="Decimal places as printed.", examples=[2], ge=0)
    ]
    release: Annotated[
        str, Field(description="Id of the release that states it.", examples=[_RELEASE])
    ]
    published_at: Annotated[
        datetime, Field(description="When the world could know.", examples=[_PUBLISHED_AT])
    ]
    source: Annotated[str, Field(description="Id of the document.", examples=[_SOURCE])]
    locator: Annotated[
        str, Field(description="Where within the document.", examples=["Market resilience"])
    ]


def served_example(sector: str, dimensions: Sequence[str], record: Mapping[str, str]) -> JsonDict:
    """Return the row that a record of the first release is served as."""
    own = {name: record[name] for name in dimensions}
    key = series_key(
        record["indicator"],
        record["area"],
        record["transformation"],
        record["unit"],
        record["frequency"],
        own,
    )
    period = parse_period(record["period"])
    decimals = record.get("decimals")
    return {
        "id": observation_id(parse_key(key), period),
        "sector": sector,
        **{name: record[name] for name in SeriesColumns.model_fields if name in record},
        **own,
        "period": period.text,
        "start": period.start.isoformat(),
        "end": period.end.isoformat(),
        "period_basis": record["period_basis"],
        "value": _number(record.get("value")),
        "bound": record["bound"],
        "lower": _number(record.get("lower")),
        "upper": _number(record.get("upper")),
        "status": record["status"],
        "role": record["role"],
        "value_published": record.get("value_published"),
        "unit_published": record.get("unit_published"),
        "decimals": None if decimals is None else int(decimals),
        "release": _RELEASE,
        "published_at": _PUBLISHED_AT,
        "source": _SOURCE,
        "locator": record["locator"],
    }


def _number(text: str | None) -> int | float | None:
    if text is None:
        return None
    number = Decimal(text)
    return int(number) if number == number.to_integral_value() else float(number)
