"""Text that people type: exact keys for look-up, nearest names for help. Suggests, never substitutes."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

_NEAR = 0.6


def fold(text: str) -> str:
    """Return the form in which two spellings of one name compare equal (width, case, outer blanks)."""
    return unicodedata.normalize("NFKC", text).strip().casefold()


def nearest(
    name: str, known: Iterable[str], count: int = 3, likeness: float = _NEAR
) -> tuple[str, ...]:
    """Return up to `count` of the known names that resemble `name`, best first.

    Args:
        name: As typed.
        known: Names that would have been right.
        count: Most suggestions.
        likeness: From 0, anything, to 1, the same name.
    """
    by_fold = {fold(candidate): candidate for candidate in known}
    matches = difflib.get_close_matches(fold(name)[:64], by_fold, n=count, cutoff=likeness)
    return tuple(by_fold[match] for match in matches)


def plain(number: Decimal) -> str:
    """Write a decimal exactly, without exponent and without zeros that only padded it.

    >>> plain(Decimal("8.1805E+11")), plain(Decimal("30.00"))
    ('818050000000', '30')
    """
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text
