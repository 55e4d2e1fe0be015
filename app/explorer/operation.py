"""One operation of the API: parameters, fields, and what this service answers right now."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

import msgspec

from app.domain.errors import Fault, NotFoundError
from app.domain.text import nearest
from app.explorer import inside
from app.explorer.asked import Asked, View
from app.explorer.openapi import Operation, document_of

_SHOWN = 4_000
_LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Example:
    """A question and its true answer.

    Attributes:
        cut: Whether only the beginning is shown.
    """

    address: str
    status: int
    media_type: str
    body: str
    cut: bool


class _Row(msgspec.Struct):
    id: str


class _Rows(msgspec.Struct):
    data: list[_Row]


async def show(asked: Asked) -> View:
    """Show an operation.

    Raises:
        NotFoundError: There is none of this name.
    """
    name: str = asked.request.path_params["name"]
    document = await document_of(asked)
    operation = document.operations.get(name)
    if operation is None:
        message = f"There is no operation {name[:64]!r}"
        near = nearest(name, document.operations)
        raise NotFoundError(message, [Fault(message, did_you_mean=near)])
    given = await _given(asked, operation)
    values = {
        "operation": operation,
        "given": given,
        "example": await _example(asked, operation, given) if operation.reads else None,
    }
    return View("operation.html", operation.summary, values, data="/openapi.json")


async def _given(asked: Asked, operation: Operation) -> dict[str, str]:
    """Return what a first try fills in: things that exist here, so that the answer is a true one."""
    known = asked.state.known
    found = {each.name: each.example for each in operation.parameters if each.place == "path"}
    newest = max(known.releases.values(), key=lambda each: each.number, default=None)
    if newest is not None:
        found |= {
            n: v for n, v in (("release", newest.id), ("source", newest.source)) if n in found
        }
    if "observation" in found:
        rows = await inside.read(asked, _Rows, "/v1/observations", limit="1")
        if rows.data:
            found["observation"] = rows.data[0].id
    if any(each.name == _LIMIT for each in operation.parameters):
        found[_LIMIT] = "1"
    return found


async def _example(asked: Asked, operation: Operation, given: dict[str, str]) -> Example:
    path, query = operation.path, {}
    for name, text in given.items():
        if f"{{{name}}}" in path:
            path = path.replace(f"{{{name}}}", quote(text, safe=""))
        else:
            query[name] = text
    answer = await inside.get(asked, path, **query)
    media_type = answer.headers.get("content-type", "")
    body = _readable(answer.body, media_type)
    address = f"{path}?{urlencode(query)}" if query else path
    return Example(address, answer.status, media_type, body[:_SHOWN], len(body) > _SHOWN)


def _readable(body: bytes, media_type: str) -> str:
    if media_type.partition(";")[0].endswith(("/json", "+json")):
        return msgspec.json.format(body, indent=2).decode()
    try:
        return body.decode()
    except UnicodeDecodeError:
        return ""
