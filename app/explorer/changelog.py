"""What releases changed: figures added, revised and withdrawn, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.change import Change, Kind
from app.domain.cube import Cube, Release
from app.domain.query import DataQuery
from app.domain.series import parse_key
from app.explorer.asked import Asked, View
from app.explorer.figures import Row, row_of
from app.explorer.reading import changes_of
from app.explorer.words import Say

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """One change.

    Attributes:
        before: What was known before, with its bound in words; empty where nothing was.
    """

    kind: Kind
    indicator: str
    row: Row
    before: str
    release: Release


async def show(asked: Asked) -> View:
    """List the latest changes."""
    page = await changes_of(asked, DataQuery(vintage="all"), SHOWN)
    values = {
        "changes": changed(asked, page.changes),
        "complete": page.next is None,
        "total": sum(
            r.added + r.revised + r.withdrawn for r in asked.state.known.releases.values()
        ),
        "rest": "/v1/changes",
    }
    title = Say(asked.language)("changes_title")
    return View("changelog.html", title, values, data="/v1/changes")


def changed(asked: Asked, changes: Iterable[Change]) -> list[Entry]:
    """Return changes as people read them."""
    return [_entry(asked, each) for each in changes]


def _entry(asked: Asked, change: Change) -> Entry:
    known, observation = asked.state.known, change.observation
    cube = Cube(known.structure, (), known.releases)
    before = ""
    if change.before is not None:
        # Digits as printed belong to the new figure; the old one is told in its base unit.
        state = change.before._asdict()
        old = observation._replace(**state, value_published=None, decimals=None)
        before = row_of(cube, old, asked).value
    indicator = known.structure.indicator[parse_key(observation.key).indicator]
    return Entry(
        change.kind,
        indicator.name.within(asked.language),
        row_of(cube, observation, asked),
        before,
        known.releases[observation.release],
    )
