"""The one question. Every dialect asks by it and the store answers nothing else.

A `DataQuery` asks by resolved codes only: names, aliases and wildcards are the dialects' business.
Two questions about the same facts are equal. From the canonical text entity tags, cursors and cache
keys are made; it keeps a wildcard as a wildcard, so that it stays short however long the catalogue
grows, and a cursor still belongs to its question when a new code is added between two pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Literal

from app.domain.period import ALL_TIME, TimeFilter
from app.domain.text import plain

Certainty = Literal["certain", "possible"]
Vintage = Literal["latest", "first", "all"]
Comparison = Literal["gt", "ge", "lt", "le"]

SERIES_COMPONENTS = ("indicator", "area", "transformation", "unit", "frequency")
OBSERVATION_COMPONENTS = ("status", "bound", "role")
RELEASE = "release"
WITHDRAWN = "X"

SORTABLE = (*SERIES_COMPONENTS, "period", "value", "published_at")


@dataclass(frozen=True, slots=True)
class ValueFilter:
    """A comparison of the value in its base unit with a limit."""

    comparison: Comparison
    limit: Decimal


@dataclass(frozen=True, slots=True)
class SortKey:
    """One key of an order; the default order of a cube breaks ties."""

    component: str
    descending: bool = False

    def __str__(self) -> str:
        """Write the key as it stands in a query string."""
        return f"-{self.component}" if self.descending else self.component


@dataclass(frozen=True, slots=True)
class Position:
    """Where a page ended: the sort values of its last row, in the order of the sort columns."""

    values: tuple[str | int | None, ...]


@dataclass(frozen=True, slots=True)
class Published:
    """Between which instants of publication, both inclusive; `None` leaves that side open."""

    since: datetime | None = None
    until: datetime | None = None

    def __str__(self) -> str:
        """The canonical text of the condition."""
        sides = (self.since, self.until)
        return "..".join(side.astimezone(UTC).isoformat() if side else "" for side in sides)


WHENEVER = Published()


@dataclass(frozen=True, slots=True)
class DataQuery:
    """Which facts are wanted.

    Attributes:
        filters: Component and accepted codes, both sorted; components are those above, `release`
            with ids of releases, and the sectors' own dimensions.
        time: Periods that are wanted; see the interval rule of `TimeRange`.
        values: Comparisons that must all hold.
        certainty: Whether a bounded figure must satisfy them for sure or may merely do so.
        as_of: The instant whose knowledge counts; `None` for all that is known.
        vintage: Which release of each figure: the latest, the first, or every one.
        published: When the rows came out. Unlike `as_of` it changes nothing about what counted as
            current; it only leaves rows out.
        sort: Order before the default order, which is series key, period, publication.
        limit: Most observations wanted; `None` for all.
        after: Continue behind this position.
        pin: Number of the data version to read; releases recorded later do not exist.
        spelt: Components whose codes were asked for by wildcards, each with its canonical text. It
            changes nothing about the facts, so equality leaves it out.
    """

    filters: tuple[tuple[str, tuple[str, ...]], ...] = ()
    time: TimeFilter = ALL_TIME
    values: tuple[ValueFilter, ...] = ()
    certainty: Certainty = "certain"
    as_of: datetime | None = None
    vintage: Vintage = "latest"
    published: Published = WHENEVER
    sort: tuple[SortKey, ...] = ()
    limit: int | None = None
    after: Position | None = None
    pin: int | None = None
    spelt: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def codes(self, component: str) -> tuple[str, ...] | None:
        """Return the accepted codes of a component, `None` where every code is."""
        return dict(self.filters).get(component)

    def without(self, component: str) -> DataQuery:
        """Return the same question with one condition lifted, for telling why nothing matched."""
        if component == "time":
            return replace(self, time=ALL_TIME)
        if component == "value":
            return replace(self, values=())
        if component == "as_of":
            return replace(self, as_of=None)
        if component == "published":
            return replace(self, published=WHENEVER)
        kept = tuple(item for item in self.filters if item[0] != component)
        return replace(self, filters=kept)

    def conditions(self) -> tuple[str, ...]:
        """Names of the conditions that could be lifted."""
        names = [name for name, _ in self.filters]
        names += ["time"] if self.time != ALL_TIME else []
        names += ["value"] if self.values else []
        names += ["as_of"] if self.as_of else []
        names += ["published"] if self.published != WHENEVER else []
        return tuple(names)

    def canonical(self) -> str:
        """Write the question as one text: the same texts only ever ask the same."""
        spelt = dict(self.spelt)
        parts = [f"{name}={spelt.get(name) or ','.join(codes)}" for name, codes in self.filters]
        parts += [f"time={self.time}"] if self.time != ALL_TIME else []
        parts += [f"value_{item.comparison}={plain(item.limit)}" for item in self.values]
        if self.values and self.certainty != "certain":
            parts.append(f"certainty={self.certainty}")
        parts += [f"as_of={self.as_of.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"] if self.as_of else []
        parts += [f"vintage={self.vintage}"] if self.vintage != "latest" else []
        parts += [f"published={self.published}"] if self.published != WHENEVER else []
        parts += [f"sort={','.join(map(str, self.sort))}"] if self.sort else []
        parts += [f"limit={self.limit}"] if self.limit is not None else []
        parts += [f"after={self.after.values!r}"] if self.after else []
        parts += [f"pin={self.pin}"] if self.pin is not None else []
        return "&".join(parts)


def filters(chosen: Mapping[str, Iterable[str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Bring chosen codes into the form of `DataQuery.filters`; empty choices are no filter."""
    pairs = ((name, tuple(sorted(set(codes)))) for name, codes in chosen.items())
    return tuple(sorted(pair for pair in pairs if pair[1]))
