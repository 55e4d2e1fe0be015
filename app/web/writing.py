"""What requests that write share: a few threads and connections of their own, and their limits.

Readers have theirs (`app.web.sessions`), so that a publication takes nothing away from them but time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter

from app.store.engine import Store
from app.web.attempts import Attempts
from app.web.errors import BusyError, InProgressError

# One publishes, one waits for the lock of the database or checks.
THREADS: Final = 2
# Requests whose bodies are received or kept at a time, so that disk and memory stay bounded.
PLACES: Final = 8
RETRY_AFTER: Final = "2"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class WriteLimits:
    """What a body must not exceed, in bytes, decoded.

    Attributes:
        document: Of JSON, which is held in memory.
        upload: Of a file, which is not.
        failed_keys: Keys that do not count, of one address in a minute.
    """

    document: int
    upload: int
    failed_keys: int = 10


class Writing:
    """The writing side of one application.

    Attributes:
        attempts: Keys that did not count.
    """

    def __init__(
        self, store: Store, limits: WriteLimits, written: Callable[[], object] = lambda: None
    ) -> None:
        """Remember the store, which is this side's own.

        Args:
            store: Where to write.
            limits: Of bodies and keys.
            written: Told that the store may have changed.
        """
        self.limits = limits
        self.attempts = Attempts(limits.failed_keys)
        self._store = store
        self._written = written
        self._limiter: CapacityLimiter | None = None
        self._taken = 0
        self._under_way: set[tuple[str, str]] = set()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take one of the places for a body.

        Raises:
            BusyError: There is none left.
        """
        if self._taken >= PLACES:
            message = "As many publications are under way as this process takes at once."
            raise BusyError(message, headers={"Retry-After": RETRY_AFTER})
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1

    @contextmanager
    def alone(self, owner: str, name: str) -> Iterator[None]:
        """Be the only request of an Idempotency-Key in this process.

        In another process the transaction decides; see `app.store.idempotency`.

        Raises:
            InProgressError: Another is being answered.
        """
        if (owner, name) in self._under_way:
            message = (
                "A request with this Idempotency-Key is being answered; ask again in a moment."
            )
            raise InProgressError(message, headers={"Retry-After": RETRY_AFTER})
        self._under_way.add((owner, name))
        try:
            yield
        finally:
            self._under_way.discard((owner, name))

    async def run(self, work: Callable[[Store], Result]) -> Result:
        """Run `work` in a thread; it is never given up half way."""
        if self._limiter is None:
            self._limiter = CapacityLimiter(THREADS)
        try:
            return await anyio.to_thread.run_sync(work, self._store, limiter=self._limiter)
        finally:
            self._written()

    def close(self) -> None:
        """Give every connection back."""
        self._store.close()
