"""kill -9 in the middle of a publication: what was acknowledged is whole, nothing else is partial."""

import contextlib
import multiprocessing
import time
from collections.abc import Iterator
from random import Random
from typing import cast

import pytest
from sqlalchemy import func, select

from app.ingest.pipeline import load_seed
from app.store.engine import Store
from app.store.publication import KINDS
from app.store.releases import load_releases
from app.store.tables import DATA_VERSIONS, OBSERVATIONS
from tests.ingest import publishing
from tests.ingest.material import RECORDED, SEED
from tests.ingest.publishing import FIGURES, publish

KILLS = 25
PATIENCE = 60.0


# A child of a process that has imported all starts in milliseconds; it opens the database itself.
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["__main__", publishing.__name__])


class Publisher:
    """The publishing program in a process of its own, to be killed."""

    def __init__(self, url: str) -> None:
        asked, self._tell = _FORKS.Pipe(duplex=False)
        self._said, said = _FORKS.Pipe(duplex=False)
        self._process = _FORKS.Process(target=publishing.serve, args=(url, asked, said))
        self._process.start()
        # What is left open here would keep the pipe from ending with the process.
        asked.close()
        said.close()
        assert self.answer() == "ready"

    def tell(self, number: int) -> None:
        """Ask for a release; does not wait for it."""
        self._tell.send(number)

    def answer(self) -> object:
        """Wait for what it says next."""
        assert self._said.poll(PATIENCE)
        return self._said.recv()

    def kill(self) -> None:
        """End the process without a chance to tidy up; what it has said is kept."""
        self._process.kill()
        self._process.join()

    def heard(self) -> Iterator[tuple[int, str]]:
        """Return the releases that it acknowledged before it died."""
        with contextlib.suppress(EOFError):
            while True:
                yield self._said.recv()


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_publication_is_whole_or_absent(store: Store, empty_database: str) -> None:
    load_seed(store, SEED, RECORDED)
    publish(store, 0)
    random = Random(9)
    longest = 0.0
    acknowledged: dict[int, str] = {}
    interrupted = 0
    number = 0
    for _ in range(KILLS):
        publisher = Publisher(empty_database)
        number += 1
        publisher.tell(number)
        if not longest:
            # The first is left alone, so that the others are killed within the time it took.
            longest = _seconds_to_answer(publisher, acknowledged)
            number += 1
            publisher.tell(number)
        time.sleep(random.uniform(0, 1.1 * longest))
        publisher.kill()
        said = dict(publisher.heard())
        acknowledged |= said
        interrupted += number not in said
        _every_release_is_whole(store, acknowledged)
    assert interrupted > KILLS // 3
    # Whoever was killed has left nothing behind that keeps the next one out.
    assert publish(store, number + 1).new
    _every_release_is_whole(store, acknowledged)


def _seconds_to_answer(publisher: Publisher, acknowledged: dict[int, str]) -> float:
    start = time.monotonic()
    number, release = cast("tuple[int, str]", publisher.answer())
    acknowledged[number] = release
    return time.monotonic() - start


def _every_release_is_whole(store: Store, acknowledged: dict[int, str]) -> None:
    row = OBSERVATIONS
    counted = select(row.c.release, func.count()).group_by(row.c.release)
    with store.snapshot() as reader:
        releases = load_releases(reader)
        rows = {row[0]: row[1] for row in reader.connection.execute(counted)}
        versions = reader.connection.scalars(select(DATA_VERSIONS.c.number)).all()
    assert set(rows) == set(releases)
    assert set(acknowledged.values()) <= {release.id for release in releases.values()}
    assert sorted(versions) == list(range(1, len(versions) + 1))
    for number, release in releases.items():
        assert sum(getattr(release, kind) for kind in KINDS) == rows[number]
        assert rows[number] in {22, FIGURES}
