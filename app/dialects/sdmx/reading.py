"""Reading figures for a message: page by page, and from each series only what is wanted of it.

A connection is borrowed for each page and given back, so a slow reader holds none. What the store
cannot leave out (see `selection`) is left out here, before anything is counted off.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby, islice

from app.dialects.sdmx.selection import Keep
from app.domain.cube import Cube, Observation
from app.domain.period import ALL_TIME, TimeFilter
from app.domain.query import OBSERVATION_COMPONENTS, RELEASE, DataQuery
from app.representations.sdmx.message import Action
from app.store.engine import Reader, Store
from app.store.observations import Known, read_page

PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Clip:
    """How many figures are wanted; `None` for all.

    Attributes:
        first: The earliest few of each series.
        last: The latest few of each series.
        offset: Passed over, of all.
        limit: Wanted, of all.
    """

    first: int | None = None
    last: int | None = None
    offset: int = 0
    limit: int | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == _EVERYTHING

    @property
    def of_series(self) -> bool:
        """Whether only a few of each series are wanted."""
        return self.first is not None or self.last is not None


_EVERYTHING = Clip()


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes one data set.

    Attributes:
        queries: Asked one after another.
        keep: Which of the figures found are wanted; `None` for all.
        valid_from: Since when they are valid, where that is said.
        valid_to: When what is deleted ceased to be valid.
    """

    queries: tuple[DataQuery, ...]
    keep: Keep | None = None
    action: Action = "Information"
    valid_from: datetime | None = None
    valid_to: datetime | None = None


class Source:
    """The figures of a part, from the beginning each time they are asked for.

    What was read ahead, to see whether there is anything, is not read again.
    """

    def __init__(
        self, store: Store, known: Known, part: Part, clip: Clip, *, provenance: bool
    ) -> None:
        """Remember what to read.

        Args:
            store: Where to borrow connections.
            known: What the store holds.
            part: What to read.
            clip: How many of it.
            provenance: Whether statements and notes are read as well.
        """
        self._store = store
        self._known = known
        self._part, self._clip = _within_reach(part, clip)
        self._provenance = provenance
        self._borrowed: Reader | None = None
        self._ahead: Iterator[Cube] | None = None

    def look_ahead(self, reader: Reader) -> bool:
        """Read until the first figure, with a connection that is at hand; say if there is one."""
        self._borrowed = reader
        try:
            cubes = self._read()
            first = next(cubes, None)
        finally:
            self._borrowed = None
        if first is None:
            return False
        self._ahead = chain([first], cubes)
        return True

    def __call__(self) -> Iterator[Cube]:
        """Return the figures, none of its pieces being empty."""
        ahead, self._ahead = self._ahead, None
        return self._read() if ahead is None else ahead

    def _read(self) -> Iterator[Cube]:
        pages = (page for query in self._part.queries for page in self._pages(query))
        if self._part.keep is None and self._clip.is_everything:
            return (page for page in pages if page.observations)
        found: Iterator[Observation] = (o for page in pages for o in page.observations)
        if self._part.keep is not None:
            found = filter(self._part.keep, found)
        if self._clip.of_series:
            found = self._of_series(found)
        limit = self._clip.limit
        end = None if limit is None else self._clip.offset + limit
        return self._cubes(islice(found, self._clip.offset, end))

    def _pages(self, query: DataQuery) -> Iterator[Cube]:
        following: DataQuery | None = query
        while following is not None:
            page = self._page(following)
            yield page
            following = None if page.next is None else replace(query, after=page.next)

    def _page(self, query: DataQuery) -> Cube:
        if self._borrowed is not None:
            return self._read_page(self._borrowed, query)
        with self._store.reader() as reader:
            return self._read_page(reader, query)

    def _read_page(self, reader: Reader, query: DataQuery) -> Cube:
        return read_page(reader, self._known, query, PAGE, provenance=self._provenance)

    def _cubes(self, observations: Iterator[Observation]) -> Iterator[Cube]:
        while piece := tuple(islice(observations, PAGE)):
            yield Cube(self._known.structure, piece, self._known.releases)

    def _of_series(self, found: Iterable[Observation]) -> Iterator[Observation]:
        """Return the first and the last few of each series, each figure once."""
        if not any(query.sort for query in self._part.queries):
            return chain.from_iterable(
                _ends(group, self._clip) for _, group in groupby(found, lambda o: o.key)
            )
        limits = self._limits()
        return (o for o in found if _is_within(o, limits[o.key]))

    def _limits(self) -> dict[str, _Limits]:
        """Return up to and from which times figures are wanted, of each series.

        For orders in which those of a series do not follow each other: it costs reading them once
        more, by series, and two times of each are held.
        """
        clip = Clip(self._clip.first, self._clip.last)
        limits: dict[str, _Limits] = {}
        for query in self._part.queries:
            pages = self._pages(replace(query, sort=()))
            found = filter(self._part.keep, (o for page in pages for o in page.observations))
            for key, group in groupby(found, lambda o: o.key):
                limits[key] = _limits_of(group, clip)
        return limits


_Time = tuple[str, str]
_Limits = tuple[_Time | None, _Time | None]


def _limits_of(group: Iterable[Observation], clip: Clip) -> _Limits:
    head: list[Observation] = []
    tail: deque[Observation] = deque(maxlen=clip.last or 1)
    for observation in group:
        if clip.first is not None and len(head) < clip.first:
            head.append(observation)
        tail.append(observation)
    until = (head[-1].start, head[-1].end) if head else None
    since = (tail[0].start, tail[0].end) if clip.last is not None and tail else None
    return until, since


def _is_within(observation: Observation, limits: _Limits) -> bool:
    until, since = limits
    time = (observation.start, observation.end)
    return (until is not None and time <= until) or (since is not None and time >= since)


def _ends(group: Iterator[Observation], clip: Clip) -> Iterator[Observation]:
    head = islice(group, clip.first) if clip.first is not None else iter(())
    yield from head
    if clip.last is not None:
        yield from deque(group, clip.last)


def _within_reach(part: Part, clip: Clip) -> tuple[Part, Clip]:
    """Let the store find the last few of each series, where it counts as is counted here."""
    if clip.last is None or clip.first is not None or part.keep is not None:
        return part, clip
    if not all(map(_counts_alike, part.queries)):
        return part, clip
    last = TimeFilter(last=clip.last)
    asked = tuple(replace(each, time=last) for each in part.queries)
    return replace(part, queries=asked), replace(clip, last=None)


def _counts_alike(query: DataQuery) -> bool:
    """Whether every current figure of a series is wanted."""
    named = {name for name, _ in query.filters}
    whole = query.time == ALL_TIME and not query.values and query.vintage == "latest"
    return whole and not named.intersection((*OBSERVATION_COMPONENTS, RELEASE))
