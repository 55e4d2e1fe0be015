"""Bring the schema up to date; safe when several processes start at once, since writers take turns."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from app.domain.errors import UnavailableError
from app.store.engine import Store

SCRIPTS = Path(__file__).resolve().parents[2] / "migrations"
_WAL_ATTEMPTS = 50


def configuration(store: Store) -> Any:
    """Return Alembic's configuration for this store."""
    from alembic.config import Config  # noqa: PLC0415 - 60 ms that serving does not need

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["store"] = store
    return config


def upgrade(store: Store, revision: str = "head") -> None:
    """Create or upgrade the schema."""
    from alembic import command  # noqa: PLC0415 - as above

    if store.is_sqlite:
        _prepare_file(store)
    with store.writer() as writer:
        config = configuration(store)
        config.attributes["connection"] = writer.connection
        command.upgrade(config, revision)


def downgrade(store: Store, revision: str) -> None:
    """Take the schema back to an earlier revision."""
    from alembic import command  # noqa: PLC0415 - as above

    with store.writer() as writer:
        config = configuration(store)
        config.attributes["connection"] = writer.connection
        command.downgrade(config, revision)


def _prepare_file(store: Store) -> None:
    """Make the folder and switch the file to write-ahead logging, which stays with the file.

    Two processes that switch the same new file collide whatever the busy timeout; one of them
    finds it done a moment later.
    """
    if store.url.database and store.url.database != ":memory:":
        Path(store.url.database).parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(_WAL_ATTEMPTS):
        try:
            with store.reader() as reader:
                reader.connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        except UnavailableError:
            if attempt == _WAL_ATTEMPTS - 1:
                raise
            time.sleep(0.1)
        else:
            return
