"""How far a publication has come, on one line of a terminal; nothing where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from app.ingest.progress import Progress, Watch

_SECONDS_BETWEEN = 0.2
_WIDTH = 24
_CHUNK = 1 << 20
_CLEAR = "\r\x1b[K"
_LISTS = frozenset({".csv", ".tsv", ".txt", ".jsonl"})
_LATER = {"comparison": "comparing records with each other", "completion": "writing to the disk"}


@contextmanager
def watched(paths: Iterable[Path], stream: TextIO | None = None) -> Iterator[Watch]:
    """Give what shows progress, and clear the line at the end; it is silent unless on a terminal."""
    shown = stream or sys.stderr
    if not shown.isatty():
        yield _silent
        return
    bar = Bar(shown, _records_in(paths))
    try:
        yield bar
    finally:
        shown.write(_CLEAR)
        shown.flush()


def _silent(_progress: Progress) -> None: ...


def _records_in(paths: Iterable[Path]) -> int | None:
    """Guess the number of records by the lines of texts; `None` where lines tell nothing."""
    total = 0
    for path in paths:
        if path.suffix.lower() not in _LISTS:
            return None
        try:
            with path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    total += chunk.count(b"\n")
        except OSError:
            return None
    return total


class Bar:
    """Writes a line over itself, a few times a second.

    Attributes:
        expected: About how many records there will be; `None` if nobody knows.
    """

    def __init__(self, stream: TextIO, expected: int | None) -> None:
        """Begin now.

        Args:
            stream: A terminal.
            expected: About how many records there will be; `None` if nobody knows.
        """
        self._stream = stream
        self.expected = expected
        self._started = time.monotonic()
        self._shown = self._started

    def __call__(self, progress: Progress) -> None:
        """Show a moment, unless the last one was shown just now."""
        now = time.monotonic()
        if progress.phase == "records" and now - self._shown < _SECONDS_BETWEEN:
            return
        self._shown = now
        self._stream.write(_CLEAR + line(progress, self.expected, now - self._started))
        self._stream.flush()


def line(progress: Progress, expected: int | None, seconds: float) -> str:
    """Write a moment for people: how many records, how many a second, and how long it will take."""
    later = _LATER.get(progress.phase)
    if later:
        return f"{progress.records:,} records; {later}"
    rate = progress.records / seconds if seconds > 0 else 0.0
    told = f"{progress.records:,} records, {rate:,.0f} a second"
    # A wide table has more records than lines, so the guess may be too low.
    if not expected or progress.records > expected or not rate:
        return told
    done = int(_WIDTH * progress.records / expected)
    minutes, left = divmod(round((expected - progress.records) / rate), 60)
    return f"[{'#' * done}{'.' * (_WIDTH - done)}] {told}, {minutes}:{left:02d} left"
