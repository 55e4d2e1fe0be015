"""The answer to one request on its way through content coding."""

from collections.abc import Awaitable
from typing import Final

import anyio
import anyio.to_thread
from starlette.types import Message, Send

from app.web.accept_encoding import Coding
from app.web.bodiless import NOTHING
from app.web.compressors import SMALL, StreamCoder, compress, open_stream
from app.web.variants import codable, edited, joined, never_coded, variant_tag, vary_by_coding

# Under this a packet carries the body as it is.
MINIMUM: Final = 860

_START = "http.response.start"
_BODY = "http.response.body"
_NOT_MODIFIED = 304
# Without a body, or, for a part of a file, made of bytes that ranges counted uncoded.
_UNCODED_STATUSES = frozenset({204, 206})

_Changes = dict[bytes, bytes | None]


class CodedResponse:
    """A `send` that holds the start until the body shows what to do with it.

    Attributes:
        asked: The client's own If-None-Match, when the application sees another.
        doubtful: The entity tag of a 304 held back; see `app.web.coding`.
    """

    __slots__ = ("_coding", "_held", "_send", "_stream", "_threads", "asked", "doubtful")

    def __init__(self, send: Send, coding: Coding, threads: anyio.CapacityLimiter) -> None:
        """Start anew.

        Args:
            send: Where coded messages go.
            coding: What the client gets, if the answer may be coded.
            threads: Bounds how many large bodies are coded at a time.
        """
        self._send = send
        self._coding: Coding = coding
        self._threads = threads
        self._held: Message | None = None
        self._stream: StreamCoder | None = None
        self.asked = b""
        self.doubtful: bytes | None = None

    def send(self, message: Message) -> Awaitable[None]:
        """Take one message of the application; no coroutine of its own where nothing is held."""
        if message["type"] == _START:
            return self._start(message)
        if self._held is not None or self._stream is not None:
            return self._body(message)
        if self.doubtful is not None:
            return NOTHING
        return self._send(message)

    def _start(self, message: Message) -> Awaitable[None]:
        headers = message.get("headers", ())
        fields = joined(headers)
        status = message["status"]
        if status == _NOT_MODIFIED:
            return self._not_modified(message, fields)
        if not codable(fields):
            return self._send(message)
        changes: _Changes = {b"vary": vary_by_coding(fields.get(b"vary"))}
        wanted = self._coding != "identity" and status not in _UNCODED_STATUSES
        if wanted and b"etag" in fields:
            changes[b"etag"] = variant_tag(fields[b"etag"], self._coding)
        # Copied, never changed: a response cache sends the same messages again and again.
        message = {**message, "headers": edited(headers, changes)}
        if wanted and int(fields.get(b"content-length", MINIMUM)) >= MINIMUM:
            self._held = message
            return NOTHING
        return self._send(message)

    def _not_modified(self, message: Message, fields: dict[bytes, bytes]) -> Awaitable[None]:
        """Name the variant that a 200 would have been, where a 304 is the right answer at all."""
        tag = fields.get(b"etag", b"")
        changes: _Changes = {b"content-type": None}
        if not never_coded(fields):
            variant = variant_tag(tag, self._coding)
            if variant != tag and tag in self.asked and variant not in self.asked:
                self.doubtful = tag
                return NOTHING
            changes[b"etag"] = variant or None
            changes[b"vary"] = vary_by_coding(fields.get(b"vary"))
        return self._send({**message, "headers": edited(message.get("headers", ()), changes)})

    async def _body(self, message: Message) -> None:
        if message["type"] != _BODY:
            # An extension's way to send a body, such as a path: left alone.
            await self._release()
            await self._send(message)
            return
        body, more = message.get("body", b""), message.get("more_body", False)
        if self._stream is None and not more:
            await self._whole(body)
            return
        if self._stream is None:
            self._stream = open_stream(self._coding)
            await self._release({b"content-length": None})
        await self._piece(self._stream, body, more=more)

    async def _whole(self, body: bytes) -> None:
        if len(body) < MINIMUM:
            await self._release()
        else:
            if len(body) > SMALL:
                body = await anyio.to_thread.run_sync(
                    compress, self._coding, body, limiter=self._threads
                )
            else:
                body = compress(self._coding, body)
            await self._release({b"content-length": b"%d" % len(body)})
        await self._send({"type": _BODY, "body": body, "more_body": False})

    async def _piece(self, stream: StreamCoder, piece: bytes, *, more: bool) -> None:
        code = stream.feed if more else stream.finish
        if len(piece) > SMALL:
            coded = await anyio.to_thread.run_sync(code, piece, limiter=self._threads)
        else:
            coded = code(piece)
        await self._send({"type": _BODY, "body": coded, "more_body": more})

    async def _release(self, changes: _Changes | None = None) -> None:
        """Send the start that was held; with changes, as that of a coded answer."""
        held, self._held = self._held, None
        if held is None:
            return
        if changes is not None:
            changes[b"content-encoding"] = self._coding.encode()
            held["headers"] = edited(held["headers"], changes)
        await self._send(held)
