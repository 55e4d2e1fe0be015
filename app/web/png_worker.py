"""The process that turns SVG into PNG: `python -m app.web.png_worker`, spoken to over its pipes.

The library holds Python's lock for a whole picture and may abort the process, so it runs in one of its
own. A request is four bytes of length, one byte of scale, and the SVG; the answer is one byte (1 for
a picture, 0 for a reason why there is none), four bytes of length, and the picture or the reason.
Fonts are those beside the charts alone, so a picture is the same on every machine. This module
imports nothing of ours, so that the process starts fast and stays small.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import BinaryIO

FONTS = Path(__file__).parents[1] / "charts" / "fonts"
REQUEST, ANSWER = struct.Struct(">IB"), struct.Struct(">BI")


def main(read: BinaryIO, write: BinaryIO) -> None:
    """Answer requests until the other side closes the pipe."""
    from resvg_py import svg_to_bytes  # noqa: PLC0415 - the other side reads the formats above only

    files = [str(path) for path in sorted(FONTS.glob("*.[ot]tf"))]
    while len(head := read.read(REQUEST.size)) == REQUEST.size:
        length, scale = REQUEST.unpack(head)
        svg = read.read(length).decode()
        try:
            body = bytes(
                svg_to_bytes(
                    svg_string=svg, zoom=float(scale), skip_system_fonts=True, font_files=files
                )
            )
            done = True
        except ValueError as error:
            body, done = str(error).encode(), False
        write.write(ANSWER.pack(done, len(body)) + body)
        write.flush()


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
