"""What people hand in is checked or published, with new entries of the catalogue if they bring some."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from app.domain.rules import Finding
from app.domain.structure import Structure
from app.ingest.catalogue_apply import save_catalogue
from app.ingest.catalogue_checks import check_catalogue
from app.ingest.catalogue_files import CatalogueFiles, read_catalogue, read_catalogue_files
from app.ingest.catalogue_use import check_use
from app.ingest.export_headings import BUREAU_SOURCE, title_of_exports
from app.ingest.inputs import Input, SeenExport, read_input, sheets_of
from app.ingest.manifest import FileToRead, Manifest, Submission, refused
from app.ingest.mapping import draft_catalogue
from app.ingest.merge import NO_CATALOGUE, merge
from app.ingest.pipeline import check_tables, publish_into, release_findings
from app.ingest.progress import Watch, nobody
from app.ingest.readers import Opened, Spelling, open_file
from app.ingest.report import Report
from app.ingest.tables import Table
from app.store.catalogue import load_structure
from app.store.engine import Store
from app.store.usage import usage


class MissingHeadingError(Exception):
    """Nobody said what the release is: `names` are source, title_en or title_zh."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


class _UndoneError(Exception):
    """Carries the report of a dry run out of the transaction, which undoes it."""

    def __init__(self, report: Report) -> None:
        super().__init__()
        self.report = report


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
                raise _UndoneError(replace(report, dry_run=True))
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
    inputs = _inputs(submission, structure)
    manifest = Manifest(
        submission.file,
        submission.source or next(iter(structure.source), ""),
        title_of_exports((), structure),
        submission.published_at,
        (),
    )
    about = tuple(release_findings(structure, manifest, now))
    tables = (table for each in inputs for table in each.tables)
    report = check_tables(structure, submission.published_at, tables, progress=progress)
    return report.with_findings(about)


def has_catalogue(store: Store) -> bool:
    """Whether there is anything to check against."""
    with store.snapshot() as reader:
        return load_structure(reader) != NO_CATALOGUE


def manifest_of(submission: Submission, structure: Structure) -> Manifest:
    """Complete what was said with what exports of the bureau say of themselves.

    Raises:
        MissingHeadingError: Something is still missing.
    """
    said = (submission.source, submission.title_en, submission.title_zh)
    if all(said):
        tables: Iterable[Table] = (t for each in _inputs(submission, structure) for t in each.tables)
        return _manifest(submission, tables, *said)
    inputs = list(_inputs(submission, structure))
    exports = [seen for each in inputs for seen in each.exports]
    source, english, chinese = said
    if exports and all(each.exports or _unreadable(each) for each in inputs):
        title = title_of_exports(exports, structure)
        source, english, chinese = source or BUREAU_SOURCE, english or title.en, chinese or title.zh
    tables = [table for each in inputs for table in each.tables]
    names = ("source", "title_en", "title_zh")
    values = (source, english, chinese)
    missing = [name for name, value in zip(names, values, strict=True) if not value]
    if missing and not all(map(_unreadable, inputs)):
        raise MissingHeadingError(missing)
    return _manifest(submission, tables, *values)
