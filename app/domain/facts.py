"""Facts on their way in: what one record of a release says, checked and in the model's terms."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from app.domain.period import Period
from app.domain.series import Series
from app.domain.structure import Label
from app.domain.text import plain

_DIGEST_BYTES = 32


class Fact(NamedTuple):
    """One figure as a source states it.

    A tuple, for a release may have a million: a frozen dataclass takes three times as long to make.

    Attributes:
        series: The line of figures that it belongs to.
        sector: Sector of the indicator.
        dimensions: Codes in the sector's own dimensions, totals included.
        value: In the base unit; `None` with a status that says why.
        value_published: Digits as printed.
        decimals: Decimal places as printed.
        locator: Where in the source.
        statement: Our own sentence that says what the source says.
        note: What was inferred.
    """

    series: Series
    sector: str
    dimensions: tuple[tuple[str, str], ...]
    period: Period
    period_basis: str
    value: Decimal | None
    bound: str
    lower: Decimal | None
    upper: Decimal | None
    status: str
    role: str
    value_published: str | None
    unit_published: str | None
    decimals: int | None
    locator: str
    statement: Label
    note: Label

    @property
    def key(self) -> tuple[str, str]:
        """Names the figure: two facts of a release never share it."""
        return self.series.key, self.period.slug

    def line(self) -> str:
        """The whole content as one text, for the digest of a release."""
        figures = (self.value, self.lower, self.upper)
        return self.line_with(*(None if each is None else plain(each) for each in figures))

    def line_with(self, value: str | None, lower: str | None, upper: str | None) -> str:
        """As `line`, for those who have written the figures out already."""
        parts = (
            self.series.key,
            self.period.slug,
            self.period.text,
            self.period_basis,
            value or "",
            lower or "",
            upper or "",
            self.bound,
            self.status,
            self.role,
            self.value_published or "",
            self.unit_published or "",
            "" if self.decimals is None else str(self.decimals),
            self.locator,
            self.statement.en,
            self.statement.zh,
            self.note.en,
            self.note.zh,
        )
        return "\x1f".join(parts)


@dataclass(frozen=True, slots=True)
class Heading:
    """What a release says of itself.

    Attributes:
        source: Id of the document.
        published_at: When the world could know.
    """

    source: str
    title: Label
    published_at: datetime


class ContentDigest:
    """SHA-256 of what a release says, whatever the order of its records and its title.

    Facts are added one by one and not kept: each leaves the 32 bytes of its own SHA-256. At the end
    these are sorted, so the order of adding does not matter, and no two contents are taken for one
    unless SHA-256 itself is broken.
    """

    __slots__ = ("_buckets", "_head")

    def __init__(self, source: str, published_at: datetime) -> None:
        """Begin with what every fact of the release shares; its title is not content."""
        instant = published_at.astimezone(UTC).isoformat(timespec="seconds")
        self._head = digest_of([source, instant])
        self._buckets = [bytearray() for _ in range(256)]

    def add(self, line: str) -> None:
        """Add one fact by its line."""
        digest = hashlib.sha256(line.encode()).digest()
        self._buckets[digest[0]] += digest

    def hexdigest(self) -> str:
        """Return the digest of all that was added."""
        digest = hashlib.sha256(self._head.encode())
        for bucket in self._buckets:
            ends = range(0, len(bucket), _DIGEST_BYTES)
            digest.update(b"".join(sorted(bytes(bucket[i : i + _DIGEST_BYTES]) for i in ends)))
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Draft:
    """A release before it is published, with all its facts at hand.

    Attributes:
        source: Id of the document.
        published_at: When the world could know.
    """

    source: str
    title: Label
    published_at: datetime
    facts: tuple[Fact, ...]

    @property
    def heading(self) -> Heading:
        """The release without its facts."""
        return Heading(self.source, self.title, self.published_at)

    def digest(self) -> str:
        """SHA-256 of what the release says, see `ContentDigest`."""
        digest = ContentDigest(self.source, self.published_at)
        for fact in self.facts:
            digest.add(fact.line())
        return digest.hexdigest()


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256 over texts that are kept apart from each other."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
        digest.update(b"\x1e")
    return digest.hexdigest()
