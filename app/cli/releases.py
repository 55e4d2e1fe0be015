"""What `provstat check`, `publish` and `catalogue apply` do."""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from app.cli.failures import (
    AWAY,
    REFUSED,
    WRONG_USE,
    CommandError,
    open_store,
    place_of,
    read_settings,
)
from app.cli.progress import watched
from app.domain.rules.codes import near
from app.domain.structure import Structure
from app.ingest.catalogue_apply import apply_catalogue
from app.ingest.completing import MissingHeadingError, draft_of
from app.ingest.inputs import NamedMapping
from app.ingest.manifest import (
    PublishedAt,
    Submission,
    file_to_read,
    named_mapping,
    read_manifest,
)
from app.ingest.report import RefusedReleaseError, Report
from app.ingest.submissions import NO_FILES, Catalogue, check_submission, publish_submission
from app.store.catalogue import load_structure
from app.store.engine import Store

_INSTANT: TypeAdapter[datetime] = TypeAdapter(PublishedAt)
_looks_like_a_day = re.compile(r"\d{4}-\d\d-\d\d(T.+)?", re.ASCII).fullmatch
_MANIFEST = "release.toml"
_OPTIONS = {"source": "--source", "title_en": "--title-en", "title_zh": "--title-zh"}


@dataclass(frozen=True, slots=True)
class Given:
    """What was typed: files and what was said about them."""

    files: Sequence[Path]
    published_at: str | None = None
    source: str | None = None
    title_en: str | None = None
    title_zh: str | None = None
    mapping: Path | None = None
    sheet: str | None = None
    encoding: str | None = None
    constants: Sequence[str] = ()
    catalogue: Sequence[Path] = ()

    @property
    def about_files(self) -> tuple[str, ...]:
        """Options that say what a manifest says itself."""
        said = {
            "--published-at": self.published_at,
            "--source": self.source,
            "--title-en": self.title_en,
            "--title-zh": self.title_zh,
            "--mapping": self.mapping,
            "--sheet": self.sheet,
            "--encoding": self.encoding,
            "--set": self.constants,
        }
        return tuple(name for name, value in said.items() if value)


@dataclass(frozen=True, slots=True)
class _Handed:
    submission: Submission
    catalogue: Catalogue = field(default=NO_FILES)

    @property
    def paths(self) -> tuple[Path, ...]:
        return tuple(file.path for file in self.submission.files)


def publish(given: Given, *, dry_run: bool, as_json: bool) -> int:
    """Publish files, or what a manifest describes; return the exit code.

    Raises:
        CommandError: What was typed is not enough, or goes not together.
    """
    with closing(open_store(read_settings())) as store:
        try:
            handed = _handed(given, needs_day=True)
            with watched(handed.paths) as progress:
                report = publish_submission(
                    store,
                    handed.submission,
                    datetime.now(UTC),
                    catalogue=handed.catalogue,
                    dry_run=dry_run,
                    progress=progress,
                )
        except MissingHeadingError as missing:
            options = ", ".join(_OPTIONS[name] for name in missing.names)
            message = f"only exports of the bureau say themselves what they are; give {options}"
            raise CommandError(message, code=WRONG_USE) from None
        except RefusedReleaseError as refusal:
            report = refusal.report
    _print(report, as_json=as_json, dry_run=dry_run)
    if not report.ok:
        _hint_at_drafts(report, given)
        sys.stderr.write("provstat: refused; nothing was written\n")
    return 0 if report.ok else REFUSED


def check(given: Given, *, as_json: bool) -> int:
    """Check files, a manifest or a seed folder; return the exit code.

    Raises:
        CommandError: There is no catalogue to check against, or the options do not go together.
    """
    with closing(open_store(read_settings())) as store:
        try:
            handed = _handed(given, needs_day=False)
            if handed.catalogue.folder is None:
                _catalogue_of(store)
            with watched(handed.paths) as progress:
                report = check_submission(
                    store,
                    handed.submission,
                    datetime.now(UTC),
                    catalogue=handed.catalogue,
                    progress=progress,
                )
        except RefusedReleaseError as refusal:
            report = refusal.report
    _print(report, as_json=as_json)
    return 0 if report.ok else REFUSED


