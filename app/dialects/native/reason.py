"""Why an answer is empty: which single condition, if lifted, would let something through."""

from __future__ import annotations

from app.domain.query import DataQuery
from app.domain.text import plain
from app.representations.rows import iso_instant
from app.store.engine import Reader
from app.store.observations import Known, read_page
from app.web.sessions import Database


async def why_empty(query: DataQuery, database: Database, known: Known) -> str:
    """Return a sentence for people that says why nothing matched."""
    culprits = await database.read(lambda reader: _culprits(reader, known, query))
    if query.after is not None:
        return "Nothing lies behind the cursor."
    if not query.conditions():
        return "The store holds no observation yet."
    if culprits:
        names = " or ".join(_spelt(query, name) for name in culprits)
        return f"No observation meets all conditions. There would be an answer without {names}."
    return (
        "No observation meets all conditions, nor would one if any single condition were lifted; "
        "see /v1/availability for what exists."
    )


def _culprits(reader: Reader, known: Known, query: DataQuery) -> list[str]:
    """Return the conditions without any one of which something would match."""
    return [
        name
        for name in query.conditions()
        if name != "sector" and read_page(reader, known, query.without(name), 1).observations
    ]


def _spelt(query: DataQuery, name: str) -> str:
    if name == "time":
        return f"time={query.time}"
    if name == "value":
        return " and ".join(f"value_{v.comparison}={plain(v.limit)}" for v in query.values)
    if name == "as_of":
        return f"as_of={query.as_of:%Y-%m-%d}"
    if name == "published":
        sides = {"since": query.published.since, "until": query.published.until}
        return " and ".join(
            f"{side}={iso_instant(instant)}" for side, instant in sides.items() if instant
        )
    return f"{name}={','.join(query.codes(name) or ())}"
