"""What a catalogue file would change: entries added or changed, by code, with the fields that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from app.domain.structure import CodeList, Dimension, Label, Structure
from app.domain.text import plain

_NAMES = ("code", "id", "text")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of an entry that differs; both sides as a person or a program would write them."""

    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class CatalogueChange:
    """One entry that is new or differs.

    Attributes:
        section: As in a catalogue file; the codes of a list are in `fuel.codes`.
        code: Code, id or printed text.
        fields: What differs; empty for what is new.
    """

    section: str
    code: str
    kind: Literal["added", "changed"]
    fields: tuple[FieldChange, ...] = ()


def changes(known: Structure, merged: Structure) -> tuple[CatalogueChange, ...]:
    """Compare a catalogue with what it would become; nothing is ever taken away."""
    before, after = _sections(known), _sections(merged)
    return tuple(
        change
        for section, entries in after.items()
        for change in _compared(section, before.get(section, {}), entries)
    )


def _sections(structure: Structure) -> Mapping[str, Mapping[str, Any]]:
    """Return all entries by section and name; what holds codes comes without, its codes apart."""
    dimensions = [dimension for sector in structure.sectors for dimension in sector.dimensions]
    whole: dict[str, Iterable[Any]] = {
        "sectors": structure.sectors,
        "dimensions": dimensions,
        "code_lists": structure.code_lists,
        "areas": structure.areas,
        "units": structure.units,
        "spellings": structure.spellings,
        "indicators": structure.indicators,
        "sources": structure.sources,
    }
    found = {name: {_name(entry): entry for entry in entries} for name, entries in whole.items()}
    listed: list[Dimension | CodeList] = [*dimensions, *structure.code_lists]
    codes = {f"{each.code}.codes": {c.code: c for c in each.codes} for each in listed}
    return {**found, **codes}


def _name(entry: Any) -> str:
    return next(str(getattr(entry, name)) for name in _NAMES if hasattr(entry, name))


def _compared(
    section: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[CatalogueChange]:
    for code, entry in after.items():
        if code not in before:
            yield CatalogueChange(section, code, "added")
            continue
        differing = tuple(_fields(before[code], entry))
        if differing:
            yield CatalogueChange(section, code, "changed", differing)


def _fields(before: Any, after: Any) -> Iterator[FieldChange]:
    for each in fields(after):
        # Their codes and dimensions are sections of their own.
        nested = (isinstance(after, Dimension | CodeList) and each.name == "codes") or (
            hasattr(after, "position") and each.name == "dimensions"
        )
        old, new = getattr(before, each.name), getattr(after, each.name)
        if not nested and old != new:
            yield FieldChange(each.name, _shown(old), _shown(new))


def _shown(value: object) -> object:
    if isinstance(value, Label):
        return {"en": value.en, "zh": value.zh}
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
