"""What SQLAlchemy knows of one kind of database, imported where that kind is used: each costs 3 MB."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Any

_PARAMSTYLE = {"sqlite": "named", "postgresql": "pyformat"}


def dialect_module(name: str) -> Any:
    """Return `sqlalchemy.dialects.sqlite` or `.postgresql`, which have an `insert` of their own."""
    return import_module(f"sqlalchemy.dialects.{name}")


@cache
def compiler_dialect(name: str) -> Any:
    """Return the dialect that compiles statements for the driver."""
    return dialect_module(name).dialect(paramstyle=_PARAMSTYLE[name])
