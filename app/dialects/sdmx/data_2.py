"""Data of version 2: `/data/{context}/{agency}/{id}/{version}/{key}` with filters by component."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response

from app.dialects.sdmx.data import (
    Wish,
    answer,
    check_clip,
    flag,
    instant,
    malformed,
    observation_dimension,
    unknown_parameters,
    whole_number,
)
from app.dialects.sdmx.data_formats import FORMATS_2, choose
from app.dialects.sdmx.dissemination import Dissemination
from app.dialects.sdmx.filters import Expression, component_of, invalid, pairs, parse_filter
from app.dialects.sdmx.key import parse_keys_2
from app.dialects.sdmx.ordering import parse_sort
from app.dialects.sdmx.reading import Clip
from app.dialects.sdmx.selection import select
from app.domain.errors import NotFoundError, RefusedError
from app.domain.structure import Language, Structure
from app.domain.text import nearest
from app.representations.sdmx.components import AGENCY, VERSION, Component, Flow, flows
from app.representations.sdmx.message import Context
from app.web.fields import field
from app.web.sessions import Database, Snapshot

PARAMETERS = (
    "updatedAfter",
    "firstNObservations",
    "lastNObservations",
    "dimensionAtObservation",
    "attributes",
    "measures",
    "includeHistory",
    "offset",
    "limit",
    "sort",
    "asOf",
    "reportingYearStartDay",
    "format",
)
_ANY = "*"
_CONTEXTS = ("dataflow", "datastructure", "provisionagreement", _ANY)
# Of `1.0.0`, as the wildcards of versions write it.
_VERSIONS = frozenset(
    {VERSION, _ANY, "+", "~", "1+.0.0", "1.0+.0", "1.0.0+", "1~.0.0", "1.0~.0", "1.0.0~"}
    | {"1.+.0", "1.0.+", "1.*", "1.0.*", "1.*.*", "1.+.+"}
)


async def get_data(  # noqa: PLR0913 - the address has that many parts
    request: Request,
    database: Database,
    snapshot: Snapshot,
    language: Language,
    *,
    context: str = _ANY,
    agency: str = _ANY,
    resource: str = _ANY,
    version: str = _ANY,
    key: str = _ANY,
) -> Response | None:
    """Answer a data call; `None` where nothing matches.

    Raises:
        ProvstatError: Whatever is wrong with the question, or the database is away.
    """
    given = dict(pairs(request.scope["query_string"]))
    known = snapshot.known
    filtered = {name: component for name in given if (component := component_of(name))}
    unknown_parameters([name for name in given if name not in filtered], PARAMETERS)
    chosen = choose(FORMATS_2, given.get("format"), field(request, "accept"))
    asked_by, flow = find_flow(context, agency, resource, version, known.structure)
    keys = parse_keys_2(key, [each.id for each in flow.dimensions])
    expressions = {
        component: read_filter(flow, component, given[name]) for name, component in filtered.items()
    }
    at_observation = observation_dimension(given, flow, chosen)
    clip = Clip(
        first=whole_number(given, "firstNObservations"),
        last=whole_number(given, "lastNObservations"),
        offset=whole_number(given, "offset", 0) or 0,
        limit=whole_number(given, "limit"),
    )
    states = _states(given)
    check_clip(clip, states)
    _check_reporting_year(given)
    sort = given.get("sort")
    wish = Wish(
        flow=flow,
        context=asked_by,
        format=chosen,
        language=language,
        selection=select(flow, known, keys, expressions),
        clip=clip,
        states=states,
        at_observation=at_observation,
        sort=parse_sort(sort, flow, at_observation) if sort is not None else (),
        attributes=_attributes(given, flow),
        measure=_measure(given, flow),
        observations=True,
    )
    return await answer(request, database, snapshot, wish)


def find_flow(
    context: str, agency: str, resource: str, version: str, structure: Structure
) -> tuple[Context, Flow]:
    """Return the one dataflow that is asked for, and by what it is.

    Raises:
        NotFoundError: There is none.
        RefusedError: There are several.
    """
    if context not in _CONTEXTS:
        message = f"There is no context {context[:64]!r}; there is {', '.join(_CONTEXTS)}."
        raise NotFoundError(message)
    ours = not {AGENCY, _ANY}.isdisjoint(agency.split(","))
    ours = ours and not _VERSIONS.isdisjoint(version.split(","))
    names = resource.split(",")
    asked_by: Context = "datastructure" if context == "datastructure" else "dataflow"
    found = [
        each
        for each in flows(structure)
        if ours
        and (_ANY in names or (each.dsd if asked_by == "datastructure" else each.id) in names)
    ]
    if context == "provisionagreement" or not found:
        message = f"There is no {context} {agency[:64]}:{resource[:64]}({version[:32]}) here."
        raise NotFoundError(message)
    if len(found) > 1:
        message = (
            f"{len(found)} dataflows are asked for, and one is answered at a time; {found[0].id} "
            "holds all sectors"
        )
        raise RefusedError(message)
    return asked_by, found[0]


def read_filter(flow: Flow, name: str, text: str) -> Expression:
    """Read the filter of a component.

    Raises:
        InvalidQueryError: The flow has no such component, or the filter is malformed.
    """
    if flow.component(name) is None:
        every = (*flow.dimensions, flow.time, flow.measure, *flow.attributes)
        near = nearest(name, [each.id for each in every])
        hint = f"; did you mean {near[0]}?" if near else ""
        raise invalid(name, f"is about no component of {flow.id}{hint}", text)
    return parse_filter(name, text)


def _states(given: Mapping[str, str]) -> Dissemination:
    states = Dissemination(
        as_of=instant(given, "asOf", end_of_day=True),
        updated_after=instant(given, "updatedAfter", end_of_day=False),
        history=flag(given, "includeHistory"),
    )
    if states.as_of and states.updated_after and states.updated_after > states.as_of:
        raise malformed("updatedAfter", "the time is after asOf", given["updatedAfter"])
    return states


def _check_reporting_year(given: Mapping[str, str]) -> None:
    text = given.get("reportingYearStartDay", "--01-01")
    if text != "--01-01":
        raise malformed("reportingYearStartDay", "every reporting year begins --01-01 here", text)


def _attributes(given: Mapping[str, str], flow: Flow) -> tuple[Component, ...]:
    """Return the attributes that are shown; all of ours belong to observations."""
    names = given.get("attributes", "dsd").split(",")
    groups = {"dsd", "all", "obs"}
    known = {each.id for each in flow.attributes}
    for name in names:
        if name not in known | groups | {"none", "msd", "dataset", "series"}:
            near = nearest(name, known)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise malformed("attributes", f"{name[:64]!r} is no attribute{hint}", name)
    if groups.intersection(names):
        return flow.attributes
    return tuple(each for each in flow.attributes if each.id in names)


def _measure(given: Mapping[str, str], flow: Flow) -> bool:
    names = given.get("measures", "all").split(",")
    for name in names:
        if name not in {"all", "none", flow.measure.id}:
            raise malformed("measures", f"{name[:64]!r} is no measure; there is OBS_VALUE", name)
    return names != ["none"]
