"""The terminal: `provstat serve`, `migrate`, `seed`, `check`, `indicators`, `get`, `openapi`.

Answers go to standard output, everything else to standard error. Exit codes: 0 done, 1 refused or
not found, 2 wrong use, 3 the database is away or empty.

Each command imports what it needs when it runs: `provstat --version` must not wait for a database
driver, nor `provstat serve` for what reads spreadsheets.
"""

from __future__ import annotations

from app.cli.commands import main

__all__ = ["main"]
