"""Answers that are files, whole on disk while somebody reads them in parts.

A reader of Parquet asks for the length, then for the end of the file, then for the columns that it
needs: five requests about one answer, which is made once. Files have no name, so nothing is left
behind whatever happens to the process.
"""

from __future__ import annotations

import os
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

import anyio
import anyio.to_thread

from app.domain.errors import RefusedError, UnavailableError

LARGEST: Final = 1 << 30
_KEPT = 256 << 20
_AT_A_TIME = 2  # made at once; the others wait
_PATIENCE = 60.0  # seconds for a piece: the last of a workbook is all of it, compressed


class HeldFile:
    """An open file that closes when nobody uses it any more.

    Attributes:
        size: Bytes.
    """

    __slots__ = ("_file", "_users", "size")

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._users = 1
        self.size = size

    @classmethod
    def open(cls, path: Path) -> HeldFile:
        """Open a file that stays as it is; it may be removed while it is read.

        Raises:
            FileNotFoundError: It is not there.
        """
        file = path.open("rb")
        return cls(file, os.fstat(file.fileno()).st_size)

    def take(self) -> HeldFile:
        """Note one more user, who has to release it."""
        self._users += 1
        return self

    def release(self) -> None:
        """Note that a user is done."""
        self._users -= 1
        if not self._users:
            self._file.close()

    def read(self, start: int, size: int) -> bytes:
        """Read a part, in any thread and beside other readers."""
        return os.pread(self._file.fileno(), size, start)


class HeldFiles:
    """The files made last, by entity tag."""

    def __init__(self, limit: int = _KEPT) -> None:
        """Start empty.

        Args:
            limit: Most bytes that are kept; the one made last is kept however large.
        """
        self._limit = limit
        self._held: OrderedDict[str, HeldFile] = OrderedDict()
        self._making: dict[str, anyio.Event] = {}
        self._turns = anyio.Semaphore(_AT_A_TIME)

    async def obtain(self, tag: str, pieces: Iterator[bytes]) -> HeldFile:
        """Return a file, which the caller releases; it is made of the pieces if it is not here.

        Raises:
            RefusedError: It would be larger than 1 GB.
            UnavailableError: A piece of it took longer than a minute.
        """
        while tag not in self._held:
            under_way = self._making.get(tag)
            if under_way is not None:
                await under_way.wait()
                continue  # it is made now, or who made it has left
            done = self._making[tag] = anyio.Event()
            try:
                async with self._turns:
                    made = await _written(pieces)
            finally:
                del self._making[tag]
                done.set()
            self._keep(tag, made)
        self._held.move_to_end(tag)
        return self._held[tag].take()

    def close(self) -> None:
        """Let every file go."""
        while self._held:
            self._held.popitem()[1].release()

    def _keep(self, tag: str, made: HeldFile) -> None:
        self._held[tag] = made
        while len(self._held) > 1 and sum(held.size for held in self._held.values()) > self._limit:
            self._held.popitem(last=False)[1].release()


async def _written(pieces: Iterator[bytes]) -> HeldFile:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when its last reader is done
    size = 0

    def write_one() -> int | None:
        piece = next(pieces, None)
        return None if piece is None else file.write(piece)

    try:
        # Piece by piece, so that it ends when nobody waits for it any more.
        while (written := await _in_thread(write_one)) is not None:
            size = _within(size + written)
        file.flush()
    except BaseException:
        file.close()
        raise
    return HeldFile(file, size)


def _within(size: int) -> int:
    if size > LARGEST:
        message = f"The file would be larger than {LARGEST >> 20:,} MB; narrow the question."
        raise RefusedError(message)
    return size


async def _in_thread(work: Callable[[], int | None]) -> int | None:
    try:
        with anyio.fail_after(_PATIENCE):
            return await anyio.to_thread.run_sync(work, abandon_on_cancel=True)
    except TimeoutError as error:
        message = f"a part of the file was not there within {_PATIENCE:g} seconds"
        raise UnavailableError(message) from error
