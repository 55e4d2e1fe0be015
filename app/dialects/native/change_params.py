"""Parameters of the list of changes and of its feed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

from pydantic import AfterValidator, Field, create_model

from app.dialects.native.params import (
    INSTANT,
    AvailabilityParams,
    ReleaseText,
    SeriesParams,
    check_instant,
    instant,
    releases_wanted,
)
from app.domain.errors import Fault, InvalidQueryError
from app.domain.query import Published
from app.domain.structure import Language

MAXIMUM_CHANGES = 10_000


class ChangeParams(SeriesParams):
    """Which changes."""

    since: Annotated[str | None, AfterValidator(check_instant)] = Field(
        default=None,
        pattern=INSTANT,
        description="Published at or after this: from the first second of a day (UTC), or from an "
        "instant.",
        examples=["2025-03-01"],
    )
    until: Annotated[str | None, AfterValidator(check_instant)] = Field(
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
        description="Where to continue: as it stands in `meta.next`.",
    )


class FeedParams(ChangeParams):
    """Which changes, told in which language."""

    lang: Language = Field(default="en", description="Language of the feed.", examples=["en"])


# The sectors' own dimensions are parameters as well, as they are of every question.
WholeChangeParams: type[ChangeParams] = create_model(
    "WholeChangeParams", __base__=(ChangeParams, AvailabilityParams)
)
WholeFeedParams: type[FeedParams] = create_model(
    "WholeFeedParams", __base__=(FeedParams, AvailabilityParams)
)


def published(params: ChangeParams) -> Published:
    """Return between which instants of publication changes are wanted.

    Raises:
        InvalidQueryError: The time ends before it starts.
    """
    since = _first(params.since) if params.since else None
    until = instant(params.until) if params.until else None
    if since and until and until < since:
        message = f"since={params.since} is after until={params.until}"
        raise InvalidQueryError(f"{message}.", [Fault(message, "until", value=params.until)])
    return Published(since, until)


def _first(text: str) -> datetime:
    """Read a day as its first second; `instant` takes the last."""
    return instant(text) if "T" in text else datetime.combine(date.fromisoformat(text), time(), UTC)
