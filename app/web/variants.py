"""Header fields of coded answers: entity tags per coding, Vary, and what may be coded at all.

An application knows one strong tag per representation, `"abc"`. The bytes differ by coding, and a
strong tag stands for bytes, so what leaves the server is `"abc-gz"`, `"abc-br"` or `"abc-zst"`.
The suffix follows from the media type and the coding that the client gets, not from whether coding
was worth it: a body too small to code has it too. So a 304, which has no body to measure, can name
the tag that a 200 would have. Media types that are never coded keep the plain tag.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from app.web.accept_encoding import Coding

Header = tuple[bytes, bytes]

SUFFIXES: Final[Mapping[Coding, bytes]] = {"gzip": b"-gz", "br": b"-br", "zstd": b"-zst"}

_MAX_CACHED: Final = 256

_TAG = re.compile(rb'((?:W/)?")([\x21\x23-\x7e\x80-\xff]*)"')
_SUBTYPES = frozenset(
    b"json xml csv javascript ndjson x-ndjson jsonl json-seq yaml toml rtf".split()
)
_SUFFIXED = (b"+json", b"+xml", b"+csv", b"+yaml", b"+json-seq")


@lru_cache(maxsize=256)
def compressible(content_type: bytes) -> bool:
    """Whether answers of this media type shrink: text of any kind, SVG the only image."""
    main, _, subtype = content_type.partition(b";")[0].strip().lower().partition(b"/")
    if main == b"text":
        return True
    if main == b"image":
        return subtype == b"svg+xml"
    return main == b"application" and (subtype in _SUBTYPES or subtype.endswith(_SUFFIXED))


def codable(fields: Mapping[bytes, bytes]) -> bool:
    """Whether an answer with these fields may be coded: text, not coded yet, not forbidden."""
    return (
        compressible(fields.get(b"content-type", b""))
        and b"content-encoding" not in fields
        and b"no-transform" not in fields.get(b"cache-control", b"").lower()
    )


def never_coded(fields: Mapping[bytes, bytes]) -> bool:
    """Whether the fields of a 304 already say that a 200 would not be coded."""
    content_type = fields.get(b"content-type")
    return (
        content_type is not None and not compressible(content_type)
    ) or b"no-transform" in fields.get(b"cache-control", b"").lower()


@lru_cache(maxsize=1024)
def variant_tag(tag: bytes, coding: Coding) -> bytes:
    """The tag of one coding of a representation; weak tags stand for all codings and stay."""
    suffix = SUFFIXES.get(coding)
    if suffix is None or not (tag.startswith(b'"') and tag.endswith(b'"')):
        return tag
    return tag[:-1] + suffix + b'"'


def plain_tags(if_none_match: bytes, coding: Coding) -> bytes:
    """If-None-Match as the application understands it, when the client gets this coding.

    Tags of this coding lose their suffix; all others, `*` and malformed ones included, stay as they
    are, so that a tag of another coding matches nothing.
    """
    if len(if_none_match) > _MAX_CACHED:
        # Kept out of the cache, which long hostile values would fill.
        return _plain_tags(if_none_match, coding)
    return _cached_plain_tags(if_none_match, coding)


def _plain_tags(if_none_match: bytes, coding: Coding) -> bytes:
    suffix = SUFFIXES.get(coding)
    if suffix is None:
        return if_none_match
    return _TAG.sub(lambda tag: tag[1] + tag[2].removesuffix(suffix) + b'"', if_none_match)


# Many clients revalidate the same few answers.
_cached_plain_tags = lru_cache(maxsize=1024)(_plain_tags)


@lru_cache(maxsize=256)
def vary_by_coding(vary: bytes | None) -> bytes:
    """The Vary field with Accept-Encoding in it."""
    if not vary:
        return b"Accept-Encoding"
    names = {name.strip().lower() for name in vary.split(b",")}
    if b"*" in names or b"accept-encoding" in names:
        return vary
    return vary + b", Accept-Encoding"


def joined(headers: Sequence[Header]) -> dict[bytes, bytes]:
    """Fields by name; repeated ones joined by commas, as RFC 9110 lets everyone do."""
    fields = dict(headers)
    if len(fields) != len(headers):
        for name in fields:
            fields[name] = b", ".join(value for other, value in headers if other == name)
    return fields


def edited(headers: Iterable[Header], changes: Mapping[bytes, bytes | None]) -> list[Header]:
    """The fields with some replaced, added, or, for None, left out."""
    kept = [header for header in headers if header[0] not in changes]
    kept += [(name, value) for name, value in changes.items() if value is not None]
    return kept
