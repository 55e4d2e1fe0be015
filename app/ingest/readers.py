"""Files and bodies become grids, and grids become tables of records.

A format is one small object in `READERS`; nothing else knows formats. What its rows mean is for the
layouts (`app.ingest.layouts`), or for a mapping where none of them fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import BinaryIO

from app.domain.rules import Finding
from app.domain.text import nearest
from app.ingest.columns import NO_DEFAULTS
from app.ingest.content import (
    Content,
    content_of_body,
    content_of_bytes,
    content_of_file,
    refused,
)
from app.ingest.grids.parquet import open_parquet
from app.ingest.grids.text import COMMA, TAB, open_text
from app.ingest.grids.xlsx import open_workbook
from app.ingest.jsonl import read_jsonl
from app.ingest.layouts import no_observations, recognise
from app.ingest.tables import Grid, Table, unreadable

_FORMER_WORKBOOKS = (".xls", ".xlsb", ".xlsm", ".ods", ".et")


@dataclass(frozen=True, slots=True)
class Spelling:
    """How a text is spelt, where somebody said so.

    Attributes:
        encoding: The only one to consider; otherwise UTF-8, and GB 18030 if it makes Chinese.
        delimiter: Between cells.
    """

    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, slots=True)
class GridReader:
    """A format in which cells come.

    Attributes:
        name: Of the format, for messages.
        extension: What names of its files end in, with the dot.
        media_types: Under which bodies come, without parameters.
        open: Makes grids of the content, one a sheet, or says why there are none.
    """

    name: str
    extension: str
    media_types: tuple[str, ...]
    open: Callable[[Content, Spelling], tuple[Grid, ...] | Finding]


@dataclass(frozen=True, slots=True)
class TableReader:
    """A format in which records come by name, so that there is no grid to understand.

    Attributes:
        name: As of a `GridReader`, like the next two.
        read: Makes a table of the content, with constants for absent columns.
    """

    name: str
    extension: str
    media_types: tuple[str, ...]
    read: Callable[[Content, Mapping[str, str]], Table]


Reader = GridReader | TableReader


@dataclass(frozen=True, slots=True)
class Opened:
    """A content and who reads it."""

    content: Content
    reader: Reader
    spelling: Spelling

    def grids(self) -> tuple[Grid, ...] | Finding:
        """Return the sheets, which can be read again and again; a fault names file and line."""
        if isinstance(self.reader, GridReader):
            return self.reader.open(self.content, self.spelling)
        reason = f"{self.reader.name} have no rows of cells, so they are read as they are."
        return refused(self.content.name, None, reason, rule="known-format")

    def tables(
        self, sheet: str | None = None, defaults: Mapping[str, str] = NO_DEFAULTS
    ) -> tuple[Table, ...]:
        """Read lists of observations, whatever layout they are in.

        Args:
            sheet: The only one to read; otherwise all that fit, with a warning for the others.
            defaults: By column of ours, what every record has where a file lacks the column.
        """
        if isinstance(self.reader, TableReader) and sheet is None:
            return (self.reader.read(self.content, defaults),)
        grids = self.grids()
        picked = grids if isinstance(grids, Finding) else pick(self.content.name, grids, sheet)
        if isinstance(picked, Finding):
            return (unreadable(self.content.name, picked, picked.line),)
        layout = recognise(picked)
        return layout.tables(picked, defaults) if layout else no_observations(picked)


def open_file(
    path: Path, name: str | None = None, spelling: Spelling = Spelling()
) -> Opened | Finding:
    """Find who reads a file by how its name ends; nothing is read yet but its size."""
    file = name or path.name
    suffix = path.suffix.lower()
    reader = next((each for each in READERS if each.extension == suffix), None)
    if reader is None:
        return _unknown_format(file, path)
    content = content_of_file(path, file)
    return content if isinstance(content, Finding) else Opened(content, reader, spelling)


def open_body(body: BinaryIO, media_type: str, name: str) -> Opened | Finding:
    """Find who reads a body by its media type, whose `charset` is believed.

    Args:
        body: Stays open, and is read from its start as often as needed.
        media_type: As the header states it, with its parameters.
        name: For findings.
    """
    header = Message()
    header["content-type"] = media_type
    stated = header.get_content_type() if "/" in media_type else media_type
    reader = next((each for each in READERS if stated in each.media_types), None)
    if reader is None:
        known = ", ".join(each.media_types[0] for each in READERS)
        reason = f"No reader knows bodies of this type; known are {known}."
        near = " or ".join(nearest(stated, [t for each in READERS for t in each.media_types]))
        return refused(name, media_type, reason, near or None, "known-format")
    content = content_of_body(body, name)
    if isinstance(content, Finding):
        return content
    return Opened(content, reader, Spelling(encoding=header.get_content_charset()))


def read_tables(
    path: Path,
    name: str | None = None,
    *,
    sheet: str | None = None,
    defaults: Mapping[str, str] = NO_DEFAULTS,
) -> tuple[Table, ...]:
    """Read a file of observations, a table for each sheet that has some; faults are findings."""
    opened = open_file(path, name)
    if isinstance(opened, Finding):
        return (unreadable(name or path.name, opened, opened.line),)
    return opened.tables(sheet, defaults)


def read_table(
    path: Path,
    name: str | None = None,
    *,
    sheet: str | None = None,
    defaults: Mapping[str, str] = NO_DEFAULTS,
) -> Table:
    """Read a file of which one table is wanted; of several sheets, one has to be named."""
    first, *others = read_tables(path, name, sheet=sheet, defaults=defaults)
    if not others:
        return first
    sheets = ", ".join(str(table.sheet) for table in (first, *others))
    reason = f"Several sheets hold observations ({sheets}); name one."
    return unreadable(first.file, refused(first.file, None, reason, rule="known-sheet"))


def open_grids(
    path: Path,
    name: str | None = None,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> tuple[Grid, ...] | Finding:
    """Open a file as grids, which can be read again and again; a fault names file and line."""
    opened = open_file(path, name, Spelling(encoding, delimiter))
    return opened if isinstance(opened, Finding) else opened.grids()


def read_csv(file: str, content: bytes) -> Table:
    """Read CSV that is at hand."""
    (table,) = Opened(content_of_bytes(content, file), CSV, Spelling()).tables()
    return table


def pick(file: str, grids: Sequence[Grid], sheet: str | None = None) -> tuple[Grid, ...] | Finding:
    """Return the sheet of this name, or all of them if none is named."""
    picked = tuple(grid for grid in grids if sheet in {None, grid.sheet})
    if picked or sheet is None:
        return picked
    sheets = [grid.sheet for grid in grids if grid.sheet is not None]
    near = " or ".join(nearest(sheet, sheets)) or None
    there = f"there are {', '.join(sheets)}" if sheets else "the file has no sheets"
    reason = f"There is no sheet {sheet!r}; {there}."
    return refused(file, sheet, reason, near, "known-sheet")


def _unknown_format(file: str, path: Path) -> Finding:
    known = ", ".join(f"{each.extension} ({each.name})" for each in READERS)
    reason = f"No reader knows files that end in {path.suffix!r}; known are {known}."
    near = " or ".join(nearest(path.suffix, [each.extension for each in READERS])) or None
    if path.suffix.lower() in _FORMER_WORKBOOKS:
        near = "save as .xlsx"
    return refused(file, path.name, reason, near, "known-format")


def _text(separator: str | None) -> Callable[[Content, Spelling], tuple[Grid, ...] | Finding]:
    def open_as(content: Content, spelling: Spelling) -> tuple[Grid, ...] | Finding:
        return open_text(content, spelling.encoding, spelling.delimiter or separator)

    return open_as


CSV = GridReader(
    "CSV", ".csv", ("text/csv", "application/csv", "application/vnd.sdmx.data+csv"), _text(COMMA)
)
READERS: tuple[Reader, ...] = (
    CSV,
    GridReader("TSV", ".tsv", ("text/tab-separated-values",), _text(TAB)),
    GridReader("CSV or TSV", ".txt", ("text/plain",), _text(None)),
    TableReader(
        "JSON lines",
        ".jsonl",
        ("application/x-ndjson", "application/jsonl", "application/x-jsonlines"),
        read_jsonl,
    ),
    GridReader(
        "Excel workbooks",
        ".xlsx",
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
        lambda content, _: open_workbook(content),
    ),
    GridReader(
        "Parquet",
        ".parquet",
        ("application/vnd.apache.parquet", "application/x-parquet"),
        lambda content, _: open_parquet(content),
    ),
)
