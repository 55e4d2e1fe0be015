"""From a request to a data call that has been understood: what is asked, and how it shall look."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request

from app.dialects.native.derive import Derivation
from app.dialects.native.look import look
from app.dialects.native.params import MAXIMUM_LIMIT, DataParams
from app.dialects.native.question import question
from app.dialects.native.releases import of_releases
from app.dialects.native.wish import read_wish
from app.domain.derive.wish import Wish
from app.domain.errors import Fault, InvalidQueryError, RefusedError
from app.domain.query import DataQuery
from app.representations import DATA
from app.representations.contract import RenderContext, Representation
from app.web.fields import field
from app.web.negotiation import choose
from app.web.paging import continued, usable
from app.web.sessions import Snapshot


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


def understood(
    request: Request,
    params: DataParams,
    sector: str | None,
    extension: str | None,
    snapshot: Snapshot,
) -> DataCall:
    """Understand a data call.

    Raises:
        ProvstatError: Whatever is wrong with the question.
    """
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
