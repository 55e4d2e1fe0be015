"""Files of the whole store, each built once for a data version when somebody first asks for it.

Building takes seconds for a million rows, so it runs in a thread of its own, one file at a time, and
goes on when whoever asked has left: the next one wants it too.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import anyio
import anyio.to_thread

from app.domain.cube import DataVersion
from app.domain.errors import UnavailableError
from app.web.snapshot_folder import Built, Content, SnapshotFolder

Fill = Callable[[Content], Iterator[bytes]]


class Wanted:
    """A file that may have to be built.

    Attributes:
        version: Data version that it is of.
        name: As in its address.
        fill: Makes its pieces, and counts the rows that go in.
        headers: Validators that it is sent with.
    """

    __slots__ = ("fill", "headers", "name", "version")

    def __init__(
        self, version: DataVersion, name: str, fill: Fill, headers: dict[str, str]
    ) -> None:
        self.version = version
        self.name = name
        self.fill = fill
        self.headers = headers


class Snapshots:
    """The files of one application.

    Attributes:
        folder: Where they are.
    """

    def __init__(self, folder: SnapshotFolder) -> None:
        """Remember the folder; nothing is built yet."""
        self.folder = folder
        self._under_way: dict[tuple[str, str], asyncio.Task[Built]] = {}
        self._limiter = anyio.CapacityLimiter(1)
        self._ending = False

    async def obtain(self, wanted: Wanted) -> Built:
        """Return a file, built if it is not there; whoever asks meanwhile waits for the same.

        Raises:
            ProvstatError: It cannot be made: a figure does not fit its format, or no room is left.
        """
        found = self.folder.find(wanted.version.text, wanted.name)
        # Shielded: others wait for it, and the next one who asks wants it too.
        return await asyncio.shield(self._started(wanted)) if found is None else found

    async def obtain_all(self, wanted: Iterable[Wanted], patience: float) -> None:
        """See to it that files are built, and wait for them for at most so many seconds."""
        missing = [w for w in wanted if self.folder.find(w.version.text, w.name) is None]
        if missing:
            await asyncio.wait([self._started(each) for each in missing], timeout=patience)

    async def close(self) -> None:
        """End what is under way."""
        self._ending = True
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _started(self, wanted: Wanted) -> asyncio.Task[Built]:
        key = (wanted.version.text, wanted.name)
        task = self._under_way.get(key)
        if task is None:
            task = self._under_way[key] = asyncio.create_task(self._built(wanted))
            task.add_done_callback(lambda done: self._finished(key, done))
        return task

    def _finished(self, key: tuple[str, str], task: asyncio.Task[Built]) -> None:
        del self._under_way[key]
        if not task.cancelled():
            task.exception()  # told to those who wait; nobody may be left

    async def _built(self, wanted: Wanted) -> Built:
        def build() -> Built:
            content = Content()
            content.pieces = self._until_the_end(wanted.fill(content))
            return self.folder.write(wanted.version, wanted.name, content, wanted.headers)

        return await anyio.to_thread.run_sync(build, limiter=self._limiter)

    def _until_the_end(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            if self._ending:
                message = "the server is going down"
                raise UnavailableError(message)
            yield piece


def usual_folder(database: str | None, url: str) -> Path:
    """Return where files go if nobody says: beside a database in a file, else a temporary folder.

    Args:
        database: Path of the database; `None` where it is on a server or in memory.
        url: Its address, so that two databases on servers do not share a folder.
    """
    if database and database != ":memory:":
        return Path(f"{database}.files")
    name = hashlib.sha256(url.encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"provstat-{os.getuid()}-{name}"
