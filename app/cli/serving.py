"""Running the server: uvicorn with the limits that it does not have of its own accord."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from typing import Any

import uvicorn

from app.main import create_app
from app.observability import configure_logging
from app.settings import Settings
from app.web.protocol import GuardedProtocol

_GRACE = 8
_USUAL_PACE = (700, 10, 10)


class _Server(uvicorn.Server):
    """A server that says where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address."""
        await super().startup(sockets)
        # What is loaded by now stays: the collector need not walk it again and again.
        gc.freeze()
        gc.set_threshold(*_USUAL_PACE)
        for bound in sockets or ():
            announce(bound)


def announce(bound: socket.socket) -> None:
    """Print the address for people and scripts."""
    host, port, *_ = bound.getsockname()
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Serving on http://{shown}:{port}\n")
    sys.stdout.flush()


def run(settings: Settings, bound: socket.socket, workers: int, backlog: int) -> None:
    """Serve on an address until told to stop."""
    configure_logging(settings.log_level, json=settings.log_format == "json")
    if settings.log_format != "json":
        # People read the address below; that uvicorn is on its way there says nothing more.
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    options: dict[str, Any] = {
        "http": GuardedProtocol,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": _GRACE,
        "ws": "none",
        "backlog": backlog,
    }
    if workers == 1:
        _Server(uvicorn.Config(create_app(settings), **options)).run(sockets=[bound])
        return
    from uvicorn.supervisors import Multiprocess  # noqa: PLC0415 - for several processes only

    config = uvicorn.Config("app.main:application", factory=True, workers=workers, **options)
    announce(bound)
    Multiprocess(config, sockets=[bound]).run()
