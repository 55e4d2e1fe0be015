"""Files read in parts: Content-Length, Accept-Ranges and byte ranges (RFC 9110, section 14).

DuckDB and polars read the end of a Parquet file first and then the columns that they need. One range
a request is answered; several, or one that is malformed, are passed over, which the RFC allows.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass

import anyio.to_thread
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from app.web.errors import RangeError
from app.web.fields import field
from app.web.held_files import HeldFile
from app.web.state import state_of

_PIECE = 1 << 18
_one_range = re.compile(r"bytes[ ]*=[ ]*([0-9]{0,18})-([0-9]{0,18})", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a file, from the first up to and not including the end."""

    start: int
    end: int


async def file_response(
    request: Request, pieces: Iterator[bytes], headers: Mapping[str, str]
) -> FileResponse:
    """Answer with a file, or with the part of it that was asked for.

    Args:
        request: What was asked.
        pieces: The file; it is taken whole before the first byte leaves, unless it was made before.
        headers: With an entity tag that stands for exactly these bytes.

    Raises:
        RangeError: The part lies behind the end.
    """
    held = await state_of(request).files.obtain(headers["ETag"], pieces)
    return respond_with(request, held, headers)


def respond_with(request: Request, held: HeldFile, headers: Mapping[str, str]) -> FileResponse:
    """Answer with an open file, which is released when its last byte has left.

    Raises:
        RangeError: The part that was asked for lies behind the end; the file is released.
    """
    try:
        part = part_of(request, held.size, headers)
    except RangeError:
        held.release()
        raise
    return FileResponse(held, part, headers)


def part_of(request: Request, size: int, headers: Mapping[str, str]) -> Part | None:
    """Return the part that a request asks for; `None` where it gets the whole.

    Args:
        request: What was asked.
        size: Bytes of the file.
        headers: Of the answer: a part of other bytes than these is of no use to If-Range.

    Raises:
        RangeError: The part lies behind the end.
    """
    asked = field(request, "range")
    match = _one_range(asked.strip()) if asked is not None else None
    condition = request.headers.get("if-range")
    unchanged = condition is None or condition in {headers["ETag"], headers["Last-Modified"]}
    is_head = request.scope.get("state", {}).get("method") == "HEAD"  # ranges are GET's alone
    if match is None or not unchanged or is_head or match[1] == match[2] == "":
        return None
    if match[1] == "":
        part = Part(max(0, size - int(match[2])), size)
    else:
        start = int(match[1])
        last = int(match[2]) if match[2] else size - 1
        if match[2] and last < start:
            return None
        part = Part(start, min(last + 1, size))
    if part.start >= part.end:
        message = f"The file has {size:,} bytes, and none of those that Range asks for."
        raise RangeError(message, headers={"Content-Range": f"bytes */{size}"})
    return part


class FileResponse(StreamingResponse):
    """The bytes of a file, read as they are sent."""

    def __init__(self, held: HeldFile, part: Part | None, headers: Mapping[str, str]) -> None:
        """Take over one use of the file."""
        shown = part or Part(0, held.size)
        more = {"Accept-Ranges": "bytes", "Content-Length": str(shown.end - shown.start)}
        if part:
            more["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{held.size}"
        status = 206 if part else 200
        super().__init__(_bytes(held, shown), status, headers={**headers, **more})
        self._held = held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, and release the file also where the client leaves or only wants the header."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._held.release()


async def _bytes(held: HeldFile, part: Part) -> AsyncIterator[bytes]:
    for start in range(part.start, part.end, _PIECE):
        size = min(_PIECE, part.end - start)
        yield await anyio.to_thread.run_sync(held.read, start, size)
