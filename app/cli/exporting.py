"""The command export: a file of the whole store, or none."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from app.cli.asking import ask_for, check_sector
from app.cli.failures import WRONG_USE, CommandError
from app.dialects.native.bulk_files import ALL, FILES

_FORMATS = tuple(dict.fromkeys(file.format for file in FILES.values()))


def export(file: Path, sector: str | None, form: str | None) -> None:
    """Write a file.

    Raises:
        CommandError: There is no such sector or format, or the file cannot be written.
    """
    check_sector(sector)
    name = f"{sector or ALL}.{_format(file, form)}"
    temporary = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        try:
            with temporary.open("xb") as target:
                ask_for(f"/v1/bulk/{name}", [], target.write)
                target.flush()
                os.fsync(target.fileno())
            size = temporary.stat().st_size
            temporary.replace(file)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        message = f"cannot write {file}: {error.strerror}"
        raise CommandError(message) from error
    sys.stderr.write(f"{file}: {size:,} bytes\n")


def _format(file: Path, form: str | None) -> str:
    if form is None:
        endings = [each for each in _FORMATS if file.name.endswith(f".{each}")]
        form = max(endings, key=len, default="")
    if form not in _FORMATS:
        said = f"there is no format {form!r}" if form else f"{file.name} names no format"
        message = f"{said}; there is {', '.join(_FORMATS)}"
        raise CommandError(message, code=WRONG_USE)
    return form
