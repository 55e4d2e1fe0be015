"""Releases as a condition of a question: figures that these publications state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.errors import Fault, UnknownCodeError
from app.domain.query import RELEASE, DataQuery, filters
from app.domain.text import nearest
from app.store.observations import Known

# Looking for near names takes a while each, so only the first few mistakes get them.
_HELPED = 10


def of_releases(query: DataQuery, names: Sequence[str], known: Known) -> DataQuery:
    """Narrow a question to what some releases state; none named means any.

    Raises:
        UnknownCodeError: Releases that do not exist, each with the nearest that do.
    """
    if not names:
        return query
    ids = {release.id for release in known.releases.values()}
    strangers = [name for name in dict.fromkeys(names) if name not in ids]
    faults = [
        _unknown(name, sorted(ids) if place < _HELPED else ())
        for place, name in enumerate(strangers)
    ]
    if faults:
        more = f", and {len(faults) - 1} more in errors" if len(faults) > 1 else ""
        message = (
            f"T{faults[0].detail[1:].rstrip('?')}{more}{'?' if '?' in faults[0].detail else '.'}"
        )
        raise UnknownCodeError(message, faults)
    return replace(query, filters=filters({**dict(query.filters), RELEASE: names}))


def _unknown(name: str, known: Sequence[str]) -> Fault:
    suggestions = nearest(name, known)
    hint = f"; did you mean {suggestions[0]}?" if suggestions else ""
    return Fault(
        f"there is no release {name!r}{hint}", RELEASE, value=name, did_you_mean=suggestions
    )
