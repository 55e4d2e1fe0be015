"""Our vintages as SDMX tells them: one data set for what stands, several for what came and went.

`updatedAfter` is about when this store learned of a release, so that whoever asks again with the time
of the last answer misses nothing, also of editions that are loaded late. `asOf` is about when the world
could know, as `as_of` of the native API is. History is one data set a release, in the order in which
they came out, with a further one for what a release withdrew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.dialects.sdmx.reading import Part
from app.dialects.sdmx.selection import Keep
from app.domain.cube import Release
from app.domain.query import RELEASE, WITHDRAWN, DataQuery, filters
from app.store.observations import Known


@dataclass(frozen=True, slots=True)
class Dissemination:
    """Which states of the figures are wanted.

    Attributes:
        as_of: As they were known then.
        updated_after: Only what this store learned after that.
        history: Every version instead of the one that stands.
    """

    as_of: datetime | None = None
    updated_after: datetime | None = None
    history: bool = False


def parts(
    queries: Sequence[DataQuery], keep: Keep | None, wanted: Dissemination, known: Known
) -> Iterator[Part]:
    """Return what becomes data sets; some may turn out to hold nothing."""
    queries = [replace(each, as_of=wanted.as_of) for each in queries]
    if not wanted.history and wanted.updated_after is None:
        yield Part(tuple(queries), keep)
        return
    releases = [each for each in known.releases.values() if _is_wanted(each, wanted)]
    if not wanted.history:
        yield from _changed(queries, keep, releases, known)
        return
    for release in sorted(releases, key=lambda each: (each.published_at, each.number)):
        every = [replace(each, vintage="all") for each in queries]
        for part in _changed(every, keep, [release], known):
            if part.action == "Delete":
                yield replace(part, valid_to=release.published_at)
            else:
                yield replace(part, valid_from=release.published_at)


def _is_wanted(release: Release, wanted: Dissemination) -> bool:
    known_then = wanted.as_of is None or release.published_at <= wanted.as_of
    return known_then and (
        wanted.updated_after is None or release.recorded_at > wanted.updated_after
    )


def _changed(
    queries: Iterable[DataQuery], keep: Keep | None, releases: Sequence[Release], known: Known
) -> Iterator[Part]:
    """Return what releases state, and apart from it what they withdraw."""
    stated, gone = [], []
    statuses = set(known.structure.known_codes("status"))
    for query in queries:
        chosen = {name: set(codes) for name, codes in query.filters}
        ids = {each.id for each in releases} & chosen.get(RELEASE, {each.id for each in releases})
        # A deletion follows from what was withdrawn, so it is there whatever status is asked for.
        asked = chosen.get("status", statuses)
        if ids and asked - {WITHDRAWN}:
            wanted = {**chosen, RELEASE: ids, "status": asked - {WITHDRAWN}}
            stated.append(replace(query, filters=filters(wanted)))
        if ids and ("status" not in chosen or WITHDRAWN in asked):
            wanted = {**chosen, RELEASE: ids, "status": {WITHDRAWN}}
            gone.append(replace(query, filters=filters(wanted)))
    if stated:
        yield Part(tuple(stated), keep, "Replace")
    if gone:
        yield Part(tuple(gone), keep, "Delete")
