"""A store with several provinces, years, gaps, bounds and revisions, small enough for tests."""

from __future__ import annotations

from benchmarks.large_store import fill as fill_large


def fill(url: str) -> None:
    """Fill an empty database: 5 provinces, 80 indicators (16 a sector), 4 years."""
    fill_large(url, provinces=5, indicators=80, years=4)
