"""A publication that fails, that is read meanwhile, and that meets another one."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, func, select

from app.domain.errors import UnavailableError
from app.domain.structure import Label
from app.ingest.manifest import Manifest
from app.ingest.pipeline import load_seed, publish_release
from app.ingest.tables import EVERY_COLUMN, RawRecord, Table
from app.store.engine import Store, StoreOptions
from app.store.releases import current_number, load_releases
from app.store.tables import OBSERVATIONS
from tests.ingest.contents import contents
from tests.ingest.material import RECORDED, SEED
from tests.ingest.publishing import FIRST, PAGE, publish, records
from tests.support.stores import opened

FEW = 40
PUBLICATIONS = 20
READS = 10_000


class _InterruptedError(Exception):
    pass


class _Breaker:
    """Lets whatever is sent to the database fail from a given moment on, COPY included."""

    def __init__(self, after: int) -> None:
        self._left = after

    def count(self, *_: Any) -> None:
        self._left -= 1
        if self._left < 0:
            raise _InterruptedError


@contextmanager
def _failing(store: Store, after: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    breaker = _Breaker(after)
    copy = psycopg.Cursor.copy

    @contextmanager
    def interrupted_copy(self: Any, *words: Any, **options: Any) -> Iterator[Any]:
        with copy(self, *words, **options) as writing:
            yield writing
            breaker.count()

    event.listen(store.engine, "after_cursor_execute", breaker.count)
    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Cursor, "copy", interrupted_copy)
        try:
            yield
        finally:
            event.remove(store.engine, "after_cursor_execute", breaker.count)


def test_whichever_statement_of_a_publication_fails_nothing_remains(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_seed(store, SEED, RECORDED)
    publish(store, 0, FEW)
    before = contents(store)
    failures = 0
    while failures < 200:
        try:
            with _failing(store, failures, monkeypatch):
                publish(store, 1, FEW)
        except _InterruptedError:
            failures += 1
            assert contents(store) == before
        else:
            break
    # Version, release, series, citations, observations, history, counts, and both again.
    assert failures > 9
    assert len(contents(store)["releases"]) == 3


def test_a_file_that_breaks_off_leaves_nothing(store: Store) -> None:
    load_seed(store, SEED, RECORDED)
    before = contents(store)

    def broken() -> Iterator[RawRecord]:
        for number, cells in enumerate(records(1), 1):
            yield RawRecord(number, cells)
        raise _InterruptedError

    table = Table("body", EVERY_COLUMN, broken())
    manifest = Manifest("body", PAGE, Label("Broken", "中断"), FIRST, (table,))
    with pytest.raises(_InterruptedError):
        publish_release(store, manifest, RECORDED)
    assert contents(store) == before


@pytest.mark.slow
def test_readers_never_see_a_mix(store: Store, empty_database: str) -> None:
    load_seed(store, SEED, RECORDED)
    publish(store, 0, FEW)
    done = threading.Event()
    row = OBSERVATIONS
    counted = select(row.c.release, func.count()).group_by(row.c.release)

    def read() -> tuple[int, set[int]]:
        reads, seen = 0, set()
        with opened(empty_database) as mine:
            while reads < READS // 2 or not done.is_set():
                with mine.reader() as reader:
                    for _ in range(50):
                        number = current_number(reader)
                        rows = {r[0]: r[1] for r in reader.connection.execute(counted)}
                        assert number is not None
                        # All that the number promises is there; what came since is whole, too.
                        assert set(range(3, number + 1)) <= set(rows)
                        assert {count for n, count in rows.items() if n > 2} == {FEW}
                        seen.add(number)
                        reads += 1
        return reads, seen

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for number in range(1, PUBLICATIONS + 1):
            publish(store, number, FEW)
        done.set()
        found = [reader.result() for reader in readers]
    assert sum(reads for reads, _ in found) >= READS
    assert len(set().union(*(seen for _, seen in found))) > 3


def test_two_publishers_at_once_both_land(store: Store, empty_database: str) -> None:
    load_seed(store, SEED, RECORDED)
    start = threading.Barrier(2)

    def one(number: int) -> bool:
        with opened(empty_database) as mine:
            start.wait()
            return publish(mine, number, FEW).new

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(one, (1, 2)))
    with store.reader() as reader:
        releases = load_releases(reader)
    assert [releases[number].added + releases[number].revised for number in (3, 4)] == [FEW, FEW]


def test_who_waits_too_long_is_told_to_try_again(store: Store, empty_database: str) -> None:
    load_seed(store, SEED, RECORDED)
    hurried = Store(StoreOptions(empty_database, writer_timeout=0.2))
    with store.writer():
        before = contents(store) if store.is_sqlite else None
        with pytest.raises(UnavailableError, match="another publication is under way; try again"):
            publish(hurried, 1, FEW)
    assert before is None or contents(store) == before
    assert publish(hurried, 1, FEW).new
    hurried.close()
