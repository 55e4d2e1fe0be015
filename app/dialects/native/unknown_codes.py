"""Help with codes that do not exist: what was probably meant, never put in its place."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

from app.domain.errors import Fault
from app.domain.structure import Area, Structure
from app.domain.text import fold, nearest, plain

_SHORT = 12  # so many codes can be read in a sentence
_GB_DIGITS = re.compile(r"(?:cn-?)?(\d{1,6})\*?", re.ASCII).fullmatch
_COUNTRY = "cn-"
# Two names this much alike are taken for each other even by people who know both.
_TWINS = 0.9


def unknown(component: str, text: str, structure: Structure, *, help_wanted: bool) -> Fault:
    """Return the fault of a code that does not exist, with what may have been meant."""
    shown = text[:64]
    suggestions = _suggestions(component, text, structure) if help_wanted else ()
    detail = f"There is no {component} {shown!r}"
    if suggestions:
        # Names that are taken for each other are shown together, or one would seem to be meant.
        alternatives = suggestions if component == "area" else suggestions[:1]
        detail += f"; did you mean {_list(alternatives, 'or')}?"
    spelling = structure.spelling.get(fold(text)) if component == "unit" else None
    if spelling is not None:
        detail += (
            f" {shown} is {plain(spelling.multiplier)} {spelling.unit}: units are asked for by"
        )
        detail += " their codes, and values are in them."
    known = structure.known_codes(component)
    if help_wanted and len(known) <= _SHORT:
        separator = " " if detail.endswith(("?", ".")) else ". "
        detail += f"{separator}There is {_list(known)}."
    return Fault(detail, component, value=shown, did_you_mean=suggestions)


def _list(codes: Iterable[str], conjunction: str = "and") -> str:
    *first, last = codes
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def _suggestions(component: str, text: str, structure: Structure) -> tuple[str, ...]:
    if component == "area":
        return _areas(text, structure)
    if component == "unit":
        return _units(text, structure)
    return nearest(text, structure.known_codes(component))


def _units(text: str, structure: Structure) -> tuple[str, ...]:
    spelling = structure.spelling.get(fold(text))
    if spelling is not None:
        return (spelling.unit,)
    called = [u.code for u in structure.units if fold(text) in (fold(u.name.en), fold(u.name.zh))]
    return tuple(called) or nearest(text, structure.unit)


def _areas(text: str, structure: Structure) -> tuple[str, ...]:
    folded = fold(text)
    digits = _GB_DIGITS(folded)
    if digits is not None:
        whole = digits[1].ljust(6, "0")
        return tuple(area.code for area in structure.areas if area.gb_code == whole)
    coded = tuple(c for c in structure.area if fold(c) == _COUNTRY + folded)
    return _with_twins(coded or nearest(text, structure.area_names()), structure)


def _with_twins(names: tuple[str, ...], structure: Structure) -> tuple[str, ...]:
    """Put beside each name the areas that are taken for it, and name each area only once."""
    twins = _twins(structure.areas)
    found: dict[str, str] = {}
    for name in names:
        code = structure.find_area(name)
        if code is None:
            continue
        found.setdefault(code, name)
        for twin in twins.get(code, ()):
            found.setdefault(twin, _alike(structure.area[twin], name, structure.area[code]))
    return tuple(found.values())


def _alike(area: Area, name: str, model: Area) -> str:
    """Name an area in the way in which another is named: by code, in English or in Chinese."""
    if name == model.code:
        return area.code
    return area.name.en if name.isascii() else area.name.zh


@lru_cache(maxsize=8)
def _twins(areas: tuple[Area, ...]) -> dict[str, tuple[str, ...]]:
    """Return for each area those with which it is confused: Shanxi and Shaanxi, first of all."""
    names = {area.code: fold(area.name.en) for area in areas if area.level == "province"}
    match = difflib.SequenceMatcher()
    found: dict[str, tuple[str, ...]] = {}
    for code, name in names.items():
        match.set_seq2(name)
        others = []
        for other, theirs in names.items():
            match.set_seq1(theirs)
            if other != code and match.quick_ratio() > _TWINS and match.ratio() > _TWINS:
                others.append(other)
        found[code] = tuple(others)
    return found
