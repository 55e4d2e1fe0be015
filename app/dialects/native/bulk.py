"""Files of the whole store: a manifest, files at stable addresses, and the same pinned for ever."""

from __future__ import annotations

import base64
from typing import Annotated, Any

from fastapi import Path
from starlette.requests import Request
from starlette.responses import Response

from app.dialects.native.bulk_files import ALL, FILES, BulkFile, wanted
from app.dialects.native.resource import to_json
from app.dialects.native.schemas import DATA_VERSION, Resource, described, nested
from app.domain.errors import NotFoundError, ProvstatError
from app.domain.text import nearest
from app.representations.rows import iso_instant
from app.store.releases import is_recorded
from app.web.caching import not_modified, validators
from app.web.errors import GoneError
from app.web.held_files import HeldFile
from app.web.openapi import json_response
from app.web.problem_document import ALWAYS, problems
from app.web.ranges import respond_with
from app.web.routing import ReadRoute, require_json
from app.web.sessions import Snapshot
from app.web.snapshot_folder import Built
from app.web.state import State, state_of

_PATIENCE = 10.0  # seconds that the manifest waits for files
_STABLE = "public, no-cache, no-transform"
_PINNED = "public, max-age=31536000, immutable, no-transform"


class BulkEntry(Resource):
    """One file; what is only known once it is built is null until then."""

    name: str = described("energy.parquet", "Name of the file.")
    sector: str | None = described("energy", "The sector; null for all of them.")
    format: str = described("parquet", "csv, csv.gz, parquet or jsonl.")
    media_type: str = described("application/vnd.apache.parquet", "As sent.")
    href: str = described("/v1/bulk/energy.parquet", "Where the file of the day is.")
    pinned: str = described(
        f"/v1/bulk/{DATA_VERSION}/energy.parquet", "Where exactly these bytes are."
    )
    rows: int | None = described(9, "Observations in it.")
    bytes: int | None = described(19_671, "Its size.")
    sha256: str | None = described("0" * 64, "SHA-256 of its bytes, in hexadecimal digits.")


class BulkMeta(Resource):
    """What the manifest says about itself."""

    matched: int = described(24, "How many files there are.")
    built: int = described(24, "How many of them are built; the others are being built.")
    data_version: str = described(DATA_VERSION, "State of the store that the files show.")
    recorded_at: str = described("2025-03-17T00:00:00Z", "When that state was reached.")


class BulkManifest(Resource):
    """All files of the current data version."""

    data: list[BulkEntry] = nested("The files, all sectors first.")
    meta: BulkMeta = nested("About the answer.")


FileName = Annotated[
    str,
    Path(
        description="Name of the file: a sector or `all`, and a format.",
        examples=["energy.parquet"],
        json_schema_extra={"enum": [*FILES]},
    ),
]
PinnedVersion = Annotated[
    str,
    Path(
        description="Data version, as in the manifest and in X-Data-Version.",
        examples=[DATA_VERSION],
        pattern=r"^[0-9a-f]{12}$",
    ),
]


async def get_bulk(request: Request) -> Response:
    """List files of the whole store, with rows, size and SHA-256.

    There is one a sector and one of everything, in four formats, each with the bytes that the data
    call without parameters gives. Files are built when they are first asked for, all of them when
    this list is; it waits ten seconds, and says null about what takes longer.
    """
    require_json(request)
    state = state_of(request)
    snapshot = await state.database.snapshot()
    headers = validators(snapshot.version, request.url.path) | {"Vary": "Accept"}
    store = state.database.store
    await state.snapshots.obtain_all(
        (wanted(store, snapshot, file) for file in _offered(snapshot)), _PATIENCE
    )
    entries = [_entry(file, snapshot, state) for file in _offered(snapshot)]
    built = sum(entry.sha256 is not None for entry in entries)
    if built < len(entries):
        # Another answer in a moment, of the same data version.
        headers = {"Cache-Control": "no-store", "X-Data-Version": snapshot.version.text}
    else:
        unchanged = not_modified(request, headers)
        if unchanged is not None:
            return unchanged
    meta = BulkMeta(
        matched=len(entries),
        built=built,
        data_version=snapshot.version.text,
        recorded_at=iso_instant(snapshot.version.recorded_at),
    )
    headers["Content-Type"] = "application/json"
    return Response(to_json(BulkManifest(data=entries, meta=meta)), headers=headers)


def _offered(snapshot: Snapshot) -> list[BulkFile]:
    """Return the files that there are: a catalogue need not have every sector."""
    sectors = snapshot.known.structure.sector
    return [each for each in FILES.values() if each.sector is None or each.sector in sectors]


def _entry(file: BulkFile, snapshot: Snapshot, state: State) -> BulkEntry:
    version = snapshot.version.text
    found = state.snapshots.folder.find(version, file.name)
    return BulkEntry(
        name=file.name,
        sector=file.sector,
        format=file.format,
        media_type=file.media_type,
        href=f"/v1/bulk/{file.name}",
        pinned=_pinned(version, file),
        rows=found.rows if found else None,
        bytes=found.size if found else None,
        sha256=found.sha256 if found else None,
    )


def _pinned(version: str, file: BulkFile) -> str:
    return f"/v1/bulk/{version}/{file.name}"


