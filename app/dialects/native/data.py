"""The data call: one question in many formats, whole or page by page, never cut silently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote

import msgspec
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.dialects.native.derive import Derivation
from app.dialects.native.look import BOUND_ADDED, limits_added, look
from app.dialects.native.metadata import descriptions
from app.dialects.native.params import MAXIMUM_LIMIT, DataParams
from app.dialects.native.question import question
from app.dialects.native.reason import why_empty
from app.dialects.native.releases import of_releases
from app.dialects.native.wish import read_wish
from app.domain.cube import Cube
from app.domain.derive.wish import Wish
from app.domain.errors import Fault, InvalidQueryError, RefusedError
from app.domain.query import DataQuery, Position
from app.domain.structure import Structure
from app.representations import DATA
from app.representations.contract import Closing, RenderContext, Representation
from app.representations.metadata.csvw import MEDIA_TYPE as METADATA_TYPE
from app.store.engine import Reader
from app.store.observations import count, read_page, read_pages
from app.web.caching import not_modified, validators
from app.web.fields import field
from app.web.negotiation import choose
from app.web.paging import MAXIMUM_CURSOR, Cursor, continued, usable, write_cursor
from app.web.ranges import file_response
from app.web.sessions import Database, Snapshot
from app.web.state import state_of

_PAGE = 5_000
_SMALL_PAGE = 500
_DERIVED_PAGE = 2_000  # exact arithmetic takes longer than reading
_FEW_SERIES = 400
_LEVEL = "level"
_ANY_AREA = range(40)
_UNLIKE = (
    "sort by value orders numbers whatever their unit: add unit, so that only like stands by like"
)


@dataclass(frozen=True, slots=True)
class DataCall:
    """A data call that has been understood.

    Attributes:
        path: Address without extension.
        sector: In whose part of the API it is asked; `None` across sectors.
        params: As they came.
        canonical: Address that asks the same, with names resolved and parameters in order.
        derivation: What makes the rows out of the figures that are found; `None` where they are it.
    """

    path: str
    sector: str | None
    params: DataParams
    query: DataQuery
    context: RenderContext
    representation: Representation
    snapshot: Snapshot
    canonical: str
    derivation: Derivation | None = None


def _canonical(
    path: str, params: DataParams, query: DataQuery, context: RenderContext, wish: Wish | None
) -> str:
    """Return the address that asks the same, with names resolved and parameters in order."""
    skipped = ("after=", "pin=", "sector=", "limit=")
    parts = [p for p in query.canonical().split("&") if p and not p.startswith(skipped)]
    look_parts = {
        "derive": str(wish or ""),
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
    return await _rows(request, call, database, headers)


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
    wish = read_wish(params, query, structure)
    context = look(params, query, structure)
    if params.cursor is not None:
        query = continued_at(query, params.cursor, snapshot)
    path = f"/v1/{sector}/observations" if sector else "/v1/observations"
    canonical = usable(_canonical(path, params, query, context, wish))
    derivation = Derivation(wish, query, snapshot.known) if wish else None
    return DataCall(
        path, sector, params, query, context, representation, snapshot, canonical, derivation
    )


def _check_format(extension: str | None, name: str | None) -> None:
    names = {each.extension: each.name for each in DATA}
    if name in names.values() and names.get(extension or "", name) != name:
        message = f"The parameter format={name} contradicts the extension .{extension}"
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
        message = "The cursor belongs to a data version that this store does not have"
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
    if call.representation.metadata and call.params.shape == "rows":
        headers["Link"] = _described_by(call)
    if call.representation.name != DATA[0].name and call.params.dry_run == "0":
        name = call.path.removeprefix("/v1/").replace("/", "-")
        headers["Content-Disposition"] = (
            f'inline; filename="{name}.{call.representation.extension}"'
        )
    return headers


async def _rows(
    request: Request, call: DataCall, database: Database, headers: dict[str, str]
) -> Response:
    first = await _first_page(call, database)
    matched = await _matched(call, first, database)
    if call.context.shape == "wide" and matched > MAXIMUM_LIMIT:
        message = (
            f"{matched:,} observations match; a wide table holds up to {MAXIMUM_LIMIT:,}. "
            "Ask for fewer periods or codes, or use shape=rows."
        )
        raise RefusedError(message)
    reason = await why_empty(call.query, database, call.snapshot.known) if matched == 0 else None
    told = descriptions(call.sector) if call.representation.file else {}
    context = replace(call.context, close=_envelope(call, matched, reason), descriptions=told)
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
            return await file_response(request, database.stream(pieces), headers)
        return Response(b"".join(pieces), headers=headers)
    if call.query.limit is not None and matched > call.query.limit:
        # What leads on will be known when it is too late to refuse.
        usable(call.canonical, MAXIMUM_CURSOR)
    pages = _all(call, first, database)
    if call.derivation is not None:
        pages = _each_derived(call.derivation, pages, database)
    pieces = call.representation.render(pages, context)
    if call.representation.file:
        return await file_response(request, database.stream(pieces), headers)
    return StreamingResponse(database.stream(pieces), headers=headers)


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


def _described_by(call: DataCall) -> str:
    """Return the link from a table to the document that says what its columns hold."""
    held = call.representation
    path, mark, asked = call.canonical.partition("?")
    address = f"{path}.{held.extension}{held.metadata}{mark}{asked}"
    return f'<{address}>; rel="describedby"; type="{METADATA_TYPE}"'


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
    address = _next(call, following)
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
                reader, call.snapshot.known, query, _page(call), provenance=call.context.provenance
            )


def _page(call: DataCall) -> int:
    return _PAGE if call.derivation is None else _DERIVED_PAGE


def _envelope(call: DataCall, matched: int, reason: str | None) -> Closing:
    def close(returned: int, following: Position | None) -> Mapping[str, object]:
        address = _next(call, following) if call.representation.paged else None
        return _closing(call, matched, returned, address, reason)

    return close


def _closing(
    call: DataCall, matched: int, returned: int, following: str | None, reason: str | None
) -> Mapping[str, object]:
    """Return what an answer says about itself.

    Args:
        call: The question.
        matched: Observations that match in all.
        returned: Those in this answer.
        following: Address of the rest; `None` where nothing is left.
        reason: Why nothing matched.
    """
    meta = {
        "matched": matched,
        "returned": returned,
        "complete": following is None,
        "next": following,
        "as_of": call.params.as_of,
        "data_version": call.snapshot.version.text,
        "canonical": call.canonical,
        "reason": reason,
    }
    told = call.derivation.tally.sentences(call.params.lang) if call.derivation else []
    return {"meta": meta, "warnings": [*_warnings(call), *told]}


def _next(call: DataCall, following: Position | None) -> str | None:
    if following is None:
        return None
    pin = call.query.pin or call.snapshot.version.number
    cursor = write_cursor(call.query, Cursor(pin, following))
    # A format with an envelope is asked for as it was; others lead on in themselves.
    address = call.canonical
    if not call.representation.paged:
        path, mark, asked = address.partition("?")
        bom = f"{'&' if asked else ''}bom=1" if call.params.bom == "1" else ""
        address = f"{path}.{call.representation.extension}{mark or '?' * bool(bom)}{asked}{bom}"
    return usable(_with(address, "cursor", cursor))


def _with(address: str, name: str, value: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}{name}={value}"


def _warnings(call: DataCall) -> list[str]:
    warnings = [BOUND_ADDED] if limits_added(call.params.fields) else []
    by_value = any(key.component == "value" for key in call.query.sort)
    if by_value and _several_units(call.query, call.snapshot.known.structure):
        warnings.append(_UNLIKE)
    return warnings


def _several_units(query: DataQuery, structure: Structure) -> bool:
    """Whether what is asked for may come in units that do not compare."""
    units = query.codes("unit")
    if units is not None:
        return len(units) > 1
    forms = set(query.codes("transformation") or structure.known_codes("transformation"))
    if len(forms) > 1 or _LEVEL not in forms:
        return _LEVEL in forms  # changes are all in percent, and nothing else is
    indicators = query.codes("indicator") or structure.indicator
    held = {structure.indicator[code].unit_dimension for code in indicators}
    return sum(unit.dimension in held for unit in structure.units) > 1


async def _dry_run(call: DataCall, database: Database, headers: dict[str, str]) -> Response:
    known = call.snapshot.known
    matched = await database.read(lambda reader: count(reader, known, call.query))
    reason = await why_empty(call.query, database, known) if matched == 0 else None
    # Nothing is returned, so whatever matches is still to come.
    cursor = call.params.cursor
    rows = _with(call.canonical, "cursor", cursor) if cursor else call.canonical
    closing = _closing(call, matched, 0, usable(rows) if matched else None, reason)
    body = msgspec.json.encode({"data": [], **closing}) + b"\n"
    headers |= {"X-Matched-Rows": str(matched), "Content-Type": DATA[0].media_type}
    return Response(body, headers=headers)
