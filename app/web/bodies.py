"""Bodies of requests: counted while they arrive, on disk when they are large, gzip undone.

Nothing else in this service reads a body, so nothing is taken in that is not counted here, chunked or
not. What the client announced is looked at before its first byte.
"""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import IO, Final

import anyio.lowlevel
import anyio.to_thread
from starlette.requests import Request

from app.domain.errors import Fault
from app.web.errors import InvalidBodyError, MediaTypeError, TooLargeError

IN_MEMORY: Final = 1024 * 1024
_PIECE = 256 * 1024
_GZIP = 31  # zlib's word for a window of 32 kB with gzip's head and tail
_CODINGS = "gzip, identity"


@dataclass(frozen=True, slots=True)
class Received:
    """A whole body, decoded.

    Attributes:
        file: At its beginning; in memory up to 1 MB, else on disk without a name.
        size: Bytes.
        digest: SHA-256, in hexadecimal digits.
    """

    file: IO[bytes]
    size: int
    digest: str


class WriteRequest(Request):
    """A request that may have a body."""

    _whole = False

    @property
    def owes_body(self) -> bool:
        """Whether the client announced a body that has not been read to its end."""
        announced = self.headers.get("content-length", "0") != "0"
        chunked = "transfer-encoding" in self.headers
        return (announced or chunked) and not self._whole

    async def received(self, limit: int) -> Received:
        """Read the body to its end; the caller closes the file.

        Args:
            limit: Most bytes, coded and decoded.

        Raises:
            TooLargeError: There are more. What is left is not read.
            MediaTypeError: It is in a coding that is not understood.
            InvalidBodyError: It is not in the coding that it claims.
            ClientDisconnect: The client left.
        """
        pieces = self._decoded(limit)
        digest, size = hashlib.sha256(), 0
        # Closed here only if the body is refused.
        file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - as it says
        try:
            async for piece in pieces:
                size = _counted_on(size, piece, limit)
                digest.update(piece)
                if size > IN_MEMORY:
                    await anyio.to_thread.run_sync(file.write, piece)
                else:
                    file.write(piece)
            file.seek(0)
        except BaseException:
            file.close()
            raise
        return Received(file, size, digest.hexdigest())

    def _decoded(self, limit: int) -> AsyncIterator[bytes]:
        coding = (self.headers.get("content-encoding") or "identity").strip().lower()
        if coding == "identity":
            return self._counted(limit)
        if coding in {"gzip", "x-gzip"}:
            return _unzipped(self._counted(limit))
        message = f"Bodies coded as {coding[:64]!r} are not understood here; use gzip or none."
        raise MediaTypeError(message, headers={"Accept-Encoding": _CODINGS})

    async def _counted(self, limit: int) -> AsyncIterator[bytes]:
        if int(self.headers.get("content-length", "0")) > limit:
            raise _too_large(limit)
        size = 0
        async for piece in self.stream():
            size = _counted_on(size, piece, limit)
            yield piece
        self._whole = True


async def _unzipped(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Decode gzip in pieces of bounded size, so that a bomb is counted before it is whole."""
    decoder = zlib.decompressobj(_GZIP)
    async for piece in pieces:
        rest = piece
        while rest:
            if decoder.eof:
                raise _not_gzip("there is something after its end")
            try:
                yield decoder.decompress(rest, _PIECE)
            except zlib.error as error:
                raise _not_gzip("it is damaged") from error
            rest = decoder.unconsumed_tail or decoder.unused_data
            # Others may be answered between two pieces.
            await anyio.lowlevel.checkpoint()
    if not decoder.eof:
        raise _not_gzip("it ends too early")


def _counted_on(size: int, piece: bytes, limit: int) -> int:
    size += len(piece)
    if size > limit:
        raise _too_large(limit)
    return size


def _too_large(limit: int) -> TooLargeError:
    message = f"The body is larger than {limit:,} bytes, which is the most that is taken here."
    return TooLargeError(message)


def _not_gzip(reason: str) -> InvalidBodyError:
    message = f"The body is not the gzip that Content-Encoding says: {reason}."
    return InvalidBodyError(message, [Fault(message)])
