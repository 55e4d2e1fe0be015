"""Which codes have figures, of a whole dataflow or of those that a key and filters ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.dialects.sdmx.selection import Selection
from app.domain.query import DataQuery
from app.domain.structure import Structure
from app.representations.sdmx.artefacts import Codes
from app.representations.sdmx.components import Flow, dimension_codes, flows
from app.store.engine import Reader
from app.store.observations import Known, read_pages, series_coverage
from app.web.sessions import Database, Snapshot

_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class Available:
    """What would answer.

    Attributes:
        codes: By id of a dimension, those with figures, in the order of the catalogue.
        figures: How many.
        series: How many.
    """

    codes: Mapping[str, Sequence[str]]
    figures: int
    series: int


def available(reader: Reader, known: Known, flow: Flow, selection: Selection) -> Available:
    """Return what there is of a selection."""
    if selection.query is None:
        return Available({}, 0, 0)
    counted = _counted(reader, known, selection)
    return Available(_codes(flow, known.structure, counted), sum(counted.values()), len(counted))


def _counted(reader: Reader, known: Known, selection: Selection) -> Mapping[str, int]:
    """Count the figures of each series, by its key."""
    query, keep = selection.query, selection.keep
    if query is None:
        return {}
    if keep is None:
        found = series_coverage(reader, known, query)
        return {each.series.key: each.figures for each in found}
    counted: Counter[str] = Counter()
    for cube in read_pages(reader, known, query, _PAGE):
        counted.update(o.key for o in cube.observations if keep(o))
    return counted


async def held_codes(database: Database, snapshot: Snapshot) -> Codes:
    """Return the codes with figures of every dataflow; looked up once for each data version."""

    def read(reader: Reader) -> Codes:
        known = snapshot.known
        found = series_coverage(reader, known, DataQuery())
        by_flow: dict[str, Mapping[str, Sequence[str]]] = {}
        for flow in flows(known.structure):
            keys = [
                each.series.key
                for each in found
                if flow.sector in {None, known.structure.indicator[each.series.indicator].sector}
            ]
            by_flow[flow.id] = _codes(flow, known.structure, keys)
        return by_flow

    return await database.derived(snapshot, "sdmx-codes", read)


def _codes(flow: Flow, structure: Structure, keys: Iterable[str]) -> Mapping[str, Sequence[str]]:
    rows = [dimension_codes(flow, structure, key) for key in keys]
    if not rows:
        return {}
    return {
        component.id: sorted({row[place] for row in rows}, key=_order(component.column, structure))
        for place, component in enumerate(flow.dimensions)
    }


def _order(column: str, structure: Structure) -> Callable[[str], tuple[int, str]]:
    places = {code: place for place, code in enumerate(structure.known_codes(column))}
    return lambda code: (places.get(code, len(places)), code)
