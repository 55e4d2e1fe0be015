"""Findings on their way into a report: all are counted, a bounded number is kept in full."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from app.domain.rules import Finding
from app.ingest.report import Report

KEPT: Final = 10_000
"""Most errors, and most warnings, that a report lists; the rest is counted, and the report says so."""


class Findings:
    """What has been found so far; never more than `KEPT` errors and as many warnings in memory.

    Attributes:
        errors: Number of all errors.
        warnings: Number of all warnings.
    """

    __slots__ = ("_kept", "errors", "warnings")

    def __init__(self) -> None:
        """Begin with none."""
        self._kept: list[Finding] = []
        self.errors = 0
        self.warnings = 0

    def add(self, findings: Iterable[Finding]) -> None:
        """Count findings, and keep those for which there is room."""
        for finding in findings:
            if finding.severity == "error":
                self.errors += 1
                room = self.errors <= KEPT
            else:
                self.warnings += 1
                room = self.warnings <= KEPT
            if room:
                self._kept.append(finding)

    def listed(self) -> tuple[Finding, ...]:
        """Return those that were kept, by file, line and column."""
        return tuple(sorted(self._kept))

    def report(self, records: int) -> Report:
        """Make the report of a check, by which nothing was written."""
        return Report(
            self.listed(),
            records=records,
            errors=self.errors,
            warnings=self.warnings,
            complete=len(self._kept) == self.errors + self.warnings,
        )
