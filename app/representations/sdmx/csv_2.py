"""SDMX-CSV 2.0: which structure, what to do with the line, keys if wanted, then every component."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from app.representations.sdmx.csv_look import (
    Cells,
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

_HEAD = ("STRUCTURE", "STRUCTURE_ID")
_SERIES_KEY, _OBSERVATION_KEY = "SERIES_KEY", "OBS_KEY"
_LETTERS = {"Information": "I", "Replace": "R", "Delete": "D"}


def render(message: Message, look: CsvLook) -> Iterator[bytes]:
    """Write a message."""
    yield lines([_header(message, look)])
    flow = message.flow
    reference = message.reference
    names = {reference: flow.name(message.structure).within(message.language)}
    identification = (message.context, *column(names, look.labels)(reference))
    key = _keys(message, look)
    cells = _cells(message, look)
    for data_set in message.data_sets:
        head = (*identification, _LETTERS[data_set.action])
        for found in rows_of(message, data_set, marked=True):
            yield lines((*head, *key(figure), *cells(figure)) for figure in found)


def _header(message: Message, look: CsvLook) -> Row:
    flow = message.flow
    measure = [flow.measure] if message.measure else []
    shown = [*flow.dimensions, flow.time, *measure, *message.attributes]
    named = ("STRUCTURE_NAME",) if look.labels == "name" else ()
    keys = {
        "none": (),
        "series": (_SERIES_KEY,),
        "obs": (_OBSERVATION_KEY,),
        "both": (_SERIES_KEY, _OBSERVATION_KEY),
    }[look.keys]
    titles = [
        text for each in shown for text in title(each, message.structure, message, look.labels)
    ]
    return (*_HEAD, *named, "ACTION", *keys, *titles)


def _keys(message: Message, look: CsvLook) -> Callable[[Figure], Row]:
    """Return what makes the cells of the keys."""
    if look.keys == "none":
        return lambda _: ()
    place = [each.id for each in message.flow.dimensions]
    own = message.at_observation
    left_out = place.index(own) if own in place else None

    def series(figure: Figure) -> str:
        if left_out is None:
            # Without groups, the series is still the key without its time.
            return ".".join(figure.codes)
        codes = figure.codes
        return ".".join((*codes[:left_out], *codes[left_out + 1 :], figure.period))

    def observation(figure: Figure) -> str:
        # Where only series are wanted there is no time, so no key of an observation.
        return ".".join((*figure.codes, figure.period)) if figure.period else ""

    if look.keys == "series":
        return lambda figure: (series(figure),)
    if look.keys == "obs":
        return lambda figure: (observation(figure),)
    return lambda figure: (series(figure), observation(figure))


def _cells(message: Message, look: CsvLook) -> Callable[[Figure], Row]:
    """Return what makes the cells of the components."""
    measure, labels = message.measure, look.labels
    if labels == "id":
        if measure:
            return lambda f: (*f.codes, shown_time(f.period, look), f.value, *f.attributes)
        return lambda f: (*f.codes, shown_time(f.period, look), *f.attributes)
    flow = message.flow
    keys: list[Cells] = [column(names_of(each, message), labels) for each in flow.dimensions]
    others: list[Cells] = [column(names_of(each, message), labels) for each in message.attributes]
    uncoded = column(None, labels)

    def cells(figure: Figure) -> Row:
        value = uncoded(figure.value) if measure else ()
        return (
            *(cell for make, code in zip(keys, figure.codes, strict=True) for cell in make(code)),
            *uncoded(shown_time(figure.period, look)),
            *value,
            *(cell for make, v in zip(others, figure.attributes, strict=True) for cell in make(v)),
        )

    return cells
