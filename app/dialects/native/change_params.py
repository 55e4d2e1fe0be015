"""Parameters of the list of changes and of its feed."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from pydantic import Field, create_model

from app.dialects.native.params import (
    INSTANT,
    AvailabilityParams,
    ReleaseText,
    SeriesParams,
    instant,
    releases_wanted,
)
from app.domain.errors import Fault, RefusedError
from app.domain.query import Published
from app.domain.structure import Language

MAXIMUM_CHANGES = 10_000


class ChangeParams(SeriesParams):
    """Which changes."""

    since: str | None = Field(
        default=None,
        pattern=INSTANT,
        description="Published at or after this: from the first second of a day (UTC), or from an "
        "instant.",
        examples=["2025-03-01"],
    )
    until: str | None = Field(
        default=None,
        pattern=INSTANT,
        description="Published at or before this: to the last second of a day (UTC), or to an "
        "instant.",
        examples=["2025-03-31"],
    )
    release: list[ReleaseText] = releases_wanted("Only what these releases changed.")
    limit: int | None = Field(
        default=None,
        ge=1,
        le=MAXIMUM_CHANGES,
        description="Most changes wanted; 1,000 without it, in a feed 100.",
        examples=[100],
    )
    cursor: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_-]{1,2048}$",
        description="Where to continue: as it stands in `meta.next`, with the same question.",
        examples=["WzIsImRlYzA4NTQyYmVhMTE5NDgiLFtdXQ"],
    )


class FeedParams(ChangeParams):
    """Which changes, told in which language."""

    lang: Language = Field(default="en", description="Language of the feed.", examples=["en"])


# The sectors' own dimensions are parameters as well, as they are of every question.
_Own: type[Any] = AvailabilityParams
WholeChangeParams: type[ChangeParams] = create_model(
    "WholeChangeParams", __base__=(ChangeParams, _Own)
)
WholeFeedParams: type[FeedParams] = create_model("WholeFeedParams", __base__=(FeedParams, _Own))


def published(params: ChangeParams) -> Published:
    """Return between which instants of publication changes are wanted.

    Raises:
        RefusedError: A day that no calendar has, or a time that ends before it starts.
    """
    since = _first(params.since) if params.since else None
    until = instant(params.until, "until") if params.until else None
    if since and until and until < since:
        message = f"The time since={params.since} is after until={params.until}"
        raise RefusedError(f"{message}.", [Fault(message, "until", value=params.until)])
    return Published(since, until)


def _first(text: str) -> datetime:
    """Read a day as its first second; `instant` takes the last."""
    found = instant(text, "since")
    return found if "T" in text else datetime.combine(found, time(), found.tzinfo)
