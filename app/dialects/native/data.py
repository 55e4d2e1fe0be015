"""The data call: one question in many formats, whole or page by page, never cut silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.dialects.native.look import BOUND_ADDED, look
from app.dialects.native.params import MAXIMUM_LIMIT, DataParams
from app.dialects.native.question import question
from app.dialects.native.reason import why_empty
from app.dialects.native.releases import of_releases
from app.domain.cube import Cube
from app.domain.errors import Fault, InvalidQueryError, RefusedError
from app.domain.query import DataQuery, Position
from app.representations import DATA
from app.representations.contract import Closing, RenderContext, Representation
from app.store.engine import Reader
from app.store.observations import count, read_page
from app.web.caching import not_modified, validators
from app.web.fields import field
from app.web.negotiation import choose
from app.web.paging import Cursor, continued, write_cursor
from app.web.sessions import Database, Snapshot
from app.web.state import state_of

_PAGE = 5_000
_SMALL_PAGE = 500
_FEW_SERIES = 400
_ANY_AREA = range(40)


@dataclass(frozen=True, slots=True)
class DataCall:
    """A data call that has been understood.

    Attributes:
        path: Address without extension.
        params: As they came.
        canonical: Address that asks the same, with names resolved and parameters in order.
    """

    path: str
    params: DataParams
    query: DataQuery
    context: RenderContext
    representation: Representation
    snapshot: Snapshot
    canonical: str


def _canonical(path: str, params: DataParams, query: DataQuery, context: RenderContext) -> str:
    """Return the address that asks the same, with names resolved and parameters in order."""
    skipped = ("after=", "pin=", "sector=", "limit=")
    parts = [p for p in query.canonical().split("&") if p and not p.startswith(skipped)]
    look_parts = {
        "limit": "" if params.limit is None else str(params.limit),
        "include": ",".join(sorted(set(params.include))),
        "lang": "" if params.lang == "en" else params.lang,
        "fields": ",".join(context.fields or ()),
        "shape": "" if params.shape == "rows" else params.shape,
    }
    parts += [f"{name}={value}" for name, value in look_parts.items() if value]
    return f"{path}?{quote('&'.join(parts), safe='&=,:*./-_')}" if parts else path


async def answer(
    request: Request, params: DataParams, sector: str | None, extension: str | None
) -> Response:
    """Answer a data call.

    Raises:
        ProvstatError: Whatever is wrong with the question, or the database is away.
    """
    database = state_of(request).database
    snapshot = await database.snapshot()
    call = _understand(request, params, sector, extension, snapshot)
    headers = _headers(call, negotiated=extension is None and params.format is None)
    unchanged = not_modified(request, headers)
    if unchanged is not None:
        return unchanged
    if params.dry_run == "1":
        return await _dry_run(call, database, headers)
    return await _rows(call, database, headers)


def _understand(
    request: Request,
    params: DataParams,
    sector: str | None,
    extension: str | None,
    snapshot: Snapshot,
) -> DataCall:
    structure = snapshot.known.structure
    _check_format(extension, params.format)
    representation = choose(DATA, extension, params.format, field(request, "accept"))
    limit = params.limit
    if limit is None and (representation.paged or params.shape == "wide"):
        limit = MAXIMUM_LIMIT
    asked = question(params, structure, sector, limit)
    query = of_releases(asked, params.release, snapshot.known)
    context = look(params, query, structure)
    if params.cursor is not None:
        query = continued_at(query, params.cursor, snapshot)
    path = f"/v1/{sector}/observations" if sector else "/v1/observations"
    canonical = _canonical(path, params, query, context)
    return DataCall(path, params, query, context, representation, snapshot, canonical)


def _check_format(extension: str | None, name: str | None) -> None:
    names = {each.extension: each.name for each in DATA}
    if name in names.values() and names.get(extension or "", name) != name:
        message = f"format={name} contradicts the extension .{extension}"
        raise RefusedError(message, [Fault(message, "format", value=name)])


def continued_at(query: DataQuery, cursor: str, snapshot: Snapshot) -> DataQuery:
    """Return the question continued at a cursor, which to the grammar is any text of letters.

    Raises:
        RefusedError: It is none of this question, or of a data version that has never been.
    """
    try:
        query = continued(query, cursor)
    except InvalidQueryError as error:
        raise RefusedError(error.detail, error.faults) from error
    if query.pin is None or not 0 < query.pin <= snapshot.version.number:
        message = "the cursor belongs to a data version that this store does not have"
        raise RefusedError(message, [Fault(message, "cursor", value=cursor[:64])])
    return query


def _headers(call: DataCall, *, negotiated: bool) -> dict[str, str]:
    headers = validators(
        call.snapshot.version,
        call.canonical,
        f"{call.params.cursor} {call.params.as_of} {call.params.fields}",
        f"bom={call.params.bom} dry_run={call.params.dry_run}",
        # What the answer repeats as it was spelt, while the canonical address forgets it.
        f"{call.params.as_of} {_warnings(call)}",
        call.representation.name,
    )
    headers["Content-Type"] = call.representation.media_type
    if negotiated:
        headers["Vary"] = "Accept"
    if call.representation.name != DATA[0].name and call.params.dry_run == "0":
        name = call.path.removeprefix("/v1/").replace("/", "-")
        headers["Content-Disposition"] = (
            f'inline; filename="{name}.{call.representation.extension}"'
        )
    return headers


async def _rows(call: DataCall, database: Database, headers: dict[str, str]) -> Response:
    first = await _first_page(call, database)
    matched = await _matched(call, first, database)
    if call.context.shape == "wide" and matched > MAXIMUM_LIMIT:
        message = (
            f"{matched:,} observations match; a wide table holds up to {MAXIMUM_LIMIT:,}. "
            "Ask for fewer periods or codes, or use shape=rows."
        )
        raise RefusedError(message)
    reason = await why_empty(call.query, database, call.snapshot.known) if matched == 0 else None
    context = replace(call.context, close=_envelope(call, matched, reason))
    headers["X-Matched-Rows"] = str(matched)
    returned = len(first.observations)
    if first.next is None or returned == call.query.limit:
        headers["X-Returned-Rows"] = str(returned)
        return Response(b"".join(call.representation.render([first], context)), headers=headers)
    pieces = call.representation.render(_all(call, first, database), context)
    return StreamingResponse(database.stream(pieces), headers=headers)


async def _first_page(call: DataCall, database: Database) -> Cube:
    small = is_slice(call.query) and call.context.shape == "rows"
    size = _SMALL_PAGE if small else MAXIMUM_LIMIT if call.context.shape == "wide" else _PAGE

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
    return await database.read(lambda reader: count(reader, call.snapshot.known, call.query))


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
                reader, call.snapshot.known, query, _PAGE, provenance=call.context.provenance
            )


def _envelope(call: DataCall, matched: int, reason: str | None) -> Closing:
    def close(returned: int, following: Position | None) -> Mapping[str, object]:
        meta: dict[str, object] = {
            "matched": matched,
            "returned": returned,
            "complete": following is None,
            "next": _next(call, following),
            "as_of": call.params.as_of,
            "data_version": call.snapshot.version.text,
            "canonical": call.canonical,
            "reason": reason,
        }
        return {"meta": meta, "warnings": _warnings(call)}

    return close


def _next(call: DataCall, following: Position | None) -> str | None:
    if following is None:
        return None
    pin = call.query.pin or call.snapshot.version.number
    cursor = write_cursor(call.query, Cursor(pin, following))
    separator = "&" if "?" in call.canonical else "?"
    return f"{call.canonical}{separator}cursor={cursor}"


def _warnings(call: DataCall) -> list[str]:
    fields = call.params.fields
    added = "value" in fields and "bound" not in fields
    return [BOUND_ADDED] if added else []


async def _dry_run(call: DataCall, database: Database, headers: dict[str, str]) -> Response:
    known = call.snapshot.known
    matched = await database.read(lambda reader: count(reader, known, call.query))
    reason = await why_empty(call.query, database, known) if matched == 0 else None
    closing = _envelope(call, matched, reason)(0, None)
    body = msgspec.json.encode({"data": [], **closing}) + b"\n"
    headers |= {"X-Matched-Rows": str(matched), "Content-Type": DATA[0].media_type}
    return Response(body, headers=headers)
