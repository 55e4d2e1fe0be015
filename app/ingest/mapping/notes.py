"""Rows of words around a table: footnotes, and lines about where the data come from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.rules import Finding
from app.domain.rules.finding import error, warning
from app.ingest.mapping.model import NotesEntry
from app.ingest.mapping.wording import LONGEST_NOTE
from app.ingest.tables import GridRow

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CUT = "……"


@dataclass(slots=True)
class Notes:
    """What stands below a table.

    Attributes:
        source: Whom the table names as the origin of its data.
        footnotes: As printed, without the word before them.
        findings: With their lines.
    """

    source: str | None = None
    footnotes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NoteMarks:
    """Tells rows of words from rows of data."""

    note: re.Pattern[str]
    source: re.Pattern[str]

    @classmethod
    def of(cls, entry: NotesEntry) -> NoteMarks:
        """Make the marks that a mapping declares."""
        return cls(_marks(entry.note, r"\d{0,2}"), _marks(entry.source, ""))

    def starts(self, row: GridRow) -> bool:
        """Whether a row begins a note or says where the data come from."""
        first = first_text(row)
        return bool(self.note.match(first) or self.source.match(first))

    def split(self, rows: Sequence[GridRow]) -> tuple[list[GridRow], Notes]:
        """Part the rows of data from the rows of words.

        A footnote goes on in the rows after it that have text in their first cell only.
        """
        data: list[GridRow] = []
        notes = Notes()
        open_note = False
        for row in rows:
            first = first_text(row)
            if self.source.match(first):
                notes.source = _said(self.source, row)
                open_note = False
            elif self.note.match(first):
                notes.footnotes.append(_said(self.note, row))
                open_note = True
            elif open_note and first and _only_first(row):
                notes.footnotes[-1] += f"\n{first}"
            else:
                open_note = False
                data.append(row)
        _check(notes, rows)
        return data, notes


def first_text(row: GridRow) -> str:
    """Return what stands in the first cell of a row."""
    return row.cells[0].strip() if row.cells else ""


def no_source(line: int | None) -> Finding:
    """Say that a table ends too early."""
    reason = "The line about the source is missing at the end, so the table may be cut off."
    suggestion = "download the file again, or describe it in a mapping file"
    return replace(error("file", None, reason, suggestion, "whole-file"), line=line)


def _marks(words: Iterable[str], number: str) -> re.Pattern[str]:
    any_word = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    # Without words nothing is a note.
    return re.compile(rf"(?:{any_word}){number}\s*[:：]\s*" if any_word else r"(?!)", re.IGNORECASE)


def _only_first(row: GridRow) -> bool:
    return not any(cell.strip() for cell in row.cells[1:])


def _said(mark: re.Pattern[str], row: GridRow) -> str:
    """Return the words of a row; commas may have cut them into several cells."""
    cells = [*row.cells]
    while cells and not cells[-1].strip():
        cells.pop()
    return mark.sub("", ",".join(cells).strip(), count=1)


def _check(notes: Notes, rows: Sequence[GridRow]) -> None:
    line = rows[-1].line if rows else None
    shown = [_CONTROL.sub(" ", text) for text in notes.footnotes if text]
    notes.footnotes = shown
    if len("\n".join(shown)) > LONGEST_NOTE // 2:
        text = "\n".join(shown)[: LONGEST_NOTE // 2 - len(_CUT)] + _CUT
        notes.footnotes = [text]
        reason = (
            f"The footnotes are longer than {LONGEST_NOTE // 2} characters; the rest is left out."
        )
        notes.findings.append(
            replace(warning("note_zh", shown[0], reason, None, "readable-text"), line=line)
        )
