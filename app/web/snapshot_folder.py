"""Files of a data version on disk: written once, whole or not at all, and removed when they are old.

    folder/211c2ec374ec-0.1.0/energy.parquet        the file
    folder/211c2ec374ec-0.1.0/energy.parquet.json   what is known about it, written after it

A folder is that of one data version as one version of the software writes it. Several processes may
share it: each writes under a name of its own and renames, and the bytes are the same whoever wins.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec
import structlog

from app import __version__
from app.domain.cube import DataVersion
from app.domain.errors import UnavailableError

_log = structlog.get_logger(__name__)

_KEPT_VERSIONS = 2  # the current one, and the one before for those who are still reading it
_VERSIONS = re.compile(r"[0-9a-f]{12}-[0-9A-Za-z.+]+", re.ASCII)
_PRIVATE = 0o700
_GZIP = 31  # zlib's word for gzip's head and tail; the head says no time, so bytes are reproducible
_LEVEL = 6


class Built(msgspec.Struct, frozen=True):
    """What is known about a file.

    Attributes:
        rows: Observations in it.
        size: Bytes.
        sha256: In hexadecimal digits.
        headers: Validators that it is sent with.
    """

    rows: int
    size: int
    sha256: str
    headers: dict[str, str]


class Content:
    """What goes into a file.

    Attributes:
        pieces: Its bytes.
        rows: How many observations went in so far; whoever makes the pieces counts them.
    """

    __slots__ = ("pieces", "rows")

    def __init__(self) -> None:
        self.pieces: Iterator[bytes] = iter(())
        self.rows = 0


class SnapshotFolder:
    """The files of all data versions that are still there."""

    def __init__(self, path: Path) -> None:
        """Remember the folder, which is made when the first file is."""
        self._path = path

    def place(self, version: str, name: str) -> Path:
        """Return where a file is, or would be."""
        return self._path / f"{version}-{__version__}" / name

    def find(self, version: str, name: str) -> Built | None:
        """Return what is known about a file; `None` where it is not there."""
        place = self.place(version, name)
        try:
            told = place.with_name(f"{name}.json").read_bytes()
            built = msgspec.json.decode(told, type=Built)
            return built if place.stat().st_size == built.size else None
        except (OSError, msgspec.DecodeError):
            return None

    def write(
        self, version: DataVersion, name: str, content: Content, headers: dict[str, str]
    ) -> Built:
        """Write a file and remove those of old data versions.

        Raises:
            UnavailableError: The folder cannot be written.
        """
        place = self.place(version.text, name)
        try:
            self._make(place.parent)
            digest, size = hashlib.sha256(), 0
            temporary = place.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
            try:
                with temporary.open("xb") as file:
                    for piece in content.pieces:
                        digest.update(piece)
                        size += file.write(piece)
                    _settle(file.fileno())
                built = Built(content.rows, size, digest.hexdigest(), headers)
                temporary.replace(place)
            finally:
                temporary.unlink(missing_ok=True)
            self._tell(place, built)
            self._forget(place.parent)
        except OSError as error:
            _log.warning("a snapshot file was not written", folder=str(self._path), name=name)
            message = f"files of the whole store cannot be written: {error.strerror}"
            raise UnavailableError(message) from error
        return built

    def _make(self, folder: Path) -> None:
        self._path.mkdir(mode=_PRIVATE, parents=True, exist_ok=True)
        if self._path.stat().st_uid != os.getuid():
            # In a folder that everybody writes to, somebody else may have been first.
            raise PermissionError(0, "the folder belongs to somebody else")
        folder.mkdir(mode=_PRIVATE, exist_ok=True)

    def _tell(self, place: Path, built: Built) -> None:
        temporary = place.with_name(f".{place.name}.json.{os.getpid()}.{secrets.token_hex(4)}")
        with temporary.open("xb") as file:
            file.write(msgspec.json.encode(built))
            _settle(file.fileno())
        temporary.replace(place.with_name(f"{place.name}.json"))

    def _forget(self, current: Path) -> None:
        """Remove all data versions but the current and the newest of the others."""
        others = [
            folder
            for folder in self._path.iterdir()
            if folder != current and folder.is_dir() and _VERSIONS.fullmatch(folder.name)
        ]
        dated = []
        for folder in others:
            with suppress(FileNotFoundError):  # another process removes as well
                dated.append((folder.stat().st_mtime, folder))
        for _, folder in sorted(dated, reverse=True)[_KEPT_VERSIONS - 1 :]:
            shutil.rmtree(folder, ignore_errors=True)


def zipped(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Compress by gzip, always to the same bytes."""
    coder = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        yield coder.compress(piece)
    yield coder.flush()


def _settle(number: int) -> None:
    """Wait until the disk has a file, so that a name never stands for a part of it."""
    os.fsync(number)
