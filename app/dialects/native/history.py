"""The history of one figure: every version that any release stated, and what each changed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import msgspec
from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.answers import ALL_DIMENSIONS
from app.dialects.native.observation import ObservationId, ObservationIdParams, find_versions
from app.dialects.native.resource import respond
from app.dialects.native.schemas import Link
from app.domain.change import Change, State
from app.domain.cube import Cube
from app.domain.series import parse_key
from app.representations.contract import RenderContext
from app.representations.json import encode_lines
from app.representations.rows import NUMBERS, columns, rows
from app.web.sessions import Snapshot
from app.web.state import state_of

_MORE = ("current", "change", "difference")


async def get_history(
    request: Request,
    params: Annotated[ObservationIdParams, Query()],
    observation: ObservationId,
) -> Response:
    """List every version of one figure, oldest first, with what each changed.

    Versions stand in the order of publication, then of recording, so an older edition that was
    loaded late stands where it belongs. A withdrawal is a version too; so a figure that is gone
    (410) still has its history. With `as_of` it is the history as it was known then.
    """

    async def build(snapshot: Snapshot) -> bytes:
        cube = await state_of(request).database.read(
            lambda reader: find_versions(reader, snapshot.known, observation, params.as_of, "all")
        )
        return _body(cube, snapshot, observation, params)

    return await respond(request, params, build)


def _body(cube: Cube, snapshot: Snapshot, name: str, params: ObservationIdParams) -> bytes:
    context = RenderContext(
        dimensions=ALL_DIMENSIONS, provenance=True, history=True, language=params.lang
    )
    body = [(*row, *more) for row, more in zip(rows(cube, context), _compared(cube), strict=True)]
    names = (*columns(context), *_MORE)
    lines = encode_lines(names, NUMBERS | {"difference"}, body).splitlines()
    indicator = parse_key(cube.observations[0].key).indicator
    links = [
        Link(href=f"/v1/observations/{name}", title="The version that counts"),
        Link(href=f"/v1/indicators/{indicator}", title="Its indicator"),
    ]
    document = {
        "data": [msgspec.Raw(line) for line in lines],
        "meta": {
            "matched": len(lines),
            "as_of": params.as_of,
            "data_version": snapshot.version.text,
        },
        "links": [link.model_dump() for link in links],
    }
    return msgspec.json.encode(document) + b"\n"


def _compared(cube: Cube) -> Iterator[tuple[Any, ...]]:
    before: State | None = None
    for observation in cube.observations:
        change = Change.between(before, observation)
        yield observation.superseded_by is None, change.kind, change.difference
        before = State.of(observation)
