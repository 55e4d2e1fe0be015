"""What the two ways of SDMX-ML to write data have in common: escaping, the header, groups in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Protocol
from xml.sax.saxutils import escape

from app.representations.rows import iso_instant
from app.representations.sdmx.components import AGENCY, VERSION
from app.representations.sdmx.message import TIME, DataSet, Figure, Message, figures

_BASE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1"
NAMESPACES = {
    "mes": f"{_BASE}/message",
    "com": f"{_BASE}/common",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
GENERIC = f"{_BASE}/data/generic"
SPECIFIC = f"{_BASE}/data/structurespecific"

# What XML 1.0 cannot hold, however it is written.
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# In an attribute, blanks other than the space survive only as references.
_IN_ATTRIBUTES = {'"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
# Most texts have nothing to escape, which is seen at one glance.
_SPECIAL = re.compile(f'[&<>"\t\n\r]|{_IMPOSSIBLE.pattern}').search
_REMEMBERED = 20_000
# What hardly two figures share.
_OWN = frozenset(
    {"value_published", "locator", "id", "statement_en", "statement_zh", "note_en", "note_zh"}
)

Parts = tuple[str, ...]
Split = Callable[[Figure], tuple[Parts, Parts]]


class Escaped(dict[Any, str]):
    """Texts as they stand in an XML attribute; remembered, since most of them repeat."""

    def __missing__(self, value: Any) -> str:
        if len(self) > _REMEMBERED:
            self.clear()
        text = str(value)
        if _SPECIAL(text):
            text = escape(_IMPOSSIBLE.sub("\ufffd", text), _IN_ATTRIBUTES)
        self[value] = text
        return text


class Attributes:
    """The attributes of an observation as XML.

    Those that say the same of many figures are written once for each run of them that stands
    together; what is unlike in each figure is written each time.
    """

    def __init__(
        self, escaped: Escaped, names: Sequence[str], own: Sequence[bool], end: str
    ) -> None:
        """Remember how they are written.

        Args:
            escaped: Texts as they stand in XML.
            names: What stands before each value.
            own: Whether each is unlike in each figure.
            end: What stands behind each value.
        """
        self._escaped = escaped
        self._names = tuple(names)
        self._end = end
        self._memory: dict[tuple[int, Parts], str] = {}
        edges = [at for at in range(1, len(own)) if own[at] != own[at - 1]]
        cuts = [0, *edges, len(own)]
        self._runs = [(a, b, own[a]) for a, b in pairwise(cuts) if a < b]

    def __call__(self, values: tuple[Any, ...]) -> str:
        """Write those that have a value."""
        memory = self._memory
        written = []
        for start, end, own in self._runs:
            if own:
                written.append(self._written(start, values[start:end]))
                continue
            key = start, values[start:end]
            text = memory.get(key)
            if text is None:
                if len(memory) > _REMEMBERED:
                    memory.clear()
                text = memory[key] = self._written(*key)
            written.append(text)
        return "".join(written)

    def _written(self, start: int, values: tuple[Any, ...]) -> str:
        escaped, end = self._escaped, self._end
        names = self._names[start : start + len(values)]
        return "".join(
            [
                f"{name}{escaped[value]}{end}"
                for name, value in zip(names, values, strict=True)
                if value is not None and value != ""
            ]
        )


def attributes_of(message: Message, escaped: Escaped, opening: str, end: str) -> Attributes:
    """Return what writes the attributes of a message.

    Args:
        message: Which ones.
        escaped: Texts as they stand in XML.
        opening: What stands before each value, with its id in it.
        end: What stands behind each value.
    """
    names = [opening.format(each.id) for each in message.attributes]
    own = [each.column in _OWN for each in message.attributes]
    return Attributes(escaped, names, own, end)


class Syntax(Protocol):
    """How one kind of SDMX-ML spells groups and observations."""

    def open_group(self, group: Parts) -> str:
        """Begin a group."""

    def close_group(self) -> str:
        """End a group."""

    def observation(self, own: Parts, figure: Figure) -> str:
        """Write an observation, whose place within its group is `own`."""

    def open_data_set(self, data_set: DataSet) -> str:
        """Begin a data set."""


def splitter(message: Message) -> Split:
    """Return what takes a key apart: what the group shares, and what tells the observation."""
    if message.is_flat:
        return lambda figure: ((), (*figure.codes, figure.period))
    if message.at_observation == TIME:
        return lambda figure: (figure.codes, (figure.period,))
    place = [each.id for each in message.flow.dimensions].index(message.at_observation)

    def split(figure: Figure) -> tuple[Parts, Parts]:
        codes = figure.codes
        return (*codes[:place], *codes[place + 1 :], figure.period), (codes[place],)

    return split


def write(message: Message, syntax: Syntax, opening: str, root: str) -> Iterator[bytes]:
    """Write a message as its figures are read.

    Args:
        message: What is written.
        syntax: How.
        opening: Everything before the first data set.
        root: Name of the outermost element.
    """
    yield opening.encode()
    for data_set in message.data_sets:
        yield syntax.open_data_set(data_set).encode()
        yield from _groups(message, syntax, data_set)
        yield b"</mes:DataSet>"
    yield f"</{root}>\n".encode()


def _groups(message: Message, syntax: Syntax, data_set: DataSet) -> Iterator[bytes]:
    split = splitter(message)
    current: Parts | None = None
    for rows in figures(data_set, message):
        pieces: list[str] = []
        for figure in rows:
            group, own = split(figure)
            if group != current:
                pieces += [syntax.close_group()] if current is not None else []
                pieces.append(syntax.open_group(group))
                current = group
            if message.observations:
                pieces.append(syntax.observation(own, figure))
        if pieces:
            yield "".join(pieces).encode()
    if current is not None:
        yield syntax.close_group().encode()


def opening(message: Message, root: str, namespaces: dict[str, str], structure: str) -> str:
    """Write the declaration, the root element and the header.

    Args:
        message: What is written.
        root: Name of the root element.
        namespaces: Prefixes beside those that every message has.
        structure: Further attributes of the element that names the structure.
    """
    declared = " ".join(
        f'xmlns:{name}="{uri}"' for name, uri in {**NAMESPACES, **namespaces}.items()
    )
    flow = message.flow
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f"<{root} {declared}><mes:Header><mes:ID>{message.id}</mes:ID><mes:Test>false</mes:Test>"
        f"<mes:Prepared>{iso_instant(message.prepared)}</mes:Prepared>"
        f'<mes:Sender id="{AGENCY}"/>'
        f'<mes:Structure structureID="{flow.dsd}"{structure} '
        f'dimensionAtObservation="{message.at_observation}">'
        f'<com:StructureUsage><Ref agencyID="{AGENCY}" id="{flow.id}" version="{VERSION}" '
        'package="datastructure" class="Dataflow"/></com:StructureUsage></mes:Structure>'
        "</mes:Header>\n"
    )


def validity(data_set: DataSet, prefix: str = "") -> str:
    """Write between which instants a data set is valid, where that is said."""
    sides = {"validFromDate": data_set.valid_from, "validToDate": data_set.valid_to}
    return "".join(
        f' {prefix}{name}="{iso_instant(side)}"' for name, side in sides.items() if side is not None
    )
