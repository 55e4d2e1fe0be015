"""SDMX-JSON 2.0 data: components with their values first, then figures that point at them by index.

The values stand before the figures, so the figures are read twice: once for the values that occur,
once to be written. What is small is held instead; of the rest only keys, codes and times are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from app.domain.cube import Cube
from app.domain.structure import LANGUAGES, Label
from app.representations.rows import NUMBERS, iso_instant
from app.representations.sdmx.components import (
    AGENCY,
    VERSION,
    Component,
    codes_of,
    dimension_codes,
)
from app.representations.sdmx.data_xml import splitter
from app.representations.sdmx.message import TIME, DataSet, Figure, Message, figures
from app.representations.sdmx.time import time_period

_SCHEMA = (
    "https://raw.githubusercontent.com/sdmx-twg/sdmx-json/master/"
    "data-message/tools/schemas/2.0.0/sdmx-json-data-schema.json"
)
_PACKAGE = "urn:sdmx:org.sdmx.infomodel.datastructure"
_NOTHING = "null"
_REMEMBERED = 20_000
# Pieces of a data set, each a page of the store.
_HELD = 2
_encode = msgspec.json.encode


def render(message: Message) -> Iterator[bytes]:
    """Write a message."""
    indexes = _Indexes(message)
    data_sets: list[DataSet] = []
    for data_set in message.data_sets:
        held: list[Cube] = []
        pieces = 0
        for pieces, cube in enumerate(data_set.cubes(), 1):
            indexes.take(cube)
            if pieces <= _HELD:
                held.append(cube)
            # Nothing to send yet; who waits for a piece sees that something is being done.
            yield b""
        data_sets.append(_again(data_set, held) if pieces <= _HELD else data_set)
    head = {"meta": _meta(message), "data": {"structures": [_structure(message, indexes)]}}
    # Open again what msgspec closed: the data sets follow within `data`.
    yield _encode(head)[:-2] + b',"dataSets":['
    for place, data_set in enumerate(data_sets):
        yield b"," * (place > 0) + _opened(message, data_set)
        yield from _groups(message, data_set, indexes)
        yield b"}}"
    yield b"]}}\n"


def _again(data_set: DataSet, cubes: Sequence[Cube]) -> DataSet:
    """Return a small data set that need not be read once more."""
    return replace(data_set, cubes=lambda: cubes)


class _Indexes:
    """Where each value of a dimension stands among those of the message."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._seen: set[str] = set()
        self.codes: list[dict[str, int]] = [{} for _ in message.flow.dimensions]
        self.periods: dict[str, int] = {}

    def take(self, cube: Cube) -> None:
        """Take in the values of a piece."""
        for key in dict.fromkeys(o.key for o in cube.observations):
            if key not in self._seen:
                self._seen.add(key)
                codes = dimension_codes(self._message.flow, cube.structure, key)
                for known, code in zip(self.codes, codes, strict=True):
                    known.setdefault(code, len(known))
        for times in dict.fromkeys((o.period, o.start, o.end) for o in cube.observations):
            self.periods.setdefault(time_period(*times), len(self.periods))


def _meta(message: Message) -> dict[str, object]:
    first = message.language
    return {
        "schema": _SCHEMA,
        "id": message.id,
        "test": False,
        "prepared": iso_instant(message.prepared),
        "contentLanguages": [first, *(each for each in LANGUAGES if each != first)],
        "sender": {"id": AGENCY},
    }


def _structure(message: Message, indexes: _Indexes) -> dict[str, object]:
    flow = message.flow
    urns = {"dataflow": ("Dataflow", flow.id), "datastructure": ("DataStructure", flow.dsd)}
    dimensions: dict[str, list[object]] = {"dataSet": [], "series": [], "observation": []}
    group = {*message.group}
    for place, each in enumerate((*flow.dimensions, flow.time)):
        level = "series" if each.id in group else "observation"
        values = indexes.periods if each.id == TIME else indexes.codes[place]
        held = _component(each, message) | {"keyPosition": place}
        dimensions[level].append(held | {"values": _values(each, values, message)})
    measures = [_component(flow.measure, message)] if message.measure else []
    return {
        "links": [
            {"urn": f"{_PACKAGE}.{kind}={AGENCY}:{name}({VERSION})", "rel": relation}
            for relation, (kind, name) in urns.items()
        ],
        "dimensions": dimensions,
        "measures": {"observation": measures},
        "attributes": {
            "dataSet": [],
            "series": [],
            "observation": [_attribute(each, message) for each in message.attributes],
        },
        "dataSets": list(range(len(message.data_sets))),
    }


