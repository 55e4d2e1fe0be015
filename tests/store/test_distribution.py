"""The rules that let the fact tables be spread over machines by `series_id`, checked on the metadata.

Each rule is also shown a schema that breaks it.
"""

from collections.abc import Iterator

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Sequence,
    Table,
    UniqueConstraint,
)

from app.store.tables import DISTRIBUTION_COLUMN, METADATA

FACT_TABLES = {"series", "series_dimensions", "citations", "observations"}


def _fact_tables(metadata: MetaData) -> list[Table]:
    return [table for table in metadata.sorted_tables if DISTRIBUTION_COLUMN in table.columns]


def _keys(table: Table) -> Iterator[str]:
    if DISTRIBUTION_COLUMN not in table.primary_key.columns:
        yield f"{table.name}: its primary key lacks {DISTRIBUTION_COLUMN}"
    for constraint in table.constraints:
        if not isinstance(constraint, UniqueConstraint):
            continue
        if DISTRIBUTION_COLUMN not in constraint.columns:
            yield f"{table.name}: a unique constraint lacks {DISTRIBUTION_COLUMN}"
    for index in table.indexes:
        if index.unique and DISTRIBUTION_COLUMN not in index.columns:
            yield f"{table.name}: a unique index lacks {DISTRIBUTION_COLUMN}"


def _generated(table: Table) -> Iterator[str]:
    for column in table.columns:
        drawn = isinstance(column.default, Sequence) or column.identity is not None
        if drawn or column is table.autoincrement_column:
            yield f"{table.name}.{column.name}: one machine cannot count for all"


def _references(table: Table, facts: set[str]) -> Iterator[str]:
    for constraint in table.foreign_key_constraints:
        target = constraint.referred_table.name
        pairs = {(each.parent.name, each.column.name) for each in constraint.elements}
        if table.name not in facts and target in facts:
            yield f"{table.name}: a code table refers to the fact table {target}"
        if {table.name, target} <= facts and (DISTRIBUTION_COLUMN,) * 2 not in pairs:
            yield f"{table.name}: its reference to {target} lacks {DISTRIBUTION_COLUMN}"


def _faults(metadata: MetaData) -> list[str]:
    facts = _fact_tables(metadata)
    names = {table.name for table in facts}
    found = [fault for table in facts for fault in (*_keys(table), *_generated(table))]
    return found + [
        fault for table in metadata.sorted_tables for fault in _references(table, names)
    ]


def test_the_schema_keeps_the_rules() -> None:
    assert _faults(METADATA) == []


def test_the_fact_tables_are_these() -> None:
    assert {table.name for table in _fact_tables(METADATA)} == FACT_TABLES


def _series(metadata: MetaData) -> Column[int]:
    column = Column("series_id", BigInteger, primary_key=True, autoincrement=False)
    Table("series", metadata, column)
    return column


@pytest.mark.parametrize(
    ("items", "fault"),
    [
        (
            (Column("id", Integer, primary_key=True, autoincrement=False), Column("series_id")),
            "primary key lacks",
        ),
        (
            (
                Column("series_id", BigInteger, primary_key=True, autoincrement=False),
                Column("code", Integer),
                UniqueConstraint("code"),
            ),
            "unique constraint lacks",
        ),
        (
            (
                Column("series_id", BigInteger, primary_key=True, autoincrement=False),
                Column("code", Integer),
                Index("one", "code", unique=True),
            ),
            "unique index lacks",
        ),
        ((Column("series_id", BigInteger, primary_key=True),), "cannot count"),
        (
            (
                Column("series_id", BigInteger, primary_key=True, autoincrement=False),
                Column("place", Integer, Identity()),
            ),
            "cannot count",
        ),
        (
            (
                Column("series_id", BigInteger, primary_key=True, autoincrement=False),
                Column("other", BigInteger),
                ForeignKeyConstraint(["other"], ["series.series_id"]),
            ),
            "its reference to series lacks",
        ),
        (
            (
                Column("code", Integer, primary_key=True),
                Column("first_series", BigInteger, ForeignKey("series.series_id")),
            ),
            "a code table refers",
        ),
    ],
)
def test_a_breach_is_seen(items: tuple[Column[int]], fault: str) -> None:
    metadata = MetaData()
    _series(metadata)
    Table("figures", metadata, *items)
    assert [fault in each for each in _faults(metadata)] == [True]
