"""Connections. One synchronous engine serves HTTP, terminal and migrations on both databases.

Reading and writing are different types, so that a function says in its signature what it does.
Readers run statement by statement (every question is pinned to a data version, so no transaction is
needed to see one state); a writer is one transaction, committed once, where it was opened.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.domain.errors import UnavailableError
from app.store.types import DECIMAL_COLLATION, compare_decimals

_WRITE_LOCK = 0x70726F76  # "prov": the advisory lock that makes writers take turns on PostgreSQL
_WRITING = "provstat_writing"
_NO_SUCH_TABLE = "42P01"  # to PostgreSQL a mistake in the statement, to SQLite one in operation
_LOOK_EVERY = 100_000  # instructions of SQLite's machine, about a millisecond
_LOCK_NOT_AVAILABLE = "55P03"
BUSY = "another publication is under way; try again in a moment"
TOO_HEAVY = "the question takes too long to answer; ask for less at a time"


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """How to connect.

    Attributes:
        url: SQLAlchemy address of the database.
        pool_size: Connections kept; also the number of threads that may read at once.
        pool_timeout: Seconds to wait for a free connection.
        statement_timeout: Seconds after which the database gives up on reading.
        writer_timeout: Seconds to wait until another writer is done.
    """

    url: str
    pool_size: int = 8
    pool_timeout: float = 1.0
    statement_timeout: float = 3.0
    writer_timeout: float = 30.0


@dataclass(frozen=True, slots=True)
class Reader:
    """A connection for reading; it sees each statement's own moment.

    Attributes:
        driver: The driver's own connection; finding it through SQLAlchemy costs as much as asking.
    """

    connection: Connection
    driver: Any

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        return self.connection.dialect.name

    def fetch(self, statement: str, parameters: Any) -> Sequence[Any]:
        """Run a statement that has been compiled before, on the driver itself.

        Raises:
            sqlalchemy.exc.DBAPIError: Never; the driver's errors are translated by the store.
        """
        rows: Sequence[Any] = self.driver.execute(statement, parameters).fetchall()
        return rows


@dataclass(frozen=True, slots=True)
class Writer:
    """A connection inside the one transaction that may write; writers take turns."""

    connection: Connection


class Store:
    """The database behind one address."""

    def __init__(self, options: StoreOptions) -> None:
        """Remember how to connect; nothing is opened yet."""
        self.options = options
        self.url = make_url(options.url)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is a local file, where a small read costs less than a thread."""
        return self.url.get_backend_name() == "sqlite"

    @cached_property
    def engine(self) -> Engine:
        """The engine, made when first needed."""
        return (
            _sqlite(self.url, self.options) if self.is_sqlite else _postgres(self.url, self.options)
        )

    @property
    def driver_errors(self) -> tuple[type[Exception], ...]:
        """What the driver itself raises, for those who keep a reader for long."""
        driver: Any = self.engine.dialect.loaded_dbapi
        return (driver.Error, DBAPIError)

    @contextmanager
    def reader(self, *, patient: bool = True) -> Iterator[Reader]:
        """Borrow a connection for reading.

        Args:
            patient: Whether to wait for locks on a local file; an event loop must not.

        Raises:
            UnavailableError: The database is away, busy for too long, or not set up.
        """
        with self._translated(), self.engine.connect() as connection:
            reader = _reader(connection.execution_options(isolation_level="AUTOCOMMIT"))
            if not self.is_sqlite:
                yield reader
            elif patient:
                with _deadline(connection, self.options.statement_timeout):
                    yield reader
            else:
                connection.detach()  # no other borrower shall find it impatient
                connection.exec_driver_sql("PRAGMA busy_timeout = 0")
                yield reader

    @contextmanager
    def snapshot(self) -> Iterator[Reader]:
        """Borrow a connection that sees one moment through several statements.

        Raises:
            UnavailableError: As for `reader`.
        """
        level = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        with (
            self._translated(),
            self.engine.connect() as connection,
            connection.execution_options(**level).begin(),
        ):
            yield _reader(connection)

    @contextmanager
    def writer(self) -> Iterator[Writer]:
        """Open the one writing transaction: committed when the block ends, undone if it raises.

        Raises:
            UnavailableError: As for `reader`, or another writer is not done in time.
        """
        with (
            self._translated(),
            self.engine.connect() as connection,
            self._turn(connection),
        ):
            yield Writer(connection)

    @contextmanager
    def _turn(self, connection: Connection) -> Iterator[None]:
        """Wait for the turn to write, and begin."""
        milliseconds = int(self.options.writer_timeout * 1000)
        if self.is_sqlite:
            driver: Any = connection.connection.dbapi_connection
            driver.execute(f"PRAGMA busy_timeout = {milliseconds}")
        with ExitStack() as stack:
            try:
                stack.enter_context(connection.execution_options(**{_WRITING: True}).begin())
                if not self.is_sqlite:
                    connection.execute(text("SET LOCAL statement_timeout = 0"))
                    connection.execute(text(f"SET LOCAL lock_timeout = {milliseconds}"))
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_WRITE_LOCK})"))
                    connection.execute(text("SET LOCAL lock_timeout = 0"))
            except OperationalError as error:
                if not _is_taken(error):
                    raise
                raise UnavailableError(BUSY) from error
            yield

    def close(self) -> None:
        """Give all connections back."""
        if "engine" in self.__dict__:
            self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        driver: Any = self.engine.dialect.loaded_dbapi
        away = (OperationalError, InterfaceError, driver.OperationalError, driver.InterfaceError)
        try:
            yield
        except IntegrityError:
            raise
        except (*away, PoolTimeoutError) as error:
            heavy = "interrupted" in str(error) or "statement timeout" in str(error)
            message = TOO_HEAVY if heavy else "the database does not answer"
            raise UnavailableError(message) from error
        except (DBAPIError, driver.ProgrammingError) as error:
            lost = isinstance(error, DBAPIError) and error.connection_invalidated
            cause = error.orig if isinstance(error, DBAPIError) else error
            if not lost and getattr(cause, "sqlstate", None) != _NO_SUCH_TABLE:
                raise
            message = "the connection to the database was lost" if lost else "there are no tables"
            raise UnavailableError(message) from error


