"""A folder of TOML files becomes a catalogue; every fault is found, with file and path of the key.

A file may hold any of the sections below; one with a `[sector]` holds the sector's own dimensions
and indicators. How entries go together is checked in `app.ingest.catalogue_checks`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from app.domain import structure as domain
from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.rules.finding import error
from app.domain.structure import Structure
from app.ingest.catalogue_models import (
    AreaEntry,
    CodeListEntry,
    DimensionEntry,
    Entry,
    IndicatorEntry,
    SectorEntry,
    SourceEntry,
    SpellingEntry,
    UnitEntry,
)

_LISTS: Mapping[str, type[Entry]] = {
    "code_lists": CodeListEntry,
    "areas": AreaEntry,
    "units": UnitEntry,
    "spellings": SpellingEntry,
    "dimensions": DimensionEntry,
    "indicators": IndicatorEntry,
    "sources": SourceEntry,
}
_SECTIONS = (*_LISTS, "sector")
_TOML_PLACE = re.compile(r"\(at line (\d+), column \d+\)")

_Model = TypeVar("_Model", bound=Entry)


@dataclass(frozen=True, slots=True)
class CatalogueFiles:
    """What the files of a catalogue hold.

    Attributes:
        structure: Every entry that could be read.
        findings: What is wrong with the entries one by one.
        places: File and path of each entry, by section and code.
        broken: Section and code of entries that could not be read.
    """

    structure: Structure
    findings: tuple[Finding, ...]
    places: Mapping[tuple[str, str], tuple[str, str]]
    broken: frozenset[tuple[str, str]]

    def error(self, section: str, code: str, key: str, value: object, reason: str) -> Finding:
        """Make an error about a key of an entry."""
        file, path = self.places.get((section, code), ("", f"{section}[{code}]"))
        finding = error(f"{path}.{key}", value, reason, rule="catalogue-entry")
        return replace(finding, file=file or None)


def read_catalogue(folder: Path) -> CatalogueFiles:
    """Read every TOML file of a folder, in the order of their names."""
    reading = _Reading(folder.name)
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        reading.say(folder.name, "", folder.name, "There is no TOML file in this folder.")
    for path in paths:
        file = f"{folder.name}/{path.name}"
        content = reading.parse(file, path)
        if content is not None:
            reading.read_file(file, content)
    return reading.result()


@dataclass(slots=True)
class _Reading:
    folder: str
    findings: list[Finding] = field(default_factory=list)
    places: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    broken: set[tuple[str, str]] = field(default_factory=set)
    code_lists: list[domain.CodeList] = field(default_factory=list)
    areas: list[domain.Area] = field(default_factory=list)
    units: list[domain.Unit] = field(default_factory=list)
    spellings: list[domain.UnitSpelling] = field(default_factory=list)
    sectors: list[domain.Sector] = field(default_factory=list)
    indicators: list[domain.Indicator] = field(default_factory=list)
    sources: list[domain.Source] = field(default_factory=list)

    def say(
        self, file: str, path: str, value: object, reason: str, suggestion: str | None = None
    ) -> None:
        finding = error(path, value, reason, suggestion, "catalogue-entry")
        self.findings.append(replace(finding, file=file))

    def parse(self, file: str, path: Path) -> Mapping[str, Any] | None:
        """Return the content of a file; `None` if it is no TOML."""
        try:
            return tomllib.loads(path.read_bytes().decode())
        except OSError as fault:
            self.say(file, "", None, f"The file cannot be read: {fault.strerror or fault}.")
        except UnicodeDecodeError:
            self.say(file, "", None, "The file is not UTF-8.", "save as UTF-8")
        except tomllib.TOMLDecodeError as fault:
            place = _TOML_PLACE.search(str(fault))
            finding = error("", None, f"The file is not TOML: {fault}.", rule="toml")
            line = int(place[1]) if place else None
            self.findings.append(replace(finding, file=file, line=line))
        return None

    def read_file(self, file: str, content: Mapping[str, Any]) -> None:
        """Read the sections of a file."""
        for section, value in content.items():
            if section not in _SECTIONS:
                reason = f"A catalogue file has no section {section!r}."
                self.say(file, section, section, reason, near(section, _SECTIONS))
            elif (section == "sector") != isinstance(value, dict):
                shape = "a table" if section == "sector" else "a list of tables"
                self.say(file, section, value, f"The section {section} is {shape}.")
        self._read_shared(file, content)
        if {"sector", "dimensions", "indicators"} & set(content):
            self._read_sector(file, content)

    def _read_shared(self, file: str, content: Mapping[str, Any]) -> None:
        for code_list in self._entries(file, content, "code_lists", CodeListEntry):
            self.code_lists.append(code_list.entry())
        for area in self._entries(file, content, "areas", AreaEntry):
            self.areas.append(area.entry())
        for unit in self._entries(file, content, "units", UnitEntry):
            self.units.append(unit.entry())
        for spelling in self._entries(file, content, "spellings", SpellingEntry):
            self.spellings += spelling.entries()
        for source in self._entries(file, content, "sources", SourceEntry):
            self.sources.append(source.entry())

    def _read_sector(self, file: str, content: Mapping[str, Any]) -> None:
        dimensions = tuple(
            entry.dimension()
            for entry in self._entries(file, content, "dimensions", DimensionEntry)
        )
        given = content.get("sector")
        if given is None:
            self.say(file, "sector", None, "A file with dimensions or indicators has a [sector].")
        code = str(given.get("code", "")) if isinstance(given, dict) else ""
        for indicator in self._entries(file, content, "indicators", IndicatorEntry):
            self.indicators.append(indicator.entry(code))
        sector = self._entry(file, "sector", "sector", given, SectorEntry) if given else None
        if sector is not None and self._is_new(file, "sector", sector.code, "sector"):
            self.sectors.append(sector.entry(dimensions))

    def _entries(
        self, file: str, content: Mapping[str, Any], section: str, model: type[_Model]
    ) -> Iterator[_Model]:
        """Return the entries of a section that can be read and were not there before."""
        given = content.get(section, [])
        for number, raw in enumerate(given if isinstance(given, list) else []):
            codes = _codes(raw)
            path = f"{section}[{codes[0] if len(codes) == 1 else number}]"
            entry = self._entry(file, section, path, raw, model)
            if entry is None:
                self.broken |= {(section, code) for code in codes}
            # Not a generator: every code is noted, also behind one that was there before.
            elif all([self._is_new(file, section, code, path) for code in codes]):
                self._check_codes(file, path, entry)
                yield entry

    def _entry(
        self, file: str, section: str, path: str, raw: object, model: type[_Model]
    ) -> _Model | None:
        try:
            return model.model_validate(raw)
        except ValidationError as failure:
            for details in failure.errors(include_url=False):
                key = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in details["loc"])
                absent = details["type"] == "missing"
                value = None if absent else details["input"]
                self.say(file, f"{path}{key}", value, _reason(details["type"], details["msg"]))
            if section == "sector":
                self.broken |= {(section, code) for code in _codes(raw)}
            return None

    def _is_new(self, file: str, section: str, code: str, path: str) -> bool:
        first = self.places.setdefault((section, code), (file, path))
        if first == (file, path) and (section, code, path) not in self._again:
            return True
        self.say(file, path, code, f"This code is there twice, first in {first[0]}.")
        return False

    def _check_codes(self, file: str, path: str, entry: Entry) -> None:
        if isinstance(entry, CodeListEntry):
            codes = [code.code for code in entry.codes]
            for code in sorted({code for code in codes if codes.count(code) > 1}):
                self.say(file, f"{path}.codes[{code}]", code, "This code is there twice.")

    def result(self) -> CatalogueFiles:
        """Return what was read."""
        structure = Structure(
            code_lists=tuple(self.code_lists),
            areas=tuple(self.areas),
            units=tuple(self.units),
            spellings=tuple(self.spellings),
            sectors=tuple(self.sectors),
            indicators=tuple(self.indicators),
            sources=tuple(self.sources),
        )
        return CatalogueFiles(
            structure, tuple(sorted(self.findings)), self.places, frozenset(self.broken)
        )
