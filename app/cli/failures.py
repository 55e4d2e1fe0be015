"""Expected failures: one line on standard error and an exit code, never a traceback or a secret."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app.domain.errors import UnavailableError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from app.settings import Settings
    from app.store.engine import Store

REFUSED = 1
WRONG_USE = 2
AWAY = 3

_ADDRESSES = "sqlite:///file.db or postgresql://user:password@host:5432/name"
_MAGIC = b"SQLite format 3\0"
_DATABASES = ("sqlite://", "postgresql://", "postgresql+psycopg://")


class CommandError(Exception):
    """A command ends here.

    Attributes:
        lines: What to say, without the name of the program.
        code: Exit code.
    """

    def __init__(self, *lines: str, code: int = REFUSED) -> None:
        super().__init__(*lines)
        self.lines = lines
        self.code = code


def away(error: UnavailableError) -> CommandError:
    """Say that the database does not answer, and what to look at."""
    return CommandError(
        f"{error.detail}; is DATABASE_URL right, and has `provstat migrate` run?", code=AWAY
    )


@contextmanager
def reported() -> Iterator[None]:
    """Turn an expected failure into lines on standard error and an exit code.

    Raises:
        SystemExit: There was one.
    """
    try:
        yield
    except UnavailableError as error:
        _fail(away(error))
    except CommandError as error:
        _fail(error)


def _fail(error: CommandError) -> NoReturn:
    for line in error.lines:
        sys.stderr.write(f"provstat: {line}\n")
    raise SystemExit(error.code)


def read_settings(**given: object) -> Settings:
    """Read the settings; options that were given win over the environment.

    Raises:
        CommandError: A variable cannot be read, or DATABASE_URL names no database that we know.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - 0.1 s that --version does not need

    from app.settings import Settings  # noqa: PLC0415 - as above

    wanted: dict[str, Any] = {name: value for name, value in given.items() if value is not None}
    try:
        settings = Settings(**wanted)
    except ValidationError as error:
        lines = map(_unreadable, error.errors(include_url=False, include_context=False))
        raise CommandError(*lines, code=WRONG_USE) from None
    if not settings.database_url.get_secret_value().startswith(_DATABASES):
        message = f"DATABASE_URL names no database that is known here; write {_ADDRESSES}"
        raise CommandError(message, code=WRONG_USE)
    return settings


def _unreadable(error: ErrorDetails) -> str:
    name = str(error["loc"][0])
    variable = name if name.isupper() else f"PROVSTAT_{name.upper()}"
    reason = error["msg"][:1].lower() + error["msg"][1:]
    return f"{variable} is {str(error['input'])[:64]!r}: {reason}"


def open_store(settings: Settings) -> Store:
    """Return the store that the settings name; nothing is connected yet.

    Raises:
        CommandError: The address cannot be read. It is not repeated, for it may hold a password.
    """
    # The database is for the commands that use it.
    from app.store.engine import Store, StoreOptions  # noqa: PLC0415 - as the line above says

    try:
        store = Store(StoreOptions(**settings.store))
        _ = store.engine
    except Exception:  # noqa: BLE001 - SQLAlchemy and the drivers have a dozen kinds of complaint
        message = f"DATABASE_URL cannot be read; write {_ADDRESSES}"
        raise CommandError(message, code=WRONG_USE) from None
    if store.is_sqlite and not _may_be_sqlite(Path(store.url.database or "")):
        message = f"DATABASE_URL names {store.url.database}, which is no SQLite file"
        raise CommandError(message, code=WRONG_USE)
    return store


def _may_be_sqlite(path: Path) -> bool:
    """Whether a file is SQLite's, or is to be made, or cannot be looked into."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) in {_MAGIC, b""}
    except OSError:
        return True


def place_of(store: Store) -> str:
    """Name a database for people, without user and password."""
    url = store.url
    if store.is_sqlite:
        return f"SQLite at {url.database or 'memory'}"
    port = f":{url.port}" if url.port else ""
    return f"PostgreSQL at {url.host or 'this machine'}{port}, database {url.database}"
