"""A known catalogue and a new one become one: entries are added or changed by code, never removed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, replace
from typing import TypeVar

import msgspec

from app.domain.facts import digest_of
from app.domain.structure import CodeList, Dimension, Sector, Structure

Entry = TypeVar("Entry")

NO_CATALOGUE = Structure((), (), (), (), (), (), ())


def merge(known: Structure, new: Structure) -> Structure:
    """Return the known catalogue with the entries of the new one added or changed.

    The order is the one in which the store keeps it: what was known stands first, but sectors are by
    position and sources by id. So the same content twice changes nothing.
    """
    sources = _merged(known.sources, new.sources, lambda source: source.id)
    sectors = _merged(known.sectors, new.sectors, lambda sector: sector.code, _merged_sector)
    return Structure(
        code_lists=_merged(
            known.code_lists, new.code_lists, lambda each: each.code, _merged_code_list
        ),
        areas=_merged(known.areas, new.areas, lambda area: area.code),
        units=_merged(known.units, new.units, lambda unit: unit.code),
        spellings=_merged(known.spellings, new.spellings, lambda spelling: spelling.text),
        sectors=tuple(sorted(sectors, key=lambda sector: sector.position)),
        indicators=_merged(known.indicators, new.indicators, lambda indicator: indicator.code),
        sources=tuple(sorted(sources, key=lambda source: source.id)),
    )


def digest(structure: Structure) -> str:
    """SHA-256 over a whole catalogue."""
    return digest_of([msgspec.json.encode(asdict(structure), order="deterministic").decode()])


def _second(_: Entry, new: Entry) -> Entry:
    return new


def _merged(
    known: Iterable[Entry],
    new: Iterable[Entry],
    name: Callable[[Entry], str],
    change: Callable[[Entry, Entry], Entry] = _second,
) -> tuple[Entry, ...]:
    found = {name(entry): entry for entry in known}
    for entry in new:
        before = found.get(name(entry))
        found[name(entry)] = entry if before is None else change(before, entry)
    return tuple(found.values())


def _merged_code_list(known: CodeList, new: CodeList) -> CodeList:
    return replace(new, codes=_merged(known.codes, new.codes, lambda code: code.code))


def _merged_dimension(known: Dimension, new: Dimension) -> Dimension:
    return replace(new, codes=_merged(known.codes, new.codes, lambda code: code.code))


def _merged_sector(known: Sector, new: Sector) -> Sector:
    dimensions = _merged(
        known.dimensions, new.dimensions, lambda dimension: dimension.code, _merged_dimension
    )
    return replace(new, dimensions=dimensions)
