"""SDMX-ML 2.1 structure-specific data: components are XML attributes of their own names."""

from __future__ import annotations

from collections.abc import Iterator

from app.representations.sdmx.components import AGENCY, VERSION
from app.representations.sdmx.data_xml import (
    SPECIFIC,
    Escaped,
    Parts,
    attributes_of,
    opening,
    validity,
    write,
)
from app.representations.sdmx.message import TIME, DataSet, Figure, Message

_ROOT = "mes:StructureSpecificData"
_TIME_SERIES_ROOT = "mes:StructureSpecificTimeSeriesData"
_URN = "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow"


def render(message: Message) -> Iterator[bytes]:
    """Write a message, by series, by section or flat."""
    return _render(message, _ROOT)


def render_time_series(message: Message) -> Iterator[bytes]:
    """Write a message by series, under the name that is kept for that."""
    return _render(message, _TIME_SERIES_ROOT)


def _render(message: Message, root: str) -> Iterator[bytes]:
    flow = f"{AGENCY}:{message.flow.id}({VERSION})"
    own = f"{_URN}={flow}:ObsLevelDim:{message.at_observation}"
    head = opening(message, root, {"ss": SPECIFIC, "ns1": own}, f' namespace="{own}"')
    return write(message, _Specific(message), head, root)


class _Specific:
    """How structure-specific data are spelt."""

    def __init__(self, message: Message) -> None:
        self._escaped = Escaped()
        self._message = message
        names = (*(each.id for each in message.flow.dimensions), TIME)
        own = names if message.is_flat else (message.at_observation,)
        self._group = tuple(f' {name}="' for name in message.group)
        self._own = tuple(f' {name}="' for name in own)
        self._attributes = attributes_of(message, self._escaped, ' {}="', '"')

    def open_data_set(self, data_set: DataSet) -> str:
        return (
            f'<mes:DataSet ss:dataScope="DataStructure" ss:structureRef="{self._message.flow.dsd}" '
            f'xsi:type="ns1:DataSetType" ss:action="{data_set.action}"'
            f"{validity(data_set, 'ss:')}>\n"
        )

    def open_group(self, group: Parts) -> str:
        if self._message.is_flat:
            return ""
        return f"<Series{self._values(self._group, group)}>\n"

    def close_group(self) -> str:
        return "" if self._message.is_flat else "</Series>\n"

    def observation(self, own: Parts, figure: Figure) -> str:
        key = self._values(self._own, own)
        value = ""
        if figure.value is not None and self._message.measure:
            value = f' OBS_VALUE="{figure.value}"'
        shown = self._attributes(figure.attributes)
        return f"<Obs{key}{value}{shown}/>\n"

    def _values(self, names: Parts, codes: Parts) -> str:
        escaped = self._escaped
        return "".join([f'{name}{escaped[code]}"' for name, code in zip(names, codes, strict=True)])