async def get_bulk_file(request: Request, file: FileName) -> Response:
    """Download the current figures of a sector, or of all, as one file.

    The file is that of the current data version, which the field X-Data-Version names; the address
    in Content-Location goes on giving these bytes. Parts can be asked for with Range.
    """
    state, found = state_of(request), _known(file)
    snapshot = await state.database.snapshot()
    return await _current(request, state, snapshot, found, _STABLE)


async def get_pinned_bulk_file(
    request: Request, data_version: PinnedVersion, file: FileName
) -> Response:
    """Download a file of one data version, which never changes.

    Files of the current data version and of the one before are there; older ones are gone.
    """
    state, found = state_of(request), _known(file)
    snapshot = await state.database.snapshot()
    if data_version == snapshot.version.text:
        return await _current(request, state, snapshot, found, _PINNED)
    built = state.snapshots.folder.find(data_version, file)
    if built is None:
        raise await _absent(state, data_version, found)
    return _sent(request, state, found, built, _PINNED)


async def _current(
    request: Request, state: State, snapshot: Snapshot, file: BulkFile, lifetime: str
) -> Response:
    if file not in _offered(snapshot):
        message = f"There is no {file.name} here; /v1/bulk lists the files that there are."
        raise NotFoundError(message)
    needed = wanted(state.database.store, snapshot, file)
    unchanged = not_modified(request, _headers(file, needed.headers, lifetime))
    if unchanged is not None:
        return unchanged
    built = await state.snapshots.obtain(needed)
    return _sent(request, state, file, built, lifetime)


def _sent(request: Request, state: State, file: BulkFile, built: Built, lifetime: str) -> Response:
    headers = _headers(file, built.headers, lifetime)
    unchanged = not_modified(request, headers)
    if unchanged is not None:
        return unchanged
    digest = base64.b64encode(bytes.fromhex(built.sha256)).decode()
    headers |= {"Repr-Digest": f"sha-256=:{digest}:", "X-Matched-Rows": str(built.rows)}
    place = state.snapshots.folder.place(headers["X-Data-Version"], file.name)
    return respond_with(request, HeldFile.open(place), headers)


def _headers(file: BulkFile, validated: dict[str, str], lifetime: str) -> dict[str, str]:
    return {
        **validated,
        "Cache-Control": lifetime,
        "Content-Type": file.media_type,
        "Content-Disposition": f'attachment; filename="{file.name}"',
        "Content-Location": _pinned(validated["X-Data-Version"], file),
    }


def _known(name: str) -> BulkFile:
    if name not in FILES:
        near = nearest(name, FILES)
        hint = f"did you mean {near[0]}?" if near else f"such as {ALL}.parquet; see /v1/bulk."
        message = f"There is no file {name[:64]!r}; {hint}"
        raise NotFoundError(message)
    return FILES[name]


async def _absent(state: State, version: str, file: BulkFile) -> ProvstatError:
    """Return why there is no file of a data version."""
    if await state.database.read(lambda reader: is_recorded(reader, version)):
        message = (
            f"The files of data version {version} are gone: those of the current one and of the "
            f"one before are kept. What stands now is at /v1/bulk/{file.name}."
        )
        latest = f'</v1/bulk/{file.name}>; rel="latest-version"'
        return GoneError(message, headers={"Link": latest})
    message = f"There has never been a data version {version}; see /v1/bulk."
    return NotFoundError(message)


def routes() -> list[ReadRoute]:
    """Return the routes of files, for a new application."""
    document = _file_document
    return [
        ReadRoute("/v1/bulk", get_bulk, tags=["data"], **json_response(BulkManifest)),
        ReadRoute("/v1/bulk/{file}", get_bulk_file, tags=["data"], **document()),
        ReadRoute(
            "/v1/bulk/{data_version}/{file}",
            get_pinned_bulk_file,
            tags=["data"],
            **document("gone"),
        ),
    ]


_HEADERS: dict[str, Any] = {
    "Accept-Ranges": {
        "description": "That parts can be asked for with Range.",
        "schema": {"type": "string", "examples": ["bytes"]},
    },
    "Repr-Digest": {
        "description": "SHA-256 of the whole file (RFC 9530).",
        "schema": {
            "type": "string",
            "examples": ["sha-256=:MV9b23bQeMQ7isAGTkoBZGErH853yGk0W/yUx1iU7dM=:"],
        },
    },
    "Content-Location": {
        "description": "Where exactly these bytes stay.",
        "schema": {"type": "string", "examples": [f"/v1/bulk/{DATA_VERSION}/energy.parquet"]},
    },
}
_RANGE: dict[str, Any] = {
    "description": "Which bytes of how many.",
    "schema": {"type": "string", "examples": ["bytes 0-3/6512"]},
}


def _file_document(*slugs: str) -> dict[str, Any]:
    content = {
        file.media_type: {"schema": {"type": "string", "format": "binary"}}
        for file in FILES.values()
    }
    part = {"Content-Range": _RANGE}
    return {
        "response_class": Response,
        "responses": {
            200: {"description": "The file.", "content": content, "headers": _HEADERS},
            206: {"description": "A part of it.", "content": content, "headers": _HEADERS | part},
            304: {"description": "Not modified: what the client holds is still current."},
            **problems("invalid-query", *ALWAYS, "not-found", "range-not-satisfiable", *slugs),
        },
    }
