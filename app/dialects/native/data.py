"""The data call: one question in many formats, whole or page by page, never cut silently."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.dialects.native.data_call import DataCall, understood
from app.dialects.native.derive import Derivation
from app.dialects.native.envelope import (
    closing,
    envelope,
    headers_of,
    next_page,
    with_parameter,
)
from app.dialects.native.metadata import descriptions
from app.dialects.native.params import MAXIMUM_LIMIT, DataParams
from app.dialects.native.reason import why_empty
from app.domain.cube import Cube
from app.domain.errors import RefusedError
from app.domain.query import DataQuery, Position
from app.representations import DATA
from app.representations.contract import RenderContext
from app.store.engine import Reader
from app.store.observations import count, read_page, read_pages
from app.web.caching import not_modified
from app.web.paging import MAXIMUM_CURSOR, usable
from app.web.ranges import file_response
from app.web.sessions import Database
from app.web.state import state_of

_PAGE = 5_000
_SMALL_PAGE = 500
_DERIVED_PAGE = 2_000  # exact arithmetic takes longer than reading
_FEW_SERIES = 400
_ANY_AREA = range(40)


async def answer(
    request: Request, params: DataParams, sector: str | None, extension: str | None
) -> Response:
    """Answer a data call.

    Raises:
        ProvstatError: Whatever is wrong with the question, or the database is away.
    """
    database = state_of(request).database
    snapshot = await database.snapshot()
    call = understood(request, params, sector, extension, snapshot)
    headers = headers_of(call, negotiated=extension is None and params.format is None)
    unchanged = not_modified(request, headers)
    if unchanged is not None:
        return unchanged
    if params.dry_run == "1":
        return await _dry_run(call, database, headers)
    return await _rows(request, call, database, headers)


async def _rows(
    request: Request, call: DataCall, database: Database, headers: dict[str, str]
) -> Response:
    first = await _first_page(call, database)
    if _is_export(call, first):
        return await _export(request, call, first, database, headers)
    matched = await _matched(call, first, database)
    if call.context.shape == "wide" and matched > MAXIMUM_LIMIT:
        message = (
            f"{matched:,} observations match; a wide table holds up to {MAXIMUM_LIMIT:,}. "
            "Ask for fewer periods or codes, or use shape=rows."
        )
        raise RefusedError(message)
    reason = await why_empty(call.query, database, call.snapshot.known) if matched == 0 else None
    context = _context(call, matched, reason)
    headers |= {"X-Matched-Rows": str(matched)}
    onward = await _link(call, first, database)
    if onward:
        headers["Link"] = ", ".join(filter(None, (headers.get("Link"), onward)))
    returned = len(first.observations)
    if first.next is None or returned == call.query.limit:
        shown = await _derived(call, first, database)
        headers["X-Returned-Rows"] = str(len(shown.observations))
        pieces = call.representation.render([shown], context)
        if call.representation.file:
            return await file_response(request, pieces, headers)
        return Response(b"".join(pieces), headers=headers)
    if call.query.limit is not None and matched > call.query.limit:
        # What leads on will be known when it is too late to refuse.
        usable(call.canonical, MAXIMUM_CURSOR)
    return await _streamed(request, call, first, database, context, headers)


def _is_export(call: DataCall, first: Cube) -> bool:
    """Whether everything is sent as it is read: nothing in it says how much it is."""
    endless = call.query.limit is None and call.context.shape == "rows"
    return endless and not call.representation.paged and first.next is not None


async def _export(
    request: Request, call: DataCall, first: Cube, database: Database, headers: dict[str, str]
) -> Response:
    """Send all rows without counting them first, which would take longer than most have patience."""
    context = _context(call, 0, None)
    return await _streamed(request, call, first, database, context, headers)


async def _streamed(  # noqa: PLR0913, PLR0917 - what an answer is made of
    request: Request,
    call: DataCall,
    first: Cube,
    database: Database,
    context: RenderContext,
    headers: dict[str, str],
) -> Response:
    pages = _all(call, first, database)
    if call.derivation is not None:
        pages = _each_derived(call.derivation, pages, database)
    pieces = call.representation.render(pages, context)
    if call.representation.file:
        return await file_response(request, pieces, headers)
    return StreamingResponse(database.stream(pieces), headers=headers)


def _context(call: DataCall, matched: int, reason: str | None) -> RenderContext:
    told = descriptions(call.sector) if call.representation.file else {}
    return replace(call.context, close=envelope(call, matched, reason), descriptions=told)


async def _derived(call: DataCall, page: Cube, database: Database) -> Cube:
    derivation = call.derivation
    if derivation is None:
        return page
    return await database.read(lambda reader: derivation.apply(reader, page))


def _each_derived(
    derivation: Derivation, pages: Iterator[Cube], database: Database
) -> Iterator[Cube]:
    for page in pages:
        with database.store.reader() as reader:
            shown = derivation.apply(reader, page)
        yield shown


async def _link(call: DataCall, first: Cube, database: Database) -> str | None:
    """Return the header that leads to the rest, for formats that have no place for it inside."""
    limit = call.params.limit
    if limit is None or call.representation.paged or first.next is None:
        return None
    following: Position | None = first.next
    left = limit - len(first.observations)
    if left:
        # A header comes before the rows, so where they end is looked up first.
        rest = replace(call.query, after=first.next, limit=left)
        following = await database.read(lambda reader: _end(reader, call, rest))
    address = next_page(call, following)
    return None if address is None else f'<{address}>; rel="next"'


def _end(reader: Reader, call: DataCall, query: DataQuery) -> Position | None:
    following = None
    for cube in read_pages(reader, call.snapshot.known, query, _PAGE):
        following = cube.next
    return following


async def _first_page(call: DataCall, database: Database) -> Cube:
    small = is_slice(call.query) and call.context.shape == "rows"
    size = _SMALL_PAGE if small else MAXIMUM_LIMIT if call.context.shape == "wide" else _page(call)

    def read(reader: Reader) -> Cube:
        provenance = call.context.provenance
        return read_page(reader, call.snapshot.known, call.query, size, provenance=provenance)

    return await database.read(read, small=small)


def is_slice(query: DataQuery) -> bool:
    """Whether a question is about so few series that reading it takes no time to speak of."""
    indicators, areas = query.codes("indicator"), query.codes("area")
    few = indicators is not None and len(indicators) * len(areas or _ANY_AREA) <= _FEW_SERIES
    return few and not query.values and not query.sort


async def _matched(call: DataCall, first: Cube, database: Database) -> int:
    if first.next is None and call.query.after is None:
        return len(first.observations)
    known = call.snapshot.known
    pin = call.query.pin or known.pin
    counted = replace(call.query, limit=None, after=None, sort=(), pin=pin)
    return await database.pinned(counted.canonical(), lambda reader: count(reader, known, counted))


def _all(call: DataCall, first: Cube, database: Database) -> Iterator[Cube]:
    """Return the first page and those behind it, a connection borrowed for each and given back."""
    cube, query = first, call.query
    while True:
        yield cube
        left = None if query.limit is None else query.limit - len(cube.observations)
        if cube.next is None or left == 0:
            return
        query = replace(query, after=cube.next, limit=left)
        with database.store.reader() as reader:
            cube = read_page(
                reader, call.snapshot.known, query, _page(call), provenance=call.context.provenance
            )


def _page(call: DataCall) -> int:
    return _PAGE if call.derivation is None else _DERIVED_PAGE


async def _dry_run(call: DataCall, database: Database, headers: dict[str, str]) -> Response:
    known = call.snapshot.known
    matched = await database.read(lambda reader: count(reader, known, call.query))
    reason = await why_empty(call.query, database, known) if matched == 0 else None
    # Nothing is returned, so whatever matches is still to come.
    cursor = call.params.cursor
    rows = with_parameter(call.canonical, "cursor", cursor) if cursor else call.canonical
    told = closing(call, matched, 0, usable(rows) if matched else None, reason)
    body = msgspec.json.encode({"data": [], **told}) + b"\n"
    headers |= {"X-Matched-Rows": str(matched), "Content-Type": DATA[0].media_type}
    return Response(body, headers=headers)
