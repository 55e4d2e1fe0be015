"""HTTP on the wire with an end to every wait: uvicorn's httptools protocol plus deadlines.

    uvicorn.run(..., http="app.web.protocol:GuardedProtocol", ws="none")

As it comes, uvicorn lets a client that sends a byte now and then hold a connection for ever, and
its `limit_concurrency` turns two hundred of them into an outage for everybody. Here

- a head must be complete `head_timeout` after the connection opened or, on a connection that was
  idle (uvicorn's keep-alive time-out rules there), after its first byte;
- a body may pause for `body_timeout`, and needs `body_rate` bytes a second beyond that, or one
  byte in nine seconds would do;
- a client that takes no byte of its answer for `write_timeout` is cut off;
- a head has limits in bytes and fields, kept while it arrives.

One timer per connection, moved only when it fires: a request on a busy connection costs no timer.
"""

import re
from asyncio import TimerHandle, Transport
from contextvars import Context
from http import HTTPStatus
from typing import Any, ClassVar, cast

import msgspec
import structlog
from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from app.web.edge_headers import CONSTANT, REQUEST_ID, Header
from app.web.express import STATE_NAME, Express
from app.web.limits import (
    BODY_TOO_LARGE,
    HEADERS_TOO_LARGE,
    MALFORMED,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_URL,
    OTHER_VERSION,
    REQUEST_TIMEOUT,
    TOO_MANY_HEADERS,
    URL_TOO_LONG,
    Refusal,
    head_size,
)
from app.web.request_id import new_request_id

_VERSIONS = frozenset({"1.0", "1.1"})
_HEAD_END = b"\r\n\r\n"
_NOT_ASCII = re.compile(rb"[\x80-\xff]")

_BODILESS = frozenset({"GET", "HEAD", "OPTIONS"})

_log = structlog.get_logger(__name__)


class _RefusedError(Exception):
    """Stops the parser, which hands over to `send_400_response`."""


class _Closing:
    """The transport of a request with a body, closed without a reset while the client still sends."""

    __slots__ = ("_protocol", "is_closing", "write")

    def __init__(self, protocol: "GuardedProtocol") -> None:
        self._protocol = protocol
        self.is_closing = protocol.transport.is_closing
        self.write = protocol.transport.write

    def close(self) -> None:
        """End the connection."""
        self._protocol.close_in_peace()


