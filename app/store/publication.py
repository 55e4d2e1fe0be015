"""A release on its way into the store: slice by slice, so that only a slice is held in memory.

The rows carry the number of the release, known from the start; its id and digest follow from the
content, so the rows of release and data version are completed at the end. All of it happens in the
one transaction of the writer: nobody ever sees the beginning without the end.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import func, insert, select, update

from app.domain.cube import Release
from app.domain.errors import InvalidReleaseError
from app.domain.facts import ContentDigest, Draft, Fact, Heading
from app.domain.period import Period
from app.domain.query import WITHDRAWN
from app.store.bulk import BulkWriter, Row, bulk_writer
from app.store.engine import Writer
from app.store.lineage import is_before, kind_column
from app.store.releases import VERSION_CHARACTERS, data_version, load_releases, version_chain
from app.store.tables import (
    CITATIONS,
    DATA_VERSIONS,
    OBSERVATIONS,
    RELEASES,
    SERIES,
    SERIES_DIMENSIONS,
)
from app.store.types import figure_text, instant_text

KINDS: Final = ("added", "revised", "withdrawn", "unchanged")
SLICE: Final = 5_000  # facts written at once
_ASKED = 500  # series in one statement
_LARGE = 10_000  # rows after which what a database knows of its tables is out of date
_SEPARATOR = "\x1e"

_Figures = tuple[str | None, str | None, str | None]


class Publication:
    """A release that is being written.

    A database server writes one slice while the next one is made. Whoever uses the connection
    beside `add` and `finish` has to `settle` first, and has to `close` when all was added.

    Attributes:
        number: Of the release and of the data version that it makes.
    """

    def __init__(self, writer: Writer, heading: Heading, now: datetime) -> None:
        """Open a release; what is written is undone if `finish` finds its content known."""
        self._writer, self._heading = writer, heading
        self._digest = ContentDigest(heading.source, heading.published_at)
        self._before = data_version(writer)
        self.number = self._before.number + 1 if self._before else 1
        self._savepoint = writer.connection.begin_nested()
        self._open(now)
        self._bulk: BulkWriter = bulk_writer(writer)
        self._instant = instant_text(heading.published_at)
        self._new_series: set[int] = set()
        self._known_series: set[int] = set()
        self._counts: Counter[str] = Counter()
        self._days: dict[str, tuple[str, str]] = {}
        self._written = 0
        self._behind = ThreadPoolExecutor(1, "writing") if self._bulk.waits else None
        self._pending: Future[None] | None = None

    def _open(self, now: datetime) -> None:
        execute = self._writer.connection.execute
        version = {"number": self.number, "text": "", "cause": "release", "digest": ""}
        execute(insert(DATA_VERSIONS).values(**version, recorded_at=now))
        execute(
            insert(RELEASES).values(
                number=self.number,
                id="",
                source=self._heading.source,
                title_en=self._heading.title.en,
                title_zh=self._heading.title.zh,
                published_at=self._heading.published_at,
                recorded_at=now,
                digest="",
                **dict.fromkeys(KINDS, 0),
            )
        )

    def add(self, facts: Sequence[Fact]) -> None:
        """Write some facts; a few thousand at once are fastest.

        Raises:
            InvalidReleaseError: Two different series fall on one number, which has never been seen,
                or a figure is none.
            sqlalchemy.exc.IntegrityError: A figure is stated twice, or a code is not in the
                catalogue.
        """
        self.settle()
        fresh = self._write_series(facts)
        citations: dict[tuple[int, int], Row] = {}
        observations = []
        for fact in facts:
            figures = figure_text(fact.value), figure_text(fact.lower), figure_text(fact.upper)
            self._digest.add(fact.line_with(*figures))
            citation = self._citation(fact)
            citations[citation[:2]] = citation
            observations.append(self._observation(fact, figures, citation[1]))
            if fact.series.id in self._new_series:
                self._counts["withdrawn" if fact.status == WITHDRAWN else "added"] += 1
        self._written += len(observations)
        # Of a series that was made just now no citation can be there.
        new = [citation for citation in citations.values() if citation[0] in fresh]
        others = [citation for citation in citations.values() if citation[0] not in fresh]
        if self._behind is None:
            self._write(new, others, observations)
        else:
            self._pending = self._behind.submit(self._write, new, others, observations)

    def _write(self, new: Sequence[Row], others: Sequence[Row], figures: Sequence[Row]) -> None:
        self._bulk.add(CITATIONS.name, new)
        self._bulk.add_missing(CITATIONS.name, others)
        self._bulk.add(OBSERVATIONS.name, figures)

    def settle(self) -> None:
        """Wait until all that was added is written.

        Raises:
            sqlalchemy.exc.IntegrityError: As for `add`; whatever else the database raises.
        """
        pending, self._pending = self._pending, None
        if pending is not None:
            pending.result()

    def close(self) -> None:
        """Wait, also after a failure, until nobody writes any more."""
        if self._behind is not None:
            self._behind.shutdown()

    def finish(self) -> tuple[Release, bool]:
        """Complete the release, and say whether it is new; known content leaves nothing behind."""
        self.settle()
        digest = self._digest.hexdigest()
        releases = load_releases(self._writer)
        known = next((r for r in releases.values() if r.digest == digest), None)
        if known is not None:
            self._savepoint.rollback()
            return known, False
        execute = self._writer.connection.execute
        if self._written >= _LARGE:
            self._bulk.look_over((OBSERVATIONS.name, CITATIONS.name, SERIES.name))
        text = version_chain(self._before, digest)[:VERSION_CHARACTERS]
        version, release = DATA_VERSIONS, RELEASES
        execute(
            update(version).where(version.c.number == self.number).values(text=text, digest=digest)
        )
        day = self._heading.published_at.astimezone(UTC).date().isoformat()
        named = {"id": f"{day}-{digest[:12]}", "digest": digest}
        counts = self._counted()
        execute(update(release).where(release.c.number == self.number).values(**named, **counts))
        self._savepoint.commit()
        return load_releases(self._writer)[self.number], True

    @property
    def new_series(self) -> AbstractSet[int]:
        """Series that this release made; nothing was known of them."""
        return self._new_series

    def _write_series(self, facts: Sequence[Fact]) -> AbstractSet[int]:
        """Write series that are met for the first time; return those that the store did not know."""
        series = {fact.series.id: fact for fact in facts}
        unseen = [n for n in series if n not in self._new_series and n not in self._known_series]
        stored = dict(self._stored(unseen))
        for number, key in stored.items():
            _refuse_another(series[number].series.key, key)
        self._known_series.update(stored)
        new = [number for number in unseen if number not in stored]
        self._new_series.update(new)
        if new:
            execute = self._writer.connection.execute
            execute(insert(SERIES), [_series_row(series[number]) for number in new])
            own = [
                {"series_id": number, "dimension": name, "code": code}
                for number in new
                for name, code in series[number].dimensions
            ]
            if own:
                execute(insert(SERIES_DIMENSIONS), own)
        for fact in facts:
            _refuse_another(series[fact.series.id].series.key, fact.series.key)
        return frozenset(new)

    def _stored(self, numbers: Sequence[int]) -> Iterator[tuple[int, str]]:
        for asked in _asked(numbers):
            columns = select(SERIES.c.series_id, SERIES.c.key)
            found = columns.where(SERIES.c.series_id.in_(asked))
            yield from ((number, key) for number, key in self._writer.connection.execute(found))

    def _citation(self, fact: Fact) -> Row:
        texts = (
            self._heading.source,
            fact.locator,
            fact.statement.en,
            fact.statement.zh,
            fact.note.en,
            fact.note.zh,
        )
        text = _SEPARATOR.join((*texts, ""))
        digest = hashlib.sha256(text.encode()).hexdigest()
        return (fact.series.id, int(digest[:15], 16), *texts)

    def _observation(self, fact: Fact, figures: _Figures, citation: int) -> Row:
        period = fact.period
        value, lower, upper = figures
        start, end = self._days_of(period)
        return (
            fact.series.id,
            start,
            end,
            self._instant,
            self.number,
            period.text,
            fact.period_basis,
            value,
            fact.bound,
            lower,
            upper,
            fact.status,
            fact.role,
            fact.value_published,
            fact.unit_published,
            fact.decimals,
            citation,
        )

    def _days_of(self, period: Period) -> tuple[str, str]:
        """Write first and last day; releases have few periods beside their figures."""
        days = self._days.get(period.text)
        if days is None:
            days = self._days[period.text] = period.start.isoformat(), period.end.isoformat()
        return days

    def _counted(self) -> dict[str, int]:
        """Compare each figure with the one in force before it; figures of new series have none."""
        counts = Counter(self._counts)
        new, old = OBSERVATIONS, OBSERVATIONS.alias()
        for asked in _asked(sorted(self._known_series)):
            kinds = (
                select(kind_column(new, old).label("kind"))
                .select_from(new)
                .outerjoin(old, is_before(new, old))
                .where(new.c.release == self.number, new.c.series_id.in_(asked))
                .subquery()
            )
            counted = select(kinds.c.kind, func.count()).group_by(kinds.c.kind)
            for kind, count in self._writer.connection.execute(counted):
                counts[kind] += count
        return {kind: counts[kind] for kind in KINDS}


def publish(writer: Writer, draft: Draft, now: datetime) -> tuple[Release, bool]:
    """Write a release whole, and say whether it is new; the same content twice adds nothing.

    Every figure is kept, also one that repeats what was known: only so are answers right when an
    older edition is loaded later.

    Raises:
        InvalidReleaseError: As for `Publication.add`.
        sqlalchemy.exc.IntegrityError: Likewise.
    """
    with closing(Publication(writer, draft.heading, now)) as publication:
        for start in range(0, len(draft.facts), SLICE):
            publication.add(draft.facts[start : start + SLICE])
    return publication.finish()


def _asked(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[start : start + _ASKED] for start in range(0, len(numbers), _ASKED))


def _refuse_another(key: str, other: str) -> None:
    if key != other:
        message = f"series {key} and {other} have one number; rename one"
        raise InvalidReleaseError(message)


def _series_row(fact: Fact) -> dict[str, object]:
    series = fact.series
    return {
        "series_id": series.id,
        "key": series.key,
        "sector": fact.sector,
        "indicator": series.indicator,
        "area": series.area,
        "transformation": series.transformation,
        "unit": series.unit,
        "frequency": series.frequency,
    }
