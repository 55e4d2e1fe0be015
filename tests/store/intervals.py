"""What a bounded figure may be, as intervals of numbers, for comparing with what the store says.

An end of an interval is a cut between numbers: `(5, 1)` lies just above 5, `(5, -1)` just below. So
"more than 5" runs from `(5, 1)` upwards, and 5 itself from `(5, -1)` to `(5, 1)`. A figure printed as
"about 5" reaches a little further on either side, from `(5, -2)` to `(5, 2)`.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import reduce
from typing import NamedTuple

from app.domain.facts import Fact
from app.domain.query import Certainty, Comparison, ValueFilter

Cut = tuple[Decimal, int]
_LOWEST: Cut = (Decimal("-Infinity"), 0)
_HIGHEST: Cut = (Decimal("Infinity"), 0)


class Interval(NamedTuple):
    """All numbers between two cuts; none if the cuts coincide or are in the wrong order."""

    low: Cut
    high: Cut

    @property
    def is_empty(self) -> bool:
        return self.low >= self.high

    def __and__(self, other: Interval) -> Interval:
        return Interval(max(self.low, other.low), min(self.high, other.high))

    def within(self, other: Interval) -> bool:
        return other.low <= self.low and self.high <= other.high


def _claim(comparison: Comparison | str, number: Decimal) -> Interval:
    return {
        "gt": Interval((number, 1), _HIGHEST),
        "ge": Interval((number, -1), _HIGHEST),
        "lt": Interval(_LOWEST, (number, -1)),
        "le": Interval(_LOWEST, (number, 1)),
        "exact": Interval((number, -1), (number, 1)),
        "approx": Interval((number, -2), (number, 2)),
    }[comparison]


def _stated(fact: Fact) -> Interval | None:
    """Return where the figure lies; `None` if nothing is said about it."""
    if fact.lower is not None and fact.upper is not None:
        return Interval((fact.lower, -1), (fact.upper, 1))
    return None if fact.value is None else _claim(fact.bound, fact.value)


def satisfied(fact: Fact, wanted: Iterable[ValueFilter], certainty: Certainty) -> bool:
    """Say whether a figure satisfies all comparisons, for sure or possibly."""
    claims = [_claim(each.comparison, each.limit) for each in wanted]
    if not claims:
        return True
    stated = _stated(fact)
    if stated is None:
        return False
    common = reduce(Interval.__and__, claims)
    if certainty == "possible":
        return not (stated & common).is_empty
    return fact.bound != "approx" and stated.within(common)
