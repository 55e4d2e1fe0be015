"""The one answer: observations in a guaranteed order, with all that a renderer needs to show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.domain.query import Position
from app.domain.structure import Label, Structure


@dataclass(frozen=True, slots=True)
class Derived:
    """How a value was made that no source states; see `app.domain.derive`.

    Attributes:
        derivation: The wish, such as `yoy` or `index:2020`.
        formula: With a letter for each operand, in their order.
        operands: Id and release of each, as `id@release`.
        warnings: Codes of what to beware of.
    """

    derivation: str
    formula: str
    operands: tuple[str, ...]
    warnings: tuple[str, ...]


class Observation(NamedTuple):
    """One figure in one release. Texts are exact as stored, so digits survive every format.

    Attributes:
        key: Key of the series, see `app.domain.series`.
        series: Number of the series.
        period: In the grammar of `app.domain.period`.
        start: First day, ISO 8601.
        end: Last day, inclusive, ISO 8601.
        period_basis: stated, or inferred where the source left a part of the period out.
        value: Plain decimal in the base unit; `None` where there is none.
        bound: exact, gt, ge, lt, le, approx or range.
        lower: Lower limit of a range.
        upper: Upper limit of a range.
        status: Letter of SDMX CL_OBS_STATUS, or `X` for withdrawn.
        role: indicator, conversion or policy_parameter; derived for what was computed.
        value_published: Digits as printed.
        unit_published: Unit as printed.
        decimals: Decimal places as printed.
        release: Number of the release in the order of recording; its source is the figure's.
        locator: Section, page, table or cell within the source.
        superseded_by: Number of the release that replaced the figure; read only when more than the
            latest vintage is asked for.
        statement_en: Our own sentence that says what the source says; read only when asked for.
        statement_zh: The same in Chinese.
        note_en: What was inferred, and what else a careful reader needs; read only when asked for.
        note_zh: The same in Chinese.
        derived: How it was computed; `None` for what a source states. A derived figure is never
            stored and has no id. Its series is that of its first operand but for the unit, its
            release the one of its operands that came out last.
    """

    key: str
    series: int
    period: str
    start: str
    end: str
    period_basis: str
    value: str | None
    bound: str
    lower: str | None
    upper: str | None
    status: str
    role: str
    value_published: str | None
    unit_published: str | None
    decimals: int | None
    release: int
    locator: str
    superseded_by: int | None = None
    statement_en: str | None = None
    statement_zh: str | None = None
    note_en: str | None = None
    note_zh: str | None = None
    derived: Derived | None = None


@dataclass(frozen=True, slots=True)
class Release:
    """A unit of publication: whole or not at all.

    Attributes:
        number: Position in the order of recording.
        id: Permanent name, made from the digest.
        published_at: When the world could know, UTC.
        recorded_at: When this store learned, UTC.
        digest: SHA-256 of the content.
    """

    number: int
    id: str
    source: str
    title: Label
    published_at: datetime
    recorded_at: datetime
    digest: str
    added: int
    revised: int
    withdrawn: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class DataVersion:
    """The state of the store: it changes with every release and every change of the catalogue.

    Attributes:
        number: Grows by one with every change.
        text: Digest over the chain of all changes; the same content gives the same text.
        recorded_at: When the last change was recorded, UTC.
    """

    number: int
    text: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Cube:
    """A piece of the answer.

    Attributes:
        structure: The catalogue that the codes belong to.
        observations: In the order that was asked for.
        releases: By number.
        next: Where the following piece starts; `None` when this is the last.
    """

    structure: Structure
    observations: tuple[Observation, ...]
    releases: Mapping[int, Release]
    next: Position | None = None
