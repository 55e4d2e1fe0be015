"""The commands that work on the database: migrate, seed, check."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from app.cli.failures import AWAY, REFUSED, CommandError, open_store, place_of, read_settings
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


def check(files: Sequence[Path], published_at: datetime | None, *, as_json: bool) -> int:
    """Check files of observations; return the exit code.

    Raises:
        CommandError: There is no catalogue to check against.
    """
    from app.ingest.pipeline import check_files  # noqa: PLC0415 - migrate needs no spreadsheets
    from app.store.catalogue import load_structure  # noqa: PLC0415 - as above

    with closing(open_store(read_settings())) as store:
        with store.snapshot() as reader:
            structure = load_structure(reader)
        if not structure.indicators:
            message = f"there is no catalogue to check against: {place_of(store)}"
            raise CommandError(f"{message}; has `provstat seed` run?", code=AWAY)
    day = (published_at or datetime.now(UTC)).replace(tzinfo=UTC)
    report = check_files(structure, day, files)
    if as_json:
        sys.stdout.write(json.dumps(report.to_dict(), ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(report.to_text())
    return 0 if report.ok else REFUSED
