"""JSON lines: one object a line, in our own columns. Numbers keep the digits they are written with."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.ingest.columns import absent, check_defaults
from app.ingest.content import Content
from app.ingest.grids.encoding import utf8_fault
from app.ingest.tables import EVERY_COLUMN, RawRecord, Table, unreadable


class _NotFiniteError(ValueError):
    """NaN or Infinity, which Python takes for numbers and JSON does not."""


class _KeyTwiceError(ValueError):
    """An object in which it depends on the reader which of two cells counts."""

    def __init__(self, name: str) -> None:
        reason = f"The object has the key {name!r} twice."
        super().__init__(reason)
        self.finding = error(name, name, reason, rule="columns-once")


def read_jsonl(content: Content, defaults: Mapping[str, str]) -> Table:
    """Read JSON lines in UTF-8; what is no record is a finding with its line."""
    fault = utf8_fault(content)
    if fault:
        return unreadable(content.name, fault, fault.line)
    findings = tuple(replace(each, file=content.name) for each in check_defaults(defaults))
    records = _Lines(content, absent(defaults, ())).records()
    return Table(content.name, EVERY_COLUMN, records, findings)


@dataclass(frozen=True, slots=True)
class _Lines:
    content: Content
    constants: Mapping[str, str]

    def records(self) -> Iterator[RawRecord | Finding]:
        """Read the file from its start; blank lines are no records."""
        with self.content.opened() as file:
            # Only a line feed ends a line; a carriage return is a blank of JSON.
            text = io.TextIOWrapper(file, "utf-8-sig", newline="\n")
            try:
                for number, line in enumerate(text, 1):
                    if not line.isspace():
                        yield self._record(number, line)
            finally:
                text.detach()  # or it would close a file that is not ours

    def _record(self, number: int, line: str) -> RawRecord | Finding:
        try:
            given = _DECODER.decode(line)
        except _KeyTwiceError as fault:
            finding = fault.finding
        except _NotFiniteError:
            finding = _where_not_finite(line)
        except json.JSONDecodeError as fault:
            reason = f"This line is not JSON: {fault.msg} (character {fault.colno})."
            finding = error("file", line.strip(), reason, rule="readable-json")
        except RecursionError:
            finding = error("file", None, "This line is nested too deeply.", rule="readable-json")
        else:
            if isinstance(given, dict):
                return self._filled(number, given)
            reason = "This line is no object; write one object a line."
            finding = error("file", line.strip(), reason, rule="object-per-line")
        return replace(finding, line=number)

    def _filled(self, number: int, given: Mapping[str, Any]) -> RawRecord:
        cells = {name: cell for name, cell in given.items() if cell is not None and cell != ""}
        constants = {n: cell for n, cell in self.constants.items() if n not in given}
        return RawRecord(number, {**constants, **cells})


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        (name, _), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise _KeyTwiceError(name)
    return found


def _not_finite(text: str) -> NoReturn:
    raise _NotFiniteError(text)


class _NotFinite(str):
    """What stands in for NaN while its column is looked for."""

    __slots__ = ()


def _where_not_finite(line: str) -> Finding:
    """Name the column, which the decoder does not tell."""
    given = json.loads(line, parse_constant=_NotFinite, parse_float=str, parse_int=str)
    cells = given.items() if isinstance(given, dict) else ()
    found = (name for name, cell in cells if isinstance(cell, _NotFinite))
    reason = "A number that is not finite (NaN or infinite) is no figure, and not JSON."
    suggestion = "null where there is none"
    return error(next(found, "file"), line.strip(), reason, suggestion, "plain-decimal")


# Numbers stay texts: 818.05 and 818.050 are not the same as printed.
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=_not_finite
)
