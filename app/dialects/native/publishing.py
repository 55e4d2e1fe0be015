"""Publishing over HTTP: a body becomes a release, through the pipeline that the terminal uses too.

The thread that publishes does all of the work: reading the body, checking, writing, and keeping the
answer for an Idempotency-Key, the last two in one transaction that is over before anything is sent.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, Final, cast

import msgspec
from starlette.responses import Response

from app.dialects.native.publishing_schemas import NO_SUCH_MOMENT, UploadParams, first_moment
from app.dialects.native.release_body import Release, read_release
from app.domain.beijing import BEIJING
from app.domain.errors import Fault, InvalidQueryError, RefusedError
from app.domain.keys import ApiKey
from app.store.catalogue import load_structure
from app.store.engine import Store
from app.store.idempotency import Asked, KeptAnswer, find_answer, keep_answer
from app.web.bodies import Received, WriteRequest
from app.web.errors import MediaTypeError, ReusedKeyError
from app.web.problems import problem_response, request_id
from app.web.state import state_of

if TYPE_CHECKING:
    from app.domain.structure import Structure
    from app.ingest.manifest import Manifest
    from app.ingest.report import RefusedReleaseError, Report

JSON: Final = "application/json"
# Written out, so that a server that only serves loads no reader; a test compares them with these.
FILES: Final = {
    "text/csv": "CSV",
    "application/csv": "CSV",
    "application/vnd.sdmx.data+csv": "SDMX-CSV",
    "text/tab-separated-values": "TSV",
    "text/plain": "CSV or TSV",
    "application/x-ndjson": "JSON lines",
    "application/jsonl": "JSON lines",
    "application/x-jsonlines": "JSON lines",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/vnd.apache.parquet": "Parquet",
    "application/x-parquet": "Parquet",
}
_MOST_FAULTS = 100
_BODY = "body"
_UNSAID = "This file does not say where it is from or when it came out; add {}=."
_idempotency_key = re.compile(r"[!-~]{1,255}").fullmatch


@dataclass(frozen=True, slots=True)
class _Upload:
    """A request whose body is here.

    Attributes:
        media_type: Content-Type as it was sent.
        kind: The media type alone.
        asked: What to keep the answer under, if the client wants it kept.
    """

    params: UploadParams
    media_type: str
    kind: str
    received: Received
    asked: Asked | None


@dataclass(frozen=True, slots=True)
class _Answer:
    kept: KeptAnswer
    replayed: bool = False


async def publish_release(request: WriteRequest, params: UploadParams, key: ApiKey) -> Response:
    """Publish a release: a JSON document, or a file with its source and day in the address.

    It is checked as a whole and published as a whole, and committed before the answer is sent. The
    same content twice is one release: 201 the first time, 200 from then on. With an Idempotency-Key,
    the same request is answered with the same bytes for 24 hours.
    """
    name = _idempotency(request)
    with ExitStack() as stack:
        if name is not None:
            stack.enter_context(state_of(request).writing.alone(key.prefix, name))
        return await _answered(request, params, (key.prefix, name) if name else None, _publish)


async def validate_release(request: WriteRequest, params: UploadParams, key: ApiKey) -> Response:
    """Check a release without writing anything: the same body, the same report.

    The answer is 200 also where there are errors, for the question was answered; `ok` says whether
    the release would be published. It needs a key because it costs as much work as publishing.
    """
    del key
    return await _answered(request, params, None, _check)


async def _answered(
    request: WriteRequest,
    params: UploadParams,
    name: tuple[str, str] | None,
    work: Callable[[Store, _Upload], _Answer],
) -> Response:
    from app.ingest.report import RefusedReleaseError  # noqa: PLC0415 - a reader needs none of it

    writing = state_of(request).writing
    media_type = request.headers.get("content-type", "")
    kind = _kind(media_type)
    limit = writing.limits.document if kind == JSON else writing.limits.upload
    _check_params(params, kind)
    with writing.place():
        received = await request.received(limit)
        with received.file:
            asked = Asked(*name, _digest(request, params, kind, received)) if name else None
            upload = _Upload(params, media_type, kind, received, asked)
            try:
                answer = await writing.run(lambda store: work(store, upload))
            except RefusedReleaseError as error:
                return _refusal(request, error)
    kept = answer.kept
    headers = {"Cache-Control": "no-store"}
    if kept.location is not None:
        headers["Location"] = kept.location
    if answer.replayed:
        headers["Idempotency-Replayed"] = "true"
    return Response(kept.body, kept.status, headers, JSON)


def _publish(store: Store, upload: _Upload) -> _Answer:
    from app.ingest.pipeline import publish_into  # noqa: PLC0415 - as above

    asked, now = upload.asked, datetime.now(UTC)
    if asked is not None:
        with store.reader() as reader:
            kept = find_answer(reader, asked, now)
        if kept is not None:
            return _replayed(asked, kept)
    release = _stated(upload)
    with store.writer() as writer:
        # Whoever held the lock before may have been the same request, sent to another process.
        kept = find_answer(writer, asked, now) if asked else None
        if asked is not None and kept is not None:
            return _replayed(asked, kept)
        structure = load_structure(writer)
        report = publish_into(writer, structure, _manifest(upload, release, structure), now)
        location = f"/v1/releases/{report.release}"
        status = 201 if report.new else 200
        answer = KeptAnswer(asked.digest if asked else "", status, location, _body(report))
        if asked is not None:
            keep_answer(writer, asked, answer, now)
    return _Answer(answer)


def _check(store: Store, upload: _Upload) -> _Answer:
    from app.ingest.pipeline import check_release  # noqa: PLC0415 - as above

    release = _stated(upload)
    with store.snapshot() as reader:
        structure = load_structure(reader)
        manifest = _manifest(upload, release, structure)
        report = check_release(reader, structure, manifest, datetime.now(UTC))
    return _Answer(KeptAnswer("", 200, None, _body(report)))


def _replayed(asked: Asked, kept: KeptAnswer) -> _Answer:
    if asked.digest != kept.digest:
        message = "This Idempotency-Key came with another request within the last 24 hours."
        raise ReusedKeyError(message)
    return _Answer(kept, replayed=True)


def _stated(upload: _Upload) -> Release | None:
    """Return the release that a JSON body is; `None` for a file.

    Raises:
        InvalidBodyError: It is JSON and holds none.
    """
    return read_release(upload.received.file.read()) if upload.kind == JSON else None


def _manifest(upload: _Upload, release: Release | None, structure: Structure) -> Manifest:
    """Return what is to be published.

    Raises:
        RefusedError: Neither the address nor the file says where the figures are from.
    """
    from app.ingest.manifest import Manifest  # noqa: PLC0415 - as above
    from app.ingest.tables import table_of  # noqa: PLC0415 - as above

    if release is None:
        return _of_file(upload, structure)
    table = table_of(_BODY, release.records)
    return Manifest(_BODY, release.source, release.title, release.published_at, (table,))


def _of_file(upload: _Upload, structure: Structure) -> Manifest:
    """Read a file as `provstat publish` does, and complete what the address says of it."""
    from app.ingest.completing import MissingHeadingError, completed  # noqa: PLC0415 - as above
    from app.ingest.inputs import Wishes, read_input  # noqa: PLC0415 - as above
    from app.ingest.manifest import Submission  # noqa: PLC0415 - as above
    from app.ingest.readers import open_body  # noqa: PLC0415 - as above

    params, body = upload.params, cast("BinaryIO", upload.received.file)
    moment = first_moment(params.published_at or "")
    if moment is None:
        raise RefusedError(NO_SUCH_MOMENT)
    said = Submission(_BODY, moment, (), params.source, params.title_en, params.title_zh)
    opened = open_body(body, upload.media_type, _BODY)
    inputs = (read_input(opened, structure, Wishes(sheet=params.sheet)),)
    try:
        return completed(said, inputs, structure)
    except MissingHeadingError as missing:
        if params.source is None:
            fault = Fault(_UNSAID.format("source"), "source")
            raise RefusedError(fault.detail, [fault]) from missing
        day = moment.astimezone(BEIJING).date().isoformat()
        english = params.title_en or f"{params.source}, {day}"
        chinese = params.title_zh or f"{params.source}，{day}"
        titled = replace(said, title_en=english, title_zh=chinese)
        return completed(titled, inputs, structure)


def _check_params(params: UploadParams, kind: str) -> None:
    """Refuse parameters that do not go with the body, before it is received.

    Raises:
        RefusedError: A JSON body comes with some, or a file without.
    """
    given = params.model_dump(exclude_none=True)
    faults: list[Fault] = []
    if kind == JSON:
        text = "A JSON body says {0} itself; leave {0}= out."
        faults += [Fault(text.format(name), name) for name in given]
    else:
        if params.published_at is None:
            faults.append(Fault(_UNSAID.format("published_at"), "published_at"))
        if params.published_at and first_moment(params.published_at) is None:
            faults.append(Fault(NO_SUCH_MOMENT, "published_at", value=params.published_at))
    if faults:
        raise RefusedError(faults[0].detail, faults)


def _kind(media_type: str) -> str:
    """Return the media type of a body, without parameters.

    Raises:
        MediaTypeError: There is none, or one that nobody reads, or JSON that is not in UTF-8.
    """
    kind, _, parameters = (part.strip().lower() for part in media_type.partition(";"))
    known = (JSON, *FILES)
    if kind not in known or (kind == JSON and parameters not in {"", "charset=utf-8"}):
        shown = repr(media_type[:64]) if media_type else "missing"
        message = f"Content-Type is {shown}; there is {', '.join(known)}, all JSON in UTF-8."
        raise MediaTypeError(message, headers={"Accept-Post": ", ".join(known)})
    return kind


def _idempotency(request: WriteRequest) -> str | None:
    """Return the Idempotency-Key.

    Raises:
        InvalidQueryError: It is there twice, or not of its form.
    """
    lines = request.headers.getlist("idempotency-key")
    if not lines:
        return None
    if len(lines) > 1 or not _idempotency_key(lines[0]):
        message = "Idempotency-Key is one field of 1 to 255 visible ASCII characters, no blanks."
        fault = Fault(message, "Idempotency-Key", value=lines[0][:64])
        raise InvalidQueryError(message, [fault])
    return lines[0]


def _digest(request: WriteRequest, params: UploadParams, kind: str, received: Received) -> str:
    """SHA-256 over all that decides the answer."""
    told = msgspec.json.encode(params.model_dump(exclude_none=True), order="sorted")
    parts = (request.url.path.encode(), kind.encode(), told, received.digest.encode())
    return hashlib.sha256(b"\x1e".join(parts)).hexdigest()


def _body(report: Report) -> bytes:
    return msgspec.json.encode({"ok": report.ok, **report.to_dict()}) + b"\n"


def _refusal(request: WriteRequest, error: RefusedReleaseError) -> Response:
    report = {"ok": False, **error.report.to_dict()}
    return problem_response(
        "invalid-release",
        error.detail,
        request_id(request.scope),
        error.faults[:_MOST_FAULTS],
        report=report,
    )
