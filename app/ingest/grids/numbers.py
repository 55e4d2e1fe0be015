"""Binary numbers as texts, with the digits that a person would have typed."""

from __future__ import annotations

from decimal import Decimal


def digits_of(shortest: str) -> str:
    """Write the shortest text of a double without exponent, and without the point of a whole one.

    A double knows no decimals: 818 and 818.0 are the same one.

    >>> digits_of("818.05"), digits_of("2024.0"), digits_of("8.1805e+16"), digits_of("1e-07")
    ('818.05', '2024', '81805000000000000', '0.0000001')
    """
    if "e" in shortest or "E" in shortest:
        shortest = format(Decimal(shortest), "f")
    return shortest.removesuffix(".0")
