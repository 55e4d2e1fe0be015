"""A folder of TOML files becomes a catalogue; every fault is found, with file and path of the key.

A file may hold any of the sections below; one with a `[sector]` holds the sector's own dimensions
and indicators. How entries go together is checked in `app.ingest.catalogue_checks`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from app.domain.rules import Finding
from app.domain.rules.codes import near
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
from app.ingest.merge import NO_CATALOGUE
from app.ingest.toml_files import TomlFile, load_toml, read_model, toml_finding

_SECTOR = "sector"
_OF_A_SECTOR = ("dimensions", "indicators")
_LISTS: Mapping[str, type[Entry]] = {
    "code_lists": CodeListEntry,
    "areas": AreaEntry,
    "units": UnitEntry,
    "spellings": SpellingEntry,
    "dimensions": DimensionEntry,
    "indicators": IndicatorEntry,
    "sources": SourceEntry,
}
_MODELS: Mapping[str, type[Entry]] = {_SECTOR: SectorEntry, **_LISTS}

_Model = TypeVar("_Model", bound=Entry)


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its file and the path of its table."""

    file: str
    path: str


@dataclass(frozen=True, slots=True)
class CatalogueFiles:
    """What the files of a catalogue hold.

    Attributes:
        structure: Every entry that could be read.
        findings: What is wrong with the entries one by one.
        places: Where each entry stands, by section and name.
        broken: Section and name of entries that could not be read.
    """

    structure: Structure
    findings: tuple[Finding, ...]
    places: Mapping[tuple[str, str], Place]
    broken: frozenset[tuple[str, str]]


def read_catalogue(folder: Path) -> CatalogueFiles:
    """Read every TOML file of a folder, in the order of their names."""
    reading = _Reading(NO_CATALOGUE)
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        reason = "There is no TOML file in this folder."
        reading.findings.append(toml_finding(folder.name, "file", folder.name, reason))
    for path in paths:
        reading.read_file(load_toml(path, f"{folder.name}/{path.name}"))
    return reading.files()


def read_catalogue_files(paths: Iterable[Path], known: Structure) -> CatalogueFiles:
    """Read single files; a `[sector]` that holds only a code means a sector that is known."""
    reading = _Reading(known)
    for path in paths:
        reading.read_file(load_toml(path, path.name))
    return reading.files()


@dataclass(slots=True)
class _Reading:
    """What has been read so far; entries come with the code of the sector of their file.

    Attributes:
        known: The catalogue that sectors may be taken from by their code.
    """

    known: Structure
    findings: list[Finding] = field(default_factory=list)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    broken: set[tuple[str, str]] = field(default_factory=set)
    entries: list[tuple[Entry, str]] = field(default_factory=list)

    def read_file(self, file: TomlFile) -> None:
        """Read the sections of a file."""
        self.findings += file.findings
        sector = file.content.get(_SECTOR)
        code = str(sector.get("code", "")) if isinstance(sector, dict) else ""
        if _SECTOR not in file.content and any(name in file.content for name in _OF_A_SECTOR):
            reason = "A file with dimensions or indicators has a [sector]."
            self.findings.append(toml_finding(file.name, _SECTOR, None, reason))
        for section, content in file.content.items():
            if section not in _MODELS:
                reason = f"A catalogue file has no section {section!r}."
                near_by = near(section, _MODELS)
                self.findings.append(toml_finding(file.name, section, section, reason, near_by))
            elif isinstance(content, dict if section == _SECTOR else list):
                for path, raw in self._tables(section, content):
                    self._read_entry(Place(file.name, path), section, raw, code)
            else:
                shape = "a table" if section == _SECTOR else "a list of tables"
                reason = f"The section {section} is {shape}."
                self.findings.append(toml_finding(file.name, section, content, reason))

    def _tables(self, section: str, content: Any) -> Iterator[tuple[str, object]]:
        """Return the tables of a section with their paths, by name where they have one."""
        if section == _SECTOR:
            yield from self._sector(content)
            return
        for number, raw in enumerate(content):
            names = _raw_names(raw)
            yield f"{section}[{next(iter(names), number)}]", raw

    def _sector(self, raw: Mapping[str, object]) -> Iterator[tuple[str, object]]:
        """Fill in what is known of a sector of which a file has the code only; once is enough."""
        code = str(raw.get("code", ""))
        known = self.known.sector.get(code)
        if known is None or set(raw) != {"code"}:
            yield _SECTOR, raw
        elif (_SECTOR, code) not in self.places:
            texts = {"name": asdict(known.name), "description": asdict(known.description)}
            yield _SECTOR, {**raw, "position": known.position, **texts}

    def _read_entry(self, place: Place, section: str, raw: object, sector: str) -> None:
        entry = read_model(place.file, place.path, raw, _MODELS[section])
        if isinstance(entry, tuple):
            self.findings += entry
            self.broken |= {(section, name) for name in _raw_names(raw)}
            return
        again = [name for name in entry.names() if (section, name) in self.places]
        for name in again:
            reason = f"{name} is there twice, first in {self.places[section, name].file}."
            self.findings.append(toml_finding(place.file, place.path, name, reason))
        self._check_codes(place, entry)
        if not again:
            self.places |= {(section, name): place for name in entry.names()}
            self.entries.append((entry, sector))

    def _check_codes(self, place: Place, entry: Entry) -> None:
        if isinstance(entry, CodeListEntry | DimensionEntry):
            codes = [code.code for code in entry.codes]
            for code in sorted({code for code in codes if codes.count(code) > 1}):
                path, reason = f"{place.path}.codes[{code}]", f"{code} is there twice."
                self.findings.append(toml_finding(place.file, path, code, reason))

    def files(self) -> CatalogueFiles:
        """Return what was read, and what is wrong with it."""
        return CatalogueFiles(
            self._structure(),
            tuple(sorted(self.findings)),
            self.places,
            frozenset(self.broken),
        )

    def _structure(self) -> Structure:
        return Structure(
            code_lists=tuple(entry.entry() for entry, _ in self._of(CodeListEntry)),
            areas=tuple(entry.entry() for entry, _ in self._of(AreaEntry)),
            units=tuple(entry.entry() for entry, _ in self._of(UnitEntry)),
            spellings=tuple(s for entry, _ in self._of(SpellingEntry) for s in entry.entries()),
            sectors=tuple(
                entry.entry(
                    tuple(d.entry() for d, sector in self._of(DimensionEntry) if sector == code)
                )
                for entry, code in self._of(SectorEntry)
            ),
            indicators=tuple(entry.entry(sector) for entry, sector in self._of(IndicatorEntry)),
            sources=tuple(entry.entry() for entry, _ in self._of(SourceEntry)),
        )

    def _of(self, model: type[_Model]) -> Iterator[tuple[_Model, str]]:
        for entry, sector in self.entries:
            if isinstance(entry, model):
                yield entry, sector


def _raw_names(raw: object) -> Iterable[str]:
    """Return what an entry is called, whether or not it can be read."""
    if not isinstance(raw, dict):
        return ()
    return tuple(str(raw[key]) for key in ("code", "id") if key in raw)
