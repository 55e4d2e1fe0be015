"""The messages that every writer of SDMX data is tried with: the sample of the other formats."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from app.domain.cube import Cube
from app.representations.sdmx import csv_1, csv_2, generic, json_data, specific
from app.representations.sdmx.components import Flow, flows
from app.representations.sdmx.csv_look import CsvLook
from app.representations.sdmx.message import ALL_DIMENSIONS, TIME, DataSet, Message
from tests.representations.sample import GONE, HISTORY, LATEST, REPLACED, cut
from tests.support.builders import day

PREPARED = day("2025-04-01")
CUBE = LATEST


def flow_of(cube: Cube = LATEST) -> Flow:
    return flows(cube.structure)[0]


def message(*data_sets: DataSet, at: str = TIME) -> Message:
    """Return the whole sample, or what is given, by series."""
    flow = flow_of()
    return Message(
        flow=flow,
        structure=LATEST.structure,
        id="IREF0123456789ab",
        prepared=PREPARED,
        language="en",
        data_sets=data_sets or (DataSet(lambda: [LATEST]),),
        at_observation=at,
        attributes=flow.attributes,
    )


def _history() -> Message:
    older = replace(HISTORY, observations=(REPLACED,))
    gone = replace(HISTORY, observations=(GONE,))
    first, second = (each.published_at for each in HISTORY.releases.values())
    return message(
        DataSet(lambda: [older], "Replace", valid_from=first),
        DataSet(lambda: [LATEST], "Replace", valid_from=second),
        DataSet(lambda: [gone], "Delete", valid_to=second),
    )


_FLOW = flow_of()
# By REF_AREA, figures of a section stand together in this order of the sample too.
MESSAGES: Mapping[str, Message] = {
    "series": message(),
    "flat": message(at=ALL_DIMENSIONS),
    "section": message(at="REF_AREA"),
    "keys": replace(message(), attributes=(), observations=False, measure=False),
    "history": _history(),
    "few": replace(message(), attributes=_FLOW.attributes[:2], measure=False, language="zh"),
    "structure": replace(message(), attributes=(), context="datastructure"),
}

Render = Callable[[Message], Iterator[bytes]]


def _csv_1(look: CsvLook) -> Render:
    return lambda asked: csv_1.render(asked, look)


def _csv_2(look: CsvLook) -> Render:
    return lambda asked: csv_2.render(asked, look)


XML: Mapping[str, Render] = {
    "generic.xml": generic.render,
    "specific.xml": specific.render,
}
OTHERS: Mapping[str, Render] = {
    "json": json_data.render,
    "1.csv": _csv_1(CsvLook()),
    "both.1.csv": _csv_1(CsvLook("both", normalized=True)),
    "2.csv": _csv_2(CsvLook()),
    "name.2.csv": _csv_2(CsvLook("name", "series", normalized=True)),
    "both.2.csv": _csv_2(CsvLook("both", "both")),
}
RENDERERS = {**XML, **OTHERS}


def body(render: Render, asked: Message) -> bytes:
    return b"".join(render(asked))


def in_pieces(asked: Message, size: int) -> Message:
    """Return a message whose data sets come in pieces."""

    def pieces(data_set: DataSet) -> DataSet:
        whole = [part for cube in data_set.cubes() for part in cut(cube, size)]
        return replace(data_set, cubes=lambda: iter(whole))

    return replace(asked, data_sets=tuple(map(pieces, asked.data_sets)))
