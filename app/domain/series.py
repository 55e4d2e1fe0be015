"""The name of a series, and the permanent ids that follow from it.

A key reads `indicator.area.transformation.unit.frequency` and then `.dimension=code` for each of the
sector's own dimensions in which the series is broken down, in alphabetical order. A total (`_T`) is
left out, so that a sector may gain a dimension later and every old key and id still stands.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache

from app.domain.period import Period, PeriodError, parse_period

TOTAL = "_T"
CODE_PATTERN = r"^[A-Za-z0-9_][A-Za-z0-9_-]{0,63}$"

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letter looks like a digit
_ID_CHARACTERS = 12
_ID_BITS = 5 * _ID_CHARACTERS
_OBSERVATION_ID = re.compile(r"([0-9a-hjkmnp-tv-z]{12})-([0-9A-Z_-]{4,21})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Series:
    """One line of figures over time.

    Attributes:
        id: 60-bit number, the head of SHA-256 over the key.
        key: The name, see the module.
        breakdown: Own dimensions other than totals, sorted: `(("product", "automobiles"),)`.
    """

    id: int
    key: str
    indicator: str
    area: str
    transformation: str
    unit: str
    frequency: str
    breakdown: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """The id as it stands in addresses: twelve characters."""
        return encode_id(self.id)

    def code(self, dimension: str) -> str:
        """Return the code in one of the sector's own dimensions, `_T` where not broken down."""
        return dict(self.breakdown).get(dimension, TOTAL)


def series_key(  # noqa: PLR0913, PLR0917 - the key has that many parts, in this order
    indicator: str,
    area: str,
    transformation: str,
    unit: str,
    frequency: str,
    breakdown: dict[str, str] | None = None,
) -> str:
    """Put a key together; totals are left out of it."""
    parts = [indicator, area, transformation, unit, frequency]
    own = sorted((breakdown or {}).items())
    return ".".join(parts + [f"{name}={code}" for name, code in own if code != TOTAL])


@lru_cache(maxsize=65_536)
def parse_key(key: str) -> Series:
    """Take a key apart; the inverse of `series_key`."""
    indicator, area, transformation, unit, frequency, *own = key.split(".")
    pairs = tuple((name, code) for name, _, code in (part.partition("=") for part in own))
    return Series(
        series_id(key), key, indicator, area, transformation, unit, frequency, tuple(pairs)
    )


def series_id(key: str) -> int:
    """Return the number under which a series is stored; the same in every database."""
    digest = hashlib.sha256(key.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - _ID_BITS)


@lru_cache(maxsize=65_536)
def encode_id(number: int) -> str:
    """Write a series number in twelve characters."""
    shifts = range(_ID_BITS - 5, -1, -5)
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in shifts)


def decode_id(text: str) -> int:
    """Read what `encode_id` wrote; the text has been matched by a pattern before."""
    number = 0
    for character in text:
        number = number << 5 | _ALPHABET.index(character)
    return number


def observation_id(series: Series, period: Period) -> str:
    """Name an observation for ever: its series and its days, whichever release states the figure."""
    return f"{series.name}-{period.slug}"


def parse_observation_id(text: str) -> tuple[int, Period] | None:
    """Return series number and period of an observation id, or `None` if it cannot be one."""
    match = _OBSERVATION_ID.fullmatch(text)
    if match is None:
        return None
    try:
        period = parse_period(match[2].replace("_", "/"))
    except PeriodError:
        return None
    return decode_id(match[1]), period
