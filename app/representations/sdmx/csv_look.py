"""What both versions of SDMX-CSV have in common: labels, times, lines.

Comma and dot whatever the language, and texts as they are: a cell that a spreadsheet could take for
a formula is not changed, since these files are for programs that know SDMX; for spreadsheets there
are the CSV and XLSX files of the native API.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from app.domain.structure import Structure
from app.representations.sdmx.components import Component, codes_of
from app.representations.sdmx.message import DataSet, Figure, Message, figures
from app.representations.sdmx.time import days_of

Labels = Literal["id", "name", "both"]
Keys = Literal["none", "obs", "series", "both"]


@dataclass(frozen=True, slots=True)
class CsvLook:
    """How an answer in SDMX-CSV looks.

    Attributes:
        labels: Codes alone, with names in columns of their own, or with names behind them.
        keys: Which keys stand as columns; of version 2.0.
        normalized: Whether times are the first day of the period, so that periods of all
            frequencies compare.
    """

    labels: Labels = "id"
    keys: Keys = "none"
    normalized: bool = False


Row = Sequence[Any]
Cells = Callable[[Any], Row]


def column(names: Mapping[str, str] | None, labels: Labels) -> Cells:
    """Return what makes the cells of a column, or of two, from a value.

    Args:
        names: By code; `None` where the column has no codes.
        labels: Whether and where names stand.
    """
    if labels == "id":
        return lambda value: (value,)
    if labels == "name":
        pairs = {code: (code, name) for code, name in (names or {}).items()}
        return lambda value: pairs.get(value) or (value, None)
    both = {code: (f"{code}: {name}",) for code, name in (names or {}).items()}
    return lambda value: both.get(value) or (value,)


def title(each: Component, structure: Structure, message: Message, labels: Labels) -> Row:
    """Return the title of a column, or of two."""
    name = each.name(structure).within(message.language)
    return column({each.id: name}, labels)(each.id)


def names_of(each: Component, message: Message) -> Mapping[str, str] | None:
    """Return the names of the codes of a component; `None` where it has none."""
    codes = codes_of(each, message.structure)
    if codes is None:
        return None
    return {code: name.within(message.language) for code, name in codes.items()}


def shown_time(period: str, look: CsvLook) -> str:
    """Return a value of TIME_PERIOD as it is wanted; a line without a time has none."""
    return _first_day(period) if look.normalized and period else period


@lru_cache(maxsize=65_536)
def _first_day(period: str) -> str:
    return days_of(period).start.isoformat()


def lines(rows: Iterable[Row]) -> bytes:
    """Write rows after RFC 4180."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def rows_of(message: Message, data_set: DataSet, *, marked: bool) -> Iterator[list[Figure]]:
    """Return what stands on the lines of a data set, piece by piece."""
    last: tuple[str, ...] | None = None
    for piece in figures(data_set, message, marked=marked):
        found = []
        for figure in piece:
            if message.observations:
                found.append(figure)
            elif figure.codes != last:
                found.append(Figure(figure.codes, "", None, figure.attributes))
                last = figure.codes
        if found:
            yield found
