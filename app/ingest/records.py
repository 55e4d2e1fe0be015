"""Raw records become typed ones, by the Pydantic schema of their sector.

Fields that cannot be read are reported and stood in for, so that rules which do not need them still
speak and every fault of a record shows at once. What stands in is never kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic import ConfigDict, TypeAdapter, ValidationError

from app.domain.rules import Finding
from app.domain.series import TOTAL
from app.ingest.faults import Fault, faults_of
from app.ingest.tables import OWN_COLUMNS, RawRecord
from app.sectors import BY_CODE
from app.sectors.record import (
    BLANK,
    FIGURE_COLUMNS,
    SERIES_COLUMNS,
    Record,
)


class ReadRecord(NamedTuple):
    """A record after Pydantic.

    Attributes:
        unread: Columns that are only stood in for.
        findings: What is wrong with the form of the record, without file and line.
    """

    raw: RawRecord
    record: Record
    unread: frozenset[str]
    findings: tuple[Finding, ...] = ()


class AnyRecord(Record):
    """A record of which the sector is not known, without own dimensions."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class RecordReader:
    """Reads the records of one sector.

    Attributes:
        dimensions: The sector's own; empty if the sector is not known.
        ignored: Columns that cannot be judged.
    """

    adapter: TypeAdapter[list[Record]]
    dimensions: tuple[str, ...]
    ignored: frozenset[str]

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields of such a record."""
        return frozenset({*SERIES_COLUMNS, *self.dimensions, *FIGURE_COLUMNS})

    def read(self, records: Sequence[RawRecord], lost: frozenset[str]) -> Iterator[ReadRecord]:
        """Read a slice of records, in their order.

        Args:
            records: The slice; a few thousand at once are fastest.
            lost: Columns that the table should have and has not.
        """
        cells = [self._judged(record.cells) for record in records]
        try:
            typed = self.adapter.validate_python(cells)
        except ValidationError as failure:
            faults = list(faults_of(failure, self.fields))
        else:
            pairs = zip(records, typed, strict=True)
            yield from (ReadRecord(raw, record, lost) for raw, record in pairs)
            return
        yield from self._read_the_rest(records, cells, faults, lost)

    def _judged(self, cells: Mapping[str, Any]) -> Mapping[str, Any]:
        if not self.ignored:
            return cells
        return {name: cell for name, cell in cells.items() if name not in self.ignored}

    def _read_the_rest(
        self,
        records: Sequence[RawRecord],
        cells: Sequence[Mapping[str, Any]],
        faults: Sequence[Fault],
        lost: frozenset[str],
    ) -> Iterator[ReadRecord]:
        by_row: dict[int, list[Fault]] = {}
        for fault in faults:
            by_row.setdefault(fault.row, []).append(fault)
        nothing: list[Fault] = []
        unread = [
            lost | {fault.column for fault in by_row.get(row, nothing)} for row in range(len(cells))
        ]
        readable = [
            self._stand_in(cells[row], unread[row]) if row in by_row else cells[row]
            for row in range(len(cells))
        ]
        for row, record in enumerate(self.adapter.validate_python(readable)):
            found = by_row.get(row, nothing)
            findings = tuple(fault.finding for fault in found if fault.column not in lost)
            yield ReadRecord(records[row], record, unread[row], findings)

    def _stand_in(self, cells: Mapping[str, Any], unread: frozenset[str]) -> dict[str, Any]:
        own = dict.fromkeys(self.dimensions, TOTAL)
        readable = self.fields - unread
        return BLANK | own | {name: cell for name, cell in cells.items() if name in readable}


@lru_cache(maxsize=16)
def reader_for(sector: str) -> RecordReader:
    """Return the reader for the records of a sector, or for those of no sector that is known."""
    schema = BY_CODE.get(sector)
    record: type[Record] = schema.record if schema else AnyRecord
    adapter: TypeAdapter[list[Record]] = TypeAdapter(list[record])  # type: ignore[valid-type]
    if schema is None:
        return RecordReader(adapter, (), frozenset(OWN_COLUMNS))
    return RecordReader(adapter, schema.dimensions, frozenset())
