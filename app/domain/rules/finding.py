"""What a check says: one thing that is wrong or doubtful, where it stands and what would help."""

from __future__ import annotations

from dataclasses import dataclass
from functools import total_ordering
from typing import Literal

Severity = Literal["error", "warning"]

SHOWN = 200


@total_ordering
@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong (`error`, nothing is published) or doubtful (`warning`).

    Findings sort by file, line and column; what stands nowhere comes first.

    Attributes:
        reason: A whole sentence for a person.
        rule: Permanent name of the rule, for programs.
        file: As the reader was given it.
        sheet: Of a workbook.
        line: Physical line on which the record starts, from 1; number of the record where a format
            has no lines.
        column: Name of the column as the file has it, or path of the key in a TOML file.
        value: The offending text as it was given.
        suggestion: What may have been meant; nobody but a person ever takes it.
    """

    severity: Severity
    reason: str
    rule: str
    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    value: str | None = None
    suggestion: str | None = None

    def __lt__(self, other: Finding) -> bool:
        """Order by place, and within a place by everything else, so that the order is total."""
        return self._rank() < other._rank()

    def _rank(self) -> tuple[str | int, ...]:
        place = (
            self.file or "",
            self.sheet or "",
            self.line or 0,
            self.column or "",
            self.severity,
            self.rule,
        )
        # What is absent comes before what is empty.
        optional = (self.file, self.sheet, self.line, self.column, self.value, self.suggestion)
        rest = (self.reason, self.value or "", self.suggestion or "")
        return (*place, *rest, *(int(each is not None) for each in optional))


def error(
    column: str, value: object, reason: str, suggestion: str | None = None, rule: str = ""
) -> Finding:
    """Make an error about a column; whoever runs the rule adds file and line."""
    return _finding("error", column, value, reason, suggestion, rule)


def warning(
    column: str, value: object, reason: str, suggestion: str | None = None, rule: str = ""
) -> Finding:
    """Make a warning about a column; whoever runs the rule adds file and line."""
    return _finding("warning", column, value, reason, suggestion, rule)


def _finding(  # noqa: PLR0913, PLR0917 - the fields of a finding
    severity: Severity,
    column: str,
    value: object,
    reason: str,
    suggestion: str | None,
    rule: str,
) -> Finding:
    # Half a character, which JSON can smuggle in, must not break the report about it.
    shown = None if value is None else str(value)[:SHOWN].encode(errors="replace").decode()
    return Finding(severity, reason, rule, column=column, value=shown, suggestion=suggestion)
