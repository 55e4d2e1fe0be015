"""Structures and availability in both generations: addresses to artefacts to messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial as bound
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from app.dialects.sdmx.artefact_query import (
    DETAILS,
    REFERENCES,
    ArtefactQuery,
    kinds_of,
    resolve,
)
from app.dialects.sdmx.availability import held_codes
from app.dialects.sdmx.data import malformed, unknown_parameters
from app.dialects.sdmx.data_formats import accepted_version
from app.dialects.sdmx.filters import pairs
from app.domain.errors import NotAcceptableError, NotFoundError
from app.domain.structure import Language
from app.representations.sdmx import structure_json, structure_xml
from app.representations.sdmx.artefacts import Artefact, artefacts
from app.web.caching import not_modified, validators
from app.web.fields import field
from app.web.sessions import Database, Snapshot

Generation = Literal[1, 2]
_PARAMETERS = ("references", "detail")
_ALL, _LATEST, _ANY = "all", "latest", "*"
_PLAIN: Mapping[Generation, tuple[str, ...]] = {
    1: ("application/xml", "text/xml"),
    2: ("application/json",),
}
_TYPES: Mapping[Generation, str] = {1: structure_xml.MEDIA_TYPE, 2: structure_json.MEDIA_TYPE}


async def get_structures(  # noqa: PLR0913 - the address has that many parts
    generation: Generation,
    request: Request,
    database: Database,
    snapshot: Snapshot,
    language: Language,
    *,
    kind: str,
    agency: str | None = None,
    name: str | None = None,
    version: str | None = None,
    items: str | None = None,
) -> Response:
    """Answer a structure query.

    Raises:
        ProvstatError: There is none such, or the query is malformed.
    """
    given = dict(pairs(request.scope["query_string"]))
    unknown_parameters(given, _PARAMETERS)
    check_acceptable(generation, request)
    if generation == 1 and (name or "").lower() == _LATEST:
        name = None  # pandaSDMX leaves the id out where it means all
    query = ArtefactQuery(
        kinds=kinds_of(kind),
        agencies=_names(generation, agency),
        ids=_names(generation, name),
        versions=bound(_is_version, generation, version),
        items=_names(generation, items),
        references=_choice(given, "references", "none"),
        detail=_choice(given, "detail", "full"),
    )
    held = await held_codes(database, snapshot) if query.needs_constraints else {}
    found = resolve(query, artefacts(snapshot.known.structure, held), held)
    return answer(generation, request, snapshot, language, found)


def answer(
    generation: Generation,
    request: Request,
    snapshot: Snapshot,
    language: Language,
    found: Sequence[Artefact],
) -> Response:
    """Write a structure message as a generation does."""
    address = f"{request.url.path}?{request.url.query}"
    headers = validators(snapshot.version, address, _TYPES[generation], language)
    headers |= {
        "Content-Type": _TYPES[generation],
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    unchanged = not_modified(request, headers)
    if unchanged is not None:
        return unchanged
    prepared = snapshot.version.recorded_at
    if generation == 1:
        return Response(structure_xml.render(found, prepared), headers=headers)
    return Response(structure_json.render(found, prepared, language), headers=headers)


def check_acceptable(generation: Generation, request: Request) -> None:
    """Refuse clients that take nothing that this generation writes.

    Raises:
        NotAcceptableError: Of the accepted types none is written here.
    """
    essence, _, version = _TYPES[generation].partition(";version=")
    if not accepted_version(field(request, "accept"), essence, version, _PLAIN[generation]):
        message = f"Structures are {_TYPES[generation]} here."
        raise NotAcceptableError(message)


def _names(generation: Generation, text: str | None) -> tuple[str, ...] | None:
    if text is None or text == _ANY or (generation == 1 and text.lower() == _ALL):
        return None
    return tuple(text.split("+" if generation == 1 else ","))


def _is_version(generation: Generation, text: str | None, version: str) -> bool:
    if text is None:
        return True
    if generation == 1:
        return text.lower() in {_ALL, _LATEST} or version in text.split("+")
    return any(
        each in {_ANY, "+", "~"} or _fits(each, version.split(".")) for each in text.split(",")
    )


def _fits(text: str, version: Sequence[str]) -> bool:
    """Whether a version is meant by a pattern: `1.0.0+` and `1.*` are satisfied by what is there."""
    parts = text.split(".")
    if len(parts) > len(version):
        return False
    return all(
        part in {_ANY, "+", "~"} or part.rstrip("+~") == number
        for part, number in zip(parts, version, strict=False)
    ) and (len(parts) == len(version) or parts[-1][-1:] in {_ANY, "+", "~"})


def _choice(given: Mapping[str, str], name: str, default: str) -> str:
    text = given.get(name, default).lower()
    allowed = REFERENCES if name == "references" else DETAILS
    if text in allowed:
        return text
    if name == "references":
        try:
            for each in text.split(","):
                kinds_of(each)
        except NotFoundError as error:
            raise malformed(name, f"{text[:64]!r} is no kind of artefact", text) from error
        return text
    raise malformed(name, f"{text[:64]!r} is not one of {', '.join(allowed)}", text)
