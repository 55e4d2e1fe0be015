"""Data of version 1: `/data/{flow}/{key}/{provider}` with periods, counts and detail as parameters."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from app.dialects.sdmx.data import (
    Wish,
    answer,
    flag,
    instant,
    malformed,
    observation_dimension,
    unknown_parameters,
    whole_number,
)
from app.dialects.sdmx.data_formats import FORMATS_1, choose
from app.dialects.sdmx.dissemination import Dissemination
from app.dialects.sdmx.filters import Expression, Term, pairs
from app.dialects.sdmx.key import parse_key_1
from app.dialects.sdmx.reading import Clip
from app.dialects.sdmx.selection import select
from app.domain.errors import NotFoundError
from app.domain.period import PeriodError
from app.domain.structure import Language, Structure
from app.representations.sdmx.components import AGENCY, VERSION, Flow, flows
from app.representations.sdmx.time import days_of
from app.web.fields import field
from app.web.sessions import Database, Snapshot

PARAMETERS = (
    "startPeriod",
    "endPeriod",
    "updatedAfter",
    "firstNObservations",
    "lastNObservations",
    "dimensionAtObservation",
    "detail",
    "includeHistory",
    "format",
)
_DETAILS = ("full", "dataonly", "serieskeysonly", "nodata")
_ALL, _LATEST = "all", "latest"


async def get_data(  # noqa: PLR0913 - the address has that many parts
    request: Request,
    database: Database,
    snapshot: Snapshot,
    language: Language,
    *,
    flow: str,
    key: str = _ALL,
    provider: str = _ALL,
) -> Response | None:
    """Answer a data call; `None` where nothing matches.

    Args:
        request: Its query string and its header.
        database: Where figures are read.
        snapshot: Of which state.
        language: Of labels.
        flow: Reference of the dataflow: `ID`, `AGENCY,ID` or `AGENCY,ID,VERSION`.
        key: Of series.
        provider: Who provided the data; we are the only one.

    Raises:
        ProvstatError: Whatever is wrong with the question, or the database is away.
    """
    given = dict(pairs(request.scope["query_string"]))
    unknown_parameters(given, PARAMETERS)
    chosen = choose(FORMATS_1, given.get("format"), field(request, "accept"))
    found = find_flow(flow, snapshot.known.structure)
    wanted = parse_key_1(key, [each.id for each in found.dimensions])
    check_provider(provider)
    detail = given.get("detail", "full")
    if detail not in _DETAILS:
        raise malformed("detail", f"{detail[:32]!r} is not one of {', '.join(_DETAILS)}", detail)
    wish = Wish(
        flow=found,
        context="dataflow",
        format=chosen,
        language=language,
        selection=select(found, snapshot.known, [wanted], window(given, found)),
        clip=Clip(
            first=whole_number(given, "firstNObservations"),
            last=whole_number(given, "lastNObservations"),
        ),
        states=Dissemination(
            updated_after=instant(given, "updatedAfter", end_of_day=False),
            history=flag(given, "includeHistory"),
        ),
        at_observation=observation_dimension(given, found, chosen),
        sort=(),
        attributes=found.attributes if detail == "full" else (),
        measure=detail in {"full", "dataonly"},
        observations=detail in {"full", "dataonly"},
    )
    return await answer(request, database, snapshot, wish)


def find_flow(reference: str, structure: Structure) -> Flow:
    """Return the dataflow that a reference names.

    Raises:
        NotFoundError: There is none.
    """
    agency, name, version = _reference(reference)
    ours = agency in {AGENCY, _ALL} and version.lower() in {VERSION, _LATEST, _ALL}
    found = next((each for each in flows(structure) if each.id == name), None) if ours else None
    if found is None:
        known = ", ".join(each.id for each in flows(structure))
        message = f"There is no dataflow {reference[:128]!r}; {AGENCY} has {known}."
        raise NotFoundError(message)
    return found


def _reference(text: str) -> tuple[str, str, str]:
    parts = text.split(",")
    if len(parts) == 1:
        return _ALL, parts[0], _LATEST
    agency = _ALL if parts[0].lower() == _ALL else parts[0]
    version = ",".join(parts[2:]) or _LATEST
    return agency, parts[1], version


def check_provider(provider: str) -> None:
    """Refuse data of other providers.

    Raises:
        NotFoundError: We are not among those that are named.
    """
    names = provider.split("+")
    if provider.lower() != _ALL and not {AGENCY, f"{AGENCY},{AGENCY}"} & {*names}:
        message = f"There is no data provider {provider[:64]!r}; there is {AGENCY}."
        raise NotFoundError(message)


def window(given: Mapping[str, str], flow: Flow) -> dict[str, Expression]:
    """Return the condition that whole periods lie between those that are given.

    Raises:
        InvalidQueryError: One is no period, or the last ends before the first begins.
    """
    terms = []
    sides = {"startPeriod": "ge", "endPeriod": "le"}
    days = {}
    for name, kind in sides.items():
        text = given.get(name)
        if text is None:
            continue
        try:
            days[name] = days_of(text)
        except PeriodError as error:
            raise malformed(name, str(error), text) from error
        terms.append(Term("ge" if kind == "ge" else "le", text))
    if len(days) > 1 and days["endPeriod"].end < days["startPeriod"].start:
        reason = f"{given['endPeriod']!r} ends before {given['startPeriod']!r} starts"
        raise malformed("endPeriod", reason, given["endPeriod"])
    return {flow.time.id: Expression((tuple(terms),))} if terms else {}
