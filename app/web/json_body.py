"""JSON from strangers: every digit kept, nothing twice, and each fault with its line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, NoReturn

from app.domain.errors import Fault
from app.web.errors import InvalidBodyError

DEEPEST: Final = 32
_SHOWN = 64
_BOM = b"\xef\xbb\xbf"
_word = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]|NaN|-?Infinity').finditer


class JsonNumber(str):
    """A number as its digits stand in the text; `818.05` is not what a float makes of it."""

    __slots__ = ()


class _TwiceError(Exception):
    """A name stands twice in one object."""


def read_json(raw: bytes) -> Any:
    """Read a document; its numbers are `JsonNumber`.

    Raises:
        InvalidBodyError: It is no JSON, or an object says one thing twice.
    """
    raw = raw.removeprefix(_BOM)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode()
        raise _fault(before, len(before), "these bytes are not UTF-8") from error
    try:
        return json.loads(
            text,
            object_pairs_hook=_once,
            parse_int=JsonNumber,
            parse_float=JsonNumber,
            parse_constant=_no_constant,
        )
    except json.JSONDecodeError as error:
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise _fault(text, error.pos, reason) from error
    except _TwiceError:
        place, name = next(_twice(text))
        raise _fault(text, place, f"the name {name[:_SHOWN]} stands twice in one object") from None
    except RecursionError:
        raise _fault(text, _too_deep(text), "this is nested too deeply") from None
    except _ConstantError as error:
        place = next(match.start() for match in _word(text) if match[0] == str(error))
        raise _fault(text, place, f"{error} is no number in JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _TwiceError
    return found


class _ConstantError(Exception):
    """NaN or an infinity."""


def _no_constant(text: str) -> NoReturn:
    raise _ConstantError(text)


class _Open(NamedTuple):
    """An object or array that has begun; of an object, the names so far."""

    is_object: bool
    names: set[str]


def _twice(text: str) -> Iterator[tuple[int, str]]:
    """Look for names that stand twice; slower than reading, and only done when there is one."""
    opened: list[_Open] = []
    names_next = False
    for match in _word(text):
        word = match[0]
        if word in "{[":
            opened.append(_Open(word == "{", set()))
            names_next = word == "{"
        elif word in "}]":
            opened.pop()
        elif word == ",":
            names_next = opened[-1].is_object
        elif names_next:
            names_next = False
            name = json.loads(word)
            if name in opened[-1].names:
                yield match.start(), word
            opened[-1].names.add(name)


def _too_deep(text: str) -> int:
    depth = 0
    for match in _word(text):
        depth += match[0] in "{["
        depth -= match[0] in "}]"
        if depth > DEEPEST:
            return match.start()
    return 0


def _fault(text: str, place: int, reason: str) -> InvalidBodyError:
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    message = f"Line {line}, column {column} of the body: {reason}."
    return InvalidBodyError(message, [Fault(message)])
