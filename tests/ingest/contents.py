"""What a database holds, table by table, to see that nothing changed."""

from sqlalchemy import select

from app.store.engine import Store
from app.store.tables import METADATA

Contents = dict[str, list[tuple[object, ...]]]


def contents(store: Store) -> Contents:
    """Every row of every table."""
    with store.reader() as reader:
        return {
            table.name: sorted(
                (tuple(row) for row in reader.connection.execute(select(table))), key=repr
            )
            for table in METADATA.sorted_tables
        }


def counts(store: Store) -> dict[str, int]:
    """Number of rows of every table that is not empty."""
    return {name: len(rows) for name, rows in contents(store).items() if rows}
