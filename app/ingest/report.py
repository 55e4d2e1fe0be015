"""The report of a check or a publication: one content, as a table for people and as plain data."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from app.domain.cube import Release
from app.domain.errors import Fault, InvalidReleaseError
from app.domain.rules import Finding

_COLUMNS = ("severity", "file", "sheet", "line", "column", "value", "reason", "suggestion")
_LONGEST_VALUE = 40


@dataclass(frozen=True, slots=True)
class Report:
    """What came of a check or a publication.

    Attributes:
        findings: By file, line and column.
        records: Records that were looked at.
        errors: Findings that keep a release from being published.
        warnings: Findings that do not.
        added: Figures that this publication made known; 0 where nothing was written, as the next
            three.
        revised: Figures that it changed.
        withdrawn: Figures that it took back.
        unchanged: Figures that it stated again.
        release: Id of the release; `None` where nothing was published.
        new: Whether the release was written now; the same content twice is one release.
        catalogue_changed: Whether the catalogue was written now.
        complete: Whether `findings` lists all of them; a report keeps a bounded number in full and
            counts the rest.
    """

    findings: tuple[Finding, ...] = ()
    records: int = 0
    errors: int = 0
    warnings: int = 0
    added: int = 0
    revised: int = 0
    withdrawn: int = 0
    unchanged: int = 0
    release: str | None = None
    new: bool = False
    catalogue_changed: bool = False
    complete: bool = True

    @classmethod
    def of(cls, findings: Iterable[Finding], records: int) -> Report:
        """Make the report of a check, by which nothing was written."""
        ordered = tuple(sorted(findings))
        errors = sum(finding.severity == "error" for finding in ordered)
        return cls(ordered, records, errors, len(ordered) - errors)

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way of publication."""
        return self.errors == 0

    def to_dict(self) -> dict[str, object]:
        """Return the content as plain data, ready for JSON."""
        return {**asdict(self), "findings": [asdict(finding) for finding in self.findings]}

    def with_errors(self, found: Iterable[Finding]) -> Report:
        """Return the report with errors about the release as a whole."""
        more = tuple(found)
        return replace(
            self, findings=tuple(sorted((*self.findings, *more))), errors=self.errors + len(more)
        )

    def to_text(self, *, dry_run: bool = False) -> str:
        """Return the content as a table for a terminal, closed by the counts."""
        table = findings_table(self.findings) if self.findings else []
        return "\n".join([*table, *([""] if table else []), *self._summary(dry_run=dry_run)]) + "\n"

    def _summary(self, *, dry_run: bool) -> list[str]:
        counts = ((self.records, "record"), (self.errors, "error"), (self.warnings, "warning"))
        lines = [", ".join(_counted(number, thing) for number, thing in counts)]
        if not self.complete:
            listed = _counted(len(self.findings), "finding")
            lines.append(f"only {listed} of {self.errors + self.warnings} are listed")
        if self.release is not None:
            new = "would be published; nothing was written" if dry_run else "published"
            state = new if self.new else "known before; nothing was written"
            lines.append(f"release {self.release}: {state}")
            lines.append(
                f"{self.added} added, {self.revised} revised, {self.withdrawn} withdrawn, "
                f"{self.unchanged} unchanged"
            )
        if self.catalogue_changed:
            lines.append("the catalogue would change" if dry_run else "the catalogue changed")
        return lines


class RefusedReleaseError(InvalidReleaseError):
    """A release or a catalogue was refused; `report` says all that is wrong with it."""

    def __init__(self, report: Report) -> None:
        """Keep the report, and its errors as faults for those who know no reports."""
        found = _counted(report.errors, "error")
        super().__init__(
            f"The release was refused for {found}; nothing was written.",
            (_fault(finding) for finding in report.findings if finding.severity == "error"),
        )
        self.report = report


def published(report: Report, release: Release, *, new: bool) -> Report:
    """Return the report of a check whose release was then published, or had been before."""
    return Report(
        findings=report.findings,
        records=report.records,
        errors=report.errors,
        warnings=report.warnings,
        added=release.added if new else 0,
        revised=release.revised if new else 0,
        withdrawn=release.withdrawn if new else 0,
        unchanged=release.unchanged if new else report.records,
        release=release.id,
        new=new,
        catalogue_changed=report.catalogue_changed,
        complete=report.complete,
    )


def _fault(finding: Finding) -> Fault:
    line = None if finding.line is None else f"line {finding.line}"
    parts = (finding.file, finding.sheet, line, finding.column)
    place = ", ".join(part for part in parts if part)
    suggested = () if finding.suggestion is None else (finding.suggestion,)
    return Fault(
        detail=f"{place}: {finding.reason}" if place else finding.reason,
        value=finding.value,
        did_you_mean=suggested,
    )


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def _cell(finding: Finding, name: str) -> str:
    content = getattr(finding, name)
    text = "" if content is None else _shown(str(content))
    return _clip(text) if name == "value" else text


def _shown(text: str) -> str:
    """Return text that cannot steer a terminal or break a line of the table."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def findings_table(findings: Sequence[Finding]) -> list[str]:
    """Return lines of aligned columns under a header.

    Chinese characters are two places wide. Only workbooks have sheets.
    """
    sheets = any(finding.sheet is not None for finding in findings)
    names = [name for name in _COLUMNS if sheets or name != "sheet"]
    rows = [names, *([_cell(finding, name) for name in names] for finding in findings)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    ]


def _clip(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[: _LONGEST_VALUE - 3]}..."


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
