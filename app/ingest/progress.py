"""How far a check or a publication has come, for whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Phase = Literal["records", "comparison", "completion"]


@dataclass(frozen=True, slots=True)
class Progress:
    """A moment of a publication.

    Attributes:
        phase: `records` while records are read, checked and written, `comparison` while they are
            compared with each other and with what is known, `completion` until all is committed.
        records: Records that were looked at.
        file: That which is being read; `None` when all are.
    """

    phase: Phase
    records: int
    file: str | None = None


Watch = Callable[[Progress], None]


def nobody(_progress: Progress) -> None:
    """Watch nothing."""
