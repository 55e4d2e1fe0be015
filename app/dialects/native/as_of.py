"""Lists of the catalogue as of a day: what was known by then counts, the texts are today's.

The catalogue itself has no vintages: names, definitions and code lists are answered as they are now.
So an indicator that had no figure yet is still listed, with a coverage of nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field

from app.dialects.native.params import INSTANT, instant
from app.domain.cube import Release
from app.store.observations import Known
from app.web.querystring import Parameters


class AsOfParams(Parameters):
    """As of when."""

    as_of: str | None = Field(
        default=None,
        pattern=INSTANT,
        description="Count and list what was known at the end of this day (UTC), or at this "
        "instant. Names, definitions and code lists are today's.",
        examples=["2025-03-20"],
    )

    @property
    def moment(self) -> datetime | None:
        """The instant whose knowledge counts; `None` for all that is known."""
        return instant(self.as_of) if self.as_of else None


def releases_by(known: Known, moment: datetime | None) -> Mapping[int, Release]:
    """Return the releases that had come out by then."""
    if moment is None:
        return known.releases
    return {n: each for n, each in known.releases.items() if each.published_at <= moment}
