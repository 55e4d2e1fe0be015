"""What answers made of observations look like in the document: rows are the sectors' own records."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, create_model

from app.dialects.native.schemas import IndicatorEntry, Link, ListMeta, Resource, described
from app.sectors import SECTORS
from app.sectors.schema import SectorSchema, observation_across

AnyObservation = observation_across(SECTORS)


class DataMeta(Resource):
    """What an answer says about itself."""

    matched: int = described(3, "Observations that match in all.")
    returned: int = described(3, "Observations in this answer.")
    complete: bool = described(value=True, description="Whether nothing was left out at the end.")
    next: str | None = described(None, "Address of the rest, where there is one.")
    as_of: str | None = described(None, "The day asked for.")
    data_version: str = described("a1b2c3d4e5f6", "State of the store.")
    canonical: str = described("/v1/observations?area=CN-SX", "The same question, spelt out.")
    reason: str | None = described(None, "Why nothing matched; present only then.")


def data_answer(sector: SectorSchema | None) -> type[BaseModel]:
    """Return the model of the data call's JSON body; rows are the sector's own records."""
    row: Any = sector.observation if sector else AnyObservation
    return create_model(
        f"{sector.code.title() if sector else ''}Observations",
        __base__=Resource,
        __doc__="Observations, and what the answer says about itself.",
        data=(list[row], Field(description="Rows, in the order asked for.")),
        meta=(DataMeta, ...),
        warnings=(list[str], described([], "What a careful reader should know.")),
    )


def sector_glance(sector: SectorSchema) -> type[BaseModel]:
    """Return the model of a sector at a glance."""
    row: Any = sector.observation
    name = sector.code.title()
    entry = create_model(
        f"{name}Indicator",
        __base__=IndicatorEntry,
        __doc__="An indicator with the latest observation of each of its series.",
        latest=(list[row], Field(description="Latest observation of each series.")),
    )
    return create_model(
        f"{name}Glance",
        __base__=Resource,
        __doc__=f"The {sector.code} sector at a glance.",
        data=(list[entry], Field(description="Indicators of the sector.")),  # type: ignore[valid-type]
        meta=(ListMeta, ...),
    )


class ObservationMeta(Resource):
    """What the answer about one observation says about itself."""

    data_version: str = described("a1b2c3d4e5f6", "State of the store.")


class OneObservation(Resource):
    """One observation with labels and provenance beside its columns."""

    data: AnyObservation  # type: ignore[valid-type]
    meta: ObservationMeta
    links: list[Link]
