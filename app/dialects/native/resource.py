"""Answering with one document: validators first, work only where something changed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.schemas import Resource
from app.web.caching import not_modified, validators
from app.web.querystring import Parameters
from app.web.routing import require_json
from app.web.sessions import Snapshot
from app.web.state import state_of

Build = Callable[[Snapshot], Awaitable[Resource | bytes]]


async def respond(request: Request, params: Parameters | None, build: Build) -> Response:
    """Answer with what `build` makes of the current state.

    Raises:
        NotAcceptableError: The client does not take JSON.
        UnavailableError: The database is away.
    """
    require_json(request)
    json = {"Content-Type": "application/json", "Vary": "Accept"}
    return await respond_as(request, params, build, json)


async def respond_as(
    request: Request, params: Parameters | None, build: Build, described: Mapping[str, str]
) -> Response:
    """Answer in a format that the address alone decides.

    Args:
        request: What was asked.
        params: Parameters that passed their model.
        build: Makes the document.
        described: Header fields that say what the document is.

    Raises:
        UnavailableError: The database is away.
    """
    snapshot = await state_of(request).database.snapshot()
    asked = params.model_dump(exclude_defaults=True) if params else {}
    headers = validators(
        snapshot.version, request.url.path, urlencode(sorted(asked.items()), doseq=True)
    )
    headers |= described
    # What may not exist is looked for first: 304 would say that it does.
    document = await build(snapshot) if asked or request.path_params else None
    unchanged = not_modified(request, headers)
    if unchanged is not None:
        return unchanged
    document = document or await build(snapshot)
    body = document if isinstance(document, bytes) else to_json(document)
    return Response(body, headers=headers)


def to_json(document: Resource) -> bytes:
    """Write a document."""
    return document.__pydantic_serializer__.to_json(document) + b"\n"
