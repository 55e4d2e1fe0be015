"""Pictures as PNG: one worker process, started at the first wish, bounded in every way, and cached."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict

from app.web.errors import DrawingError
from app.web.png_worker import ANSWER, REQUEST

_MODULE = "app.web.png_worker"
_AGAIN = {"Retry-After": "2"}
_LARGEST = 64 * 1024 * 1024


class Rasteriser:
    """Turns SVG into PNG without ever holding up the event loop.

    The worker ends when nobody has asked for a while, so an idle server is as small as before.
    """

    def __init__(
        self,
        *,
        patience: float = 3.0,
        waiting: int = 16,
        kept: int = 256,
        kept_bytes: int = 8 * 1024 * 1024,
        rest: float = 60.0,
    ) -> None:
        """Take the bounds.

        Args:
            patience: Seconds for one picture, the start of the worker included.
            waiting: Pictures that may wait or be drawn at one time.
            kept: Most pictures that are remembered.
            kept_bytes: Most bytes of those.
            rest: Seconds without work after which the worker is ended.
        """
        self._patience = patience
        self._waiting = waiting
        self._kept, self._kept_bytes = kept, kept_bytes
        self._rest = rest
        self._pictures: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0
        self._drawing: dict[str, asyncio.Task[bytes]] = {}
        self._turn = asyncio.Lock()
        self._process: Process | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def png(self, key: str, svg: str, scale: int) -> bytes:
        """Return a picture; those who ask for the same at one time share one drawing.

        Args:
            key: Names the picture for as long as it is the same.
            svg: Document with colours of its own.
            scale: Pixels a unit.

        Raises:
            DrawingError: Too many are waiting, or this one took too long.
        """
        found = self._pictures.get(key)
        if found is not None:
            self._pictures.move_to_end(key)
            return found
        task = self._drawing.get(key)
        if task is None:
            if len(self._drawing) >= self._waiting:
                message = "Too many pictures are waiting to be drawn; ask again in a moment"
                raise DrawingError(message, headers=_AGAIN)
            task = asyncio.create_task(self._draw(key, svg, scale))
            self._drawing[key] = task
            task.add_done_callback(lambda done: self._done(key, done))
        return await asyncio.shield(task)

    async def close(self) -> None:
        """End the worker and whoever waits for it."""
        for task in tuple(self._drawing.values()):
            task.cancel()
        await asyncio.gather(*self._drawing.values(), *self._ending, return_exceptions=True)
        await self._end()

    def _done(self, key: str, task: asyncio.Task[bytes]) -> None:
        self._drawing.pop(key, None)
        if not task.cancelled():
            task.exception()  # looked at, also where everybody who waited has gone

    async def _draw(self, key: str, svg: str, scale: int) -> bytes:
        async with self._turn:
            self._hold()
            try:
                async with asyncio.timeout(self._patience):
                    picture = await self._ask(svg.encode(), scale)
            except (TimeoutError, OSError, asyncio.IncompleteReadError) as error:
                await self._end()
                message = "The picture could not be drawn in time; the SVG at the same address can"
                raise DrawingError(message, headers=_AGAIN) from error
            except BaseException:
                # Half an answer may be in the pipe.
                await self._end()
                raise
            self._timer = asyncio.get_running_loop().call_later(self._rest, self._retire)
        self._keep(key, picture)
        return picture

    async def _ask(self, svg: bytes, scale: int) -> bytes:
        process = self._process
        if process is None or process.returncode is not None:
            process = self._process = await _started()
        if process.stdin is None or process.stdout is None:
            raise BrokenPipeError
        process.stdin.write(REQUEST.pack(len(svg), scale) + svg)
        await process.stdin.drain()
        done, length = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
        body = await process.stdout.readexactly(min(length, _LARGEST))
        if not done:
            raise OSError(body.decode())
        return body

    def _keep(self, key: str, picture: bytes) -> None:
        self._pictures[key] = picture
        self._bytes += len(picture)
        while len(self._pictures) > self._kept or self._bytes > self._kept_bytes:
            _, dropped = self._pictures.popitem(last=False)
            self._bytes -= len(dropped)

    def _hold(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _retire(self) -> None:
        task = asyncio.create_task(self._end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end(self) -> None:
        self._hold()
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            process.kill()
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def _started() -> Process:
    """Start a worker that knows where the code is, and nothing of this server's settings."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        _MODULE,
        stdin=PIPE,
        stdout=PIPE,
        # Ctrl-C is for the server, which then ends this one.
        start_new_session=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ.get("PATH", "")},
    )