class GuardedProtocol(HttpToolsProtocol):
    """One connection.

    Attributes:
        head_timeout: Seconds for a head.
        body_timeout: Seconds that a body may pause.
        body_rate: Bytes a second that a body must bring after its first `body_timeout` seconds.
        write_timeout: Seconds without any progress of an answer.
        poll: Seconds between looks at an answer under way.
        linger: Seconds to go on reading after a refusal; closing at once would reset the
            connection under a client that is still sending, and it would never see why.
    """

    head_timeout: ClassVar[float] = 10.0
    body_timeout: ClassVar[float] = 10.0
    body_rate: ClassVar[float] = 500.0
    write_timeout: ClassVar[float] = 30.0
    poll: ClassVar[float] = 1.0
    linger: ClassVar[float] = 1.0

    _timer: TimerHandle | None = None
    # When the clock of the head, or of the body, started; and when body bytes last came.
    _since = 0.0
    _last = 0.0
    _received = 0
    # Heads completed; bytes fed that may belong to the head under way; a body is under way.
    _heads = 0
    _head_bytes = 0
    _in_body = False
    # The request line has not ended; content of a body came in the bytes at hand; bytes of a body
    # that have come since, which can only be chunk sizes and trailers.
    _line_open = True
    # The last bytes of the head under way: its end may come in two pieces.
    _tail = b""
    _grew = False
    _trailing = 0
    # Bytes the client had not taken at the last look, when it last took some, and whether uvicorn
    # was told in between to go on writing, which also means progress.
    _unsent = 0
    _taken = 0.0
    _resumed = False
    _refusal: Refusal | None = None
    # A request is being started that waited for the answers before it.
    _queued = False

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn
        """Start the clock of the first head."""
        super().connection_made(transport)
        self._since = self.loop.time()
        self._timer = self.loop.call_later(self.head_timeout, self._watch)

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop the clock."""
        self._stop()
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """Leave the connection to another protocol."""
        self._stop()
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        """Feed the parser, head by head where an address is written as it is typed."""
        while not self._in_body and not data.isascii():
            seen = self._tail + data
            end = seen.find(_HEAD_END)
            if end < 0:
                break
            place = end + len(_HEAD_END) - len(self._tail)
            self._feed(data[:place])
            data = data[place:]
            if not data:
                return
        self._feed(data)

    def _feed(self, data: bytes) -> None:
        """Feed the parser, and keep account of what the client sent."""
        if self._refusal is not None:
            return
        if self.timeout_keep_alive_task is not None:
            self._since = self.loop.time()
        heads, in_body = self._heads, self._in_body
        if not in_body:
            data = self._escaped(data)
        self._tail = (self._tail + data)[1 - len(_HEAD_END) :]
        self._head_bytes += len(data)
        self._grew = False
        super().data_received(data)
        if heads == self._heads and not in_body:
            if self._head_bytes > MAX_HEADER_BYTES:
                self._refuse(URL_TOO_LONG if len(self.url) > MAX_URL else HEADERS_TOO_LARGE)
            return
        self._head_bytes = 0
        self._line_open = True
        self._tail = b""
        if self._in_body:
            self._trailing = 0 if self._grew else self._trailing + len(data)
            if self._trailing > MAX_HEADER_BYTES:
                self._refuse(HEADERS_TOO_LARGE)
                return
            self._last = self.loop.time()
            if heads != self._heads:
                self._since, self._received = self._last, 0
            self._received += len(data)

    def _escaped(self, data: bytes) -> bytes:
        """Escape what an address holds of UTF-8 as it is typed: curl sends `?area=山西省` so.

        The parser would refuse it, and with it the most natural way to ask in Chinese.
        """
        if not self._line_open or data.isascii():
            self._line_open = self._line_open and b"\n" not in data.lstrip(b"\r\n")
            return data
        start = len(data) - len(data.lstrip(b"\r\n"))
        line, end, rest = data[start:].partition(b"\r\n")
        self._line_open = not end
        escaped = _NOT_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], line)
        return data[:start] + escaped + end + rest

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header field; trailers come too late to be one, and a proxy never looked at them."""
        if not self._in_body:
            super().on_header(name, value)

    def on_body(self, body: bytes) -> None:
        """Take a part of a body."""
        self._grew = True
        super().on_body(body)

    def on_headers_complete(self) -> None:
        """Refuse a head that came in one piece and is too large, else start the application."""
        self._heads += 1
        if self.parser.get_http_version() not in _VERSIONS:
            self._stop_parsing(OTHER_VERSION)
        if len(self.headers) > MAX_HEADERS:
            self._stop_parsing(TOO_MANY_HEADERS)
        if self._head_bytes > MAX_HEADER_BYTES and head_size(self.headers) > MAX_HEADER_BYTES:
            self._stop_parsing(HEADERS_TOO_LARGE)
        super().on_headers_complete()
        self._in_body = True
        self._trailing = 0
        if self.scope["method"] not in _BODILESS:
            self.cycle.transport = cast("Transport", _Closing(self))

    def on_message_complete(self) -> None:
        """Note that what follows is another head."""
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Start a pipelined request, if there is one, outside the context of the one before it."""
        if self.pipeline:
            self._queued = True
            Context().run(super().on_response_complete)
            self._queued = False
        else:
            super().on_response_complete()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        """Answer at once where the answer is kept, else start the application.

        What waited in a queue is never answered at once: each answer would start the next from
        within itself, as deep as the queue is long.
        """
        # An answer at once, before another request in the same bytes, has set it.
        self._unset_keepalive_if_required()
        express: Express | None = self.app_state.get(STATE_NAME)
        usual = cycle.keep_alive and app is self.app and not self._queued
        if express is None or not usual or self.flow.write_paused or self.transport.is_closing():
            super()._start_asgi_task(cycle, app)
            return
        answer = express.answer(cast("Scope", cycle.scope), self.server_state.default_headers)
        if answer is None:
            super()._start_asgi_task(cycle, app)
            return
        cycle.response_started = cycle.response_complete = True
        for piece in answer:
            self.transport.write(piece)
        self.on_response_complete()

    def pause_writing(self) -> None:
        """Look soon whether the client takes anything at all."""
        super().pause_writing()
        if self._refusal is None:
            self._stop()
            self._timer = self.loop.call_later(self.poll, self._watch)

    def resume_writing(self) -> None:
        """Note that the client took something."""
        self._resumed = True
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - says less than ours
        """Answer what the parser stopped at."""
        refusal, self._refusal = self._refusal or MALFORMED, None
        self._refuse(refusal)

    def close_in_peace(self) -> None:
        """Close after an answer; to a client that is still sending, only once it could read it.

        Closing at once would reset the connection, and the answer, which says why nothing more is
        read, might never be seen.
        """
        if not self._in_body:
            self.transport.close()
            return
        # Never sent: what still comes is thrown away.
        self._refusal = BODY_TOO_LARGE
        self._linger()

    def _linger(self) -> None:
        self._stop()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._timer = self.loop.call_later(self.linger, self.transport.abort)

    def _stop_parsing(self, refusal: Refusal) -> None:
        self._refusal = refusal
        raise _RefusedError

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _watch(self) -> None:
        """Look after the connection, and say when to look again."""
        now = self.loop.time()
        if self._stalled(now):
            _log.info("slow reader cut off", client=self.client, unsent=self._unsent)
            self.transport.abort()
            return
        due = self._due(now)
        if due > now:
            self._timer = self.loop.call_at(due, self._watch)
        else:
            self._refuse(REQUEST_TIMEOUT)

    def _stalled(self, now: float) -> bool:
        unsent = self.transport.get_write_buffer_size()
        if unsent < self._unsent or not self._unsent or self._resumed:
            self._taken = now
        self._unsent = unsent
        self._resumed = False
        return unsent > 0 and now - self._taken >= self.write_timeout

    def _due(self, now: float) -> float:
        """When the client must have sent what it is sending, or when to look again."""
        if self._unsent or self.transport.is_closing():
            return now + self.poll
        cycle = self._unanswered()
        if cycle is not None:
            waits = self.flow.read_paused or cycle.waiting_for_100_continue
            if not self._in_body or waits:
                # The turn is ours: what the client owes counts from here again.
                self._since, self._last, self._received = now, now, 0
                return now + self.poll
            earned = self._since + self._received / self.body_rate
            return min(self._last, earned) + self.body_timeout
        if self.timeout_keep_alive_task is not None:
            return now + self.head_timeout
        return self._since + self.head_timeout

    def _unanswered(self) -> RequestResponseCycle | None:
        """The request whose head came last, while its answer is not complete."""
        cycle = cast("RequestResponseCycle | None", self.cycle)
        return None if cycle is None or cycle.response_complete else cycle

    def _refuse(self, refusal: Refusal) -> None:
        """Answer where an answer can still be told from others, and end the connection."""
        self._refusal = refusal
        if self.transport.is_closing():
            return
        cycle = self._unanswered()
        if cycle is not None:
            if not self._in_body:
                # A later head of a pipeline: what was asked before is answered first.
                cycle.keep_alive = False
                return
            cycle.disconnected = True
            cycle.message_event.set()
            if cycle.response_started or self.pipeline:
                self.transport.abort()
                return
        self._unset_keepalive_if_required()
        self.transport.write(self._response(refusal))
        self._linger()

    def _response(self, refusal: Refusal) -> bytes:
        request_id = new_request_id()
        _log.info("refused", status=refusal.status, client=self.client, request_id=request_id)
        problem = {
            "type": f"/problems/{refusal.slug}",
            "title": HTTPStatus(refusal.status).phrase,
            "status": refusal.status,
            "detail": refusal.detail,
            "errors": [],
            "did_you_mean": [],
            "request_id": request_id,
        }
        body = msgspec.json.encode(problem) + b"\n"
        headers: list[Header] = [
            *self.server_state.default_headers,
            *CONSTANT,
            (REQUEST_ID, request_id.encode()),
            (b"cache-control", b"no-store"),
            (b"content-type", b"application/problem+json"),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
        ]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        return STATUS_LINE[refusal.status] + lines + b"\r\n" + body
