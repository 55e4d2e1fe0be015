"""The OpenAPI document, read for people: operations, their parameters, and fields of their answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from app.explorer import inside
from app.explorer.asked import Asked

Node = Mapping[str, Any]
_JSON = "application/json"
_OK = ("200", "201")


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter.

    Attributes:
        place: path, query or header.
        values: What it may be where that is a short list.
    """

    name: str
    place: str
    required: bool
    meaning: str
    example: str
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an answer; `name` is a path from the top: `data[].code`."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked for."""

    name: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    parameters: Sequence[Parameter]
    fields: Sequence[Field]
    media_types: Sequence[str]

    @property
    def reads(self) -> bool:
        """Whether it changes nothing, so that a page may run it."""
        return self.method == "get"


@dataclass(frozen=True, slots=True)
class Document:
    """What the document says.

    Attributes:
        tags: Names and what they are about, in their order.
        operations: By name.
    """

    tags: Sequence[tuple[str, str]]
    operations: Mapping[str, Operation]


async def document_of(asked: Asked) -> Document:
    """Read the document of this very service."""
    whole: Node = msgspec.json.decode(await inside.text(asked, "/openapi.json"))
    found = {}
    for path, item in whole["paths"].items():
        for method, operation in item.items():
            if isinstance(operation, dict) and "operationId" in operation:
                found[operation["operationId"]] = _operation(whole, path, method, operation)
    tags = [(each["name"], each.get("description", "")) for each in whole.get("tags", ())]
    return Document(tags, found)


def _operation(whole: Node, path: str, method: str, operation: Node) -> Operation:
    responses = operation.get("responses", {})
    answer = next((_resolved(whole, responses[code]) for code in _OK if code in responses), {})
    content: Node = answer.get("content", {})
    schema = content.get(_JSON, {}).get("schema")
    return Operation(
        name=operation["operationId"],
        method=method,
        path=path,
        tag=next(iter(operation.get("tags", ())), ""),
        summary=operation.get("summary", operation["operationId"]),
        description=operation.get("description", ""),
        parameters=[_parameter(whole, each) for each in operation.get("parameters", ())],
        fields=list(_fields(whole, schema, "", 0)) if schema else [],
        media_types=list(content),
    )


def _resolved(whole: Node, node: Node) -> Node:
    """Follow references; they lead nowhere else than into the document."""
    while "$ref" in node:
        found: Any = whole
        for part in node["$ref"].removeprefix("#/").split("/"):
            found = found[part.replace("~1", "/").replace("~0", "~")]
        node = found
    return node


def _parameter(whole: Node, node: Node) -> Parameter:
    parameter = _resolved(whole, node)
    schema = _resolved(whole, parameter.get("schema", {}))
    values = schema.get("enum", _resolved(whole, schema.get("items", {})).get("enum", ()))
    return Parameter(
        name=parameter["name"],
        place=parameter["in"],
        required=parameter.get("required", False),
        meaning=parameter.get("description", schema.get("description", "")),
        example=_example(parameter, schema),
        values=[str(each) for each in values],
    )


def _example(parameter: Node, schema: Node) -> str:
    found: Any = parameter.get("example", next(iter(schema.get("examples", ())), ""))
    if isinstance(found, list):
        return ",".join(map(str, found))
    return str(found)


_DEEPEST = 3


def _fields(whole: Node, node: Node, name: str, depth: int) -> Iterator[Field]:
    """Walk through a schema: objects by their properties, lists by what they hold."""
    schema = _plain(whole, node)
    for key, each in schema.get("properties", {}).items():
        inner = _plain(whole, each)
        path = f"{name}.{key}" if name else key
        items = _plain(whole, inner.get("items", {})) if inner.get("type") == "array" else None
        meaning = each.get("description") or inner.get("description", "")
        yield Field(path, _type(whole, each), meaning)
        below = items if items is not None else inner
        if depth + 1 < _DEEPEST and below.get("properties"):
            yield from _fields(whole, below, f"{path}[]" if items is not None else path, depth + 1)


def _plain(whole: Node, node: Node) -> Node:
    """Resolve a schema; of alternatives the first that is not null."""
    schema = _resolved(whole, node)
    for key in ("anyOf", "oneOf"):
        for each in schema.get(key, ()):
            if each.get("type") != "null":
                return _plain(whole, each)
    return schema


def _type(whole: Node, node: Node) -> str:
    schema = _resolved(whole, node)
    choices = [each for key in ("anyOf", "oneOf") for each in schema.get(key, ())]
    if choices:
        return " | ".join(dict.fromkeys(_type(whole, each) for each in choices))
    if schema.get("type") == "array":
        return f"{_type(whole, schema.get('items', {}))}[]"
    found = schema.get("type", "object")
    return " | ".join(found) if isinstance(found, list) else str(found)
