"""The catalogue: code lists, areas, units, sectors and indicators, with exact look-up of their names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Literal

from app.domain.text import fold

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


@dataclass(frozen=True, slots=True)
class Label:
    """One text in both languages."""

    en: str
    zh: str

    def within(self, language: Language) -> str:
        """Return the text in one language."""
        return self.zh if language == "zh" else self.en


EMPTY = Label("", "")


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list."""

    code: str
    name: Label
    description: Label = EMPTY


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed set of codes, in the order in which people expect them."""

    code: str
    name: Label
    description: Label
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """A place that figures are about.

    Attributes:
        code: ISO 3166-2 at province level, `CN-` and six GB/T 2260 digits below it.
        gb_code: Six GB/T 2260 digits.
        parent: Code of the area around it; `None` for the country.
        level: country, province or prefecture.
        category: The kind of division, such as `municipality`.
        aliases: Other names that mean exactly this area.
    """

    code: str
    gb_code: str
    parent: str | None
    level: str
    category: str
    name: Label
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A base unit; `dimension` says what kind of quantity it measures."""

    code: str
    dimension: str
    name: Label
    symbol: str


@dataclass(frozen=True, slots=True)
class UnitSpelling:
    """A printed unit: `billion yuan` is 1,000,000,000 of `CNY`."""

    text: str
    unit: str
    multiplier: Decimal


@dataclass(frozen=True, slots=True)
class Dimension:
    """A sector's own dimension, with its codes; the first code is the total `_T`."""

    code: str
    name: Label
    description: Label
    codes: tuple[Code, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """One of the parts of the economy by which the API is grouped."""

    code: str
    position: int
    name: Label
    description: Label
    dimensions: tuple[Dimension, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something that is measured.

    Attributes:
        unit_dimension: The dimension that units of its levels have; a growth rate is in percent.
        nature: stock (at a moment), flow (over a period) or ratio.
        share: Whether its level is a percentage of a whole, so within 0 to 100.
        dimensions: The sector's own dimensions that break it down.
        part_of: Indicator that contains this one, so is never below it.
        aliases: Former codes; an address with one answers 301.
    """

    code: str
    sector: str
    name: Label
    definition: Label
    unit_dimension: str
    nature: str
    share: bool = False
    dimensions: tuple[str, ...] = ()
    part_of: str | None = None
    keywords: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A document that states figures.

    Attributes:
        title: As printed; `None` where the document has none.
        published_from: Earliest possible day of publication.
        published_to: Latest possible day; equal to the earliest when the day is known.
        published_basis: How the days are known.
        sha256: Digest of the document, if a copy is held.
    """

    id: str
    publisher: str
    author: str | None
    contributors: tuple[str, ...]
    kind: str
    title: str | None
    description: Label
    published_from: date
    published_to: date
    published_basis: Label
    language: str
    licence: str
    url: str | None = None
    sha256: str | None = None


@dataclass(frozen=True)
class Structure:
    """The whole catalogue as of one data version, with its look-up tables."""

    code_lists: tuple[CodeList, ...]
    areas: tuple[Area, ...]
    units: tuple[Unit, ...]
    spellings: tuple[UnitSpelling, ...]
    sectors: tuple[Sector, ...]
    indicators: tuple[Indicator, ...]
    sources: tuple[Source, ...]

    @cached_property
    def area(self) -> Mapping[str, Area]:
        """Areas by code."""
        return {area.code: area for area in self.areas}

    @cached_property
    def unit(self) -> Mapping[str, Unit]:
        """Units by code."""
        return {unit.code: unit for unit in self.units}

    @cached_property
    def spelling(self) -> Mapping[str, UnitSpelling]:
        """Printed units by their folded text."""
        return {fold(spelling.text): spelling for spelling in self.spellings}

    @cached_property
    def sector(self) -> Mapping[str, Sector]:
        """Sectors by code, in their order."""
        ordered = sorted(self.sectors, key=lambda sector: sector.position)
        return {sector.code: sector for sector in ordered}

    @cached_property
    def indicator(self) -> Mapping[str, Indicator]:
        """Indicators by code."""
        return {indicator.code: indicator for indicator in self.indicators}

    @cached_property
    def renamed(self) -> Mapping[str, str]:
        """Former indicator codes and the codes that replaced them."""
        return {alias: i.code for i in self.indicators for alias in i.aliases}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.sources}

    @cached_property
    def code_list(self) -> Mapping[str, Mapping[str, Code]]:
        """Codes by list and code."""
        return {each.code: {code.code: code for code in each.codes} for each in self.code_lists}

    @cached_property
    def dimension(self) -> Mapping[str, Dimension]:
        """The sectors' own dimensions by code, in the order of sectors; codes are unique over all."""
        return {d.code: d for sector in self.sector.values() for d in sector.dimensions}

    @cached_property
    def dimension_codes(self) -> Mapping[str, Mapping[str, Code]]:
        """Codes of each of the sectors' own dimensions."""
        return {
            name: {code.code: code for code in dimension.codes}
            for name, dimension in self.dimension.items()
        }

    @cached_property
    def _area_names(self) -> Mapping[str, str]:
        return {
            fold(name): area.code
            for area in self.areas
            for name in (
                *(area.code, area.gb_code, f"CN-{area.gb_code}"),
                *(area.name.en, area.name.zh, *area.aliases),
            )
        }

    def find_area(self, text: str) -> str | None:
        """Return the code of the area that is called exactly this; never a near or partial match."""
        return self._area_names.get(fold(text))

    def area_names(self) -> Iterable[str]:
        """Every name that finds an area, for suggestions."""
        for area in self.areas:
            yield from (area.code, area.name.en, area.name.zh, *area.aliases)

    @cached_property
    def _known_codes(self) -> Mapping[str, Mapping[str, object]]:
        return {
            **self.code_list,
            **self.dimension_codes,
            "area": self.area,
            "indicator": self.indicator,
            "unit": self.unit,
            "sector": self.sector,
        }

    def known_codes(self, component: str) -> Mapping[str, object]:
        """Codes that a component of an observation may have, by component name."""
        return self._known_codes[component]

    @cached_property
    def own_dimensions(self) -> Mapping[str, frozenset[str]]:
        """The own dimensions of the sector of each indicator, by indicator."""
        by_sector = {
            sector.code: frozenset(dimension.code for dimension in sector.dimensions)
            for sector in self.sectors
        }
        return {indicator.code: by_sector[indicator.sector] for indicator in self.indicators}
