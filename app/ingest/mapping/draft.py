"""Indicators that a table has and the catalogue has not become a draft of their entries.

Names that the glossary knows are ready to apply. For others a person has to write the English, so the
entry has empty texts and a key that no catalogue has: it is refused until all is written.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.domain.rules import Finding
from app.domain.rules.codes import GROWTH
from app.domain.structure import EMPTY, Label, Sector, Structure
from app.ingest.mapping.bureau import recognise
from app.ingest.mapping.glossary import Term, glossary
from app.ingest.mapping.meaning import Meaning, Names
from app.ingest.mapping.model import MappingEntry
from app.ingest.mapping.names import Found, IndicatorNames, squeeze
from app.ingest.mapping.sheet import Origin, open_sheet
from app.ingest.tables import Grid

UNFINISHED = "unfinished"
_NEW = "new:"


@dataclass(slots=True)
class _NewNames(Names):
    """Knows every indicator: those of the catalogue, and all others as new ones."""

    known: IndicatorNames
    new: dict[str, str] = field(default_factory=dict)

    def find(self, text: str) -> Found | Finding:
        found = self.known.find(text)
        if isinstance(found, Found) or found.rule != "known-indicator":
            return found
        return Found(_NEW + self.new.setdefault(squeeze(text), text))

    def knows(self, text: str) -> bool:
        return self.known.knows(text) or squeeze(text) in glossary()

    def admits(self, text: str) -> bool:
        return bool(text)


def draft_catalogue(
    grids: Iterable[Grid],
    structure: Structure,
    sector: str,
    mapping: MappingEntry | None = None,
) -> str:
    """Write a catalogue file with an entry for each indicator that is met for the first time.

    Args:
        grids: Tables; those that are neither recognised nor mapped have nothing to say here.
        structure: The catalogue.
        sector: Code of the sector to which new indicators will belong.
        mapping: What rows and columns of the grids are; exports of the bureau need none.

    Returns:
        TOML; empty text if every indicator is known.

    Raises:
        KeyError: The catalogue has no such sector.
    """
    names = _NewNames(IndicatorNames(structure))
    met: dict[str, _Met] = {}
    for grid in grids:
        for meaning in _meanings(grid, structure, names, mapping):
            code = meaning.codes.get("indicator", "")
            if code.startswith(_NEW):
                met.setdefault(code, _Met(code.removeprefix(_NEW))).add(meaning)
    if not met:
        return ""
    lines = list(_head(structure.sector[sector]))
    taken = {*structure.indicator, *structure.renamed}
    for each in met.values():
        lines += ["", *_entry(each, structure, taken)]
    return "\n".join(lines) + "\n"


def _meanings(
    grid: Grid, structure: Structure, names: _NewNames, mapping: MappingEntry | None
) -> Iterator[Meaning]:
    origin = Origin("mapping")
    if mapping is None:
        seen = recognise(grid)
        if seen.export is None or seen.export.mapping is None:
            return
        grid, mapping, origin = seen.grid, seen.export.mapping, seen.export.origin
    yield from open_sheet(mapping, grid, structure, names, origin).records.meanings()


@dataclass(slots=True)
class _Met:
    """An indicator that is new, with the kinds of its units."""

    name: str
    units: dict[str, None] = field(default_factory=dict)

    def add(self, meaning: Meaning) -> None:
        if meaning.codes.get("transformation") == GROWTH:
            return
        for unit in meaning.units:
            self.units[unit.spelling.unit] = None


def _head(sector: Sector) -> Iterator[str]:
    yield "# Indicators met for the first time. Look every entry over, then: provstat catalogue apply"
    yield f"# Entries with the key {UNFINISHED} are refused: write what it names, then delete its line."
    yield ""
    yield "[sector]"
    yield f"code = {_quoted(sector.code)}"
    yield f"position = {sector.position}"
    yield f"name = {_label(sector.name)}"
    yield f"description = {_label(sector.description)}"


def _entry(met: _Met, structure: Structure, taken: set[str]) -> Iterator[str]:
    term = glossary().get(squeeze(met.name))
    if term is not None and term.code in taken:
        term = None
    kind = _kind(met, structure) or (term.unit_dimension if term else None)
    code = term.code if term else _code_of(met.name)
    taken.add(code)
    # Empty, so that deleting the line below does not make half an entry public.
    english = term.english if term else ""
    yield "[[indicators]]"
    missing = _missing(term, kind)
    if missing:
        yield f"{UNFINISHED} = {_quoted('write ' + ', '.join(missing) + '; then delete this line')}"
    yield f"code = {_quoted(code)}"
    yield f"name = {_label(Label(english, met.name))}"
    yield f"definition = {_label(_definition(term, met.name))}"
    yield f"unit_dimension = {_quoted(kind or 'to_be_written')}"
    yield f"nature = {_quoted(_nature(term, kind))}"
    others = [name for name in (term.chinese if term else ()) if name != met.name]
    yield f"keywords.zh = [{', '.join(map(_quoted, [met.name, *others]))}]"


def _missing(term: Term | None, kind: str | None) -> list[str]:
    words = [] if term else ["a code", "name.en", "definition.en"]
    return [*words, *([] if kind else ["unit_dimension"])]


def _kind(met: _Met, structure: Structure) -> str | None:
    kinds = {structure.unit[unit].dimension for unit in met.units}
    return kinds.pop() if len(kinds) == 1 else None


def _nature(term: Term | None, kind: str | None) -> str:
    if kind == "ratio":
        return "ratio"
    return term.nature if term and term.nature != "ratio" else "flow"


def _definition(term: Term | None, name: str) -> Label:
    if term is None:
        return Label("", f"{name}，口径以数据发布方为准。")
    english = f"{term.english}, with the scope that the publisher of each figure gives it."
    return Label(english, f"{name}，口径以数据发布方为准。")


def _code_of(name: str) -> str:
    """Make a code that is the same whenever the same name is met."""
    return f"unnamed_{hashlib.sha256(squeeze(name).encode()).hexdigest()[:8]}"


def _label(label: Label) -> str:
    given = label if label != EMPTY else Label("-", "-")
    return f"{{ en = {_quoted(given.en)}, zh = {_quoted(given.zh)} }}"


def _quoted(text: str) -> str:
    # A basic string of TOML escapes what one of JSON does, and DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
