"""What every writer of SDMX data is given: what is asked, and the figures as rows of texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any, Literal, NamedTuple

from app.domain.cube import Cube, Observation
from app.domain.period import Frequency
from app.domain.series import parse_key
from app.domain.structure import Language, Structure
from app.representations.rows import iso_instant
from app.representations.sdmx.components import AGENCY, VERSION, Component, Flow, dimension_codes
from app.representations.sdmx.time import time_period

TIME = "TIME_PERIOD"
ALL_DIMENSIONS = "AllDimensions"
Action = Literal["Information", "Replace", "Delete"]
Context = Literal["dataflow", "datastructure"]


@dataclass(frozen=True, slots=True)
class DataSet:
    """A part of a message.

    Attributes:
        cubes: Reads the figures, from the beginning each time it is called; ordered so that those
            of one series, or of one section, stand together.
        action: What a receiver is to do with them.
        valid_from: Since when they are valid, where the data set is one vintage of several.
        valid_to: When what is deleted ceased to be valid.
    """

    cubes: Callable[[], Iterable[Cube]]
    action: Action = "Information"
    valid_from: datetime | None = None
    valid_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """An answer in SDMX.

    Attributes:
        id: Name of the message; the same question on the same data has the same.
        prepared: When the data last changed, so that equal answers have equal bytes.
        at_observation: The dimension by which observations of a group differ, or `AllDimensions`.
        attributes: Those that are shown, in their order.
        measure: Whether the value is shown.
        observations: Whether observations are shown, not only the keys of their groups.
        context: What the figures were asked for by, and are said to belong to.
    """

    flow: Flow
    structure: Structure
    id: str
    prepared: datetime
    language: Language
    data_sets: Sequence[DataSet]
    at_observation: str
    attributes: tuple[Component, ...]
    measure: bool = True
    observations: bool = True
    context: Context = "dataflow"

    @property
    def reference(self) -> str:
        """What the figures belong to, as agency, id and version."""
        name = self.flow.id if self.context == "dataflow" else self.flow.dsd
        return f"{AGENCY}:{name}({VERSION})"

    @property
    def is_flat(self) -> bool:
        """Whether observations stand alone, not in groups."""
        return self.at_observation == ALL_DIMENSIONS

    @property
    def group(self) -> tuple[str, ...]:
        """The dimensions that observations of a group share."""
        if self.is_flat:
            return ()
        names = [each.id for each in self.flow.dimensions]
        return tuple(name for name in (*names, TIME) if name != self.at_observation)


class Figure(NamedTuple):
    """One observation as texts.

    Attributes:
        codes: One for each dimension, time left out.
        period: Value of TIME_PERIOD.
        value: Plain decimal; `None` where there is none.
        attributes: In the order of those shown; `None` or empty where there is none.
    """

    codes: tuple[str, ...]
    period: str
    value: str | None
    attributes: tuple[Any, ...]


_FIELDS = Observation._fields
_EXTRA = ("release", "published_at", "source", "id", "unit_mult")
_BASE_UNIT = "0"


def _places(attributes: Sequence[Component]) -> list[int]:
    """Where each attribute stands in an observation with the extra columns behind it."""
    held = {name: place for place, name in enumerate(_FIELDS)}
    held |= {name: place for place, name in enumerate(_EXTRA, len(_FIELDS))}
    return [held[each.column] for each in attributes]


def _chooser(attributes: Sequence[Component]) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    places = _places(attributes)
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


def figures(
    data_set: DataSet, message: Message, *, marked: bool = True
) -> Iterator[Iterator[Figure]]:
    """Turn a data set into rows, piece by piece.

    Args:
        data_set: What is read.
        message: What is shown of it.
        marked: Whether the format marks what is deleted. The standard has such a row name what it
            deletes, so it says the key and nothing else; elsewhere its status has to tell.
    """
    heads: dict[str, _Head] = {}
    choose = _chooser(message.attributes)
    if marked and data_set.action == "Delete":
        nothing = (None,) * len(message.attributes)
        choose = lambda _: nothing  # noqa: E731 - beside what it replaces
    for cube in data_set.cubes():
        yield _of_cube(cube, message.flow, heads, choose)


# Of a series: its codes, its name within ids, and whether its periods are odd.
_Head = tuple[tuple[str, ...], str, bool]


def _of_cube(
    cube: Cube,
    flow: Flow,
    heads: dict[str, _Head],
    choose: Callable[[tuple[Any, ...]], tuple[Any, ...]],
) -> Iterator[Figure]:
    stated: Mapping[int, tuple[str, str, str]] = {
        number: (each.id, iso_instant(each.published_at), each.source)
        for number, each in cube.releases.items()
    }
    figure = Figure._make
    for o in cube.observations:
        key, _, period, start, end, _, value, *_ = o
        head = heads.get(key)
        if head is None:
            series = parse_key(key)
            codes = dimension_codes(flow, cube.structure, key)
            head = heads[key] = codes, series.name, series.frequency == Frequency.ODD
        codes, name, odd = head
        time = time_period(period, start, end) if odd else period
        slug = f"{start}_{end}" if odd else period
        row = (*o, *stated[o.release], f"{name}-{slug}", _BASE_UNIT)
        yield figure((codes, time, value, choose(row)))


def observation_id(o: Observation) -> str:
    """Return the permanent id, as the native API has it."""
    series = parse_key(o.key)
    slug = f"{o.start}_{o.end}" if series.frequency == Frequency.ODD else o.period
    return f"{series.name}-{slug}"