def draft(given: Given, out: Path, sector: str | None) -> int:
    """Write catalogue entries for new indicators; return 1, for nothing was published, or 0.

    Raises:
        CommandError: The sector is missing or unknown, or the file cannot be written.
    """
    if sector is None:
        message = "new indicators need a sector: --sector SECTOR"
        raise CommandError(message, code=WRONG_USE)
    with closing(open_store(read_settings())) as store:
        structure = _catalogue_of(store)
        if sector not in structure.sector:
            hint = near(sector, structure.sector) or ", ".join(structure.sector)
            raise CommandError(f"there is no sector {sector!r}; there is {hint}")
        try:
            text = draft_of(_handed(given, needs_day=False).submission, structure, sector)
        except RefusedReleaseError as refusal:
            _print(refusal.report, as_json=False)
            return REFUSED
    if not text:
        sys.stderr.write("Every indicator is known; there is nothing to draft.\n")
        return 0
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise CommandError(f"cannot write {out}: {error.strerror}") from None
    words = [*map(str, given.files), "--published-at", given.published_at or "DAY"]
    words += ["--mapping", str(given.mapping)] if given.mapping else []
    command = shlex.join(["provstat", "publish", *words, "--catalogue", str(out)])
    sys.stdout.write(f"Wrote {out}; nothing was published. Look it over, then:\n  {command}\n")
    return REFUSED


def apply(files: Sequence[Path], *, dry_run: bool, as_json: bool) -> int:
    """Add or change entries of the catalogue; return the exit code."""
    with closing(open_store(read_settings())) as store:
        report = apply_catalogue(store, files, datetime.now(UTC), dry_run=dry_run)
    sys.stdout.write(_json(report.to_dict()) if as_json else report.to_text())
    return 0 if report.ok else REFUSED


def _handed(given: Given, *, needs_day: bool) -> _Handed:
    catalogue = Catalogue(tuple(given.catalogue))
    manifest = _manifest_among(given.files)
    if manifest is None:
        return _Handed(_files(given, needs_day=needs_day), catalogue)
    if given.about_files:
        message = f"{manifest.name} says this itself: {', '.join(given.about_files)}"
        raise CommandError(message, code=WRONG_USE)
    if len(given.files) > 1:
        message = f"{manifest} names its files itself; give it alone"
        raise CommandError(message, code=WRONG_USE)
    if manifest.is_dir():
        folder = manifest / "catalogue"
        submission = read_manifest(manifest / _MANIFEST)
        return _Handed(submission, Catalogue(folder=folder) if folder.is_dir() else catalogue)
    return _Handed(read_manifest(manifest), catalogue)


def _manifest_among(files: Sequence[Path]) -> Path | None:
    return next((path for path in files if path.suffix == ".toml" or path.is_dir()), None)


def _files(given: Given, *, needs_day: bool) -> Submission:
    mapping: NamedMapping | None = named_mapping(given.mapping) if given.mapping else None
    constants = dict(map(_constant, given.constants))
    files = tuple(
        file_to_read(
            path,
            path.name,
            mapping=mapping,
            sheet=given.sheet,
            encoding=given.encoding,
            defaults=constants,
        )
        for path in given.files
    )
    return Submission(
        file="release",
        published_at=_instant(given.published_at, needs_day=needs_day),
        files=files,
        source=given.source,
        title_en=given.title_en,
        title_zh=given.title_zh,
    )


def _instant(text: str | None, *, needs_day: bool) -> datetime:
    if text is None:
        if needs_day:
            message = "say when the figures came out: --published-at YYYY-MM-DD"
            raise CommandError(message, code=WRONG_USE)
        return datetime.now(UTC)
    try:
        # Pydantic would take a bare number for seconds since 1970.
        return _INSTANT.validate_python(text if _looks_like_a_day(text) else None)
    except ValidationError:
        forms = "2025-11-01, or an instant such as 2025-11-01T09:30:00+08:00"
        message = f"--published-at {text!r} is no day and no instant with its zone; write {forms}"
        raise CommandError(message, code=WRONG_USE) from None


def _constant(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        message = f"--set {text!r} is not COLUMN=VALUE; write for example --set fuel=coal"
        raise CommandError(message, code=WRONG_USE)
    return name, value


def _catalogue_of(store: Store) -> Structure:
    with store.snapshot() as reader:
        structure = load_structure(reader)
    if not structure.indicators:
        message = f"there is no catalogue to check against: {place_of(store)}"
        raise CommandError(f"{message}; has `provstat seed` run?", code=AWAY)
    return structure


def _hint_at_drafts(report: Report, given: Given) -> None:
    """Say which command makes entries of indicators that nobody knows."""
    if any(each.rule == "known-indicator" and each.column for each in report.findings):
        files = shlex.join(map(str, given.files))
        mapping = f" --mapping {shlex.quote(str(given.mapping))}" if given.mapping else ""
        command = f"provstat publish {files}{mapping} --draft-catalogue new.toml --sector SECTOR"
        sys.stderr.write(f"provstat: to add indicators that are not known yet: {command}\n")


def _print(report: Report, *, as_json: bool, dry_run: bool = False) -> None:
    if as_json:
        sys.stdout.write(_json({**report.to_dict(), "dry_run": dry_run}))
    else:
        sys.stdout.write(report.to_text(dry_run=dry_run))


def _json(content: dict[str, object]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"
