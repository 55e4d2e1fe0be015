"""What people hand in is checked or published, with new entries of the catalogue if they bring some."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn

from app.domain.structure import EMPTY, Structure
from app.ingest.catalogue_apply import save_catalogue
from app.ingest.catalogue_checks import check_catalogue
from app.ingest.catalogue_files import CatalogueFiles, read_catalogue, read_catalogue_files
from app.ingest.catalogue_use import check_use
from app.ingest.completing import manifest_of, tables_of
from app.ingest.manifest import Manifest, Submission, refused
from app.ingest.merge import merge
from app.ingest.pipeline import check_tables, history_of, publish_into, release_findings
from app.ingest.progress import Watch, nobody
from app.ingest.report import Report
from app.store.catalogue import load_structure
from app.store.engine import Store
from app.store.usage import usage


class _UndoneError(Exception):
    """Carries the report of a dry run out of the transaction, which undoes it."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


def _undo(report: Report) -> NoReturn:
    raise _UndoneError(report)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Catalogue files that come with a release: single ones, or the folder of a seed."""

    paths: tuple[Path, ...] = ()
    folder: Path | None = None

    def read(self, known: Structure) -> CatalogueFiles | None:
        """Read them; `None` if there are none."""
        if self.folder is not None:
            return read_catalogue(self.folder)
        return read_catalogue_files(self.paths, known) if self.paths else None


NO_FILES = Catalogue()


def publish_submission(  # noqa: PLR0913 - what, when, with which catalogue, and how
    store: Store,
    submission: Submission,
    now: datetime,
    *,
    catalogue: Catalogue = NO_FILES,
    dry_run: bool = False,
    progress: Watch = nobody,
) -> Report:
    """Publish a release, and before it the catalogue that it comes with, in one transaction.

    A dry run does all of it, counts included, and undoes it.

    Raises:
        RefusedReleaseError: A finding is an error; nothing was written.
        MissingHeadingError: Source or titles are needed.
        UnavailableError: The database is away or busy; nothing was written.
    """
    try:
        with store.writer() as writer:
            structure, changed = load_structure(writer), False
            files = catalogue.read(structure)
            if files is not None:
                structure, changed = save_catalogue(writer, files, structure, now)
            manifest = manifest_of(submission, structure)
            report = publish_into(writer, structure, manifest, now, progress=progress)
            report = replace(report, catalogue_changed=changed)
            if dry_run:
                _undo(report)
    except _UndoneError as done:
        return done.report
    return report


def check_submission(
    store: Store,
    submission: Submission,
    now: datetime,
    *,
    catalogue: Catalogue = NO_FILES,
    progress: Watch = nobody,
) -> Report:
    """Check a release against the catalogue of the store, and nothing is ever written.

    A source or title that nobody said is no fault here: files may be checked before that is known.

    Raises:
        RefusedReleaseError: The catalogue that it comes with is not sound.
        UnavailableError: The database is away.
    """
    with store.snapshot() as reader:
        known = load_structure(reader)
        used = usage(reader)
    structure = known
    files = catalogue.read(known)
    if files is not None:
        findings = (*check_catalogue(files, known), *check_use(files, known, used))
        if findings:
            raise refused(findings)
        structure = merge(known, files.structure)
    manifest = Manifest(
        submission.file, submission.source or "", EMPTY, submission.published_at, ()
    )
    about = list(release_findings(structure, manifest, now))
    if submission.source is None:
        about = [finding for finding in about if finding.column != "source"]
    with store.snapshot() as reader:
        report = check_tables(
            structure,
            submission.published_at,
            tables_of(submission, structure),
            history=history_of(reader, submission.published_at),
            progress=progress,
        )
    return report.with_errors(about)
