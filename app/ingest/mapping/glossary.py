"""Common terms of Chinese statistics, for drafts of catalogue entries: our own codes and English names.

They are data: glossary.csv beside this module, Chinese names parted by a bar, the usual one first.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("glossary.csv")


class Term(NamedTuple):
    """A term that statisticians use.

    Attributes:
        unit_dimension: Kind of the units in which its level is stated.
        nature: stock, flow or ratio.
        chinese: Names under which it is printed; the first is the usual one.
    """

    code: str
    english: str
    unit_dimension: str
    nature: str
    chinese: tuple[str, ...]


@cache
def glossary() -> Mapping[str, Term]:
    """Return the terms by each of their Chinese names."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        _, *rows = csv.reader(file)
    terms = [
        Term(code, english, kind, nature, tuple(chinese.split("|")))
        for code, english, kind, nature, chinese in rows
    ]
    return {name: term for term in terms for name in term.chinese}
