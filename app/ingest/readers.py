"""Files become tables. A format is one small object in `READERS`; nothing else knows formats."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.text import nearest
from app.ingest.tables import RawRecord, Table, check_header, unreadable

_BOM = "\ufeff"
_OTHER_ENCODINGS = ((b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


@dataclass(frozen=True, slots=True)
class TableReader:
    """A format in which releases come.

    Attributes:
        name: Of the format, for messages.
        extension: What names of its files end in, with the dot.
        read: Turns the bytes of a file into a table, under the name given first.
    """

    name: str
    extension: str
    read: Callable[[str, bytes], Table]


def read_table(path: Path, name: str | None = None) -> Table:
    """Read a file of observations in whatever format its name says; faults come as findings."""
    file = name or path.name
    reader = next((r for r in READERS if path.suffix.lower() == r.extension), None)
    if reader is None:
        known = ", ".join(f"{r.extension} ({r.name})" for r in READERS)
        reason = f"No reader knows files that end in {path.suffix!r}; known are {known}."
        near = nearest(path.suffix, [r.extension for r in READERS])
        return unreadable(file, error("file", path.name, reason, " or ".join(near), "known-format"))
    try:
        content = path.read_bytes()
    except OSError as fault:
        reason = f"The file cannot be read: {fault.strerror or fault}."
        return unreadable(file, error("file", path.name, reason, None, "readable-file"))
    return reader.read(file, content)


def read_csv(file: str, content: bytes) -> Table:
    """Read a table of RFC 4180 in UTF-8, with or without byte order mark, in our own columns."""
    try:
        text = content.decode("utf-8").removeprefix(_BOM)
    except UnicodeDecodeError as fault:
        return _wrong_encoding(file, content, fault)
    if "\0" in text.partition("\n")[0]:
        reason = "The first line holds NUL characters, as a file in UTF-16 would."
        return unreadable(file, error("file", None, reason, "save as UTF-8", "encoding"), line=1)
    lines = _Lines(text)
    try:
        first = next(lines, None)
    except _MalformedError as fault:
        return unreadable(file, fault.finding, fault.line)
    if first is None:
        reason = "The file is empty; its first line names the columns."
        return unreadable(file, error("file", None, reason, rule="needed-columns"), line=1)
    header = check_header(first.cells)
    findings = [replace(finding, file=file, line=first.line) for finding in header.findings]
    if not header.usable:
        return Table(file, header, (), tuple(findings))
    records: list[RawRecord] = []
    for record in lines.records(first.cells):
        if isinstance(record, Finding):
            findings.append(replace(record, file=file))
        else:
            pairs = zip(first.cells, record.cells, strict=True)
            cells = {name: cell for name, cell in pairs if cell and name in header.usable}
            records.append(RawRecord(record.line, cells))
    return Table(file, header, records, tuple(findings))


def _wrong_encoding(file: str, content: bytes, fault: UnicodeDecodeError) -> Table:
    line = content.count(b"\n", 0, fault.start) + 1
    shown = content[fault.start : fault.start + 4].hex(" ")
    reason = f"The bytes {shown} are not UTF-8."
    likely = next((name for mark, name in _OTHER_ENCODINGS if content.startswith(mark)), None)
    if likely is None and _decodes(content, "gb18030"):
        likely = "GB 18030 (GBK)"
    suggestion = f"save as UTF-8; this looks like {likely}" if likely else "save as UTF-8"
    return unreadable(file, error("file", shown, reason, suggestion, "encoding"), line)


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Line:
    line: int
    cells: list[str]


class _MalformedError(Exception):
    """The quotes of a record do not match, so what follows cannot be told apart."""

    def __init__(self, finding: Finding, line: int) -> None:
        super().__init__(finding.reason)
        self.finding = finding
        self.line = line


class _Lines(Iterator[_Line]):
    """The records of a text with the physical line on which each starts; blank lines are none."""

    def __init__(self, text: str) -> None:
        self._reader = csv.reader(io.StringIO(text, newline=""), strict=True)

    def __next__(self) -> _Line:
        cells: list[str] = []
        while not cells:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except csv.Error as fault:
                reason = f"This record cannot be read, nor what follows: {fault}."
                raise _MalformedError(
                    error("file", None, reason, None, "rfc-4180"), line
                ) from fault
        return _Line(line, cells)

    def records(self, header: list[str]) -> Iterator[_Line | Finding]:
        """Return the records that have a cell for each column, and what is wrong with others."""
        try:
            for record in self:
                yield record if len(record.cells) == len(header) else _ragged(record, header)
        except _MalformedError as fault:
            yield replace(fault.finding, line=fault.line)


def _ragged(record: _Line, header: list[str]) -> Finding:
    found, wanted = len(record.cells), len(header)
    reason = f"The record has {found} cells, the header has {wanted} columns."
    if found < wanted:
        finding = error(header[found], None, reason, None, "cells-per-record")
    else:
        suggestion = "put texts with commas in quotes"
        over = record.cells[wanted]
        finding = error(header[-1], over, reason, suggestion, "cells-per-record")
    return replace(finding, line=record.line)


READERS: tuple[TableReader, ...] = (TableReader("observations as CSV", ".csv", read_csv),)
