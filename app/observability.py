"""What the application says about itself: one event a line on stderr, without secrets.

Nothing happens at import. `main` calls `configure_logging` once in each process, starts uvicorn
with `log_config=None, access_log=False`, and hands `access_log(...)` to the edge.

Two roads lead to the same line. Ordinary events, ours by structlog and the libraries' by stdlib
logging, run through the processors below. The one event that every request writes does not: its
fields are known and hold nothing to redact but the query, so it is a struct that msgspec encodes,
3 us with the write against 60 through the processors, redaction included.
"""

import logging
import re
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from json import dumps
from urllib.parse import unquote_plus

import msgspec
import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

HIDDEN = "***"

# Names whose values are never written, in fields, headers and query strings alike. The patterns
# start at a literal word and every repeat is bounded: a long hostile line stays cheap.
_WORDS = r"authorization|cookie|passwo?r?d|passphrase|pwd|secret|credential|token"
# Whole names: letters that also begin or end harmless words.
_KEY = r"(?<![a-z])(?:(?:api|access|private)?keys?|sig|signature|jwt|session(?:[_-]?id)?)"
_SECRET_NAME = re.compile(rf"{_WORDS}|{_KEY}$", re.IGNORECASE)
_SECRET_PAIR = re.compile(rf"((?:(?:{_WORDS})[\w.-]{{0,32}}|{_KEY})=)[^\s&;,'\"#]+", re.IGNORECASE)
# One of these is in every name that the patterns match.
_HINTS = (
    *("token", "key", "pass", "pwd", "secret", "credential", "authorization", "cookie"),
    *("sig", "jwt", "session"),
)
# A token of ours gives itself away, wherever it stands; its prefix is public and may help.
_OWN_TOKEN = re.compile(r"(provstat_[a-z2-7]{8}_)[a-z2-7]+", re.IGNORECASE)
# Up to the last @, for a password may hold / and : when somebody forgot to escape it.
_URL_PASSWORD = re.compile(r"(://[^\s/:@]{0,256}:)\S{1,512}@")
_BEARER = re.compile(r"\b(bearer)\s+[\w.~+/=-]+", re.IGNORECASE)
_MAX_DEPTH = 6


_SEPARATOR = re.compile("([&;])")


def redact_query(query: str) -> str:
    """The query string with the values of secret-like parameters hidden."""
    # Decoded, because the server would understand %74oken too.
    decoded = unquote_plus(query) if "%" in query else query
    if "provstat" in decoded.lower():
        # Somebody put a token where it does not belong; nothing of this address is worth the risk.
        return HIDDEN
    if not _hinted(decoded):
        return query
    # Some servers and clients separate by semicolons.
    return "".join(map(_redact_item, _SEPARATOR.split(query)))


def redact_path(path: str) -> str:
    """The path with the secret of a token of ours hidden; nothing else in a path can be known as one."""
    return _OWN_TOKEN.sub(rf"\1{HIDDEN}", path) if "provstat_" in path.lower() else path


def _redact_item(item: str) -> str:
    name, equals, _ = item.partition("=")
    secret = equals and _SECRET_NAME.search(unquote_plus(name))
    return f"{name}={HIDDEN}" if secret else item


def redact_text(text: str) -> str:
    """Free text with passwords in URLs, `token=...` pairs and bearer credentials hidden."""
    if "://" in text:
        text = _URL_PASSWORD.sub(rf"\1{HIDDEN}@", text)
    if "=" in text and _hinted(text):
        text = _SECRET_PAIR.sub(rf"\1{HIDDEN}", text)
    lower = text.lower()
    if "provstat_" in lower:
        text = _OWN_TOKEN.sub(rf"\1{HIDDEN}", text)
    return _BEARER.sub(rf"\1 {HIDDEN}", text) if "bearer" in lower else text


def _hinted(text: str) -> bool:
    """Whether a pattern can match at all: 0.5 us, where a pattern that fails takes 5 to 20."""
    text = text.lower()
    return any([hint in text for hint in _HINTS])  # noqa: C419 - a generator costs twice as much


