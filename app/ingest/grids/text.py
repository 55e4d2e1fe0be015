"""Text files of cells, as RFC 4180 has them, with commas, tabs or what else is said."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.ingest.content import Content
from app.ingest.grids.encoding import encoding_of
from app.ingest.tables import Grid, GridRow

COMMA, TAB = ",", "\t"
_FIRST = 64 * 1024
_new = tuple.__new__


def open_text(
    content: Content, encoding: str | None = None, delimiter: str | None = None
) -> tuple[Grid, ...] | Finding:
    """Open a text as one grid.

    Args:
        content: The text.
        encoding: The only one to consider; UTF-8 and GB 18030 otherwise.
        delimiter: Between cells; a tab otherwise if there is one on the first line, else a comma.
    """
    found = encoding_of(content, encoding)
    if isinstance(found, Finding):
        return found
    rows = TextRows(content, found, delimiter or _delimiter(content))
    return (Grid(content.name, rows),)


def _delimiter(content: Content) -> str:
    with content.opened() as file:
        first = file.read(_FIRST).partition(b"\n")[0]
    return TAB if TAB.encode() in first else COMMA


@dataclass(frozen=True, slots=True)
class TextRows:
    """The rows of a text with the line on which each starts; rows without any content are none."""

    content: Content
    encoding: str
    delimiter: str

    def __iter__(self) -> Iterator[GridRow | Finding]:
        """Read the file from its start."""
        with self.content.opened() as file:
            text = io.TextIOWrapper(file, self.encoding, newline="")
            try:
                yield from self._rows(text)
            finally:
                text.detach()  # or it would close a file that is not ours

    def _rows(self, text: io.TextIOWrapper) -> Iterator[GridRow | Finding]:
        reader = csv.reader(text, delimiter=self.delimiter, strict=True)
        line = 1
        try:
            for cells in reader:
                if any(cells):
                    # Past the constructor of the named tuple, which takes longer than all the rest.
                    yield _new(GridRow, (line, tuple(cells)))
                line = reader.line_num + 1
        except csv.Error as fault:
            reason = f"This record cannot be read, nor what follows: {fault}."
            suggestion = "is a quote left open, or the file cut short?"
            yield replace(error("file", None, reason, suggestion, "rfc-4180"), line=line)
