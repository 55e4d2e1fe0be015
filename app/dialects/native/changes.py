"""What releases changed: figures added, revised and withdrawn, newest first, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.answers import ALL_DIMENSIONS
from app.dialects.native.change_params import ChangeParams, published
from app.dialects.native.data_call import continued_at
from app.dialects.native.entries import text
from app.dialects.native.question import question
from app.dialects.native.reason import why_empty
from app.dialects.native.releases import of_releases
from app.dialects.native.resource import respond
from app.dialects.native.schemas import Resource
from app.dialects.native.vintage_schemas import Cause
from app.domain.change import Change, State
from app.domain.cube import Cube, Release
from app.domain.query import DataQuery, Position
from app.representations.contract import RenderContext
from app.representations.json import encode_lines
from app.representations.rows import NUMBERS, columns, iso_instant, rows
from app.store.changes import Changes, count_changes, read_changes
from app.store.engine import Reader
from app.store.observations import Known, read_page
from app.web.paging import Cursor, usable, write_cursor
from app.web.sessions import Database, Snapshot
from app.web.state import state_of

PATH = "/v1/changes"
_PAGE = 1_000
_REPEATED = "All that was published then had been known before; nothing was changed by it."
_ROWS = RenderContext(dimensions=ALL_DIMENSIONS, history=True)


@dataclass(frozen=True, slots=True)
class Question:
    """A question about changes that has been understood.

    Attributes:
        canonical: The conditions with names resolved, as a query string; nothing about pages.
    """

    query: DataQuery
    canonical: str

    def address(self, path: str, **more: object) -> str:
        """Write the question as an address."""
        parts = [self.canonical, *(f"{n}={v}" for n, v in more.items() if v is not None)]
        asked = "&".join(part for part in parts if part)
        return f"{path}?{asked}" if asked else path


def understand(params: ChangeParams, snapshot: Snapshot) -> Question:
    """Return the question that parameters ask.

    Raises:
        UnknownCodeError: Codes or releases that do not exist.
        RefusedError: A day that no calendar has, a time that ends before it starts, a cursor of
            another question, or a wildcard that stands for too many codes.
    """
    asked = question(params, snapshot.known.structure)
    query = replace(
        of_releases(asked, params.release, snapshot.known),
        vintage="all",
        published=published(params),
    )
    if params.cursor is not None:
        query = continued_at(query, params.cursor, snapshot)
    return Question(query, _canonical(query, params))


def _canonical(query: DataQuery, params: ChangeParams) -> str:
    skipped = ("after=", "pin=", "vintage=", "published=")
    parts = [p for p in query.canonical().split("&") if p and not p.startswith(skipped)]
    sides = {"since": params.since, "until": params.until}
    parts += [f"{name}={side}" for name, side in sides.items() if side is not None]
    return quote("&".join(parts), safe="&=,:*./-_")


async def answer(request: Request, params: ChangeParams) -> Response:
    """List what releases changed."""

    async def build(snapshot: Snapshot) -> bytes:
        asked = understand(params, snapshot)
        database, known = state_of(request).database, snapshot.known
        size = params.limit or _PAGE
        page = await database.read(lambda reader: read_changes(reader, known, asked.query, size))
        matched = await _matched(asked.query, page, database, known)
        meta = {
            "matched": matched,
            "returned": len(page.changes),
            "complete": page.next is None,
            "next": following(asked, page.next, snapshot, params, PATH),
            "as_of": params.as_of,
            "data_version": snapshot.version.text,
            "canonical": usable(asked.address(PATH, limit=params.limit)),
            "reason": await _why_empty(asked.query, database, known) if matched == 0 else None,
        }
        body = {"data": _entries(page.changes, known), "meta": meta}
        return msgspec.json.encode(body) + b"\n"

    return await respond(request, params, build)


async def _matched(query: DataQuery, page: Changes, database: Database, known: Known) -> int:
    if page.next is None and query.after is None:
        return len(page.changes)
    return await database.read(lambda reader: count_changes(reader, known, query))


def following(
    asked: Question,
    position: Position | None,
    snapshot: Snapshot,
    params: ChangeParams,
    path: str,
    **look: object,
) -> str | None:
    """Return the address of the next page; it reads the data version in which the first was read."""
    if position is None:
        return None
    pin = asked.query.pin or snapshot.version.number
    cursor = write_cursor(asked.query, Cursor(pin, position))
    return usable(asked.address(path, **look, limit=params.limit, cursor=cursor))


async def _why_empty(query: DataQuery, database: Database, known: Known) -> str:
    def repeats(reader: Reader) -> bool:
        return bool(read_page(reader, known, query, 1).observations)

    if query.after is None and await database.read(repeats):
        return _REPEATED
    return await why_empty(query, database, known)


def _entries(changes: Sequence[Change], known: Known) -> list[Mapping[str, object]]:
    cube = Cube(known.structure, tuple(each.observation for each in changes), known.releases)
    lines = encode_lines(columns(_ROWS), NUMBERS, rows(cube, _ROWS)).splitlines()
    causes: dict[int, msgspec.Raw] = {}
    entries: list[Mapping[str, object]] = []
    for each, line in zip(changes, lines, strict=True):
        release = known.releases[each.observation.release]
        if release.number not in causes:
            causes[release.number] = _raw(_cause(release))
        entries.append(
            {
                "kind": each.kind,
                "observation": msgspec.Raw(line),
                "before": None if each.before is None else _before(each.before, known),
                "difference": _number(each.difference),
                "cause": causes[release.number],
            }
        )
    return entries


def _raw(document: Resource) -> msgspec.Raw:
    return msgspec.Raw(document.__pydantic_serializer__.to_json(document))


def _cause(release: Release) -> Cause:
    return Cause(
        release=release.id,
        title=text(release.title),
        source=release.source,
        published_at=iso_instant(release.published_at),
        recorded_at=iso_instant(release.recorded_at),
    )


def _before(state: State, known: Known) -> Mapping[str, object]:
    release = known.releases[state.release]
    return {
        "value": _number(state.value),
        "bound": state.bound,
        "lower": _number(state.lower),
        "upper": _number(state.upper),
        "status": state.status,
        "release": release.id,
        "published_at": iso_instant(release.published_at),
    }


def _number(digits: str | None) -> msgspec.Raw | None:
    """Write a number with exactly the digits it has as text."""
    return None if digits is None else msgspec.Raw(digits.encode())
