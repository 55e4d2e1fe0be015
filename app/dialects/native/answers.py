"""What answers made of observations look like in the document: rows are the sectors' own records."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, RootModel, create_model

from app.dialects.native.look import BOUND_ADDED
from app.dialects.native.schemas import (
    DATA_VERSION,
    IndicatorEntry,
    Link,
    ListMeta,
    Resource,
    described,
    nested,
)
from app.representations.rows import PROVENANCE, label_columns
from app.sectors import SECTORS
from app.sectors.schema import SectorSchema, observation_across

AnyObservation = observation_across(SECTORS)
ALL_DIMENSIONS = tuple(name for sector in SECTORS for name in sector.dimensions)


class DataMeta(Resource):
    """What an answer says about itself."""

    matched: int = described(3, "Observations that match in all.")
    returned: int = described(3, "Observations in this answer.")
    complete: bool = described(
        value=True, description="Whether nothing that matches is left, as it is after a dry run."
    )
    next: str | None = described(
        None, "Address of the rest, ready to use, after a dry run of all rows; null at the end."
    )
    as_of: str | None = described(None, "The day or instant asked for; null for now.")
    data_version: str = described(DATA_VERSION, "State of the store.")
    canonical: str = described("/v1/observations?area=CN-SX", "The same question, spelt out.")
    reason: str | None = described(
        None, "Why nothing matched, in a sentence; null where something did."
    )


class ChosenColumns(RootModel[dict[str, str | float | None]]):
    """A row with other columns than usual: fewer by `fields`, more by `include` or `derive`, or wide."""


def data_answer(sector: SectorSchema | None) -> type[BaseModel]:
    """Return the model of the data call's JSON body; rows are the sector's own records."""
    row: Any = sector.observation if sector else AnyObservation
    rows: Any = list[row | ChosenColumns]
    return create_model(
        f"{sector.code.title() if sector else ''}Observations",
        __base__=Resource,
        __doc__="Observations, and what the answer says about itself.",
        data=(
            rows,
            nested(
                "Rows, in the order asked for: the sector's own record, or other columns where "
                "`fields`, `include`, `vintage` or `shape=wide` ask for them."
            ),
        ),
        meta=(DataMeta, nested("About the answer.")),
        warnings=(
            list[str],
            described([BOUND_ADDED], "What a careful reader should know; mostly empty."),
        ),
    )


def sector_glance(sector: SectorSchema) -> type[BaseModel]:
    """Return the model of a sector at a glance."""
    row: Any = sector.observation
    name = sector.code.title()
    entry = create_model(
        f"{name}Indicator",
        __base__=IndicatorEntry,
        __doc__="An indicator with the latest observation of each of its series.",
        latest=(list[row], nested("Latest observation of each of its series.")),
    )
    return create_model(
        f"{name}Glance",
        __base__=Resource,
        __doc__=f"The {sector.code} sector at a glance.",
        data=(list[entry], nested("The indicators of the sector.")),  # type: ignore[valid-type]
        meta=(ListMeta, nested("About the answer.")),
    )


class ObservationMeta(Resource):
    """What the answer about one observation says about itself."""

    data_version: str = described(DATA_VERSION, "State of the store.")


_LABELS = {
    "sector": "Consumption",
    "area": "Shanxi",
    "indicator": "Retail sales of consumer goods",
    "transformation": "Level",
    "unit": "Yuan",
    "frequency": "Annual",
    "bound": "Exact",
    "status": "Normal value",
    "role": "Indicator",
    "period_basis": "Stated",
}
_PROVENANCE = {
    "statement": (
        "What the source says, in a sentence of our own.",
        "The page puts retail sales in Shanxi at 818.05 billion yuan for 2024.",
    ),
    "note": (
        "What was inferred, and what else matters.",
        "Growth on 2023.",
    ),
    "publisher": ("Who published the document.", "China Daily"),
    "document": ("Title of the document, or what it is.", "A newspaper page on Shanxi"),
    "licence": ("What may be done with the document.", "Facts only."),
}


def _described_observation() -> type[BaseModel]:
    """Return the row of one observation: the usual columns, then labels and provenance."""
    more: dict[str, Any] = {}
    for label in label_columns(ALL_DIMENSIONS):
        name = label.removesuffix("_label")
        text = f"What the code in `{name}` is called; null where there is no code."
        more[label] = (str | None, described(_LABELS.get(name, "Total"), text))
    for name in PROVENANCE:
        text, example = _PROVENANCE[name]
        more[name] = (str | None, described(example, text))
    return create_model(
        "DescribedObservation",
        __base__=AnyObservation,
        __doc__="An observation with the names of its codes and its provenance.",
        **more,
    )


DescribedObservation = _described_observation()


class OneObservation(Resource):
    """One observation with labels and provenance beside its columns."""

    data: DescribedObservation = nested("The observation.")  # type: ignore[valid-type]
    meta: ObservationMeta = nested("About the answer.")
    links: list[Link] = nested("Its indicator, its release and its source.")


def example_row(sector: SectorSchema) -> dict[str, Any]:
    """Return a row of a sector as its schema shows it."""
    extra: Any = sector.observation.model_config["json_schema_extra"]
    row: dict[str, Any] = extra["examples"][0]
    return row
