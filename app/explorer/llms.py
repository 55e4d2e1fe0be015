"""`/llms.txt`: what language models need to use this service well, from its own registries."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from starlette.requests import Request
from starlette.responses import Response

from app.domain.structure import Structure
from app.representations import DATA
from app.web.caching import not_modified, validators
from app.web.dialect import Interface
from app.web.routing import ReadRoute
from app.web.state import state_of

ADDRESS = "/llms.txt"
_SUMMARY = (
    "Statistics of China's provinces over HTTP: every figure exact, with its unit, its bound, the "
    "document that states it and the day it was published. No key is needed to read."
)
_ADVICE = (
    "A figure whose `bound` is not `exact` is a limit: 83 with `gt` is more than 83. Say so.",
    "`value` is in the base unit (`unit`); `value_published` and `unit_published` are as printed.",
    "An empty answer says why in `meta.reason`; an unknown code is an error that suggests the nearest.",
    "`as_of=DATE` answers as things were known on that day; cite with `/cite.txt` below the id.",
)
_ENTRIES = (
    ("/v1", "Service", "version, formats, limits and links"),
    ("/v1/indicators?q=retail", "Search", "indicators by words in English or Chinese"),
    ("/v1/observations?indicator=CODE&area=CN-SX&time=2024", "Data", "the one data call"),
    ("/v1/availability", "Availability", "which codes and periods would answer"),
    ("/v1/areas", "Areas", "codes and every name that is understood"),
    ("/openapi.json", "OpenAPI 3.1", "every parameter and field, with examples"),
)


def llms_route() -> ReadRoute:
    """Return the route."""
    return ReadRoute(ADDRESS, get_llms_txt, include_in_schema=False)


async def get_llms_txt(request: Request) -> Response:
    """Tell language models what there is and how to ask.

    Raises:
        UnavailableError: The database is away.
    """
    state = state_of(request)
    snapshot = await state.database.snapshot()
    headers = validators(snapshot.version, ADDRESS)
    headers["Content-Type"] = "text/markdown; charset=utf-8"
    unchanged = not_modified(request, headers)
    if unchanged is not None:
        return unchanged
    lines = _lines(snapshot.known.structure, state.interfaces)
    return Response("\n".join(lines) + "\n", headers=headers)


def _lines(structure: Structure, interfaces: tuple[Interface, ...]) -> Iterator[str]:
    yield "# Provincial Statistics API"
    yield f"\n> {_SUMMARY}\n"
    yield from (f"- {advice}" for advice in _ADVICE)
    yield f"- Formats, as an extension: {', '.join(f'.{each.extension}' for each in DATA)}."
    yield "\n## Ask\n"
    yield from (f"- [{title}]({address}): {told}" for address, title, told in _ENTRIES)
    yield from (f"- [{each.title}]({each.address}): {each.description}" for each in interfaces[1:])
    yield "\n## Guides\n"
    guides = import_module("app.explorer.markdown").guides()
    yield from (f"- [{g.title}](/docs/{g.slug}): {g.summary}" for g in guides.values())
    for sector in structure.sector.values():
        yield f"\n## {sector.name.en} ({sector.name.zh})\n"
        yield from (
            f"- [{each.name.en} ({each.name.zh})](/v1/indicators/{each.code}): `{each.code}`"
            for each in structure.indicators
            if each.sector == sector.code
        )
