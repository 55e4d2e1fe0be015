"""Every test of the store runs on both databases."""

from tests.support.stores import empty_database, store

__all__ = ["empty_database", "store"]
