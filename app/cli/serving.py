"""Running the server: uvicorn with the limits that it does not have of its own accord."""

from __future__ import annotations

import errno
import signal
import socket
import sys
from contextlib import closing
from typing import Any, NoReturn

import uvicorn

from app.cli.failures import CommandError, open_store, read_settings
from app.main import create_app
from app.observability import configure_logging
from app.settings import Settings
from app.web.protocol import GuardedProtocol

_GRACE = 8
_BACKLOG = 2048


class _Server(uvicorn.Server):
    """A server that says where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address."""
        await super().startup(sockets)
        for bound in sockets or ():
            announce(bound)


def announce(bound: socket.socket) -> None:
    """Print the address for people and scripts."""
    host, port, *_ = bound.getsockname()
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Serving on http://{shown}:{port}\n")
    sys.stdout.flush()


def serve(host: str | None, port: int | None, workers: int, *, migrate: bool, seed: bool) -> None:
    """Prepare the database if told to, then serve until told to stop.

    Raises:
        CommandError: The address cannot be listened on, or the seed was refused.
    """
    # uvicorn ends its work in peace, then raises the signal again for whoever was there before.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _end)
    settings = read_settings(host=host, port=port)
    with closing(listen(settings.host, settings.port)) as bound:
        _prepare(settings, migrate=migrate, seed=seed)
        configure_logging(settings.log_level, json=settings.log_format == "json")
        _run(settings, bound, workers)


def _end(_number: int, _frame: object) -> NoReturn:
    raise SystemExit(0)


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


def _prepare(settings: Settings, *, migrate: bool, seed: bool) -> None:
    with closing(open_store(settings)) as store:
        if migrate or seed:
            # Alembic and what reads files are for this only.
            from app.cli import database  # noqa: PLC0415 - as the line above says

            if migrate:
                database.upgrade(store)
            if seed:
                sys.stderr.write(database.load(store, settings))


def _run(settings: Settings, bound: socket.socket, workers: int) -> None:
    options: dict[str, Any] = {
        "http": GuardedProtocol,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": _GRACE,
        "ws": "none",
        "backlog": _BACKLOG,
    }
    if workers == 1:
        _Server(uvicorn.Config(create_app(settings), **options)).run(sockets=[bound])
        return
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415 - for several processes only

    config = uvicorn.Config("app.main:application", factory=True, workers=workers, **options)
    announce(bound)
    Multiprocess(config, sockets=[bound]).run()
