"""The columns of a file are given our names; its rows become records by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress

from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.rules.finding import error
from app.ingest.tables import COLUMNS, GridRow, RawRecord

NO_DEFAULTS: Mapping[str, str] = {}

_new = tuple.__new__


@dataclass(frozen=True, slots=True)
class Columns:
    """What the columns of a file are to us.

    Attributes:
        titles: What the file calls them, in its order.
        names: What we call each; `None` where nobody reads it.
        constants: What every record has besides, by our names.
        renamed: Ours to theirs, for findings; `None` if nothing is called otherwise.
    """

    titles: Sequence[str]
    names: Sequence[str | None]
    constants: Mapping[str, str]
    renamed: Mapping[str, str] | None = None

    def records(self, rows: Iterable[GridRow | Finding]) -> Iterator[RawRecord | Finding]:
        """Return the records of rows that follow the header; empty cells are left out.

        This runs a million times: no line of it is for looks.
        """
        width, renamed, constants = len(self.names), self.renamed, self.constants
        wanted = [name is not None for name in self.names]
        names = [name for name in self.names if name is not None]
        every = all(wanted)
        for row in rows:
            if type(row) is not GridRow:
                yield row  # type: ignore[misc] # mypy narrows by isinstance only, which is slower
                continue
            line, cells = row
            if len(cells) != width:
                yield _ragged(row, self.titles)
                continue
            if not every:
                cells = tuple(compress(cells, wanted))
            # They are as many, which was compared above; `strict` would cost a tenth.
            content = dict(compress(zip(names, cells, strict=False), cells))
            if constants:
                content = {**constants, **content}
            # Past the constructor of the named tuple, as in `grids.text`.
            yield _new(RawRecord, (line, content, renamed))


def _ragged(row: GridRow, titles: Sequence[str]) -> Finding:
    found, wanted = len(row.cells), len(titles)
    reason = f"The record has {found} cells, the header has {wanted} columns."
    if found < wanted:
        finding = error(titles[found], None, reason, None, "cells-per-record")
    else:
        suggestion = "put texts with commas in quotes"
        over = row.cells[wanted]
        finding = error(titles[-1], over, reason, suggestion, "cells-per-record")
    return replace(finding, line=row.line)


def check_defaults(defaults: Mapping[str, str]) -> tuple[Finding, ...]:
    """Say which of the constants of a release belong to no column."""
    return tuple(
        error(
            name, value, f"A record has no column {name!r}.", near(name, COLUMNS), "known-columns"
        )
        for name, value in sorted(defaults.items())
        if name not in COLUMNS
    )


def absent(defaults: Mapping[str, str], present: Iterable[str | None]) -> dict[str, str]:
    """Return the constants for columns that are not there; what a file states is never replaced."""
    there = frozenset(present)
    return {
        name: value
        for name, value in defaults.items()
        if value and name in COLUMNS and name not in there
    }
