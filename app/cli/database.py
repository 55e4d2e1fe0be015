"""The commands that prepare the database: migrate, seed."""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import UTC, datetime

from app.cli.failures import AWAY, CommandError, open_store, place_of, read_settings
from app.settings import Settings
from app.store import migrate as migrations
from app.store.engine import Store


def migrate() -> None:
    """Create the database or bring its schema up to date."""
    with closing(open_store(read_settings())) as store:
        upgrade(store)
        sys.stdout.write(f"The schema is up to date: {place_of(store)}.\n")


def upgrade(store: Store) -> None:
    """Bring a schema up to date.

    Raises:
        CommandError: The folder for a file cannot be made.
    """
    try:
        migrations.upgrade(store)
    except OSError as error:
        message = f"cannot make the folder of the database: {error.strerror}: {error.filename}"
        raise CommandError(message, code=AWAY) from None


def seed() -> None:
    """Load the catalogue and the first release."""
    settings = read_settings()
    with closing(open_store(settings)) as store:
        sys.stdout.write(load(store, settings))


def load(store: Store, settings: Settings) -> str:
    """Load the seed; return what was done, for people.

    Raises:
        CommandError: The seed was refused.
    """
    from app.ingest.pipeline import load_seed  # noqa: PLC0415 - a server that is seeded needs none
    from app.ingest.report import RefusedReleaseError  # noqa: PLC0415 - as above

    try:
        return load_seed(store, settings.seed_folder, datetime.now(UTC)).to_text()
    except RefusedReleaseError as error:
        sys.stderr.write(error.report.to_text())
        message = f"the seed in {settings.seed_folder} was refused and nothing was written"
        raise CommandError(message) from None
