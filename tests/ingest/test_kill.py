"""kill -9 in the middle of a publication: what was acknowledged is whole, nothing else is partial."""

import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from app.ingest.pipeline import load_seed
from app.store.engine import Store
from app.store.publication import KINDS
from app.store.releases import load_releases
from app.store.tables import DATA_VERSIONS, OBSERVATIONS
from tests.ingest.material import RECORDED, SEED
from tests.ingest.publishing import FIGURES, publish

ROOT = Path(__file__).parents[2]
KILLS = 25
PATIENCE = 60.0


class Publisher:
    """The publishing program in a process of its own, to be killed."""

    def __init__(self, url: str) -> None:
        self.said: queue.Queue[str] = queue.Queue()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.ingest.publishing", url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self.said.put(line.strip())

    def tell(self, number: int) -> None:
        """Ask for a release; does not wait for it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{number}\n")
        self._process.stdin.flush()

    def kill(self) -> None:
        """End the process without a chance to tidy up; what it has said is kept."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()

    def heard(self) -> list[str]:
        """What it said before it died."""
        return [self.said.get_nowait() for _ in range(self.said.qsize())]


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
    coming = Publisher(empty_database)
    for _ in range(KILLS):
        # Starting takes longer than publishing, so the next one starts meanwhile.
        publisher, coming = coming, Publisher(empty_database)
        assert publisher.said.get(timeout=PATIENCE) == "ready"
        number += 1
        publisher.tell(number)
        if not longest:
            # The first is left alone, so that the others are killed within the time it took.
            longest = _seconds_to_answer(publisher, acknowledged)
            number += 1
            publisher.tell(number)
        time.sleep(random.uniform(0, 1.1 * longest))
        publisher.kill()
        said = dict(_told(line) for line in publisher.heard())
        acknowledged |= said
        interrupted += number not in said
        _every_release_is_whole(store, acknowledged)
    coming.kill()
    assert interrupted > KILLS // 3
    # Whoever was killed has left nothing behind that keeps the next one out.
    assert publish(store, number + 1).new
    _every_release_is_whole(store, acknowledged)


def _seconds_to_answer(publisher: Publisher, acknowledged: dict[int, str]) -> float:
    start = time.monotonic()
    acknowledged |= dict([_told(publisher.said.get(timeout=PATIENCE))])
    return time.monotonic() - start


def _told(line: str) -> tuple[int, str]:
    number, _, release = line.partition(" ")
    return int(number), release


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
