"""Which files of the whole store there are, and what goes into each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from app.dialects.native.metadata import descriptions
from app.domain.cube import Cube
from app.domain.query import DataQuery, Position, filters
from app.representations import csv, jsonl, parquet
from app.representations.contract import RenderContext, Representation
from app.sectors import SECTORS
from app.store.engine import Store
from app.store.observations import read_page
from app.web.caching import validators
from app.web.sessions import Snapshot
from app.web.snapshot_folder import Content, zipped
from app.web.snapshots import Wanted

ALL = "all"
_PAGE = 5_000


@dataclass(frozen=True, slots=True)
class BulkFile:
    """A file with every current figure of a sector, or of all.

    Attributes:
        sector: `None` for all sectors.
        zipped: Whether it is compressed by gzip.
    """

    sector: str | None
    representation: Representation
    zipped: bool = False

    @property
    def name(self) -> str:
        """As in its address."""
        return f"{self.sector or ALL}.{self.format}"

    @property
    def format(self) -> str:
        """What its name ends in."""
        return f"{self.representation.extension}{'.gz' if self.zipped else ''}"

    @property
    def media_type(self) -> str:
        """As sent."""
        return "application/gzip" if self.zipped else self.representation.media_type


FILES: Mapping[str, BulkFile] = {
    file.name: file
    for sector in (None, *(each.code for each in SECTORS))
    for file in (
        BulkFile(sector, csv.REPRESENTATION),
        BulkFile(sector, csv.REPRESENTATION, zipped=True),
        BulkFile(sector, parquet.REPRESENTATION),
        BulkFile(sector, jsonl.REPRESENTATION),
    )
}


def wanted(store: Store, snapshot: Snapshot, file: BulkFile) -> Wanted:
    """Return what it takes to build a file of the current data version."""

    def fill(content: Content) -> Iterator[bytes]:
        context = _context(snapshot, file)
        pages = _pages(store, snapshot, _query(file), content)
        pieces = file.representation.render(pages, context)
        return zipped(pieces) if file.zipped else pieces

    headers = validators(snapshot.version, "bulk", file.name)
    return Wanted(snapshot.version, file.name, fill, headers)


def _query(file: BulkFile) -> DataQuery:
    return DataQuery(filters=filters({"sector": [file.sector]} if file.sector else {}))


def _context(snapshot: Snapshot, file: BulkFile) -> RenderContext:
    """Return how the data call without parameters looks: a file holds the same bytes."""
    structure = snapshot.known.structure
    own = structure.sector[file.sector].dimensions if file.sector else None
    names = structure.dimension if own is None else (dimension.code for dimension in own)
    path = f"/v1/{file.sector}/observations" if file.sector else "/v1/observations"

    def close(_returned: int, _following: Position | None) -> Mapping[str, object]:
        return {"meta": {"canonical": path, "data_version": snapshot.version.text}}

    return RenderContext(
        dimensions=tuple(names), descriptions=descriptions(file.sector), close=close
    )


def _pages(store: Store, snapshot: Snapshot, query: DataQuery, content: Content) -> Iterator[Cube]:
    """Read page after page, a connection borrowed for each and given back."""
    while True:
        with store.reader() as reader:
            cube = read_page(reader, snapshot.known, query, _PAGE)
        content.rows += len(cube.observations)
        yield cube
        if cube.next is None:
            return
        query = replace(query, after=cube.next)