def _reader(connection: Connection) -> Reader:
    return Reader(connection, connection.connection.dbapi_connection)


def _is_taken(error: OperationalError) -> bool:
    """Whether another writer holds the lock."""
    locked = "database is locked" in str(error.orig)  # SQLite has no finer word for it
    return locked or getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE


@contextmanager
def _deadline(connection: Connection, seconds: float) -> Iterator[None]:
    """Let SQLite look at the clock now and then, and give a statement up when time has run out."""
    driver: Any = connection.connection.dbapi_connection
    end = time.monotonic() + seconds
    driver.set_progress_handler(lambda: time.monotonic() > end, _LOOK_EVERY)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def _sqlite(url: URL, options: StoreOptions) -> Engine:
    engine = create_engine(
        url,
        pool_size=options.pool_size,
        max_overflow=0,
        pool_timeout=options.pool_timeout,
        connect_args={"timeout": 30},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        # The driver's own transactions start late and leak DDL; BEGIN is sent below instead.
        connection.isolation_level = None
        connection.create_collation(DECIMAL_COLLATION, compare_decimals)
        for pragma in ("busy_timeout = 30000", "foreign_keys = ON", "synchronous = FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        settings = connection.get_execution_options()
        if settings.get("isolation_level") == "AUTOCOMMIT":
            return
        connection.exec_driver_sql("BEGIN IMMEDIATE" if settings.get(_WRITING) else "BEGIN")

    return engine


def _postgres(url: URL, options: StoreOptions) -> Engine:
    milliseconds = int(options.statement_timeout * 1000)
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=options.pool_size,
        max_overflow=0,
        pool_timeout=options.pool_timeout,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 2,
            "options": f"-c statement_timeout={milliseconds} -c timezone=UTC -c datestyle=ISO",
        },
    )
