"""Why an answer is empty: which single condition, if lifted, would let something through, and what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, time
from types import MappingProxyType
from typing import Any

from app.domain.query import DataQuery, filters
from app.domain.text import plain
from app.representations.rows import iso_instant
from app.store.engine import Reader
from app.store.observations import Known, period_coverage, read_page
from app.web.sessions import Database

# So many codes, areas or periods are named in a sentence.
_NAMED = 5
# So many areas are tried, at a look-up each.
_TRIED = 60
_END_OF_DAY = time(23, 59, 59)


async def why_empty(query: DataQuery, database: Database, known: Known) -> str:
    """Return a sentence or two for people that say why nothing matched."""
    if query.after is not None:
        return "Nothing lies behind the cursor."
    if not query.conditions():
        return "The store holds no observation yet."
    return await database.read(lambda reader: _why(reader, known, query))


def _why(reader: Reader, known: Known, query: DataQuery) -> str:
    sector = query.codes("sector")
    if (
        sector
        and not read_page(reader, known, DataQuery(filters=(("sector", sector),)), 1).observations
    ):
        return f"No observation of the sector {' or '.join(sector)} has been published yet."
    culprits = _culprits(reader, known, query)
    if not culprits:
        return (
            "No observation meets all conditions, nor would one if any single condition were "
            "lifted; see /v1/availability for what exists."
        )
    names = " or ".join(_spelt(query, name, known) for name in culprits)
    sentences = [f"No observation meets all conditions. There would be an answer without {names}."]
    for name in culprits:
        found = _HELD.get(name, _nothing)(reader, known, query.without(name))
        sentences += [found] if found else []
    return " ".join(sentences)


def _culprits(reader: Reader, known: Known, query: DataQuery) -> list[str]:
    """Return the conditions without any one of which something would match."""
    return [
        name
        for name in query.conditions()
        if name != "sector" and read_page(reader, known, query.without(name), 1).observations
    ]


def _spelt(query: DataQuery, name: str, known: Known) -> str:
    """Write a condition as it stands in an address, with what its codes are called."""
    if name == "time":
        return f"time={query.time}"
    if name == "value":
        return " and ".join(f"value_{v.comparison}={plain(v.limit)}" for v in query.values)
    if name == "as_of":
        return f"as_of={_instant(query.as_of)}"
    if name == "published":
        sides = {"since": query.published.since, "until": query.published.until}
        return " and ".join(
            f"{side}={iso_instant(instant)}" for side, instant in sides.items() if instant
        )
    codes = query.codes(name) or ()
    asked = dict(query.spelt).get(name) or _shortened(codes)
    labels = _shortened([label for label in (_label(name, code, known) for code in codes) if label])
    return f"{name}={asked} ({labels})" if labels else f"{name}={asked}"


def _instant(moment: datetime | None) -> str:
    """Write an instant; a day stands for its last second."""
    if moment is None:
        return ""
    return moment.date().isoformat() if moment.time() == _END_OF_DAY else iso_instant(moment)


def _shortened(names: Sequence[str], separator: str = ",") -> str:
    more = len(names) - _NAMED
    shown = separator.join(names[:_NAMED])
    return f"{shown} and {more:,} more" if more > 0 else shown


def _label(component: str, code: str, known: Known) -> str | None:
    structure = known.structure
    if component not in {"area", "indicator", "sector", "unit", *structure.dimension}:
        return None
    entry: Any = structure.known_codes(component).get(code)
    return entry.name.en if entry else None


def _nothing(reader: Reader, known: Known, query: DataQuery) -> None:
    del reader, known, query


def _areas_held(reader: Reader, known: Known, query: DataQuery) -> str | None:
    """Name areas that would answer, each of a bounded number looked up by itself."""
    found: list[str] = []
    for area in known.structure.areas[:_TRIED]:
        one = replace(query, filters=filters({**dict(query.filters), "area": [area.code]}))
        if read_page(reader, known, one, 1).observations:
            found.append(f"{area.name.en} ({area.code})")
        if len(found) == _NAMED:
            break
    return f"There are figures for {', '.join(found)}." if found else None


def _periods_held(reader: Reader, known: Known, query: DataQuery) -> str | None:
    if not (query.codes("area") or query.codes("indicator")):
        return None  # all that there is would be gone through
    periods = [each.period for each in period_coverage(reader, known, query)]
    return f"There are figures for {_shortened(periods[::-1], ', ')}." if periods else None


_HELD: Mapping[str, Callable[[Reader, Known, DataQuery], str | None]] = MappingProxyType(
    {"area": _areas_held, "time": _periods_held}
)
