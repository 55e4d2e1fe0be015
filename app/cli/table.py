"""Tables for people: aligned columns on a terminal, Chinese characters two cells wide."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

_SYMBOLS = {"exact": "", "gt": ">", "ge": "≥", "lt": "<", "le": "≤", "approx": "≈"}
_GAP = "  "
_is_number = re.compile(r"-?[0-9]+(\.[0-9]+)?|").fullmatch


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: set[int]) -> str:
    """Return lines of aligned cells under a header; columns in `numbers` stand to the right."""
    body = [[_shown(cell) for cell in row] for row in rows]
    widths = [
        max(_width(cell) for cell in (column, *(row[place] for row in body)))
        for place, column in enumerate(columns)
    ]
    lines = [columns, ["-" * width for width in widths], *body]
    return "\n".join(
        _GAP.join(
            _padded(cell, widths[place], right=place in numbers) for place, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )


def any_table(rows: Sequence[Mapping[str, object]]) -> str:
    """Return a table of rows with whatever columns they have."""
    columns = list(rows[0])
    cells = [["" if row[c] is None else str(row[c]) for c in columns] for row in rows]
    numbers = {
        place for place in range(len(columns)) if all(_is_number(row[place]) for row in cells)
    }
    return table(columns, cells, numbers)


def figure(row: Mapping[str, object]) -> str:
    """Write a value with its bound, so that "more than 83" never reads as 83."""
    bound = str(row["bound"])
    if bound == "range":
        return f"{_grouped(row['lower'])} – {_grouped(row['upper'])}"
    if row["value"] is None:
        return f"({row['status_label']})"
    return f"{_SYMBOLS[bound]} {_grouped(row['value'])}".strip()


def _grouped(number: object) -> str:
    whole, dot, rest = str(number).partition(".")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    groups = [digits[max(end - 3, 0) : end] for end in range(len(digits), 0, -3)]
    return sign + ",".join(reversed(groups)) + dot + rest


def _shown(text: str) -> str:
    """Return text that cannot steer a terminal or break a line of the table."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _width(text: str) -> int:
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def _padded(text: str, width: int, *, right: bool) -> str:
    blanks = " " * (width - _width(text))
    return blanks + text if right else text + blanks