def _component(each: Component, message: Message) -> dict[str, object]:
    return {"id": each.id, **_named(each.name(message.structure), message)}


def _attribute(each: Component, message: Message) -> dict[str, object]:
    codes = codes_of(each, message.structure)
    listed = {} if codes is None else {"values": _values(each, codes, message)}
    return _component(each, message) | {"relationship": {"observation": {}}} | listed


def _values(each: Component, values: Iterable[str], message: Message) -> list[dict[str, object]]:
    names = codes_of(each, message.structure)
    if names is None:
        return [{"value": value} for value in values]
    return [{"id": value, **_named(names[value], message)} for value in values]


def _named(name: Label, message: Message) -> dict[str, object]:
    return {
        "name": name.within(message.language),
        "names": {language: name.within(language) for language in LANGUAGES},
    }


def _opened(message: Message, data_set: DataSet) -> bytes:
    kinds = {"dataflow": "Dataflow", "datastructure": "DataStructure"}
    urn = f"{_PACKAGE}.{kinds[message.context]}={message.reference}"
    head: dict[str, object] = {
        "structure": 0,
        "action": data_set.action,
        "links": [{"urn": urn, "rel": message.context}],
    }
    if data_set.valid_from is not None:
        head["validFrom"] = iso_instant(data_set.valid_from)
    if data_set.valid_to is not None:
        head["validTo"] = iso_instant(data_set.valid_to)
    kind = b"observations" if message.is_flat else b"series"
    return _encode(head)[:-1] + b',"' + kind + b'":{'


def _groups(message: Message, data_set: DataSet, indexes: _Indexes) -> Iterator[bytes]:
    split = splitter(message)
    group_key, own_key = _key_writers(message, indexes)
    write = _observation(message)
    current: tuple[str, ...] | None = None
    first = True
    for piece in figures(data_set, message):
        out: list[str] = []
        for figure in piece:
            group, own = split(figure)
            if group != current:
                out.append(_between(message, group_key(group), current))
                current, first = group, True
            if message.observations:
                comma = "" if first else ",\n"
                out.append(f'{comma}"{own_key(own)}":[{write(figure)}]')
                first = False
        if out:
            yield "".join(out).encode()
    if current is not None and not message.is_flat:
        yield b"}}"


def _between(message: Message, key: str, before: tuple[str, ...] | None) -> str:
    """Close the group before, if there was one, and open the next."""
    if message.is_flat:
        return "\n"
    closing = "\n" if before is None else "}},\n"
    return f'{closing}"{key}":{{"observations":{{'


_KeyWriter = Callable[[tuple[str, ...]], str]


def _key_writers(message: Message, indexes: _Indexes) -> tuple[_KeyWriter, _KeyWriter]:
    """Return what writes the keys of groups, and of observations within them."""
    held: dict[str, Mapping[str, int]] = {
        each.id: known for each, known in zip(message.flow.dimensions, indexes.codes, strict=True)
    }
    held[TIME] = indexes.periods
    group = [held[name] for name in message.group]
    own = [held[name] for name in held if name not in message.group]
    return _key_writer(group), _key_writer(own)


def _key_writer(known: list[Mapping[str, int]]) -> _KeyWriter:
    if len(known) == 1:
        only = known[0]
        return lambda values: str(only[values[0]])
    return lambda values: ":".join(
        [str(each[value]) for each, value in zip(known, values, strict=True)]
    )


class _Texts(dict[Any, str]):
    """Values as JSON; remembered, since most of them repeat."""

    def __missing__(self, value: Any) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        text = self[value] = _NOTHING if value in {None, ""} else _encode(value).decode()
        return text


class _Numbers(dict[Any, str]):
    """Numbers keep exactly the digits they have as text."""

    def __missing__(self, value: Any) -> str:
        return _NOTHING if value is None else str(value)


def _observation(message: Message) -> Callable[[Figure], str]:
    """Return what writes the values of an observation, without trailing nulls."""
    writers = [_written(each, message) for each in message.attributes]
    measure = message.measure
    least = int(measure)

    def write(figure: Figure) -> str:
        cells = [figure.value or _NOTHING] if measure else []
        cells += [known[value] for known, value in zip(writers, figure.attributes, strict=True)]
        while len(cells) > least and cells[-1] == _NOTHING:
            cells.pop()
        return ",".join(cells)

    return write


def _written(each: Component, message: Message) -> dict[Any, str]:
    codes = codes_of(each, message.structure)
    if codes is not None:
        return {code: str(place) for place, code in enumerate(codes)} | {None: _NOTHING}
    return _Numbers() if each.column in NUMBERS else _Texts()
