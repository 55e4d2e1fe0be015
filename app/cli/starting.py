"""What comes before the server: taking the address, preparing the database, loading little.

A server is ready sooner and stays smaller when a second process prepares the database meanwhile:
Alembic and what reads the seed are never loaded where requests are answered.
"""

from __future__ import annotations

import errno
import gc
import os
import signal
import socket
import sys
import traceback
from contextlib import closing
from typing import NoReturn

from app.cli.failures import REFUSED, CommandError, open_store, read_settings, reported
from app.settings import Settings

_BACKLOG = 2048
# structlog, FastAPI and uvicorn look for these and go without where they are missing: 8 MB.
_NEVER_USED = ("rich", "pydantic.v1", "watchfiles")
# Nothing of what is imported becomes garbage: looking for it at Python's usual pace costs 0.1 s.
_PACE_WHILE_LOADING = (5_000, 20, 50)


def serve(host: str | None, port: int | None, workers: int, *, migrate: bool, seed: bool) -> None:
    """Prepare the database if told to, then serve until told to stop.

    Raises:
        CommandError: The address cannot be listened on.
        SystemExit: The database could not be prepared.
    """
    # uvicorn ends its work in peace, then raises the signal again for whoever was there before.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    load_little()
    settings = read_settings(host=host, port=port)
    open_store(settings).close()  # a wrong address is said before anything starts
    with closing(listen(settings.host, settings.port)) as bound:
        preparation = _start_preparing(settings, migrate=migrate, seed=seed)
        from app.cli import serving  # noqa: PLC0415 - meanwhile

        _finish_preparing(preparation)
        serving.run(settings, bound, workers, _BACKLOG)


def _end(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


def load_little() -> None:
    """Keep away what the server never uses, and look for garbage less often; before any import."""
    for name in _NEVER_USED:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # None is how import is told no
    gc.set_threshold(*_PACE_WHILE_LOADING)


def listen(host: str, port: int) -> socket.socket:
    """Take an address, so that nobody else can; who connects from now on waits.

    Raises:
        CommandError: Somebody has it, or it is none of this machine's.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(_BACKLOG)
    except OSError as error:
        bound.close()
        if error.errno == errno.EADDRINUSE:
            message = f"port {port} on {host} is in use; choose another with --port"
        else:
            message = f"cannot listen on port {port} of {host}: {error.strerror}"
        raise CommandError(message) from None
    bound.set_inheritable(True)
    return bound


def _start_preparing(settings: Settings, *, migrate: bool, seed: bool) -> int | None:
    """Start a process that prepares the database, if there is anything to prepare."""
    if not migrate and not seed:
        return None
    process = os.fork()
    if process == 0:
        os._exit(_prepare(settings, migrate=migrate, seed=seed))
    return process


def _finish_preparing(process: int | None) -> None:
    """Wait until the database is prepared.

    Raises:
        SystemExit: It could not be, and the process has said why.
    """
    if process is None:
        return
    _, status = os.waitpid(process, 0)
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        raise SystemExit(code)


def _prepare(settings: Settings, *, migrate: bool, seed: bool) -> int:
    """Prepare the database and return an exit code; nothing may escape from a fork."""
    try:
        with reported(), closing(open_store(settings)) as store:
            from app.cli import database  # noqa: PLC0415 - Alembic and readers; not for the server

            if migrate:
                database.upgrade(store)
            if seed:
                sys.stderr.write(database.load(store, settings))
    except SystemExit as end:
        return int(end.code or 0)
    except BaseException:  # noqa: BLE001 - the other process goes on with what this one could not
        traceback.print_exc()
        return REFUSED
    finally:
        sys.stderr.flush()
    return 0
