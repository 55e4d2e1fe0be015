"""Many rows at once, as fast as each database takes them: COPY, or one prepared statement.

Rows are tuples of texts and whole numbers in the order of the table's columns, in the forms in which
both databases read dates, instants and decimals. SQLAlchemy's own insert spends more on a row than
the database does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.store.engine import Writer
from app.store.tables import METADATA

Row = tuple[Any, ...]

_STAGED = "staged_citations"
_NULL = "\\N"
# What has a meaning in PostgreSQL's text format.
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class BulkWriter(Protocol):
    """Writes many rows of one table."""

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

    def add(self, table: str, rows: Sequence[Row]) -> None:
        self._copy(table, _columns(table), rows)

    def add_missing(self, table: str, rows: Sequence[Row]) -> None:
        """Copy into a table of this connection first: COPY itself cannot pass over what is there."""
        columns = ", ".join(_columns(table))
        run = self.connection.exec_driver_sql
        run(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS {_STAGED} (LIKE {table}) ON COMMIT DROP",
        )
        self._copy(_STAGED, _columns(table), rows)
        run(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {_STAGED} "  # noqa: S608 - names of our own
            "ON CONFLICT DO NOTHING"
        )
        run(f"TRUNCATE {_STAGED}")

    def look_over(self, tables: Iterable[str]) -> None:
        """Analyse the tables; nobody else can before the end of this transaction."""
        self.connection.exec_driver_sql(f"ANALYZE {', '.join(tables)}")

    def _copy(self, table: str, columns: Iterable[str], rows: Sequence[Row]) -> None:
        driver: Any = self.connection.connection.dbapi_connection
        statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
        text = "".join([_line(row) for row in rows])
        dialect: Any = self.connection.dialect.loaded_dbapi
        try:
            with driver.cursor() as cursor, cursor.copy(statement) as copy:
                copy.write(text)
        except dialect.IntegrityError as fault:
            raise IntegrityError(statement, None, fault) from fault


def _line(row: Row) -> str:
    return "\t".join([_NULL if cell is None else _cell(cell) for cell in row]) + "\n"


def _cell(cell: str | int) -> str:
    if isinstance(cell, int):
        return str(cell)
    return cell if cell.isalnum() else cell.translate(_ESCAPES)
