"""The data call of both generations, once each has understood its address: one way to answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.dialects.sdmx.data_formats import Format
from app.dialects.sdmx.dissemination import Dissemination, parts
from app.dialects.sdmx.ordering import ordered
from app.dialects.sdmx.reading import Clip, Source
from app.dialects.sdmx.selection import Selection
from app.domain.errors import Fault, InvalidQueryError, RefusedError
from app.domain.query import SortKey
from app.domain.structure import Language
from app.domain.text import nearest
from app.representations.sdmx.components import Component, Flow
from app.representations.sdmx.message import ALL_DIMENSIONS, TIME, Context, DataSet, Message
from app.store.engine import Reader
from app.web.caching import not_modified, validators
from app.web.sessions import Database, Snapshot

_PROVENANCE = frozenset({"statement_en", "statement_zh", "note_en", "note_zh"})
_whole = re.compile(r"\d{1,9}", re.ASCII).fullmatch
_DAY_LENGTH = 10
_VARY = "Accept, Accept-Language"


@dataclass(frozen=True, slots=True)
class Wish:
    """A data call that has been understood.

    Attributes:
        selection: Which figures.
        clip: How many of them.
        states: Which of their vintages.
        at_observation: The dimension within groups, or `AllDimensions`.
        sort: The order that was asked for.
        attributes: Those that are shown.
        measure: Whether the value is shown.
        observations: Whether more than the keys of groups is shown.
    """

    flow: Flow
    context: Context
    format: Format
    language: Language
    selection: Selection
    clip: Clip
    states: Dissemination
    at_observation: str
    sort: tuple[SortKey, ...]
    attributes: tuple[Component, ...]
    measure: bool
    observations: bool


def header_fields(request: Request, snapshot: Snapshot, wish: Wish) -> dict[str, str]:
    """Return the header fields of an answer; they depend on the question and the data only."""
    address = f"{request.url.path}?{request.url.query}"
    fields = validators(snapshot.version, address, wish.format.media_type, wish.language)
    return fields | {
        "Content-Type": wish.format.media_type,
        "Content-Language": wish.language,
        "Vary": _VARY,
    }


async def answer(
    request: Request, database: Database, snapshot: Snapshot, wish: Wish
) -> Response | None:
    """Answer a data call.

    Returns:
        The answer; `None` where nothing matches, which each generation says in its own way.

    Raises:
        ProvstatError: The question cannot be answered so, or the database is away.
    """
    fields = header_fields(request, snapshot, wish)
    unchanged = not_modified(request, fields)
    if unchanged is not None:
        return unchanged
    found = await database.read(lambda reader: _found(reader, database, snapshot, wish))
    if not found:
        return None
    body = wish.format.render(_message(fields["ETag"], snapshot, wish, found))
    return StreamingResponse(database.stream(body), headers=fields)


def _found(reader: Reader, database: Database, snapshot: Snapshot, wish: Wish) -> list[DataSet]:
    """Return the data sets that hold anything."""
    query = wish.selection.query
    if query is None:
        return []
    known = snapshot.known
    at = ALL_DIMENSIONS if wish.format.is_flat else wish.at_observation
    queries = ordered(query, wish.sort, wish.flow, at, known.structure)
    provenance = any(each.column in _PROVENANCE for each in wish.attributes)
    found = []
    for part in parts(queries, wish.selection.keep, wish.states, known):
        source = Source(database.store, known, part, wish.clip, provenance=provenance)
        if source.look_ahead(reader):
            found.append(DataSet(source, part.action, part.valid_from, part.valid_to))
    return found


def _message(tag: str, snapshot: Snapshot, wish: Wish, found: Sequence[DataSet]) -> Message:
    # Without groups there is no key of a group to show alone: the keys of observations are shown.
    alone = (
        not wish.observations and not wish.format.is_flat and wish.at_observation == ALL_DIMENSIONS
    )
    return Message(
        flow=wish.flow,
        structure=snapshot.known.structure,
        id=f"IREF{tag.strip(chr(34))}",
        prepared=snapshot.version.recorded_at,
        language=wish.language,
        data_sets=found,
        at_observation=wish.at_observation,
        attributes=wish.attributes,
        measure=wish.measure and not alone,
        observations=wish.observations or alone,
        context=wish.context,
    )


def check_clip(clip: Clip, states: Dissemination) -> None:
    """Refuse counts over several data sets.

    Raises:
        RefusedError: `offset` or `limit` with a parameter that brings several data sets.
    """
    counted = clip.offset or clip.limit is not None
    if counted and (states.history or states.updated_after is not None):
        message = (
            "offset and limit count the observations of one data set; updatedAfter and "
            "includeHistory bring several"
        )
        raise RefusedError(message, [Fault(message, "limit")])


def unknown_parameters(given: Iterable[str], known: Sequence[str]) -> None:
    """Refuse parameters that do not exist, with the nearest that do.

    Raises:
        InvalidQueryError: There is one.
    """
    faults = []
    for name in given:
        if name not in known:
            near = nearest(name, known)
            hint = f"; did you mean {near[0]}?" if near else ""
            detail = f"There is no parameter {name[:64]!r} here{hint}"
            faults.append(Fault(detail, name[:64], did_you_mean=near))
    if faults:
        raise InvalidQueryError(faults[0].detail, faults)


def whole_number(given: Mapping[str, str], name: str, least: int = 1) -> int | None:
    """Read a parameter that is a whole number.

    Raises:
        InvalidQueryError: It is none, or too small.
    """
    text = given.get(name)
    if text is None:
        return None
    if not _whole(text) or int(text) < least:
        raise malformed(name, f"{text[:32]!r} is no whole number from {least}", text)
    return int(text)


def flag(given: Mapping[str, str], name: str) -> bool:
    """Read a parameter that is true or false.

    Raises:
        InvalidQueryError: It is neither.
    """
    text = given.get(name, "false").lower()
    if text not in {"true", "false", "1", "0"}:
        raise malformed(name, f"{text[:32]!r} is neither true nor false", text)
    return text in {"true", "1"}


def instant(given: Mapping[str, str], name: str, *, end_of_day: bool) -> datetime | None:
    """Read a date-time; without a zone it is in UTC.

    Args:
        given: The parameters.
        name: Which of them.
        end_of_day: What a day alone means, its end or its beginning.

    Raises:
        InvalidQueryError: It is none.
    """
    text = given.get(name)
    if text is None:
        return None
    try:
        if len(text) == _DAY_LENGTH:
            clock = time(23, 59, 59) if end_of_day else time(0)
            return datetime.combine(date.fromisoformat(text), clock, UTC)
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        reason = f"{text[:40]!r} is no date-time; write 2025-03-20T09:00:00Z"
        raise malformed(name, reason, text) from error


def observation_dimension(given: Mapping[str, str], flow: Flow, format_: Format) -> str:
    """Read at which dimension observations are told apart.

    Raises:
        InvalidQueryError: There is no such dimension, or the format has series over time only.
    """
    text = given.get("dimensionAtObservation", TIME)
    known = [TIME, *(each.id for each in flow.dimensions)]
    if text.lower() == ALL_DIMENSIONS.lower():
        text = ALL_DIMENSIONS
    elif text not in known:
        raise malformed(
            "dimensionAtObservation",
            f"{text[:64]!r} is no dimension; there is {', '.join((*known, ALL_DIMENSIONS))}",
            text,
        )
    if format_.only_time and text != TIME:
        raise malformed(
            "dimensionAtObservation", f"{format_.media_type} holds series over time only", text
        )
    return text


def malformed(name: str, reason: str, text: str) -> InvalidQueryError:
    """Make the error of a parameter that cannot be read."""
    message = f"In {name}, {reason}"
    return InvalidQueryError(message, [Fault(message, name, value=text[:64])])
