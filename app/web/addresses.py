"""Addresses that were probably meant: compared part by part, never guessed from the whole."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_LIKE = 0.75
_VERSION = "/v1"
_MOST_PARTS = 16
_parts = re.compile(r"([/.:])").split
_plain = re.compile(r"[A-Za-z0-9._~:/-]{1,200}", re.ASCII).fullmatch


def nearest_address(path: str, templates: Iterable[str], count: int = 3) -> tuple[str, ...]:
    """Return addresses that resemble a path, best first; none where nothing is near.

    Args:
        path: What was asked for, decoded.
        templates: Paths of routes, with `{}` around what may be anything.
        count: Most suggestions.
    """
    tidy = re.sub("/+", "/", path).rstrip("/")
    if not _plain(tidy):
        return ()
    candidates = [tidy] if tidy.startswith(f"{_VERSION}/") else [tidy, _VERSION + tidy]
    graded: dict[str, float] = {}
    for template in dict.fromkeys(templates):
        for candidate in candidates:
            found, likeness = _fitted(candidate, template)
            if found and found != path:
                graded[found] = max(likeness, graded.get(found, 0.0))
    best = sorted(graded, key=lambda found: (-graded[found], found))
    return tuple(best[:count])


def _fitted(path: str, template: str) -> tuple[str, float]:
    """Write a path as a template has it; nothing where a part is unlike, and how alike they are."""
    theirs, ours = _parts(path), _parts(template)
    if len(theirs) != len(ours) or len(ours) > _MOST_PARTS:
        return "", 0.0
    likeness = 1.0
    written = []
    for given, wanted in zip(theirs, ours, strict=True):
        if wanted.startswith("{") and given:
            written.append(given)
            likeness *= _LIKE  # a name beats a place for any name
            continue
        ratio = difflib.SequenceMatcher(None, given.lower(), wanted.lower()).ratio()
        if ratio < _LIKE:
            return "", 0.0
        likeness *= ratio
        written.append(wanted)
    return "".join(written), likeness
