"""Keys of series in addresses, as both generations spell them, as alternatives for each dimension.

Version 1 writes `A+M.CN-SX...` with an empty place for any code, or `all`; version 2 `A.*.X`, several
keys with commas between them, and may leave out the end. What is in a place need not be a code that
exists: nothing has it then, which is an empty answer and no error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.errors import Fault, InvalidQueryError

Key = tuple[frozenset[str] | None, ...]
"""For each dimension the codes that are wanted; `None` for any."""

MAXIMUM_KEYS = 200
_ANY = "*"
_code = re.compile(r"[A-Za-z0-9_@$-]{1,128}", re.ASCII).fullmatch


def parse_key_1(text: str, dimensions: Sequence[str]) -> Key:
    """Read the key of an address of version 1.

    Raises:
        InvalidQueryError: It has more or fewer places than there are dimensions, or is malformed.
    """
    if text.lower() == "all":
        return (None,) * len(dimensions)
    places = text.split(".")
    if len(places) != len(dimensions):
        raise _malformed(
            f"it has {len(places)} places, and the structure has {len(dimensions)} dimensions "
            f"({'.'.join(dimensions)}); leave a place empty for any code, or write all",
            text,
        )
    return tuple(_alternatives(place, text) for place in places)


def parse_keys_2(text: str, dimensions: Sequence[str]) -> tuple[Key, ...]:
    """Read the keys of an address of version 2; none of them is any series.

    Raises:
        InvalidQueryError: One has more places than there are dimensions, or is malformed.
    """
    keys = text.split(",")
    if len(keys) > MAXIMUM_KEYS:
        raise _malformed(f"there are {len(keys)} keys, and at most {MAXIMUM_KEYS} are read", text)
    return tuple(dict.fromkeys(_one_key_2(key, dimensions) for key in keys))


def _one_key_2(text: str, dimensions: Sequence[str]) -> Key:
    places = text.split(".")
    if len(places) > len(dimensions):
        raise _malformed(
            f"it has {len(places)} places, and the structure has {len(dimensions)} dimensions "
            f"({'.'.join(dimensions)})",
            text,
        )
    missing = [_ANY] * (len(dimensions) - len(places))
    return tuple(
        None if each == _ANY else frozenset([_checked(each, text)]) for each in (*places, *missing)
    )


def _alternatives(place: str, key: str) -> frozenset[str] | None:
    if not place:
        return None
    return frozenset(_checked(code, key) for code in place.split("+"))


def _checked(code: str, key: str) -> str:
    if not _code(code):
        raise _malformed(f"{code[:64]!r} cannot be a code", key)
    return code


def _malformed(reason: str, key: str) -> InvalidQueryError:
    message = f"The key {key[:128]!r} cannot be read: {reason}"
    return InvalidQueryError(message, [Fault(message, "key", value=key[:64])])
