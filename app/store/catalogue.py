"""The catalogue in the database: read whole as a `Structure`, written whole by key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table, literal, select

from app.domain.errors import InvalidReleaseError
from app.domain.series import TOTAL
from app.domain.structure import (
    Area,
    Code,
    CodeList,
    Dimension,
    Indicator,
    Label,
    Sector,
    Source,
    Structure,
    Unit,
    UnitSpelling,
)
from app.store.dialects import dialect_module
from app.store.engine import Reader, Writer
from app.store.tables import (
    AREAS,
    CODE_LISTS,
    CODES,
    INDICATORS,
    SECTORS,
    SERIES,
    SERIES_DIMENSIONS,
    SOURCES,
    UNIT_SPELLINGS,
    UNITS,
)

_Rows = Sequence[Any]
_Record = dict[str, object]


def load_structure(reader: Reader | Writer) -> Structure:
    """Read the whole catalogue; call it within one snapshot."""
    lists = _all(reader, CODE_LISTS)
    codes = _codes(_all(reader, CODES))
    return Structure(
        code_lists=tuple(
            CodeList(row.code, _name(row), _description(row), codes.get(row.code, ()))
            for row in lists
            if row.sector is None
        ),
        areas=tuple(
            Area(
                row.code,
                row.gb_code,
                row.parent,
                row.level,
                row.category,
                _name(row),
                tuple(row.aliases),
            )
            for row in _all(reader, AREAS)
        ),
        units=tuple(
            Unit(row.code, row.dimension, _name(row), row.symbol) for row in _all(reader, UNITS)
        ),
        spellings=tuple(
            UnitSpelling(row.text, row.unit, row.multiplier) for row in _all(reader, UNIT_SPELLINGS)
        ),
        sectors=tuple(
            Sector(row.code, row.position, _name(row), _description(row), _own(row, lists, codes))
            for row in _all(reader, SECTORS)
        ),
        indicators=tuple(map(_indicator, _all(reader, INDICATORS))),
        sources=tuple(map(_source, _all(reader, SOURCES, order="id"))),
    )


def save_structure(writer: Writer, structure: Structure) -> None:
    """Add or change every entry of the catalogue; nothing is ever removed.

    Raises:
        InvalidReleaseError: Areas or indicators contain each other in a circle.
    """
    sectors = tuple(structure.sector.values())
    _upsert(writer, SECTORS, map(_sector_row, sectors), positioned=False)
    lists: list[dict[str, object]] = []
    codes: list[dict[str, object]] = []
    for code_list in structure.code_lists:
        lists.append({**_named(code_list), **_described(code_list), "sector": None})
        codes += _code_rows(code_list.code, code_list.codes)
    for sector in sectors:
        for dimension in sector.dimensions:
            own = {**_named(dimension), **_described(dimension), "sector": sector.code}
            lists.append(own)
            codes += _code_rows(dimension.code, dimension.codes)
    _upsert(writer, CODE_LISTS, lists)
    _upsert(writer, CODES, codes, positioned=False)
    _upsert(writer, AREAS, map(_area_row, structure.areas), whole="parent")
    _upsert(writer, UNITS, map(_unit_row, structure.units))
    _upsert(writer, UNIT_SPELLINGS, map(_spelling_row, structure.spellings))
    _upsert(writer, INDICATORS, map(_indicator_row, structure.indicators), whole="part_of")
    _upsert(writer, SOURCES, map(_source_row, structure.sources), positioned=False)
    _fill_totals(writer, sectors)


def _all(reader: Reader | Writer, table: Table, order: str = "position") -> _Rows:
    statement = select(table).order_by(table.c[order], *table.primary_key.columns)
    return reader.connection.execute(statement).all()


def _codes(rows: _Rows) -> dict[str, tuple[Code, ...]]:
    found: dict[str, tuple[Code, ...]] = {}
    for row in rows:
        code = Code(row.code, _name(row), _description(row))
        found[row.code_list] = (*found.get(row.code_list, ()), code)
    return found


def _own(sector: Any, lists: _Rows, codes: Mapping[str, tuple[Code, ...]]) -> tuple[Dimension, ...]:
    return tuple(
        Dimension(row.code, _name(row), _description(row), codes.get(row.code, ()))
        for row in lists
        if row.sector == sector.code
    )


def _indicator(row: Any) -> Indicator:
    return Indicator(
        code=row.code,
        sector=row.sector,
        name=_name(row),
        definition=Label(row.definition_en, row.definition_zh),
        unit_dimension=row.unit_dimension,
        nature=row.nature,
        share=row.share,
        dimensions=tuple(row.dimensions),
        part_of=row.part_of,
        keywords=tuple(row.keywords),
        aliases=tuple(row.aliases),
    )


def _source(row: Any) -> Source:
    return Source(
        id=row.id,
        publisher=row.publisher,
        author=row.author,
        contributors=tuple(row.contributors),
        kind=row.kind,
        title=row.title,
        description=_description(row),
        published_from=row.published_from,
        published_to=row.published_to,
        published_basis=Label(row.published_basis_en, row.published_basis_zh),
        language=row.language,
        licence=row.licence,
        url=row.url,
        sha256=row.sha256,
    )


def _name(row: Any) -> Label:
    return Label(row.name_en, row.name_zh)


def _description(row: Any) -> Label:
    return Label(row.description_en, row.description_zh)


def _named(entry: Any) -> dict[str, object]:
    return {"code": entry.code, "name_en": entry.name.en, "name_zh": entry.name.zh}


def _described(entry: Any) -> dict[str, object]:
    return {"description_en": entry.description.en, "description_zh": entry.description.zh}


def _code_rows(code_list: str, codes: Iterable[Code]) -> list[dict[str, object]]:
    return [
        {"code_list": code_list, "position": position, **_named(code), **_described(code)}
        for position, code in enumerate(codes, 1)
    ]


def _sector_row(sector: Sector) -> dict[str, object]:
    return {**_named(sector), **_described(sector), "position": sector.position}


def _area_row(area: Area) -> dict[str, object]:
    return {
        **_named(area),
        "gb_code": area.gb_code,
        "parent": area.parent,
        "level": area.level,
        "category": area.category,
        "aliases": list(area.aliases),
    }


def _unit_row(unit: Unit) -> dict[str, object]:
    return {**_named(unit), "dimension": unit.dimension, "symbol": unit.symbol}


def _spelling_row(spelling: UnitSpelling) -> dict[str, object]:
    return {"text": spelling.text, "unit": spelling.unit, "multiplier": spelling.multiplier}


def _indicator_row(indicator: Indicator) -> dict[str, object]:
    return {
        **_named(indicator),
        "sector": indicator.sector,
        "definition_en": indicator.definition.en,
        "definition_zh": indicator.definition.zh,
        "unit_dimension": indicator.unit_dimension,
        "nature": indicator.nature,
        "share": indicator.share,
        "dimensions": list(indicator.dimensions),
        "part_of": indicator.part_of,
        "keywords": list(indicator.keywords),
        "aliases": list(indicator.aliases),
    }


def _source_row(source: Source) -> dict[str, object]:
    return {
        "id": source.id,
        "publisher": source.publisher,
        "author": source.author,
        "contributors": list(source.contributors),
        "kind": source.kind,
        "title": source.title,
        **_described(source),
        "published_from": source.published_from,
        "published_to": source.published_to,
        "published_basis_en": source.published_basis.en,
        "published_basis_zh": source.published_basis.zh,
        "language": source.language,
        "licence": source.licence,
        "url": source.url,
        "sha256": source.sha256,
    }


def _fill_totals(writer: Writer, sectors: Iterable[Sector]) -> None:
    """Make every series a total in the dimensions that its sector has gained since."""
    for sector in sectors:
        for dimension in sector.dimensions:
            series = select(SERIES.c.series_id, literal(dimension.code), literal(TOTAL))
            missing = (
                _dialect(writer)
                .insert(SERIES_DIMENSIONS)
                .from_select(
                    ["series_id", "dimension", "code"],
                    series.where(SERIES.c.sector == sector.code),
                )
                .on_conflict_do_nothing()
            )
            writer.connection.execute(missing)


def _wholes_first(rows: Sequence[_Record], whole: str) -> list[_Record]:
    """Order rows so that what contains another is written before it.

    Raises:
        InvalidReleaseError: Rows contain each other in a circle.
    """
    by_code = {row["code"]: row for row in rows}
    done: dict[object, _Record] = {}
    for row in rows:
        waiting: dict[object, _Record] = {}
        each: _Record | None = row
        while each is not None and each["code"] not in done:
            if each["code"] in waiting:
                message = f"{each['code']} is a part of itself by {whole}; nothing was written."
                raise InvalidReleaseError(message)
            waiting[each["code"]] = each
            each = by_code.get(each[whole])
        done |= dict(reversed(waiting.items()))
    return list(done.values())


def _dialect(writer: Writer) -> Any:
    return dialect_module(writer.connection.dialect.name)


def _upsert(
    writer: Writer,
    table: Table,
    records: Iterable[_Record],
    *,
    positioned: bool = True,
    whole: str | None = None,
) -> None:
    rows = [dict(record) for record in records]
    if positioned:
        rows = [{**record, "position": position} for position, record in enumerate(rows, 1)]
    if whole is not None:
        rows = _wholes_first(rows, whole)
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    insert = _dialect(writer).insert(table)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    statement = insert.on_conflict_do_update(index_elements=keys, set_=changed)
    writer.connection.execute(statement, rows)
