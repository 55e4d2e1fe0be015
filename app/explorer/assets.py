"""Style sheet, scripts, icon and font, each under a name that holds a digest of its bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response

from app.domain.errors import NotFoundError
from app.web.routing import ReadRoute

_FOLDER = Path(__file__).parent / "static"
_MEDIA_TYPES = MappingProxyType(
    {
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
        ".txt": "text/plain; charset=utf-8",
    }
)
_FOR_EVER = "public, max-age=31536000, immutable"
_UNTIL_CHANGED = "public, no-cache"
_STYLES = "app.css"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages load.

    Attributes:
        address: Where it is; another one whenever the bytes are others.
    """

    address: str
    media_type: str
    body: bytes


@lru_cache(maxsize=1)
def assets() -> Mapping[str, Asset]:
    """Return the files by name; read when the first page or file is asked for."""
    fonts = sorted(_FOLDER.glob("*.woff2"))
    found = {path.name: _asset(path.name, path.read_bytes()) for path in fonts}
    addresses = {name: asset.address for name, asset in found.items()}
    for path in sorted(_FOLDER.iterdir()):
        if path.suffix in _MEDIA_TYPES and path.name not in found:
            body = path.read_bytes()
            if path.name == _STYLES:
                body = _with_colours(body, addresses)
            found[path.name] = _asset(path.name, body)
    return MappingProxyType(found)


def _asset(name: str, body: bytes) -> Asset:
    stem, _, suffix = name.rpartition(".")
    digest = hashlib.blake2s(body, digest_size=6).hexdigest()
    return Asset(f"/static/{stem}.{digest}.{suffix}", _MEDIA_TYPES[f".{suffix}"], body)


def _with_colours(body: bytes, fonts: Mapping[str, str]) -> bytes:
    """Put the colours of the pictures, which have one home, before the rules; and name the fonts."""
    # Pictures are drawn with pages only, so their package is not loaded before.
    from app.charts.palette import variables  # noqa: PLC0415

    light, dark = variables("light"), variables("dark")
    colours = (
        f":root{{color-scheme:light;{light}}}"
        f"@media(prefers-color-scheme:dark){{:root{{color-scheme:dark;{dark}}}}}"
        f":root[data-theme=light]{{color-scheme:light;{light}}}"
        f":root[data-theme=dark]{{color-scheme:dark;{dark}}}\n"
        f"@media print{{:root{{color-scheme:light;{light}}}}}\n"
    )
    text = body.decode()
    for name, address in fonts.items():
        text = text.replace(f"url({name})", f"url({address})")
    return colours.encode() + text.encode()


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Return what changes whenever a file or a template does, for validators of pages."""
    digest = hashlib.blake2s(digest_size=6)
    for asset in assets().values():
        digest.update(asset.address.encode())
    for path in sorted((_FOLDER.parent / "templates").glob("*.html")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def asset_route() -> ReadRoute:
    """Return the route of the files."""
    return ReadRoute("/static/{name}", get_asset, include_in_schema=False)


async def get_asset(request: Request, name: str) -> Response:
    """Send a file; under its name with a digest it never has to be asked for again.

    Raises:
        NotFoundError: There is no such file.
    """
    del request
    for plain, asset in assets().items():
        if name == plain or asset.address == f"/static/{name}":
            lasting = _UNTIL_CHANGED if name == plain else _FOR_EVER
            headers = {"Cache-Control": lasting}
            return Response(asset.body, media_type=asset.media_type, headers=headers)
    message = f"There is no file {name[:64]!r} here; a page names those that there are."
    raise NotFoundError(message)
