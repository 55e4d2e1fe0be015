"""SDMX-ML 2.1 generic data: every component is named, so that one schema serves all structures."""

from __future__ import annotations

from collections.abc import Iterator

from app.representations.sdmx.data_xml import (
    GENERIC,
    Escaped,
    Parts,
    attributes_of,
    opening,
    validity,
    write,
)
from app.representations.sdmx.message import TIME, DataSet, Figure, Message

_ROOT = "mes:GenericData"
_TIME_SERIES_ROOT = "mes:GenericTimeSeriesData"


def render(message: Message) -> Iterator[bytes]:
    """Write a message, by series, by section or flat."""
    return _render(message, _ROOT)


def render_time_series(message: Message) -> Iterator[bytes]:
    """Write a message by series, under the name that is kept for that."""
    return _render(message, _TIME_SERIES_ROOT)


def _render(message: Message, root: str) -> Iterator[bytes]:
    head = opening(message, root, {"gen": GENERIC}, "")
    return write(message, _Generic(message), head, root)


class _Generic:
    """How generic data are spelt."""

    def __init__(self, message: Message) -> None:
        self._escaped = Escaped()
        self._message = message
        self._group = tuple(f'<gen:Value id="{name}" value="' for name in message.group)
        names = (*(each.id for each in message.flow.dimensions), TIME)
        self._key = tuple(f'<gen:Value id="{name}" value="' for name in names)
        self._attributes = attributes_of(
            message, self._escaped, '<gen:Value id="{}" value="', '"/>'
        )
        self._own = f'<gen:Obs><gen:ObsDimension id="{message.at_observation}" value="'

    def open_data_set(self, data_set: DataSet) -> str:
        reference = f'structureRef="{self._message.flow.dsd}"'
        return f'<mes:DataSet {reference} action="{data_set.action}"{validity(data_set)}>\n'

    def open_group(self, group: Parts) -> str:
        if self._message.is_flat:
            return ""
        return f"<gen:Series><gen:SeriesKey>{self._values(self._group, group)}</gen:SeriesKey>\n"

    def close_group(self) -> str:
        return "" if self._message.is_flat else "</gen:Series>\n"

    def observation(self, own: Parts, figure: Figure) -> str:
        if self._message.is_flat:
            head = f"<gen:Obs><gen:ObsKey>{self._values(self._key, own)}</gen:ObsKey>"
        else:
            head = f'{self._own}{self._escaped[own[0]]}"/>'
        if figure.value is not None and self._message.measure:
            head += f'<gen:ObsValue value="{figure.value}"/>'
        shown = self._attributes(figure.attributes)
        if shown:
            return f"{head}<gen:Attributes>{shown}</gen:Attributes></gen:Obs>\n"
        return f"{head}</gen:Obs>\n"

    def _values(self, names: Parts, codes: Parts) -> str:
        escaped = self._escaped
        return "".join(
            [f'{name}{escaped[code]}"/>' for name, code in zip(names, codes, strict=True)]
        )
