"""How the bytes of a text become characters. Nothing is guessed: it decodes throughout, or is refused.

The whole file is read once for this, at some hundred megabytes a second, so that no row is handed
on before it is certain that the last one can be.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from app.domain.rules import Finding
from app.domain.text import nearest
from app.ingest.content import Content, refused

UTF_8 = "utf-8-sig"
GB_18030 = "gb18030"
# By the names that people and media types use. GBK and GB 2312 are parts of GB 18030.
ENCODINGS = {
    "utf-8": UTF_8,
    "utf8": UTF_8,
    "utf-8-sig": UTF_8,
    "gb18030": GB_18030,
    "gbk": GB_18030,
    "gb2312": GB_18030,
}
MAXIMUM_LINE_BYTES = 16 * 1024**2

_CHUNK = 1024**2
_SHOWN = 4
_RULE = "encoding"
_OTHERS = (
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
    (b"PK\x03\x04", "a ZIP file or a workbook (.xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old or encrypted workbook"),
    (b"PAR1", "a Parquet file"),
    (b"\x1f\x8b", "a file packed by gzip"),
)

# Chinese as it is written today is nearly all in the first level of GB 2312. What merely happens to
# decode (French in Latin-1, damaged UTF-8) lands on rare characters.
_HANZI = re.compile("[\u3400-\u9fff]")
_FIRST_LEVEL = frozenset(
    bytes((lead, trail)).decode("gb2312", "ignore")
    for lead in range(0xB0, 0xD8)
    for trail in range(0xA1, 0xFF)
)
_COMMON = 0.7
_SAMPLE = 1024**2


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where reading ends before the file does.

    Attributes:
        offset: In bytes from the start.
        shown: The bytes there; `None` if it is not they that are wrong.
        reason: What is wrong, if it is the same in every encoding.
    """

    offset: int
    shown: str | None
    reason: str | None = None


def encoding_of(content: Content, wanted: str | None = None) -> str | Finding:
    """Find the encoding of a text: UTF-8, or else GB 18030 if that makes Chinese of it.

    Args:
        content: The text.
        wanted: Name of the only encoding to consider.
    """
    if wanted is not None:
        return _as_wanted(content, wanted)
    utf8, gb18030 = _Scan(UTF_8), _Scan(GB_18030)
    fault = utf8.read(content)
    if fault is None:
        return UTF_8
    other = gb18030.read(content) if fault.reason is None else fault
    if other is None and gb18030.holds_chinese():
        return GB_18030
    # A damaged byte in a file of GB 18030 lies behind the first character that is not UTF-8.
    further = max(fault, other or fault, key=lambda stop: stop.offset)
    return _refused(content, further, "neither UTF-8 nor GB 18030")


def utf8_fault(content: Content) -> Finding | None:
    """Say why a text is not UTF-8."""
    fault = _Scan(UTF_8).read(content)
    return _refused(content, fault, "not UTF-8") if fault else None


def _as_wanted(content: Content, wanted: str) -> str | Finding:
    encoding = ENCODINGS.get(wanted.strip().lower())
    if encoding is None:
        reason = f"No file is read in the encoding {wanted!r}; known are {', '.join(ENCODINGS)}."
        suggestion = " or ".join(nearest(wanted, ENCODINGS)) or "save as UTF-8"
        return refused(content.name, wanted, reason, suggestion, _RULE)
    fault = _Scan(encoding).read(content)
    return _refused(content, fault, f"not {wanted}") if fault else encoding


class _Scan:
    """One reading of a file, for faults only."""

    def __init__(self, encoding: str) -> None:
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._doubtful = encoding == GB_18030
        self._sample = ""

    def read(self, content: Content) -> _Stop | None:
        """Return where the reading ends, if that is not the end of the file."""
        with content.opened() as file:
            return self._read(file)

    def _read(self, file: BinaryIO) -> _Stop | None:
        offset = unbroken = 0
        while chunk := file.read(_CHUNK):
            stop = self._decode(chunk, offset, final=False) or _nul(chunk, offset)
            if stop:
                return stop
            offset += len(chunk)
            last = max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
            unbroken = len(chunk) - last - 1 + (unbroken if last < 0 else 0)
            if unbroken > MAXIMUM_LINE_BYTES:
                reason = f"A line is longer than {MAXIMUM_LINE_BYTES:,} bytes."
                return _Stop(offset - unbroken, None, reason)
        return self._decode(b"", offset, final=True)

    def _decode(self, chunk: bytes, offset: int, *, final: bool) -> _Stop | None:
        pending = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(chunk, final)
        except UnicodeDecodeError as fault:
            shown = bytes(fault.object[fault.start : fault.start + _SHOWN]).hex(" ")
            return _Stop(offset - pending + fault.start, shown)
        if self._doubtful and len(self._sample) < _SAMPLE:
            self._sample += "".join(_HANZI.findall(text))
        return None

    def holds_chinese(self) -> bool:
        """Whether what was read looks like Chinese rather than something else misread as it."""
        common = sum(map(_FIRST_LEVEL.__contains__, self._sample))
        return 0 < common >= _COMMON * len(self._sample)


def _nul(chunk: bytes, offset: int) -> _Stop | None:
    place = chunk.find(b"\0")
    if place < 0:
        return None
    return _Stop(
        offset + place, None, "A NUL character stands here, as in UTF-16 or no text at all."
    )


def _refused(content: Content, stop: _Stop, expected: str) -> Finding:
    reason = stop.reason or f"The bytes {stop.shown} are {expected}."
    head, line = _head_and_line(content, stop.offset)
    likely = next((name for mark, name in _OTHERS if head.startswith(mark)), None)
    suggestion = f"save as UTF-8; this looks like {likely}" if likely else "save as UTF-8"
    return refused(content.name, stop.shown, reason, suggestion, _RULE, line)


def _head_and_line(content: Content, offset: int) -> tuple[bytes, int]:
    """Return the first bytes of a file, and the line on which some byte stands."""
    breaks, before = 0, b""
    with content.opened() as file:
        head = file.read(_SHOWN)
        file.seek(0)
        while offset > 0 and (chunk := file.read(min(_CHUNK, offset))):
            offset -= len(chunk)
            breaks += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
            breaks -= before.endswith(b"\r") and chunk.startswith(b"\n")
            before = chunk
    return head, breaks + 1
