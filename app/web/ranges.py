"""Files read in parts: Content-Length, Accept-Ranges and byte ranges (RFC 9110, section 14).

DuckDB and polars read the end of a Parquet file first and then the columns that they need. One range
a request is answered; several, or one that is malformed, are passed over, which the RFC allows.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import AsyncIterator, Mapping
from typing import IO

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app.web.errors import RangeError
from app.web.fields import field

_IN_MEMORY = 4 << 20
_PIECE = 1 << 18
_one_range = re.compile(r"bytes[ ]*=[ ]*([0-9]{0,18})-([0-9]{0,18})", re.ASCII).fullmatch


async def file_response(
    request: Request, pieces: AsyncIterator[bytes], headers: Mapping[str, str]
) -> Response:
    """Answer with a file, or with the part of it that was asked for.

    Args:
        request: What was asked.
        pieces: The file; it is taken whole before the first byte leaves, on disk if it is large.
        headers: With an entity tag that stands for exactly these bytes.

    Raises:
        RangeError: The part lies behind the end.
    """
    # The answer closes it when its last byte has left.
    file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - as it says
    size = 0
    try:
        async for piece in pieces:
            size += len(piece)
            if size > _IN_MEMORY:
                await anyio.to_thread.run_sync(file.write, piece)
            else:
                file.write(piece)
        first, last = _wanted(request, size, headers) or (0, size - 1)
    except BaseException:
        file.close()
        raise
    partial = (first, last) != (0, size - 1) or _asked(request, headers) is not None
    more = {"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)}
    if partial:
        more["Content-Range"] = f"bytes {first}-{last}/{size}"
    body = _part(file, first, last)
    return StreamingResponse(body, 206 if partial else 200, headers={**headers, **more})


def _asked(request: Request, headers: Mapping[str, str]) -> str | None:
    """Return the range that counts: none where the client holds a part of other bytes."""
    condition = request.headers.get("if-range")
    if condition is not None and condition not in {headers["ETag"], headers["Last-Modified"]}:
        return None
    asked = field(request, "range")
    return asked if asked is not None and _bounds(asked) is not None else None


def _wanted(request: Request, size: int, headers: Mapping[str, str]) -> tuple[int, int] | None:
    asked = _asked(request, headers)
    bounds = None if asked is None else _bounds(asked)
    if bounds is None:
        return None
    first, last = bounds
    if first is None:
        first, last = max(0, size - (last or 0)), size - 1
    else:
        last = size - 1 if last is None else min(last, size - 1)
    if first > last:
        message = f"The file has {size:,} bytes, and none of those that Range asks for."
        raise RangeError(message, headers={"Content-Range": f"bytes */{size}"})
    return first, last


def _bounds(text: str) -> tuple[int | None, int | None] | None:
    """Read a range: from, to (inclusive); without `from` it is the number of last bytes."""
    match = _one_range(text.strip())
    if match is None or match[1] == match[2] == "":
        return None
    first, last = (int(digits) if digits else None for digits in match.groups())
    return None if first is not None and last is not None and first > last else (first, last)


async def _part(file: IO[bytes], first: int, last: int) -> AsyncIterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0:
            piece = await anyio.to_thread.run_sync(file.read, min(left, _PIECE))
            left -= len(piece)
            yield piece
