"""What a ZIP file claims to hold, looked at before anything of it is inflated.

The directory can be trusted as an upper limit: `zipfile` inflates no more of an entry than the
directory says, and an entry that lies is broken.
"""

from __future__ import annotations

import os
import struct
import zipfile
from typing import BinaryIO

MAXIMUM_INFLATED = 512 * 1024**2
MAXIMUM_RATIO = 200
MAXIMUM_ENTRIES = 2_000
# What is inflated below this size is harmless, however well it was packed.
HARMLESS = 1024**2
# Everything but the sheets, which are read row by row, is held in memory.
MAXIMUM_HELD = 96 * 1024**2
_SHEETS = "xl/worksheets/"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = b"PK\x05\x06"
_LONGEST_END = 22 + 65_535
_LOCATOR_OF_64 = b"PK\x06\x07"
_LENGTH_OF_LOCATOR = 20
_DIRECTORY_BYTES = struct.Struct("<10xH I")
_LARGEST_DIRECTORY = MAXIMUM_ENTRIES * 1024
_ENCRYPTED = 0x1


class ArchiveError(Exception):
    """A ZIP file that nobody should inflate; the message is a sentence for a person."""

    def __init__(self, reason: str, suggestion: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.suggestion = suggestion


def check_archive(file: BinaryIO) -> None:
    """Look at the directory of a ZIP file that stands at its start.

    Raises:
        ArchiveError: It is none, is cut short, or would inflate to more than the limits.
    """
    if file.read(len(_OLE)) == _OLE:
        raise ArchiveError(
            "This is a workbook of the format before 2007, or one with a password.",
            "save it as .xlsx without a password",
        )
    _check_end(file)
    try:
        with zipfile.ZipFile(file) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as fault:
        raise ArchiveError(f"The file is broken: {fault}.", "is it cut short?") from fault
    _check_entries(entries)


def _check_end(file: BinaryIO) -> None:
    """Refuse a directory that would itself fill the memory, from the record at the end."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) < place + _DIRECTORY_BYTES.size:
        reason = "The file is no workbook, or its end is missing."
        raise ArchiveError(reason, "is it cut short?")
    entries, directory = _DIRECTORY_BYTES.unpack_from(tail, place)
    locator = tail[max(0, place - _LENGTH_OF_LOCATOR) : place]
    if entries > MAXIMUM_ENTRIES:
        raise _too_many(entries)
    if directory > _LARGEST_DIRECTORY or locator.startswith(_LOCATOR_OF_64):
        raise ArchiveError("The file has a directory as only huge ones need it.")


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAXIMUM_ENTRIES:
        raise _too_many(len(entries))
    inflated = sum(entry.file_size for entry in entries)
    if inflated > MAXIMUM_INFLATED:
        reason = f"The file inflates to {inflated:,} bytes; {MAXIMUM_INFLATED:,} are the most."
        raise ArchiveError(reason, "publish it in parts, or as CSV")
    held = sum(entry.file_size for entry in entries if not entry.filename.startswith(_SHEETS))
    if held > MAXIMUM_HELD:
        reason = f"All but the sheets has {held:,} bytes; {MAXIMUM_HELD:,} are the most."
        raise ArchiveError(reason, "publish it in parts, or as CSV")
    for entry in entries:
        if entry.file_size > max(HARMLESS, MAXIMUM_RATIO * entry.compress_size):
            reason = f"{entry.filename!r} inflates by more than {MAXIMUM_RATIO} times."
            raise ArchiveError(reason, "save it again, or as CSV")
        if entry.flag_bits & _ENCRYPTED:
            raise ArchiveError("The file has a password.", "save it without a password")


def _too_many(entries: int) -> ArchiveError:
    return ArchiveError(f"The file has {entries:,} parts; {MAXIMUM_ENTRIES:,} are the most.")
