"""Many rows at once, as fast as each database takes them: COPY, or one prepared statement.

Rows are tuples of texts and whole numbers in the order of the table's columns, in the forms in which
both databases read dates, instants and decimals. SQLAlchemy's own insert spends more on a row than
the database does.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.store.engine import Writer
from app.store.tables import METADATA

Row = tuple[Any, ...]

_STAGED = "staged_citations"


class BulkWriter(Protocol):
    """Writes many rows of one table.

    Attributes:
        waits: Whether writing is mostly waiting for a server, so that other work can go on.
    """

    @property
    def waits(self) -> bool: ...  # noqa: D102 - as above

    def add(self, table: str, rows: Sequence[Row]) -> None:
        """Write rows that are not there yet."""

    def add_missing(self, table: str, rows: Sequence[Row]) -> None:
        """Write rows of which some may be there; those stay as they are."""

    def look_over(self, tables: Iterable[str]) -> None:
        """Let the planner of statements see what was written."""


def bulk_writer(writer: Writer) -> BulkWriter:
    """Return the writer for the database at hand."""
    connection = writer.connection
    return _Sqlite(connection) if connection.dialect.name == "sqlite" else _Postgres(connection)


def _columns(table: str) -> list[str]:
    return [column.name for column in METADATA.tables[table].columns]


@dataclass(frozen=True, slots=True)
class _Sqlite:
    connection: Connection
    waits: bool = False

    def add(self, table: str, rows: Sequence[Row]) -> None:
        self._insert("INSERT INTO", table, rows, "")

    def add_missing(self, table: str, rows: Sequence[Row]) -> None:
        self._insert("INSERT INTO", table, rows, " ON CONFLICT DO NOTHING")

    def _insert(self, verb: str, table: str, rows: Sequence[Row], end: str) -> None:
        if rows:
            columns = _columns(table)
            marks = ", ".join("?" * len(columns))
            statement = f"{verb} {table} ({', '.join(columns)}) VALUES ({marks}){end}"
            # In the order of the key the pages of the tree are visited once.
            self.connection.exec_driver_sql(statement, sorted(rows, key=_key))

    def look_over(self, tables: Iterable[str]) -> None:
        """Do nothing: statements here are planned by the keys alone."""


def _key(row: Row) -> Row:
    return row[:3]


@dataclass(frozen=True, slots=True)
class _Postgres:
    connection: Connection
    waits: bool = True

    def add(self, table: str, rows: Sequence[Row]) -> None:
        if rows:
            self._copy(table, table, rows)

    def add_missing(self, table: str, rows: Sequence[Row]) -> None:
        """Copy into a table of this connection first: COPY itself cannot pass over what is there."""
        if not rows:
            return
        columns = ", ".join(_columns(table))
        run = self.connection.exec_driver_sql
        run(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {_STAGED} (LIKE {table}) ON COMMIT DROP",
        )
        self._copy(_STAGED, table, rows)
        run(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {_STAGED} "  # noqa: S608 - names of our own
            "ON CONFLICT DO NOTHING"
        )
        run(f"TRUNCATE {_STAGED}")

    def look_over(self, tables: Iterable[str]) -> None:
        """Analyse the tables; nobody else can before the end of this transaction."""
        self.connection.exec_driver_sql(f"ANALYZE {', '.join(tables)}")

    def _copy(self, target: str, like: str, rows: Sequence[Row]) -> None:
        """Copy rows into a table that has the columns of another.

        As CSV, which Python writes several times as fast as the text format: an empty cell is null,
        but where a column has no nulls it is an empty text.
        """
        columns = METADATA.tables[like].columns
        names = ", ".join(column.name for column in columns)
        filled = ", ".join(column.name for column in columns if not column.nullable)
        options = f"FORMAT csv, FORCE_NOT_NULL ({filled})"
        statement = f"COPY {target} ({names}) FROM STDIN WITH ({options})"
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        driver: Any = self.connection.connection.dbapi_connection
        dialect: Any = self.connection.dialect.loaded_dbapi
        try:
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write(text.getvalue())
        except dialect.IntegrityError as fault:
            raise IntegrityError(statement, None, fault) from fault
