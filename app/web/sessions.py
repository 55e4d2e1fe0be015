"""Reading the database from an event loop that must never wait for it.

Work runs in a bounded number of threads and is given up after a few seconds, whatever the database
does; after that a breaker answers at once for a moment instead of piling up waiting requests. Small
reads of a local file take less time than handing them to a thread, so they run where they are.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar, cast

import anyio
import anyio.to_thread
from anyio import CapacityLimiter

from app.domain.cube import DataVersion
from app.domain.errors import UnavailableError
from app.store.catalogue import load_structure
from app.store.engine import Reader, Store
from app.store.observations import Known
from app.store.releases import current_number, data_version, load_releases
from app.web.version_check import VersionCheck

Answer = TypeVar("Answer")
_PINNED = 512  # answers to pinned questions, a few hundred bytes each


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of the store that a request is answered from."""

    version: DataVersion
    known: Known


class Database:
    """The store as the web sees it: never blocking, always answering in bounded time."""

    def __init__(
        self, store: Store, *, patience: float = 3.0, rest: float = 0.5, staleness: float = 0.0
    ) -> None:
        """Remember the store, which bodies made piece by piece read themselves, and the waits.

        Args:
            store: The database.
            patience: Seconds after which a read is given up.
            rest: Seconds for which the breaker answers at once after even the smallest read failed.
            staleness: Seconds by which answers may be behind what others have published.
        """
        self.store = store
        self._patience = patience
        self._rest = rest
        self._closed_until = 0.0
        self._limiter: CapacityLimiter | None = None
        self._stack = ExitStack()
        self._inline: Reader | None = None
        self._check = VersionCheck(self._look, staleness)
        self._loading = anyio.Lock()
        self._snapshot: Snapshot | None = None
        self._derived: dict[str, object] = {}
        self._pinned: OrderedDict[str, object] = OrderedDict()

    async def snapshot(self) -> Snapshot:
        """Return the current state; the catalogue is read again only after it changed.

        Raises:
            UnavailableError: The database is away, slow, or holds nothing yet.
        """
        snapshot = await self._held(self._check.recent())
        if snapshot is not None:
            return snapshot
        async with self._loading:
            # Those who waited meanwhile find it loaded.
            snapshot = await self._held(self._check.recent())
            if snapshot is None:
                snapshot = self._snapshot = await self._in_thread(self._load)
                self._derived = {}
        return snapshot

    async def version(self, filled: float) -> DataVersion | None:
        """Return the current data version; `None` where its catalogue is not loaded yet.

        Args:
            filled: The moment, of `time.monotonic`, since when somebody must have looked at least.

        Raises:
            UnavailableError: The database is away or slow.
        """
        snapshot = await self._held(max(self._check.recent(), filled))
        return None if snapshot is None else snapshot.version

    def version_at_once(self, filled: float) -> DataVersion | None:
        """Return what `version` would, if nobody has to wait for it; else `None`."""
        if not self._check.known(max(self._check.recent(), filled)) and not self._looked():
            return None
        snapshot = self._snapshot
        current = snapshot is not None and snapshot.version.number == self._check.number
        return snapshot.version if snapshot is not None and current else None

    def written(self) -> None:
        """Say that this process has changed the store, so that it sees that at once."""
        self._check.forget()

    async def _held(self, since: float) -> Snapshot | None:
        """Return what is loaded, if it is what the store is at."""
        if not self._check.known(since):
            await self._see(since)
        snapshot = self._snapshot
        if snapshot is None or snapshot.version.number != self._check.number:
            return None
        return snapshot

    async def _see(self, since: float) -> None:
        if time.monotonic() < self._closed_until:
            message = "the database did not answer a moment ago"
            raise UnavailableError(message)
        if self._looked():
            return
        try:
            await self._check.number_since(since)
        except UnavailableError:
            self._closed_until = time.monotonic() + self._rest
            raise

    def _looked(self) -> bool:
        """Look as `_look` does, without a task, where that takes less time than starting one."""
        if self._inline is None:
            return False
        begun = time.monotonic()
        try:
            self._check.note(current_number(self._inline), begun)
        except self.store.driver_errors:
            self._forget_inline_reader()
            return False
        return True

    async def _look(self) -> int | None:
        return await self.read(current_number, small=True)

    async def derived(
        self, snapshot: Snapshot, name: str, work: Callable[[Reader], Answer]
    ) -> Answer:
        """Return what `work` makes of a snapshot; made once and kept while the snapshot is current."""
        kept = self._derived
        if snapshot is not self._snapshot:
            return await self.read(work)
        if name not in kept:
            kept[name] = await self.read(work)
        return cast("Answer", kept[name])

    async def pinned(self, question: str, work: Callable[[Reader], Answer]) -> Answer:
        """Return what `work` makes of a question whose text names its data version; the last are kept.

        Each page of a walk through a million rows says how many there are, which takes a second.
        """
        if question in self._pinned:
            self._pinned.move_to_end(question)
            return cast("Answer", self._pinned[question])
        answer = await self.read(work)
        self._pinned[question] = answer
        while len(self._pinned) > _PINNED:
            self._pinned.popitem(last=False)
        return answer

    async def read(self, work: Callable[[Reader], Answer], *, small: bool = False) -> Answer:
        """Run `work` with a reader.

        Args:
            work: What to do; it runs in a thread unless it is small and the database a local file.
            small: Whether the work is certain to take well under a millisecond.

        Raises:
            UnavailableError: The database is away or too slow.
        """
        if small and self.store.is_sqlite:
            try:
                return work(self._inline_reader())
            except self.store.driver_errors:
                self._forget_inline_reader()

        def borrowed() -> Answer:
            with self.store.reader() as reader:
                return work(reader)

        return await self._in_thread(borrowed)

    async def stream(self, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
        """Pull pieces of a body one by one, each within the bounds of a read."""
        while True:
            piece = await self._in_thread(lambda: next(pieces, None))
            if piece is None:
                return
            yield piece

    def close(self) -> None:
        """Give every connection back."""
        self._forget_inline_reader()
        self.store.close()

    async def _in_thread(self, work: Callable[[], Answer]) -> Answer:
        if self._limiter is None:
            self._limiter = CapacityLimiter(self.store.options.pool_size)
        try:
            with anyio.fail_after(self._patience):
                return await anyio.to_thread.run_sync(
                    work, abandon_on_cancel=True, limiter=self._limiter
                )
        except TimeoutError as error:
            message = f"the database did not answer within {self._patience:g} seconds"
            raise UnavailableError(message) from error

    def _load(self) -> Snapshot:
        with self.store.snapshot() as reader:
            version = data_version(reader)
            if version is None:
                message = "the store is empty: nothing has been published yet"
                raise UnavailableError(message)
            known = Known(load_structure(reader), load_releases(reader), version.number)
        return Snapshot(version, known)

    def _inline_reader(self) -> Reader:
        if self._inline is None:
            self._inline = self._stack.enter_context(self.store.reader(patient=False))
        return self._inline

    def _forget_inline_reader(self) -> None:
        self._inline = None
        self._stack.close()
