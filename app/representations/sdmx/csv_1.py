"""SDMX-CSV 1.0: the dataflow, the dimensions, the value and every attribute, a line an observation."""

from __future__ import annotations

from collections.abc import Iterator

from app.representations.sdmx.components import AGENCY, VERSION
from app.representations.sdmx.csv_look import (
    CsvLook,
    Row,
    column,
    lines,
    names_of,
    rows_of,
    shown_time,
    title,
)
from app.representations.sdmx.message import Figure, Message

_FLOW, _VALUE = "DATAFLOW", "OBS_VALUE"


def render(message: Message, look: CsvLook) -> Iterator[bytes]:
    """Write a message; labels are `id` or `both`."""
    flow = message.flow
    coded = [*flow.dimensions, flow.time, *message.attributes]
    titles = [title(each, message.structure, message, look.labels)[0] for each in coded]
    width = len(flow.dimensions) + 1
    value = [_VALUE] if message.measure else []
    yield lines([[_FLOW, *titles[:width], *value, *titles[width:]]])
    reference = f"{AGENCY}:{flow.id}({VERSION})"
    names = {reference: flow.name(message.structure).within(message.language)}
    head = column(names, look.labels)(reference)
    for data_set in message.data_sets:
        for found in rows_of(message, data_set, marked=False):
            yield lines(_rows(found, message, look, head))


def _rows(found: list[Figure], message: Message, look: CsvLook, head: Row) -> Iterator[Row]:
    if look.labels == "id":
        for codes, period, value, attributes in found:
            shown = (value,) if message.measure else ()
            yield (*head, *codes, shown_time(period, look), *shown, *attributes)
        return
    dimensions = [column(names_of(each, message), look.labels) for each in message.flow.dimensions]
    others = [column(names_of(each, message), look.labels) for each in message.attributes]
    for codes, period, value, attributes in found:
        shown = (value,) if message.measure else ()
        keys = [cell for make, code in zip(dimensions, codes, strict=True) for cell in make(code)]
        rest = [cell for make, code in zip(others, attributes, strict=True) for cell in make(code)]
        yield (*head, *keys, shown_time(period, look), *shown, *rest)
