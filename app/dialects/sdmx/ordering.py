"""In which order figures are read, so that a message can be written as they come.

Groups are written one after another, so all of a group must stand together, whatever order is asked
for within. The store's own order is by series and time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.errors import Fault, InvalidQueryError, RefusedError
from app.domain.query import DataQuery, SortKey, filters
from app.domain.structure import Structure
from app.representations.sdmx.components import Component, Flow
from app.representations.sdmx.message import ALL_DIMENSIONS, TIME

_SERIES = SortKey("key")
_INDICATOR = "indicator"
_EVERY, _SERIES_KEY = "*", "series_key"


def parse_sort(text: str, flow: Flow, at_observation: str) -> tuple[SortKey, ...]:
    """Read the `sort` parameter of version 2.

    Raises:
        InvalidQueryError: It names no dimension, or no direction.
    """
    keys: dict[str, SortKey] = {}
    for each in text.split("+"):
        name, _, direction = each.partition(":")
        if direction not in {"", "asc", "desc"}:
            raise _malformed(f"{direction[:16]!r} is no direction; write asc or desc", text)
        for component in _named(name, flow, at_observation, text):
            keys.setdefault(component.id, SortKey(component.column, direction == "desc"))
    return tuple(keys.values())


def _named(name: str, flow: Flow, at_observation: str, text: str) -> Sequence[Component]:
    every = (*flow.dimensions, flow.time)
    if name == _EVERY:
        return every
    if name == _SERIES_KEY and at_observation != ALL_DIMENSIONS:
        return [each for each in every if each.id != at_observation]
    found = [each for each in every if each.id == name]
    if not found:
        known = ", ".join(each.id for each in every)
        raise _malformed(f"{name[:64]!r} is no dimension to sort by; there is {known}", text)
    return found


def _malformed(reason: str, text: str) -> InvalidQueryError:
    message = f"In sort, {reason}"
    return InvalidQueryError(message, [Fault(message, "sort", value=text[:64])])


def ordered(
    query: DataQuery,
    sort: tuple[SortKey, ...],
    flow: Flow,
    at_observation: str,
    structure: Structure,
) -> tuple[DataQuery, ...]:
    """Return the question in the order of a message; several, to be asked one after another.

    Args:
        query: What is asked.
        sort: The order that was asked for.
        flow: Whose figures.
        at_observation: The dimension within groups, or `AllDimensions` where there are none.
        structure: The catalogue.

    Raises:
        RefusedError: The order cannot be had.
    """
    _check(sort, flow, structure)
    if at_observation == ALL_DIMENSIONS or (not sort and at_observation == TIME):
        return (replace(query, sort=sort),)
    inside = next(each for each in (*flow.dimensions, flow.time) if each.id == at_observation)
    own = [key for key in sort if key.component == inside.column]
    shared = [key for key in sort if key.component != inside.column]
    if at_observation == TIME:
        return (replace(query, sort=(*shared, _SERIES, *own)),)
    named = {key.component for key in shared}
    rest = [
        SortKey(each.column)
        for each in (*flow.dimensions, flow.time)
        if each is not inside and each.column not in named
    ]
    whole = replace(query, sort=(*shared, *rest, *(own or [SortKey(inside.column)])))
    if inside.column == _INDICATOR and flow.sector is None:
        return tuple(_by_sector(whole, structure))
    return (whole,)


def _by_sector(query: DataQuery, structure: Structure) -> list[DataQuery]:
    """Ask sector by sector: a total and what is not applicable sort alike and are not alike."""
    return [
        replace(query, filters=filters({**dict(query.filters), "sector": [sector]}))
        for sector in structure.sector
    ]


def _check(sort: Sequence[SortKey], flow: Flow, structure: Structure) -> None:
    """Refuse an order in which totals would stand among what is not applicable."""
    names = [key.component for key in sort]
    own = [name for name in names if name in structure.dimension]
    if flow.sector is not None or not own:
        return
    if _INDICATOR not in names[: names.index(own[0])]:
        message = (
            f"In sort, {own[0].upper()} belongs to one sector; in {flow.id} INDICATOR must stand "
            "before it"
        )
        raise RefusedError(message, [Fault(message, "sort")])
