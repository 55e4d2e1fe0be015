"""Running the server: uvicorn with the limits that it does not have of its own accord."""

from __future__ import annotations

import socket
import sys
from typing import Any

import uvicorn

from app.main import create_app
from app.observability import configure_logging
from app.settings import Settings
from app.web.protocol import GuardedProtocol

_GRACE = 8


class _Server(uvicorn.Server):
    """A server that says where it listens once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then print the address."""
        await super().startup(sockets)
        for server in self.servers:
            for bound in server.sockets:
                host, port, *_ = bound.getsockname()
                announce(str(host), int(port))


def announce(host: str, port: int) -> None:
    """Print the address for people and scripts."""
    shown = f"[{host}]" if ":" in host else host
    sys.stdout.write(f"Serving on http://{shown}:{port}\n")
    sys.stdout.flush()


def serve(settings: Settings, workers: int) -> None:
    """Serve until told to stop, with one process or several."""
    configure_logging(settings.log_level, json=settings.log_format == "json")
    options: dict[str, Any] = {
        "host": settings.host,
        "port": settings.port,
        "http": GuardedProtocol,
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": _GRACE,
        "ws": "none",
        "proxy_headers": False,
    }
    if workers == 1:
        _Server(uvicorn.Config(create_app(settings), **options)).run()
        return
    announce(settings.host, settings.port)
    uvicorn.run("app.main:application", factory=True, workers=workers, **options)