def redact(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Structlog processor: every field of the event in JSON's own types, safe to write.

    Runs after tracebacks became text, because drivers put connection strings into messages.
    """
    return {name: _field(name, value, 0) for name, value in event.items()}


def _field(name: str, value: object, depth: int) -> object:
    secret = _hinted(name) and _SECRET_NAME.search(name)
    return HIDDEN if secret else _redacted(value, depth)


def _redacted(value: object, depth: int) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if depth < _MAX_DEPTH:
        if isinstance(value, Mapping):
            named = ((_text(name), item) for name, item in value.items())
            return {name: _field(name, item, depth + 1) for name, item in named}
        if isinstance(value, list | tuple) and _is_secret_header(value):
            return [_text(value[0]), HIDDEN]
        if isinstance(value, list | tuple | set | frozenset):
            return [_redacted(item, depth + 1) for item in value]
    return redact_text(_text(value))


def _is_secret_header(value: list[object] | tuple[object, ...]) -> bool:
    """Whether this is one entry of an ASGI header list, such as (b"cookie", b"...")."""
    pair = len(value) == 2 and isinstance(value[0], str | bytes)  # noqa: PLR2004 - a pair
    return pair and _SECRET_NAME.search(_text(value[0])) is not None


def _text(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return value.decode("utf-8", "backslashreplace")
    return value if isinstance(value, str) else repr(value)


def _render_json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    """One line of JSON; the three fields that people look for come first."""
    line = {name: event.pop(name) for name in ("timestamp", "level", "event") if name in event}
    line.update(event)
    try:
        return msgspec.json.encode(line).decode()
    except (TypeError, ValueError):
        # A lone surrogate: the slower encoder escapes it, and the event is not lost.
        return dumps(line, default=repr)


def write_line(line: bytes) -> None:
    """Write one line to stderr, in one piece so that lines of several workers do not mix.

    A log that cannot be written must not fail the request: errors are swallowed.
    """
    try:  # contextlib.suppress would add a quarter to the cost of a line
        # Looked up each time: tests and supervisors replace sys.stderr.
        stream = sys.stderr.buffer
        stream.write(line + b"\n")
        stream.flush()
    except (OSError, ValueError, AttributeError):
        pass


class _StderrLogger:
    """The last step of structlog: takes the rendered line, whatever its level."""

    def msg(self, message: str) -> None:
        write_line(message.encode("utf-8", "backslashreplace"))

    debug = info = warning = error = critical = exception = log = msg


class _StderrHandler(logging.Handler):
    """The last step of stdlib logging: the same line, to the same place."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            write_line(self.format(record).encode("utf-8", "backslashreplace"))
        except Exception:  # noqa: BLE001 - logging's own contract: a bad record never raises
            self.handleError(record)


def configure_logging(level: str, *, json: bool) -> None:
    """Send every event, ours and the libraries', to stderr through one chain.

    Args:
        level: debug, info, warning, error or critical.
        json: JSON lines for machines; otherwise text for a person at a terminal.

    Raises:
        ValueError: The level is none of these.
    """
    threshold = _threshold(level)
    ending: list[Processor] = [redact, _render_json if json else _console()]
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, *ending],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=lambda *_: _StderrLogger(),
        cache_logger_on_first_use=False,
    )
    handler = _StderrHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *ending],
        )
    )
    _route_stdlib(handler, threshold)


def _route_stdlib(handler: logging.Handler, threshold: int) -> None:
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(threshold)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "alembic", "sqlalchemy"):
        logger = logging.getLogger(name)
        logger.handlers = []
        logger.propagate = True
        logger.setLevel(logging.NOTSET)
    # Below warning SQLAlchemy prints statements with their parameters.
    logging.getLogger("sqlalchemy").setLevel(max(threshold, logging.WARNING))
    # uvicorn prints whole query strings, keys included; the edge writes the access log instead.
    access = logging.getLogger("uvicorn.access")
    access.propagate = False
    access.setLevel(logging.CRITICAL + 1)
    logging.captureWarnings(capture=True)


def _threshold(level: str) -> int:
    try:
        return logging.getLevelNamesMapping()[level.upper()]
    except KeyError:
        raise ValueError(f"unknown log level {level!r}") from None


def _console() -> Processor:
    return structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
    )


class AccessEvent(msgspec.Struct, kw_only=True):
    """One request as the access log tells it; the field order is the line's order.

    Attributes:
        timestamp: When the application was done with it, UTC.
        request_id: As sent in X-Request-Id.
        method: As the client sent it, so HEAD although the application saw GET.
        path: Decoded path, cut short by the edge.
        query: Query string, secrets hidden, cut likewise.
        status: Status of the answer; 499 when the client left before there was one.
        bytes: Body bytes handed to the server, after content coding.
        duration_ms: From the head's arrival until the application returned.
        route: Template of the route, or "unmatched".
        client: Address of the peer; empty for a local socket.
    """

    timestamp: datetime
    level: str = "info"
    event: str = "request"
    request_id: str
    method: str
    path: str
    query: str
    status: int
    bytes: int
    duration_ms: float
    route: str
    client: str


AccessLog = Callable[[AccessEvent], None]


def access_log(level: str, *, json: bool) -> AccessLog | None:
    """The writer of access events that suits `configure_logging` of the same arguments.

    Returns:
        None when the level leaves such events out, so that the edge does not even build them.
    """
    if _threshold(level) > logging.INFO:
        return None
    return _write_access_json if json else _write_access_text


def _write_access_json(event: AccessEvent) -> None:
    try:
        write_line(msgspec.json.encode(event))
    except UnicodeEncodeError:
        write_line(dumps(msgspec.to_builtins(event)).encode())


def _write_access_text(event: AccessEvent) -> None:
    fields = msgspec.structs.asdict(event)
    for name in ("timestamp", "level", "request_id"):  # the chain adds them
        fields.pop(name)
    structlog.get_logger().info(**fields)
