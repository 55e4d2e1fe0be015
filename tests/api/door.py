"""A door before a database, which can be shut: what the network looks like when it fails."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, make_url

_PIECE = 65_536


class Door:
    """Passes connections on to a server, until it is shut or goes deaf.

    Attributes:
        url: The address of the database behind the door.
    """

    def __init__(self, url: str) -> None:
        target = make_url(url)
        self._target = (target.host or "", target.port or 5432)
        self._open: list[socket.socket] = []
        self._deaf = False
        self._listener = self._listen(0)
        self._port: int = self._listener.getsockname()[1]
        self.url = _with_port(target, self._port)

    def shut(self) -> None:
        """Refuse whoever comes, and end every connection there is."""
        # Closing alone would leave the thread that waits for someone to come.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._drop()

    def reopen(self) -> None:
        """Let everyone in again, at the same address."""
        self._deaf = False
        self._drop()
        if self._listener.fileno() == -1:
            self._listener = self._listen(self._port)

    def go_deaf(self) -> None:
        """Take connections and what they say, and never answer."""
        self._deaf = True

    def _listen(self, port: int) -> socket.socket:
        listener = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()
        return listener

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            server = socket.create_connection(self._target)
            self._open += [client, server]
            for one, other in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        try:
            while piece := one.recv(_PIECE):
                if not self._deaf:
                    other.sendall(piece)
        except OSError:
            return

    def _drop(self) -> None:
        for end in self._open:
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
            finally:
                end.close()
        self._open.clear()


def _with_port(url: URL, port: int) -> str:
    moved = url.set(host="127.0.0.1", port=port)
    return moved.render_as_string(hide_password=False)


@contextmanager
def door_to(url: str) -> Iterator[Door]:
    """Put a door before a database for as long as the block."""
    door = Door(url)
    try:
        yield door
    finally:
        door.reopen()
        door.shut()
