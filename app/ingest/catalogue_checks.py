"""How the entries of a catalogue go together with each other and with those known before.

Whatever passes can be written: no constraint of the database is left to find a fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.series import TOTAL
from app.domain.structure import Area, Dimension, Indicator, Sector, Structure, UnitSpelling
from app.domain.text import fold
from app.ingest.catalogue_files import CatalogueFiles, Place
from app.ingest.merge import merge
from app.ingest.tables import FIXED_COLUMNS
from app.ingest.toml_files import toml_finding
from app.sectors import BY_CODE

NEEDED_LISTS = ("transformation", "frequency", "status", "bound", "role", "period_basis", "nature")


def check_catalogue(files: CatalogueFiles, known: Structure) -> tuple[Finding, ...]:
    """Say what is wrong between the entries of the files, and between them and what is known."""
    check = _Check(files, known, merge(known, files.structure))
    found = (finding for each in _CHECKS for finding in each(check))
    return tuple(sorted({*files.findings, *found}))


@dataclass(frozen=True, slots=True)
class _Check:
    files: CatalogueFiles
    known: Structure
    merged: Structure

    def say(  # noqa: PLR0913, PLR0917 - where, what and why
        self,
        section: str,
        name: str,
        key: str,
        value: object,
        reason: str,
        suggestion: str | None = None,
    ) -> Finding:
        """Make an error about a key of an entry."""
        place = self.files.places.get((section, name), Place("catalogue", f"{section}[{name}]"))
        path = f"{place.path}.{key}" if key else place.path
        return toml_finding(place.file, path, value, reason, suggestion)

    def has(self, section: str, name: str, known: Mapping[str, object]) -> bool:
        """Whether something is known, or would be if its own entry were sound."""
        return name in known or (section, name) in self.files.broken

    def chain(self, start: str, above: Callable[[str], str | None]) -> list[str]:
        """Return what is above something, nearest first; ends where it would turn in a circle."""
        found: list[str] = []
        each = above(start)
        while each is not None and each not in found:
            found.append(each)
            each = above(each)
        return found


def _code_lists(check: _Check) -> Iterator[Finding]:
    for name in NEEDED_LISTS:
        if not check.has("code_lists", name, check.merged.code_list):
            reason = f"The code list {name} is missing, without which no record can be checked."
            yield check.say("code_lists", name, "", name, reason)
    for code_list in check.files.structure.code_lists:
        if code_list.code in check.merged.dimension:
            reason = f"{code_list.code} is a sector's own dimension already."
            yield check.say("code_lists", code_list.code, "code", code_list.code, reason)


def _areas(check: _Check) -> Iterator[Finding]:
    by_name = _areas_by_name(check.merged)
    held = {area.gb_code: area.code for area in check.known.areas}
    for area in check.files.structure.areas:
        if area.parent is not None and not check.has("areas", area.parent, check.merged.area):
            suggestion = near(area.parent, check.merged.area)
            reason = "No area has this code."
            yield check.say("areas", area.code, "parent", area.parent, reason, suggestion)
        if area.code in check.chain(area.code, lambda code: _parent(check.merged, code)):
            yield check.say("areas", area.code, "parent", area.parent, "The area is in itself.")
        if held.get(area.gb_code, area.code) != area.code:
            reason = f"These digits are those of {held[area.gb_code]}."
            yield check.say("areas", area.code, "gb_code", area.gb_code, reason)
        for name in _names(area):
            others = by_name[fold(name)] - {area.code}
            if others:
                reason = f"{name} also names {', '.join(sorted(others))}, so it would name neither."
                yield check.say("areas", area.code, "aliases", name, reason)


def _parent(structure: Structure, code: str) -> str | None:
    area = structure.area.get(code)
    return area.parent if area else None


def _names(area: Area) -> Iterable[str]:
    names = (area.code, area.gb_code, area.name.en, area.name.zh, *area.aliases)
    return {fold(name): name for name in names}.values()


def _areas_by_name(structure: Structure) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for area in structure.areas:
        for name in _names(area):
            found[fold(name)].add(area.code)
    return found


def _spellings(check: _Check) -> Iterator[Finding]:
    held = {fold(spelling.text): spelling for spelling in check.known.spellings}
    for spelling in check.files.structure.spellings:
        name = fold(spelling.text)
        if not check.has("units", spelling.unit, check.merged.unit):
            suggestion = near(spelling.unit, check.merged.unit)
            reason = "No unit has this code."
            yield check.say("spellings", name, "unit", spelling.unit, reason, suggestion)
        if _differs(spelling, held.get(name)):
            reason = f"The same text is known as {held[name].text}; printed units never change."
            yield check.say("spellings", name, "texts", spelling.text, reason)


def _differs(spelling: UnitSpelling, held: UnitSpelling | None) -> bool:
    return held is not None and held != spelling


def _sectors(check: _Check) -> Iterator[Finding]:
    positions = [sector.position for sector in check.merged.sectors]
    for sector in check.files.structure.sectors:
        if sorted(positions) != list(range(1, len(positions) + 1)):
            reason = "The positions of all sectors count from 1, without gaps and doubles."
            yield check.say("sector", sector.code, "position", sector.position, reason)
        schema = BY_CODE.get(sector.code)
        if schema is None:
            reason = "The program has no schema for this sector; see app/sectors."
            suggestion = near(sector.code, BY_CODE)
            yield check.say("sector", sector.code, "code", sector.code, reason, suggestion)
            continue
        merged = check.merged.sector[sector.code]
        yield from _dimensions(
            check, sector, {d.code for d in merged.dimensions}, schema.dimensions
        )


def _dimensions(
    check: _Check, sector: Sector, found: set[str], wanted: tuple[str, ...]
) -> Iterator[Finding]:
    for name in wanted:
        if name not in found and ("dimensions", name) not in check.files.broken:
            reason = f"Records of {sector.code} have the dimension {name}, which is missing."
            yield check.say("sector", sector.code, "", name, reason)
    for dimension in sector.dimensions:
        if dimension.code not in wanted:
            reason = f"Records of {sector.code} have no dimension {dimension.code}."
            suggestion = near(dimension.code, wanted)
            yield check.say(
                "dimensions", dimension.code, "code", dimension.code, reason, suggestion
            )
        yield from _dimension(check, dimension)


def _dimension(check: _Check, dimension: Dimension) -> Iterator[Finding]:
    if dimension.code in FIXED_COLUMNS:
        reason = f"Every record has a column {dimension.code} already."
        yield check.say("dimensions", dimension.code, "code", dimension.code, reason)
    # A file may add codes to a dimension that is known, so it need not begin with the total itself.
    first = check.merged.dimension[dimension.code].codes[0].code
    if first != TOTAL:
        reason = f"The first code of a dimension is the total, {TOTAL}."
        yield check.say("dimensions", dimension.code, f"codes[{first}]", first, reason)


def _indicators(check: _Check) -> Iterator[Finding]:
    dimensions = {unit.dimension for unit in check.merged.units}
    aliases = _aliases(check.merged)
    for indicator in check.files.structure.indicators:
        yield from _indicator(check, indicator)
        if indicator.unit_dimension not in dimensions:
            kind, reason = indicator.unit_dimension, "No unit is of this kind."
            suggestion = near(kind, dimensions)
            yield check.say(
                "indicators", indicator.code, "unit_dimension", kind, reason, suggestion
            )
        for alias in indicator.aliases:
            if alias in check.merged.indicator or len(aliases[alias]) > 1:
                reason = f"{alias} is in use, so it cannot be a former code."
                yield check.say("indicators", indicator.code, "aliases", alias, reason)


def _aliases(structure: Structure) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for indicator in structure.indicators:
        for alias in indicator.aliases:
            found[alias].append(indicator.code)
    return found


def _indicator(check: _Check, indicator: Indicator) -> Iterator[Finding]:
    before = check.known.indicator.get(indicator.code)
    if before is not None and before.sector != indicator.sector:
        reason = (
            f"The indicator belongs to {before.sector}, and sectors of indicators are for ever."
        )
        yield check.say("indicators", indicator.code, "code", indicator.code, reason)
    sector = check.merged.sector.get(indicator.sector)
    own = {dimension.code for dimension in sector.dimensions} if sector else set()
    for name in indicator.dimensions:
        if (
            sector is not None
            and name not in own
            and ("dimensions", name) not in check.files.broken
        ):
            reason = f"The sector {sector.code} has no such dimension."
            yield check.say(
                "indicators", indicator.code, "dimensions", name, reason, near(name, own)
            )
    if indicator.share and indicator.unit_dimension != "ratio":
        reason = "A share is a ratio."
        yield check.say("indicators", indicator.code, "share", indicator.share, reason)
    yield from _part(check, indicator)


def _part(check: _Check, indicator: Indicator) -> Iterator[Finding]:
    code, known = indicator.part_of, check.merged.indicator
    if code is None:
        return
    if not check.has("indicators", code, known):
        reason = "No indicator has this code."
        yield check.say("indicators", indicator.code, "part_of", code, reason, near(code, known))
    elif code in known and known[code].unit_dimension != indicator.unit_dimension:
        reason = f"{code} has units of another kind, {known[code].unit_dimension}."
        yield check.say("indicators", indicator.code, "part_of", code, reason)
    if indicator.code in check.chain(indicator.code, lambda each: _whole(check.merged, each)):
        yield check.say("indicators", indicator.code, "part_of", code, "It is a part of itself.")


def _whole(structure: Structure, code: str) -> str | None:
    indicator = structure.indicator.get(code)
    return indicator.part_of if indicator else None


def _sources(check: _Check) -> Iterator[Finding]:
    for source in check.files.structure.sources:
        if source.published_to < source.published_from:
            reason = f"This is before the earliest day, {source.published_from}."
            yield check.say("sources", source.id, "published_to", source.published_to, reason)


_CHECKS = (_code_lists, _areas, _spellings, _sectors, _indicators, _sources)
