"""What Pydantic has against a record, in our words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.rules.finding import error
from app.domain.text import nearest
from app.ingest.tables import OWN_COLUMNS

_QUOTED = re.compile(r"'([^']*)'")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class Fault(NamedTuple):
    """One thing wrong with the form of one record of a list.

    Attributes:
        row: Place of the record in the list, from 0.
        column: The field at fault; empty if it is the whole record.
        finding: What to say about it.
    """

    row: int
    column: str
    finding: Finding


def faults_of(failure: ValidationError, fields: frozenset[str]) -> Iterator[Fault]:
    """Turn the errors of a list of records into findings.

    Args:
        failure: What Pydantic raised.
        fields: Names of the fields that such a record has.
    """
    for details in failure.errors(include_url=False):
        row, *rest = details["loc"]
        column = str(rest[0]) if rest else ""
        rule, reason, suggestion = _explain(details, column, fields)
        value = None if details["type"] == "missing" else details["input"]
        yield Fault(int(row), column, error(column, value, reason, suggestion, rule))


class _Explained(NamedTuple):
    rule: str
    reason: str
    suggestion: str | None = None


def _explain(details: ErrorDetails, column: str, fields: frozenset[str]) -> _Explained:
    kind = details["type"]
    if kind == "extra_forbidden":
        return _extra(column, fields)
    if kind in _CUSTOM:
        context = details.get("ctx", {})
        return _Explained(_CUSTOM[kind], str(context["reason"]), context["suggestion"])
    explain = _EXPLANATIONS.get(kind)
    return explain(details, column) if explain else _Explained("readable-field", details["msg"])


def _extra(column: str, fields: frozenset[str]) -> _Explained:
    if column in OWN_COLUMNS:
        reason = f"The sector of this indicator has no dimension {column}; leave it empty."
        return _Explained("known-columns", reason)
    return _Explained("known-columns", f"A record has no field {column!r}.", near(column, fields))


def _missing(_: ErrorDetails, column: str) -> _Explained:
    return _Explained("needed-fields", f"The {column} of a record cannot be left out.")


def _no_code(details: ErrorDetails, column: str) -> _Explained:
    known = _QUOTED.findall(str(details.get("ctx", {}).get("expected", "")))
    resembling = nearest(str(details["input"]), known)
    suggestion = " or ".join(resembling) or "one of " + ", ".join(known)
    rule = f"known-{column.replace('_', '-')}"
    return _Explained(rule, f"The code list {column} has no such code.", suggestion)


def _pattern(details: ErrorDetails, _: str) -> _Explained:
    controls = sorted(_CONTROL.findall(str(details["input"])), key="\t\n\r".find)
    if not controls:
        return _Explained("readable-text", "The text is blank.")
    character = f"U+{ord(controls[0]):04X}"
    return _Explained("readable-text", f"The text holds the control character {character}.")


def _too_long(details: ErrorDetails, _: str) -> _Explained:
    most = details.get("ctx", {}).get("max_length")
    return _Explained("readable-text", f"The text is longer than {most} characters.")


def _half(_: ErrorDetails, __: str) -> _Explained:
    return _Explained("readable-text", "The text holds half a character (a lone surrogate).")


def _no_text(_: ErrorDetails, __: str) -> _Explained:
    return _Explained("readable-text", "This is not text.")


_CUSTOM = {
    "period": "well-formed-period",
    "number": "plain-decimal",
    "decimals": "whole-decimals",
    "text": "readable-text",
}
_EXPLANATIONS: dict[str, Callable[[ErrorDetails, str], _Explained]] = {
    "missing": _missing,
    "literal_error": _no_code,
    "string_pattern_mismatch": _pattern,
    "string_too_long": _too_long,
    "string_unicode": _half,
    "string_type": _no_text,
}
