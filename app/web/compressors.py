"""Bodies into content codings: whole ones at once, streams piece by piece in little memory."""

import threading
import zlib
from collections.abc import Callable, Mapping
from typing import Final, Protocol

import brotli  # type: ignore[import-untyped]  # ships no annotations
import zstandard

from app.web.accept_encoding import Coding

# Levels where a better ratio starts to cost more time than a network gives back.
GZIP_LEVEL: Final = 5
BROTLI_QUALITY: Final = 4
ZSTD_LEVEL: Final = 3

# Streams look back 256 KiB instead of 2 to 4 MiB: 1.2 MB a stream instead of 4, and rows of data
# repeat within that distance anyway (measured: the results are smaller, not larger).
_STREAM_WINDOW_LOG: Final = 18
_GZIP_CONTAINER: Final = 31

# Bytes. Up to here coding takes well under a millisecond, less than a thread's trouble is worth.
SMALL: Final = 64 * 1024


def compress(coding: Coding, body: bytes) -> bytes:
    """A whole body; the same bytes for the same body."""
    return _WHOLE[coding](body)


def _gzip(body: bytes) -> bytes:
    # zlib rather than gzip: no file name, no time stamp.
    return zlib.compress(body, GZIP_LEVEL, wbits=_GZIP_CONTAINER)


def _brotli(body: bytes) -> bytes:
    coded: bytes = brotli.compress(body, quality=BROTLI_QUALITY)
    return coded


class _PerThread(threading.local):
    """A Zstandard context to use again; making one takes longer than coding a small body."""

    def __init__(self) -> None:
        self.zstd = zstandard.ZstdCompressor(level=ZSTD_LEVEL)


_per_thread = _PerThread()


def _zstd(body: bytes) -> bytes:
    # A context keeps the size of its largest body, so large ones get their own.
    small = len(body) <= SMALL
    coder = _per_thread.zstd if small else zstandard.ZstdCompressor(level=ZSTD_LEVEL)
    return coder.compress(body)


_WHOLE: Final[Mapping[Coding, Callable[[bytes], bytes]]] = {
    "gzip": _gzip,
    "br": _brotli,
    "zstd": _zstd,
}


class StreamCoder(Protocol):
    """One stream being coded."""

    def feed(self, piece: bytes) -> bytes:
        """All that the client needs to decode everything up to the end of this piece."""

    def finish(self, piece: bytes) -> bytes:
        """The last piece and the end of the stream."""


class _GzipStream:
    def __init__(self) -> None:
        self._coder = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, _GZIP_CONTAINER)

    def feed(self, piece: bytes) -> bytes:
        return self._coder.compress(piece) + self._coder.flush(zlib.Z_SYNC_FLUSH)

    def finish(self, piece: bytes) -> bytes:
        return self._coder.compress(piece) + self._coder.flush()


class _BrotliStream:
    def __init__(self) -> None:
        self._coder = brotli.Compressor(quality=BROTLI_QUALITY, lgwin=_STREAM_WINDOW_LOG)

    def feed(self, piece: bytes) -> bytes:
        coded: bytes = self._coder.process(piece) + self._coder.flush()
        return coded

    def finish(self, piece: bytes) -> bytes:
        coded: bytes = self._coder.process(piece) + self._coder.finish()
        return coded


class _ZstdStream:
    def __init__(self) -> None:
        parameters = zstandard.ZstdCompressionParameters.from_level(
            ZSTD_LEVEL, window_log=_STREAM_WINDOW_LOG
        )
        self._coder = zstandard.ZstdCompressor(compression_params=parameters).compressobj()

    def feed(self, piece: bytes) -> bytes:
        return self._coder.compress(piece) + self._coder.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)

    def finish(self, piece: bytes) -> bytes:
        return self._coder.compress(piece) + self._coder.flush(zstandard.COMPRESSOBJ_FLUSH_FINISH)


_STREAMS: Final[Mapping[Coding, Callable[[], StreamCoder]]] = {
    "gzip": _GzipStream,
    "br": _BrotliStream,
    "zstd": _ZstdStream,
}


def open_stream(coding: Coding) -> StreamCoder:
    """A coder for one stream; used by one thread at a time."""
    return _STREAMS[coding]()
