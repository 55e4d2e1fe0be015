"""Typed records become facts of the domain."""

from __future__ import annotations

from collections.abc import Mapping
from sys import intern
from typing import NamedTuple, cast

from app.domain.facts import Fact
from app.domain.series import TOTAL, Series, series_id, series_key
from app.domain.structure import Label, Structure
from app.sectors.record import Record

Dimensions = tuple[tuple[str, str], ...]


class SeriesName(NamedTuple):
    """What decides the series of a record, as it was written."""

    area: str
    indicator: str
    transformation: str
    unit: str
    frequency: str
    own: tuple[str, ...]


def series_name(record: Record, dimensions: tuple[str, ...]) -> SeriesName:
    """Return what the series of a record follows from; records of one series share it."""
    own = cast("Mapping[str, str]", record)
    # Series share most of their codes; each text is kept once.
    return SeriesName(
        intern(record["area"]),
        intern(record["indicator"]),
        intern(record["transformation"]),
        intern(record["unit"]),
        intern(record["frequency"]),
        tuple(intern(own[name]) for name in dimensions),
    )


def series_of(name: SeriesName, dimensions: Dimensions, structure: Structure) -> Series:
    """Return the series of a record; an area that no name finds stands as it was written."""
    area = structure.find_area(name.area) or name.area
    codes = (name.indicator, area, name.transformation, name.unit, name.frequency)
    key = series_key(*codes, dict(dimensions))
    breakdown = tuple(sorted(pair for pair in dimensions if pair[1] != TOTAL))
    return Series(series_id(key), key, *codes, breakdown)


def fact_of(record: Record, series: Series, sector: str, dimensions: Dimensions) -> Fact:
    """Return what a record says, in the terms of the model."""
    return Fact(
        series=series,
        sector=sector,
        dimensions=dimensions,
        period=record["period"],
        period_basis=record["period_basis"],
        value=record.get("value"),
        bound=record["bound"],
        lower=record.get("lower"),
        upper=record.get("upper"),
        status=record["status"],
        role=record["role"],
        value_published=record.get("value_published"),
        unit_published=record.get("unit_published"),
        decimals=record.get("decimals"),
        locator=record["locator"],
        statement=Label(record["statement_en"], record["statement_zh"]),
        note=Label(record.get("note_en") or "", record.get("note_zh") or ""),
    )
