"""Where the bytes of a release are: a file, or a body that was received and stands on disk."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from app.domain.rules import Finding
from app.domain.rules.finding import error

# More than ten million records as CSV; what is larger is a mistake or comes in parts.
MAXIMUM_BYTES = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Content:
    """Bytes that can be read from their start as often as needed, by one reader at a time.

    Attributes:
        name: For findings.
        opened: Opens them at their start; whoever enters it leaves it.
    """

    name: str
    opened: Callable[[], AbstractContextManager[BinaryIO]]


def content_of_file(path: Path, name: str | None = None) -> Content | Finding:
    """Look at a file without reading it; what is no file, cannot be opened or is too large is a fault."""
    file = name or path.name
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            what = "a folder" if stat.S_ISDIR(about.st_mode) else "no ordinary file"
            return refused(file, path.name, f"This is {what}.", rule="readable-file")
        if about.st_size > MAXIMUM_BYTES:
            return _too_large(file, about.st_size)
        path.open("rb").close()
    except OSError as fault:
        reason = f"The file cannot be read: {fault.strerror or fault}."
        return refused(file, path.name, reason, rule="readable-file")
    return Content(
        file, cast("Callable[[], AbstractContextManager[BinaryIO]]", partial(path.open, "rb"))
    )


def content_of_body(body: BinaryIO, name: str) -> Content | Finding:
    """Look at bytes that somebody else opened and will close; they can be sought in."""
    size = body.seek(0, os.SEEK_END)
    if size > MAXIMUM_BYTES:
        return _too_large(name, size)
    return Content(name, partial(_from_the_start, body))


def content_of_bytes(content: bytes, name: str) -> Content:
    """Take bytes that are at hand."""
    return Content(name, partial(io.BytesIO, content))


@contextmanager
def _from_the_start(body: BinaryIO) -> Iterator[BinaryIO]:
    body.seek(0)
    yield body


def _too_large(file: str, size: int) -> Finding:
    reason = f"The file has {size:,} bytes; {MAXIMUM_BYTES:,} are the most."
    return refused(file, None, reason, "publish it in parts", "file-size")


def refused(  # noqa: PLR0913, PLR0917 - the fields of a finding
    file: str,
    value: object,
    reason: str,
    suggestion: str | None = None,
    rule: str = "readable-file",
    line: int | None = None,
) -> Finding:
    """Make an error about a file as a whole, with its name."""
    return replace(error("file", value, reason, suggestion, rule), file=file, line=line)
