"""Availability queries: `availableconstraint` of version 1, `availability` and `schema` of version 2."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from app.dialects.sdmx import data_1, data_2
from app.dialects.sdmx.artefact_query import ArtefactQuery, kinds_of, resolve
from app.dialects.sdmx.availability import Available, available, held_codes
from app.dialects.sdmx.data import malformed, unknown_parameters
from app.dialects.sdmx.errors import Generation
from app.dialects.sdmx.filters import component_of, pairs
from app.dialects.sdmx.key import parse_key_1, parse_keys_2
from app.dialects.sdmx.selection import Selection, select
from app.dialects.sdmx.structure import answer, check_acceptable
from app.domain.errors import NotFoundError
from app.domain.structure import Language, Structure
from app.representations.sdmx.artefacts import Artefact, Codes, artefacts, constraint, partial
from app.representations.sdmx.components import Flow
from app.web.sessions import Database, Snapshot

_ALL, _ANY = "all", "*"
_WINDOW = ("startPeriod", "endPeriod")
_MODES = ("exact",)


async def get_available_1(  # noqa: PLR0913 - the address has that many parts
    request: Request,
    database: Database,
    snapshot: Snapshot,
    language: Language,
    *,
    flow: str,
    key: str = _ALL,
    provider: str = _ALL,
    component: str = _ALL,
) -> Response | None:
    """Answer with the constraint of what a key asks for; `None` where nothing matches.

    Raises:
        ProvstatError: Whatever is wrong with the question.
    """
    given = dict(pairs(request.scope["query_string"]))
    unknown_parameters(given, (*_WINDOW, "references", "mode"))
    check_acceptable(1, request)
    structure = snapshot.known.structure
    found = data_1.find_flow(flow, structure)
    data_1.check_provider(provider)
    wanted = parse_key_1(key, [each.id for each in found.dimensions])
    selection = select(found, snapshot.known, [wanted], data_1.window(given, found))
    names = None if component.lower() == _ALL else component.split("+")
    return await _answer(1, request, database, snapshot, language, found, selection, names, given)


async def get_available_2(  # noqa: PLR0913 - the address has that many parts
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
    component: str = _ANY,
) -> Response | None:
    """Answer with the constraint of what keys and filters ask for; `None` where nothing matches.

    Raises:
        ProvstatError: Whatever is wrong with the question.
    """
    given = dict(pairs(request.scope["query_string"]))
    filtered = {name: each for name in given if (each := component_of(name))}
    unknown_parameters([name for name in given if name not in filtered], ("references", "mode"))
    check_acceptable(2, request)
    structure = snapshot.known.structure
    _, flow = data_2.find_flow(context, agency, resource, version, structure)
    keys = parse_keys_2(key, [each.id for each in flow.dimensions])
    filters = {each: data_2.read_filter(flow, each, given[name]) for name, each in filtered.items()}
    selection = select(flow, snapshot.known, keys, filters)
    names = None if component == _ANY else component.split(",")
    return await _answer(2, request, database, snapshot, language, flow, selection, names, given)


async def get_schema_2(  # noqa: PLR0913 - the address has that many parts
    request: Request,
    database: Database,
    snapshot: Snapshot,
    language: Language,
    *,
    context: str,
    agency: str,
    resource: str,
    version: str = _ANY,
) -> Response | None:
    """Answer with all that is needed to understand the data of a flow.

    Raises:
        ProvstatError: There is no such flow.
    """
    given = dict(pairs(request.scope["query_string"]))
    unknown_parameters(given, ("dimensionAtObservation", "explicitMeasure"))
    check_acceptable(2, request)
    _, flow = data_2.find_flow(context, agency, resource, version, snapshot.known.structure)
    held = await held_codes(database, snapshot)
    found = _around(flow, snapshot.known.structure, "all", held)
    return answer(2, request, snapshot, language, found)


async def _answer(  # noqa: PLR0913, PLR0917 - both generations hand over what they understood
    generation: Generation,
    request: Request,
    database: Database,
    snapshot: Snapshot,
    language: Language,
    flow: Flow,
    selection: Selection,
    names: Sequence[str] | None,
    given: Mapping[str, str],
) -> Response | None:
    references = given.get("references", "none").lower()
    mode = given.get("mode", _MODES[0])
    if mode not in _MODES:
        raise malformed("mode", f"{mode[:32]!r} is not offered; there is {_MODES[0]}", mode)
    for name in names or ():
        if flow.component(name) is None:
            message = f"There is no component {name[:64]!r} in {flow.id}."
            raise NotFoundError(message)
    known = snapshot.known
    found = await database.read(lambda reader: available(reader, known, flow, selection))
    if not found.series:
        return None
    codes = {n: held for n, held in found.codes.items() if names is None or n in names}
    mine = constraint(flow, codes, (found.figures, found.series))
    along = [] if references == "none" else _around(flow, known.structure, references)
    return answer(
        generation,
        request,
        snapshot,
        language,
        [*(_trimmed(each, flow, found) for each in along), mine],
    )


def _around(
    flow: Flow, structure: Structure, references: str, held: Codes | None = None
) -> list[Artefact]:
    """Return the flow with what describes it, or only such artefacts of a kind.

    With `held` lists have only codes with figures.
    """
    every = artefacts(structure, {})
    query = ArtefactQuery(
        kinds=("dataflow",),
        agencies=None,
        ids=(flow.id,),
        versions=lambda _: True,
        items=None,
        references="descendants",
        detail="full" if held is None else "referencepartial",
    )
    found = resolve(query, every, held)
    if references == "all":
        return found
    kinds = {kind for each in references.split(",") for kind in kinds_of(each)}
    return [each for each in found if each.kind in kinds]


def _trimmed(each: Artefact, flow: Flow, found: Available) -> Artefact:
    """Leave in a list of codes of a dimension those that have figures."""
    if each.kind != "codelist":
        return each
    codes = next((found.codes[d.id] for d in flow.dimensions if d.code_list == each.id), None)
    return each if codes is None else partial(each, codes)
