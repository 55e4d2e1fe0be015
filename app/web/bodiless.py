"""Answers whose body nobody will read: HEAD, and a 200 that turns out to be a 304.

The application runs as for GET, so that its header fields are the same to the byte, and is stopped
at its first piece of body. Raising from `send` would stop it soonest but arrives in the application
as an error of its own (Starlette logs it and answers 500). So the answer is ended there and then,
later pieces are dropped, and `receive` says that the client has left: Starlette's streams and files
wait for that and stop producing.
"""

from collections.abc import Awaitable, Generator

import anyio
from starlette.types import Message, Receive, Scope, Send


class Nothing:
    """An awaitable that is done: what a synchronous `send` returns when there is nothing to do."""

    __slots__ = ()

    def __await__(self) -> Generator[None, None, None]:
        """Finish at once; cheaper than starting a coroutine that returns."""
        return
        yield


NOTHING = Nothing()


class Bodiless:
    """The `receive` and `send` of an application whose body is cut off.

    Attributes:
        ended: Whether the answer has been ended.
    """

    __slots__ = ("_left", "_receive", "_send", "ended")

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send
        self._left = anyio.Event()
        self.ended = False

    def send(self, message: Message) -> Awaitable[None]:
        """Pass the start on, end the answer at the first piece of body, drop the rest."""
        if self.ended:
            return NOTHING
        if message["type"] != "http.response.body":
            return self._send(message)
        self.ended = True
        self._left.set()
        return self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def receive(self) -> Message:
        """What the server has to say, or that the client left, whichever is first."""
        messages: list[Message] = []
        async with anyio.create_task_group() as group:

            async def ask_server() -> None:
                messages.append(await self._receive())
                group.cancel_scope.cancel()

            async def await_end() -> None:
                await self._left.wait()
                group.cancel_scope.cancel()

            group.start_soon(ask_server)
            group.start_soon(await_end)
        return messages[0] if messages else {"type": "http.disconnect"}


def as_get(scope: Scope) -> Scope:
    """The scope of the same request by GET, for an application that will be cut off.

    From ASGI 2.4 on Starlette's streams do not wait for a disconnect but for an error of `send`,
    so the scope names the version before.
    """
    asgi = {**scope.get("asgi", {}), "spec_version": "2.3"}
    return {**scope, "method": "GET", "asgi": asgi}
