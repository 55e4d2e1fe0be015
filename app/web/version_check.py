"""Which data version the store is at: looked up as rarely as truth allows.

An answer is current if the number was read after its request began to arrive. So one look serves all
that one turn of the event loop handles; and all who wait while a look is under way share the next one,
so that on a database over the network a hundred simultaneous requests cost two statements. A service
that may be a little behind shares a look for longer.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

_NEVER: Final = float("-inf")
_ALWAYS: Final = float("inf")

Look = Callable[[], Awaitable[int | None]]


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A look that has begun.

    Attributes:
        begun: By the clock of `time.monotonic`.
    """

    begun: float
    task: asyncio.Task[int | None]


class VersionCheck:
    """The number of the current data version, and when it was true.

    Attributes:
        staleness: Seconds for which a number is good enough; 0 for none.
    """

    def __init__(self, look: Look, staleness: float = 0.0) -> None:
        """Remember how to look; nothing is asked yet."""
        self._look = look
        self.staleness = staleness
        self._number: int | None = None
        self._checked = _NEVER
        # When the look of this turn began; later than any moment where there was none yet.
        self._turn = _ALWAYS
        self._under_way: _UnderWay | None = None

    def recent(self) -> float:
        """Return the earliest moment that is recent enough for a request that arrives now.

        What is handled in one turn of the event loop had begun to arrive before the turn, so one look
        serves all of it.
        """
        now = time.monotonic()
        return min(self._turn, now) - self.staleness

    def forget(self) -> None:
        """Look again next time, whatever was found before: this process has just written."""
        self._checked, self._turn = _NEVER, _ALWAYS

    def note(self, number: int | None, begun: float) -> None:
        """Note what a look that began then has found, in the event loop's own thread."""
        if begun > self._checked:
            self._number, self._checked = number, begun
            if self._turn == _ALWAYS:
                asyncio.get_running_loop().call_soon(self._end_turn)
            self._turn = begun

    def _end_turn(self) -> None:
        self._turn = _ALWAYS

    def known(self, since: float) -> bool:
        """Whether somebody has looked since then, so that `number` is true enough."""
        return self._checked >= since

    @property
    def number(self) -> int | None:
        """What was found last; `None` before anything has been recorded."""
        return self._number

    async def number_since(self, since: float) -> int | None:
        """Return a number that was current at some moment after `since`.

        Raises:
            UnavailableError: The database is away.
        """
        while not self.known(since):
            shared = self._under_way
            if shared is None:
                shared = self._begin()
            # Whoever leaves does not take the answer from those who still wait.
            number = await asyncio.shield(shared.task)
            if shared.begun >= since:
                return number
        return self._number

    def _begin(self) -> _UnderWay:
        begun = time.monotonic()

        async def look() -> int | None:
            try:
                number = await self._look()
                self.note(number, begun)
                return number
            finally:
                self._under_way = None

        task = asyncio.get_running_loop().create_task(look())
        # Where everybody has left, nobody hears of a failure, and asyncio would complain of that.
        task.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._under_way = _UnderWay(begun, task)
        return self._under_way
