"""The header fields that every answer carries, written once and never per request.

CORS is constant: the API is public, uses no cookies and answers every origin alike, so the fields
go out without looking at Origin and no `Vary: Origin` is needed. `no-referrer` because API keys
may stand in query strings and must not reach other sites when a page links there.
"""

Header = tuple[bytes, bytes]

_EXPOSED = (
    b"ETag, Link, X-Request-Id, Location, Retry-After, Content-Disposition, X-Matched-Rows, "
    b"X-Returned-Rows, X-Data-Version, Idempotency-Replayed, Deprecation, Sunset, Accept-Ranges, "
    b"Content-Range, Content-Location, Repr-Digest"
)

CONSTANT: tuple[Header, ...] = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", _EXPOSED),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)

REQUEST_ID = b"x-request-id"

# What the edge alone may say: a second Access-Control-Allow-Origin would make browsers refuse the
# answer, so fields of these names that the application sets are dropped.
OWNED = frozenset({name for name, _ in CONSTANT} | {REQUEST_ID})


def _preflight(methods: bytes, headers: bytes) -> tuple[Header, ...]:
    return (
        (b"access-control-allow-methods", methods),
        (b"access-control-allow-headers", headers),
        (b"access-control-max-age", b"86400"),
    )


_ASKING = b"Accept, Content-Type, If-None-Match, If-Modified-Since, Range, X-Request-Id"
PREFLIGHT = _preflight(b"GET, HEAD, OPTIONS", _ASKING)
# Where one can write, too.
PREFLIGHT_TO_WRITE = _preflight(
    b"GET, HEAD, POST, OPTIONS", _ASKING + b", Authorization, Idempotency-Key"
)
