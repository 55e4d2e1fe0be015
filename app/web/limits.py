"""What a request must not exceed before anything reads it: sizes, counts, encodings, Host.

The protocol (protocol.py) refuses the grossest cases earlier, while bytes arrive; these checks
hold under every server and give the full error document.
"""

import re
import unicodedata
from typing import Final, NamedTuple
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

MAX_URL: Final = 8192
MAX_QUERY_ITEMS: Final = 100
MAX_BODY: Final = 16 * 1024 * 1024
MAX_HEADERS: Final = 100
MAX_HEADER_BYTES: Final = 16 * 1024
# ": " and the line end, which the wire carries and the header list does not.
_HEADER_OVERHEAD: Final = 4

_UNPLAIN = frozenset({"Cc", "Cf", "Zl", "Zp"})
_VISIBLE = bytes(range(0x21, 0x7F))
_HOST = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:[]_-"
# A broken escape, or one of a control character.
_BAD_ESCAPE = re.compile(rb"%(?:[01]|7[fF]|(?![0-9A-Fa-f]{2}))").search
_HIGH_ESCAPE = re.compile(rb"%[89A-Fa-f]").search


class Refusal(NamedTuple):
    """Why a request is not even read.

    Attributes:
        status: HTTP status of the answer.
        slug: Stable name of the reason, the last part of the problem's `type`.
        detail: One sentence for the person who sent it.
    """

    status: int
    slug: str
    detail: str


URL_TOO_LONG = Refusal(
    414, "uri-too-long", f"The URL is longer than {MAX_URL} bytes; ask for less at a time."
)
TOO_MANY_HEADERS = Refusal(
    431, "too-many-headers", f"The request has more than {MAX_HEADERS} header fields."
)
HEADERS_TOO_LARGE = Refusal(
    431,
    "too-many-headers",
    f"The head of the request takes more than {MAX_HEADER_BYTES} bytes.",
)
BAD_HOST = Refusal(
    400,
    "bad-request",
    "The request needs exactly one Host header, made of letters, digits and . : [ ] _ - only.",
)
TOO_MANY_PARAMETERS = Refusal(
    400,
    "bad-request",
    f"The query string has more than {MAX_QUERY_ITEMS} items; separate values by commas.",
)
BAD_URL = Refusal(
    400,
    "bad-request",
    "The URL must be percent-encoded UTF-8 without control characters.",
)
REQUEST_TIMEOUT = Refusal(
    408, "request-timeout", "The request did not arrive in time; send it again in one go."
)
MALFORMED = Refusal(400, "bad-request", "This is not a well-formed HTTP/1.1 request.")
OTHER_VERSION = Refusal(
    400, "bad-request", "This service speaks HTTP/1.1 and HTTP/1.0; the request asks for another."
)


BODY_TOO_LARGE = Refusal(413, "too-large", "The body is larger than this service accepts.")


def violation(scope: Scope, max_body: int = MAX_BODY) -> Refusal | None:
    """The first limit that the request breaks; usually none."""
    path: bytes = scope.get("raw_path") or quote(scope["path"]).encode()
    query: bytes = scope["query_string"]
    # A URL of the greatest length may have no query, hence no question mark.
    if len(path) + len(query) + bool(query) > MAX_URL:
        return URL_TOO_LONG
    refusal = _header_violation(scope["headers"], max_body)
    if refusal is not None:
        return refusal
    if query.count(b"&") >= MAX_QUERY_ITEMS:
        return TOO_MANY_PARAMETERS
    if not (_well_encoded(path) and _well_encoded(query)):
        return BAD_URL
    return None


def head_size(headers: list[tuple[bytes, bytes]]) -> int:
    """Bytes of a header list as it is on the wire."""
    return sum(len(name) + len(value) + _HEADER_OVERHEAD for name, value in headers)


def _header_violation(headers: list[tuple[bytes, bytes]], max_body: int) -> Refusal | None:
    if len(headers) > MAX_HEADERS:
        return TOO_MANY_HEADERS
    # One loop for size and Host, for this runs for every request.
    size = len(headers) * _HEADER_OVERHEAD
    hosts = 0
    host = b""
    for name, value in headers:
        size += len(name) + len(value)
        if name == b"host":
            hosts += 1
            host = value
        elif name == b"content-length" and int(value) > max_body:
            return BODY_TOO_LARGE
    if size > MAX_HEADER_BYTES:
        return HEADERS_TOO_LARGE
    if hosts != 1 or not host or host.translate(None, _HOST):
        return BAD_HOST
    return None


def _well_encoded(part: bytes) -> bool:
    """Whether this is visible ASCII whose escapes decode to UTF-8 without control characters."""
    if part.translate(None, _VISIBLE):
        return False
    if b"%" not in part:
        return True
    if _BAD_ESCAPE(part):
        return False
    return _HIGH_ESCAPE(part) is None or _is_plain_text(unquote_to_bytes(part))


def _is_plain_text(data: bytes) -> bool:
    """Whether this is UTF-8 without controls, line separators and marks that turn text around."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(character) in _UNPLAIN for character in text)
