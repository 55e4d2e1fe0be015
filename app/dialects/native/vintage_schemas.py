"""What the resources about versions of figures say, as Pydantic models: bodies and OpenAPI in one."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, WithJsonSchema, create_model

from app.dialects.native.answers import AnyObservation
from app.dialects.native.schemas import (
    DATA_VERSION,
    Link,
    Resource,
    Text,
    described,
    nested,
)
from app.representations.rows import PROVENANCE

Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
_RELEASE = "2025-03-17-0123456789ab"
_SUPERSEDED: Any = (
    str | None,
    described(
        None, "When a later version came out; null for the version that counts, withdrawn or not."
    ),
)
_DIFFERENCE = described(
    -84932000000,
    "The value less the value before, exactly; null where either has none or is only a bound.",
)


def _version() -> type[BaseModel]:
    more: dict[str, Any] = {
        "superseded_at": _SUPERSEDED,
        **{name: (str | None, described(None, f"The {name}.")) for name in PROVENANCE},
        "current": (bool, described(value=True, description="Whether it is the one that counts.")),
        "change": (
            Literal["added", "revised", "withdrawn", "unchanged"],
            described("revised", "What became of the version before."),
        ),
        "difference": (Number | None, _DIFFERENCE),
    }
    return create_model(
        "ObservationVersion",
        __base__=AnyObservation,
        __doc__="A figure as one release states it.",
        **more,
    )


ObservationVersion = _version()
ChangedObservation: type[BaseModel] = create_model(
    "ChangedObservation",
    __base__=AnyObservation,
    __doc__="A figure as the release states it that changed it.",
    superseded_at=_SUPERSEDED,
)


class HistoryMeta(Resource):
    """What a history says about itself."""

    matched: int = described(2, "How many versions there are.")
    as_of: str | None = described(None, "The day or instant asked for; null for now.")
    data_version: str = described(DATA_VERSION, "State of the store.")


class History(Resource):
    """Every version of one figure, oldest first by publication, then by recording."""

    data: list[ObservationVersion] = nested("Versions.")  # type: ignore[valid-type]
    meta: HistoryMeta = nested("About the answer.")
    links: list[Link] = nested("Where to go from here.")


class Before(Resource):
    """What was known of a figure before a change."""

    value: Number | None = described(1552842000000, "In the base unit.")
    bound: str = described("exact", "Whether the value is exact or only a bound.")
    lower: Number | None = described(None, "Lower limit of a range.")
    upper: Number | None = described(None, "Upper limit of a range.")
    status: str = described("A", "Kind of value, or why there is none; `X` is withdrawn.")
    release: str = described(_RELEASE, "Id of the release that stated it.")
    published_at: str = described("2025-03-17T00:00:00Z", "When that came out.")


class Cause(Resource):
    """The release that changed a figure."""

    release: str = described(_RELEASE, "Id of the release.")
    title: Text = nested("What was published.")
    source: str = described("china-daily-2025-03-shanxi", "Id of the document.")
    published_at: str = described("2025-03-17T00:00:00Z", "When the world could know.")
    recorded_at: str = described("2026-11-23T19:00:00Z", "When this store learned.")


class ChangeEntry(Resource):
    """One figure that a release added, revised or withdrew."""

    kind: Literal["added", "revised", "withdrawn"] = described("revised", "What became of it.")
    observation: ChangedObservation = nested("The figure.")  # type: ignore[valid-type]
    before: Before | None = nested("What the release before said; null where none did.")
    difference: Number | None = _DIFFERENCE
    cause: Cause = nested("The release that changed it.")


class ChangeMeta(Resource):
    """What a list of changes says about itself."""

    matched: int = described(3, "Changes that match in all.")
    returned: int = described(3, "Changes in this answer.")
    complete: bool = described(value=True, description="Whether nothing was left out at the end.")
    next: str | None = described(None, "Address of the rest, ready to use; null at the end.")
    as_of: str | None = described(None, "The day or instant asked for; null for now.")
    data_version: str = described(DATA_VERSION, "State of the store.")
    canonical: str = described("/v1/changes?since=2025-03-01", "The same question, spelt out.")
    reason: str | None = described(
        None, "Why nothing matched, in a sentence; null where something did."
    )


class ChangeList(Resource):
    """What releases changed, newest first."""

    data: list[ChangeEntry] = nested("Changes.")
    meta: ChangeMeta = nested("About the answer.")
