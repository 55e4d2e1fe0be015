"""What answers made of observations look like in the document: rows are the sectors' own records."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field, RootModel, create_model

from app.dialects.native.schemas import IndicatorEntry, Link, ListMeta, Resource, described
from app.representations.rows import PROVENANCE, label_columns
from app.sectors import SECTORS
from app.sectors.schema import SectorSchema, observation_across

AnyObservation = observation_across(SECTORS)
ALL_DIMENSIONS = tuple(name for sector in SECTORS for name in sector.dimensions)


class DataMeta(Resource):
    """What an answer says about itself."""

    matched: int = described(3, "Observations that match in all.")
    returned: int = described(3, "Observations in this answer.")
    complete: bool = described(value=True, description="Whether nothing was left out at the end.")
    next: str | None = described(None, "Address of the rest, where there is one.")
    as_of: str | None = described(None, "The day asked for.")
    data_version: str = described("a1b2c3d4e5f6", "State of the store.")
    canonical: str = described("/v1/observations?area=CN-SX", "The same question, spelt out.")
    reason: str | None = described(None, "Why nothing matched, where nothing did.")


class ChosenColumns(RootModel[dict[str, str | int | float | None]]):
    """A row with other columns than usual: those of `fields`, more by `include`, or a wide one."""


def data_answer(sector: SectorSchema | None) -> type[BaseModel]:
    """Return the model of the data call's JSON body; rows are the sector's own records."""
    row: Any = sector.observation if sector else AnyObservation
    rows: Any = list[row | ChosenColumns]
    return create_model(
        f"{sector.code.title() if sector else ''}Observations",
        __base__=Resource,
        __doc__="Observations, and what the answer says about itself.",
        data=(rows, Field(description="Rows, in the order asked for.")),
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


def _described_observation() -> type[BaseModel]:
    """Return the row of one observation: the usual columns, then labels and provenance."""
    more: dict[str, Any] = {
        name: (str | None, described("山西省", f"Meaning of `{name.removesuffix('_label')}`."))
        for name in label_columns(ALL_DIMENSIONS)
    } | {name: (str | None, described(None, f"The {name}.")) for name in PROVENANCE}
    return create_model(
        "DescribedObservation",
        __base__=AnyObservation,
        __doc__="An observation with the names of its codes and its provenance.",
        **more,
    )


DescribedObservation = _described_observation()


class OneObservation(Resource):
    """One observation with labels and provenance beside its columns."""

    data: DescribedObservation  # type: ignore[valid-type]
    meta: ObservationMeta
    links: list[Link]
