"""SDMX-CSV 1.0 and 2.0 in the components of our own data structures.

A component is called as our column in capitals, or as the cross-domain concepts of SDMX call it.
Ids are read whatever their case, and with labels (`REF_AREA: Reference area`, `CN-SX: Shanxi`).
Of the actions of 2.0, information, append, merge and replace all state a figure; to delete one is
to withdraw it, for nothing is ever taken out of the store.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from app.domain.query import WITHDRAWN
from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.rules.finding import error
from app.ingest.columns import Columns, absent, check_defaults
from app.ingest.grids import peek
from app.ingest.sdmx_periods import in_our_grammar, unknown_kind
from app.ingest.tables import COLUMNS, OWN_COLUMNS, Grid, GridRow, Header, RawRecord, Table
from app.ingest.tables import check_header as check_own_header
from app.sectors.observation import FigureColumns, SeriesColumns

_CONCEPTS = {
    "REF_AREA": "area",
    "FREQ": "frequency",
    "UNIT_MEASURE": "unit",
    "TIME_PERIOD": "period",
    "OBS_VALUE": "value",
    "OBS_STATUS": "status",
}
COMPONENTS = {name.upper(): name for name in COLUMNS} | _CONCEPTS
_ID_OF = {name: component for component, name in COMPONENTS.items()}

_FLOW, _STRUCTURE, _STRUCTURE_ID, _ACTION = "DATAFLOW", "STRUCTURE", "STRUCTURE_ID", "ACTION"
_MULTIPLIER = "UNIT_MULT"
_KEYS = ("STRUCTURE_NAME", "SERIES_KEY", "OBS_KEY", "OBS_ID")
# What we serve besides the columns of a record follows from these, so a download can be read back.
_SERVED = {*SeriesColumns.model_fields, *FigureColumns.model_fields} - {*COLUMNS}
_PASSED_OVER = frozenset(
    {_FLOW, _STRUCTURE, _STRUCTURE_ID, *_KEYS, *(name.upper() for name in _SERVED)}
)
# Components with codes, whose cells may have labels; texts may well have colons of their own.
_CODED = frozenset(
    {"area", "indicator", "transformation", "unit", "frequency", "period_basis", "bound", "status"}
    | {"role", *OWN_COLUMNS}
)
_NOT_APPLICABLE = "_Z"

STATE = frozenset("IAMR")
DELETE = "D"
_FIGURES = ("value", "lower", "upper", "value_published", "unit_published", "decimals")


def fits_1(titles: Sequence[str]) -> bool:
    """Whether this is the header of SDMX-CSV 1.0."""
    return _ids(titles)[:1] == [_FLOW]


def fits_2(titles: Sequence[str]) -> bool:
    """Whether this is the header of SDMX-CSV 2.0."""
    return _ids(titles)[:2] == [_STRUCTURE, _STRUCTURE_ID]


def read(grid: Grid, defaults: Mapping[str, str]) -> Table:
    """Read a grid whose first row names the components."""
    (first,), grid = peek(grid, 1)
    titles = first.cells if isinstance(first, GridRow) else ()
    reading = _Reading.of(titles, defaults)
    line = first.line or None
    findings = tuple(
        replace(each, file=grid.file, sheet=grid.sheet, line=line)
        for each in (*check_defaults(defaults), *reading.findings)
    )
    return Table(grid.file, reading.header, reading.records(grid), findings, grid.sheet)


def _ids(titles: Sequence[str]) -> list[str]:
    """Return the ids of columns without labels, and without the separators of 2.0 (`A[;]`)."""
    return [_code(title).partition("[")[0].upper() for title in titles]


def _code(text: str) -> str:
    return text.partition(":")[0].strip()


@dataclass(frozen=True, slots=True)
class _Reading:
    """How the rows of a grid become records.

    Attributes:
        labelled: Our columns whose cells have labels.
        given: Every constant of the release, for records that delete.
    """

    header: Header
    findings: tuple[Finding, ...]
    columns: Columns
    labelled: tuple[str, ...]
    given: Mapping[str, str]

    @staticmethod
    def of(titles: Sequence[str], defaults: Mapping[str, str]) -> _Reading:
        ids = _ids(titles)
        ours = [COMPONENTS.get(each) for each in ids]
        stated = {name: id_ for name, id_ in zip(ours, ids, strict=True) if name}
        constants = absent(defaults, stated)
        header = check_own_header([*(name for name in ours if name), *constants])
        readable = header.usable | {_ACTION, _MULTIPLIER}
        names = tuple(
            found if (found := name or id_) in readable else None
            for name, id_ in zip(ours, ids, strict=True)
        )
        findings = (
            *_unknown(titles, ids),
            *sorted(_in_sdmx(finding, stated) for finding in header.findings),
        )
        labelled = tuple(
            name
            for name, title in zip(names, titles, strict=True)
            if name in _CODED and ":" in title
        )
        columns = Columns(titles, names, constants, stated)
        return _Reading(header, findings, columns, labelled, absent(defaults, ()))

    def records(self, grid: Grid) -> Iterator[RawRecord | Finding]:
        """Return the records of a grid."""
        rows = islice(iter(grid.rows), 1, None)
        if self.header.usable:
            for record in self.columns.records(rows):
                yield record if isinstance(record, Finding) else self._acted(record)

    def _acted(self, record: RawRecord) -> RawRecord | Finding:
        cells = dict(record.cells)
        action = _code(cells.pop(_ACTION, "I")).upper()
        multiplier = _code(cells.pop(_MULTIPLIER, "0"))
        if multiplier != "0":
            return _multiplied(record, multiplier)
        self._without_labels(cells)
        period = cells.get("period", "")
        unknown = unknown_kind(period)
        if unknown is not None:
            return replace(_in_sdmx(unknown, self.columns.renamed or {}), line=record.line)
        if period:
            cells["period"] = in_our_grammar(period)
        if action in STATE:
            return record._replace(cells=cells)
        if action == DELETE:
            return record._replace(cells=self._withdrawal(cells))
        return _unknown_action(record, action)

    def _without_labels(self, cells: dict[str, str]) -> None:
        for name in self.labelled:
            if name in cells:
                cells[name] = _code(cells[name])
        for name in OWN_COLUMNS:
            if cells.get(name) == _NOT_APPLICABLE:
                del cells[name]

    def _withdrawal(self, cells: Mapping[str, str]) -> dict[str, str]:
        """Say that a figure no longer stands; what a row that deletes leaves out is given."""
        kept = {name: cell for name, cell in cells.items() if name not in _FIGURES}
        return {**self.given, **kept, "bound": "exact", "status": WITHDRAWN}


def _unknown(titles: Sequence[str], ids: Sequence[str]) -> Iterator[Finding]:
    known = {*COMPONENTS, *_PASSED_OVER, _ACTION, _MULTIPLIER}
    for title, id_ in zip(titles, ids, strict=True):
        if id_ not in known:
            reason = f"Our data structures have no component {id_!r}."
            yield error(title, title, reason, near(id_, COMPONENTS), "known-columns")
    for id_ in (_ACTION, _MULTIPLIER):
        if ids.count(id_) > 1:
            reason = f"The column {id_} is there {ids.count(id_)} times."
            yield error(id_, id_, reason, rule="columns-once")


def _in_sdmx(finding: Finding, stated: Mapping[str, str]) -> Finding:
    """Call the column of a finding as the file does, or would."""
    ours = finding.column or ""
    theirs = stated.get(ours) or _ID_OF.get(ours, ours)
    return replace(finding, column=theirs, reason=finding.reason.replace(ours, theirs))


def _unknown_action(record: RawRecord, action: str) -> Finding:
    reason = f"No action is called {action!r}; known are I, A, M, R and D."
    return replace(error(_ACTION, action, reason, rule="known-action"), line=record.line)


def _multiplied(record: RawRecord, multiplier: str) -> Finding:
    reason = "Values are in base units, so the multiplier is 0."
    suggestion = "write the value out, and the printed one into VALUE_PUBLISHED"
    finding = error(_MULTIPLIER, multiplier, reason, suggestion, "base-unit")
    return replace(finding, line=record.line)
