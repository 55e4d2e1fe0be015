"""Grids and mappings for tests, from texts as they would stand in files."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from typing import Any, NamedTuple

from app.domain.rules import Finding
from app.domain.structure import Structure
from app.ingest.content import content_of_bytes
from app.ingest.grids.text import open_text
from app.ingest.mapping import MappingEntry, apply, recognise
from app.ingest.tables import Grid, RawRecord, Table
from app.ingest.validate import Checked, validate
from tests.ingest.material import catalogue

PUBLISHED = datetime(2025, 11, 1, tzinfo=UTC)


def grid_of(text: str, name: str = "a.csv", encoding: str = "gb18030") -> Grid:
    """The cells of a CSV file."""
    opened = open_text(content_of_bytes(text.encode(encoding), name))
    assert not isinstance(opened, Finding), opened
    return opened[0]


def mapping_of(toml: str) -> MappingEntry:
    return MappingEntry.model_validate(tomllib.loads(toml))


class Mapped(NamedTuple):
    """What a table became; findings come with those of the table first."""

    records: list[RawRecord]
    findings: list[Finding]

    @property
    def cells(self) -> list[dict[str, Any]]:
        return [dict(record.cells) for record in self.records]

    def brief(self, *names: str) -> list[tuple[Any, ...]]:
        """The cells of some columns, record by record."""
        return [tuple(cells.get(name) for name in names) for cells in self.cells]

    def faults(self) -> list[tuple[str, int | None, str | None, str | None]]:
        return [(f.rule, f.line, f.column, f.value) for f in self.findings]


def read(table: Table) -> Mapped:
    items = list(table.records)
    findings = [item for item in items if isinstance(item, Finding)]
    records = [item for item in items if isinstance(item, RawRecord)]
    return Mapped(records, [*table.findings, *findings])


def mapped(toml: str, text: str, structure: Structure | None = None) -> Mapped:
    return read(apply(mapping_of(toml), grid_of(text), structure or catalogue()))


def exported(text: str, structure: Structure | None = None) -> Mapped:
    """What an export of the bureau became."""
    return read(export_table(text, structure))


def export_table(text: str, structure: Structure | None = None) -> Table:
    seen = recognise(grid_of(text))
    assert seen.export is not None
    return seen.export.table(seen.grid, structure or catalogue())


def checked_table(table: Table) -> Checked:
    return validate(catalogue(), PUBLISHED, [table])
