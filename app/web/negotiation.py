"""Which representation a client gets: by extension, else `?format=`, else `Accept`, else the first."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from app.domain.errors import Fault, InvalidQueryError, NotAcceptableError, NotFoundError
from app.domain.text import nearest
from app.representations.contract import Representation

_weight = re.compile(r"0(\.[0-9]{0,3})?|1(\.0{0,3})?", re.ASCII).fullmatch


def choose(
    offered: tuple[Representation, ...],
    extension: str | None,
    parameter: str | None,
    accept: str | None,
) -> Representation:
    """Choose a representation.

    Raises:
        NotFoundError: No representation has the extension.
        InvalidQueryError: No representation has the name, or the extension says otherwise.
        NotAcceptableError: The client accepts none of those offered.
    """
    if extension is not None:
        by_extension = {each.extension: each for each in offered}
        if extension not in by_extension:
            message = f"There is no .{extension} here; there is {_list(by_extension)}."
            raise NotFoundError(message)
        if parameter not in (None, by_extension[extension].name):
            message = f"The parameter format={parameter} contradicts the extension .{extension}"
            raise InvalidQueryError(message, [Fault(message, "format", value=parameter)])
        return by_extension[extension]
    if parameter is not None:
        by_name = {each.name: each for each in offered}
        if parameter not in by_name:
            message = f"In format, {parameter[:64]!r} is not a format; write {_list(by_name)}"
            fault = Fault(
                message, "format", value=parameter, did_you_mean=nearest(parameter, by_name)
            )
            raise InvalidQueryError(message, [fault])
        return by_name[parameter]
    return _accepted(offered, accept) if accept else offered[0]


def _list(names: Sequence[str] | dict[str, Representation]) -> str:
    return ", ".join(names)


@lru_cache(maxsize=512)
def _accepted(offered: tuple[Representation, ...], accept: str) -> Representation:
    ranges = _media_ranges(accept)
    if not ranges:
        return offered[0]
    graded = [(_quality(each.essence, ranges), -place) for place, each in enumerate(offered)]
    quality, place = max(graded, default=(0.0, 0))
    if quality <= 0:
        types = ", ".join(each.essence for each in offered)
        message = f"None of the accepted formats exists here; there is {types}."
        raise NotAcceptableError(message)
    return offered[-place]


def _media_ranges(accept: str) -> list[tuple[str, float]]:
    """Read the header; an element whose weight is none (RFC 9110, 12.4.2) is as if not there.

    So a header without a well-formed element asks for nothing, as one that is empty or absent.
    """
    found = (_media_range(part) for part in accept.split(",") if part.strip())
    return [(essence, weight) for essence, weight in found if weight is not None]


def _media_range(part: str) -> tuple[str, float | None]:
    essence, *parameters = (piece.strip().lower() for piece in part.split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            value = value.strip()
            return essence, float(value) if _weight(value) else None
    return essence, 1.0


def _quality(essence: str, ranges: list[tuple[str, float]]) -> float:
    """Return how welcome a type is; the most specific range decides."""
    family = essence.partition("/")[0] + "/*"
    for wanted in (essence, family, "*/*"):
        qualities = [quality for name, quality in ranges if name == wanted]
        if qualities:
            return max(qualities)
    return 0.0


def accepts(essence: str, accept: str | None) -> bool:
    """Whether a client that sent this `Accept` header takes a type."""
    if not accept:
        return True
    ranges = _media_ranges(accept)
    return not ranges or _quality(essence, ranges) > 0
