"""The entries of a catalogue file, as Pydantic models that turn into entries of the domain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StringConstraints
from pydantic_core import PydanticCustomError

from app.domain import structure as domain
from app.domain.rules.numbers import number_fault
from app.domain.series import CODE_PATTERN
from app.domain.text import fold
from app.sectors.vocabulary import SENTENCE_PATTERN, TEXT_PATTERN

Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN)]
SnakeCase = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
Text = Annotated[str, StringConstraints(pattern=SENTENCE_PATTERN, max_length=4_000)]
ShortText = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=64)]
Symbol = Annotated[str, StringConstraints(max_length=16, pattern=r"^[^\x00-\x1f\x7f]*$")]


def _multiplier(given: object) -> Decimal:
    fault = number_fault(given) if isinstance(given, str) else None
    if not isinstance(given, str) or fault is not None or Decimal(given) <= 0:
        message = 'A multiplier is a positive plain decimal as text, such as "1000".'
        kind = "number"
        raise PydanticCustomError(kind, "{reason}", {"reason": message, "suggestion": None})
    return Decimal(given)


class Entry(BaseModel):
    """Base of all entries: unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def names(self) -> tuple[str, ...]:
        """Return what the entry is known by in its section; no other entry has the same."""
        return (str(getattr(self, "code", "")),)


class LabelEntry(Entry):
    """A text in both languages."""

    en: Text
    zh: Text

    def entry(self) -> domain.Label:
        """Return the label of the domain."""
        return domain.Label(self.en, self.zh)


class KeywordsEntry(Entry):
    """Words that find an indicator."""

    en: list[Text] = []
    zh: list[Text] = []


class CodeEntry(Entry):
    """One code of a list."""

    code: Code
    name: LabelEntry
    description: LabelEntry | None = None

    def entry(self) -> domain.Code:
        """Return the code of the domain."""
        description = self.description.entry() if self.description else domain.EMPTY
        return domain.Code(self.code, self.name.entry(), description)


class _CodesEntry(Entry):
    code: SnakeCase
    name: LabelEntry
    description: LabelEntry
    codes: Annotated[list[CodeEntry], Field(min_length=1)]


class CodeListEntry(_CodesEntry):
    """A code list that all sectors share."""

    def entry(self) -> domain.CodeList:
        """Return the code list of the domain."""
        codes = tuple(code.entry() for code in self.codes)
        return domain.CodeList(self.code, self.name.entry(), self.description.entry(), codes)


class DimensionEntry(_CodesEntry):
    """A sector's own dimension."""

    def entry(self) -> domain.Dimension:
        """Return the dimension of the domain."""
        codes = tuple(code.entry() for code in self.codes)
        return domain.Dimension(self.code, self.name.entry(), self.description.entry(), codes)


class AreaEntry(Entry):
    """A place."""

    code: Annotated[str, StringConstraints(pattern=r"^CN(-[A-Z]{2}|-[0-9]{6})?$")]
    gb_code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
    parent: Code | None = None
    level: Literal["country", "province", "prefecture"]
    category: SnakeCase
    name: LabelEntry
    aliases: list[ShortText] = []

    def entry(self) -> domain.Area:
        """Return the area of the domain."""
        return domain.Area(
            self.code,
            self.gb_code,
            self.parent,
            self.level,
            self.category,
            self.name.entry(),
            tuple(self.aliases),
        )


class UnitEntry(Entry):
    """A base unit."""

    code: Code
    dimension: SnakeCase
    name: LabelEntry
    symbol: Symbol

    def entry(self) -> domain.Unit:
        """Return the unit of the domain."""
        return domain.Unit(self.code, self.dimension, self.name.entry(), self.symbol)


class SpellingEntry(Entry):
    """The ways of printing one multiple of a base unit."""

    unit: Code
    multiplier: Annotated[Decimal, PlainValidator(_multiplier)]
    texts: Annotated[list[ShortText], Field(min_length=1)]

    def names(self) -> tuple[str, ...]:
        """Return the texts, in the form in which two of them mean the same."""
        return tuple(dict.fromkeys(map(fold, self.texts)))

    def entries(self) -> tuple[domain.UnitSpelling, ...]:
        """Return a spelling of the domain for each text."""
        return tuple(domain.UnitSpelling(text, self.unit, self.multiplier) for text in self.texts)


class SectorEntry(Entry):
    """The sector of a file."""

    code: SnakeCase
    position: Annotated[int, Field(ge=1)]
    name: LabelEntry
    description: LabelEntry

    def entry(self, dimensions: tuple[domain.Dimension, ...]) -> domain.Sector:
        """Return the sector of the domain."""
        return domain.Sector(
            self.code, self.position, self.name.entry(), self.description.entry(), dimensions
        )


class IndicatorEntry(Entry):
    """Something that is measured."""

    code: SnakeCase
    name: LabelEntry
    definition: LabelEntry
    unit_dimension: SnakeCase
    nature: Literal["stock", "flow", "ratio"]
    share: bool = False
    dimensions: list[SnakeCase] = []
    part_of: SnakeCase | None = None
    keywords: KeywordsEntry = KeywordsEntry()
    aliases: list[SnakeCase] = []

    def entry(self, sector: str) -> domain.Indicator:
        """Return the indicator of the domain."""
        return domain.Indicator(
            code=self.code,
            sector=sector,
            name=self.name.entry(),
            definition=self.definition.entry(),
            unit_dimension=self.unit_dimension,
            nature=self.nature,
            share=self.share,
            dimensions=tuple(self.dimensions),
            part_of=self.part_of,
            keywords=(*self.keywords.en, *self.keywords.zh),
            aliases=tuple(self.aliases),
        )


class SourceEntry(Entry):
    """A document that states figures."""

    id: Code
    publisher: Text
    author: Text | None = None
    contributors: list[Text] = []
    kind: Text
    title: Text | None = None
    description: LabelEntry
    published_from: date
    published_to: date
    published_basis: LabelEntry
    language: Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]
    licence: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]+$")] | None = None
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")] | None = None

    def names(self) -> tuple[str, ...]:
        """Return the id."""
        return (self.id,)

    def entry(self) -> domain.Source:
        """Return the source of the domain."""
        return domain.Source(
            id=self.id,
            publisher=self.publisher,
            author=self.author,
            contributors=tuple(self.contributors),
            kind=self.kind,
            title=self.title,
            description=self.description.entry(),
            published_from=self.published_from,
            published_to=self.published_to,
            published_basis=self.published_basis.entry(),
            language=self.language,
            licence=self.licence,
            url=self.url,
            sha256=self.sha256,
        )
