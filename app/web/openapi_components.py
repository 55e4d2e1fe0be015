"""What several operations share stands once, under `components`, so that it is read only once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]
_SUCCESS = {"200", "201", "206"}


@dataclass(frozen=True, slots=True)
class _Slot:
    """A place in the document that may hold a reference instead.

    Attributes:
        holder: What the place is in.
        key: Where in it.
        names: Names under `components`, in the order of preference.
    """

    holder: Any
    key: Any
    names: tuple[str, ...]


def operations(document: Node) -> Iterator[Node]:
    """Go through the operations of a document."""
    for methods in document["paths"].values():
        yield from methods.values()


def share(document: Node) -> None:
    """Move headers, responses of errors and parameters that occur twice or more to `components`."""
    components = document["components"]
    slots = {"headers": _headers, "responses": _responses, "parameters": _parameters}
    for kind, find in slots.items():
        components[kind] = _moved(kind, find(document))


def _headers(document: Node) -> Iterator[_Slot]:
    for operation in operations(document):
        for response in operation["responses"].values():
            headers = response.get("headers", {})
            for name in headers:
                yield _Slot(headers, name, (name,))


def _responses(document: Node) -> Iterator[_Slot]:
    for operation in operations(document):
        responses = operation["responses"]
        for status, response in responses.items():
            if status not in _SUCCESS:
                yield _Slot(responses, status, (_response_name(response),))


def _response_name(response: Node) -> str:
    """Name a response after the first kind of problem in it."""
    kinds = [kind for media in response.get("content", {}).values() for kind in media["examples"]]
    return "".join(part.title() for part in (kinds or ["not-modified"])[0].split("-"))


def _parameters(document: Node) -> Iterator[_Slot]:
    for operation in operations(document):
        parameters = operation.get("parameters", [])
        for place, parameter in enumerate(parameters):
            name = parameter["name"]
            yield _Slot(parameters, place, (name, *(f"{tag}_{name}" for tag in operation["tags"])))


def _moved(kind: str, slots: Iterable[_Slot]) -> Node:
    """Put references into slots with equal contents; return those contents by name."""
    groups: dict[str, list[_Slot]] = {}
    for slot in slots:
        content = json.dumps(slot.holder[slot.key], sort_keys=True)
        groups.setdefault(content, []).append(slot)
    moved: Node = {}
    # Where two things want one name, the one that occurs more often has it.
    for same in sorted(groups.values(), key=len, reverse=True):
        free = [name for name in same[0].names if name not in moved]
        if len(same) > 1 and free:
            moved[free[0]] = same[0].holder[same[0].key]
            for slot in same:
                slot.holder[slot.key] = {"$ref": f"#/components/{kind}/{free[0]}"}
    return dict(sorted(moved.items()))
