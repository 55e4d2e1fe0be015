"""What may be said of a picture in its address, and a picture that has been understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, create_model

from app.dialects.native.params import INSTANT, CodeText, NameText, TimeText
from app.dialects.native.synonyms import SYNONYMS
from app.domain.query import DataQuery
from app.domain.structure import Language
from app.sectors import SECTORS
from app.web.querystring import Parameters
from app.web.sessions import Snapshot

NARROWEST, WIDEST = 320, 1200
OWN = tuple(dict.fromkeys(name for sector in SECTORS for name in sector.dimensions))


class ChartParams(Parameters):
    """What a picture shows, and how."""

    synonyms = SYNONYMS

    area: list[NameText] = Field(
        default_factory=list,
        min_length=1,
        max_length=40,
        description="Areas, as in the data call. One is shown by itself, several over time where "
        "they have several periods, else ranked. Without it areas are compared in the last period "
        "where several have figures.",
        examples=[["CN-SX"]],
    )
    time: list[TimeText] = Field(
        default_factory=list,
        min_length=1,
        max_length=50,
        description="Periods, as in the data call: `2024`, `2015..2024`, `..2023`, `last:5`.",
        examples=[["2015..2024"]],
    )
    transformation: list[CodeText] = Field(
        default_factory=list,
        min_length=1,
        max_length=8,
        description="`level` or `yoy`; without it the level where there is one.",
        examples=[["level"]],
    )
    unit: list[CodeText] = Field(
        default_factory=list,
        min_length=1,
        max_length=8,
        description="Base units; see `/v1/units`. The source's own conversions into another "
        "currency are shown only where they are asked for so.",
        examples=[["CNY"]],
    )
    as_of: str | None = Field(
        default=None,
        pattern=INSTANT,
        description="As it was known at the end of this day (UTC), or at this instant.",
        examples=["2025-03-20"],
    )
    lang: Language = Field(default="en", description="Language of every word.", examples=["zh"])
    width: int | None = Field(
        default=None,
        ge=NARROWEST,
        le=WIDEST,
        description="Width in units, at scale 1 in pixels; without it 480, or 720 for series and "
        "comparisons. The height follows from what is shown.",
        examples=[640],
    )


_OWN_FIELDS: dict[str, Any] = {
    name: (
        list[CodeText],
        Field(
            default_factory=list,
            min_length=1,
            max_length=40,
            description=f"Codes of the own dimension `{name}`; `_T` is the total.",
            examples=[["_T"]],
        ),
    )
    for name in OWN
}
_THEME = "`auto` follows the reader's system, also inside an `<img>`."
_BOTH: tuple[Any, Any] = (
    Literal["light", "dark"],
    Field(default="light", description="Colours.", examples=["light"]),
)
_EITHER: tuple[Any, Any] = (
    Literal["auto", "light", "dark"],
    Field(default="auto", description=f"Colours. {_THEME}", examples=["auto"]),
)
_SCALE: tuple[Any, Any] = (
    int,
    Field(default=2, ge=1, le=4, description="Pixels a unit.", examples=[2]),
)
ChartBase: type[ChartParams] = create_model("ChartBase", __base__=ChartParams, **_OWN_FIELDS)
SvgParams: type[ChartParams] = create_model("SvgParams", __base__=ChartBase, theme=_EITHER)
VegaLiteParams: type[ChartParams] = create_model("VegaLiteParams", __base__=ChartBase, theme=_BOTH)
PngParams: type[ChartParams] = create_model(
    "PngParams", __base__=ChartBase, theme=_BOTH, scale=_SCALE
)


@dataclass(frozen=True, slots=True)
class Wish:
    """A picture that has been understood.

    Attributes:
        indicator: Its code.
        compare: Whether areas are compared.
        headers: Of the answer, validators among them.
    """

    indicator: str
    params: ChartParams
    query: DataQuery
    snapshot: Snapshot
    compare: bool
    headers: dict[str, str]
