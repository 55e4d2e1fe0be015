"""Which content coding a client gets: Accept-Encoding as RFC 9110, section 12.5.3, has it."""

import re
from functools import lru_cache
from typing import Final, Literal

Coding = Literal["identity", "gzip", "br", "zstd"]

# At equal weight: the smallest result for the least work first.
PREFERENCE: Final[tuple[Coding, ...]] = ("zstd", "br", "gzip")

_WEIGHT = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)").fullmatch
_MAX_ELEMENTS: Final = 64
_MAX_CACHED: Final = 256


def choose(accept_encoding: str | None) -> Coding | None:
    """The coding for an answer that may be coded.

    A coding that is not named and not matched by `*` is not used. Identity is acceptable unless
    `identity;q=0` or `*;q=0` says otherwise, and is chosen over an acceptable coding only when its
    own weight is higher. `x-gzip` is gzip. A coding named twice counts by its lowest weight, and
    an element that is not well-formed as if it were not there.

    Args:
        accept_encoding: Value of the header field, lines joined by commas; None when absent,
            which permits anything and so, for clients that decode nothing, means identity.

    Returns:
        None when nothing is acceptable, `*;q=0` for instance. The caller may then answer 406;
        `ContentCoding` sends identity, which the RFC permits too and which serves more people.
    """
    if accept_encoding is None:
        return "identity"
    if len(accept_encoding) > _MAX_CACHED:
        # Kept out of the cache, which long hostile values would fill.
        return _chosen(accept_encoding)
    return _cached(accept_encoding)


def _chosen(accept_encoding: str) -> Coding | None:
    weights = _weights(accept_encoding)
    others = weights.get("*", 0.0)
    # max() keeps the first of equals, hence the order of preference.
    best = max(PREFERENCE, key=lambda coding: weights.get(coding, others))
    weight = weights.get(best, others)
    identity = weights.get("identity", weights.get("*"))
    if weight > 0 and (identity is None or weight >= identity):
        return best
    return None if identity == 0 else "identity"


_cached = lru_cache(maxsize=256)(_chosen)


def _weights(accept_encoding: str) -> dict[str, float]:
    weights: dict[str, float] = {}
    for element in accept_encoding.split(",", _MAX_ELEMENTS)[:_MAX_ELEMENTS]:
        name, semicolon, parameter = (part.strip(" \t") for part in element.partition(";"))
        name = "gzip" if name.lower() == "x-gzip" else name.lower()
        weight = _weight(parameter) if semicolon else 1.0
        if name and weight is not None:
            weights[name] = min(weight, weights.get(name, 1.0))
    return weights


def _weight(parameter: str) -> float | None:
    if parameter[:2] in {"q=", "Q="} and _WEIGHT(parameter[2:]):
        return float(parameter[2:])
    return None
