"""What a sector is to the program: its dimensions, what enters, what is served, what must hold."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, create_model

from app.domain.rules import ReleaseRule, Rule
from app.sectors.observation import FigureColumns, SeriesColumns, ServedObservation
from app.sectors.record import Record


@dataclass(frozen=True, slots=True)
class SectorSchema:
    """One sector.

    Attributes:
        code: As in the catalogue and in addresses.
        dimensions: The sector's own dimensions, each a column.
        record: What a record of the sector is when it enters.
        observation: What an observation of the sector is when it is served.
        rules: What must hold for each fact of the sector, beyond what holds for all facts.
        release_rules: What must hold between the sector's facts of one release.
    """

    code: str
    dimensions: tuple[str, ...]
    record: type[Record]
    observation: type[ServedObservation]
    rules: tuple[Rule, ...] = ()
    release_rules: tuple[ReleaseRule, ...] = ()


def observation_across(schemas: Iterable[SectorSchema]) -> type[ServedObservation]:
    """Make the row of an answer across sectors: a dimension is null where a sector lacks it."""
    own: dict[str, Any] = {
        name: (
            Annotated[
                str | None,
                Field(
                    description=f"Code in the dimension {name} of {schema.code}, else null.",
                    examples=["_T"],
                ),
            ],
            ...,
        )
        for schema in schemas
        for name in schema.dimensions
    }
    middle = create_model("OwnDimensions", __base__=ServedObservation, **own)
    return create_model(
        "Observation",
        __base__=(FigureColumns, middle, SeriesColumns),
        __doc__="An observation of any sector.",
    )
