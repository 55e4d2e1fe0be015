"""The one way in: read, check, publish, in one transaction that leaves all or nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.domain.facts import Fact, Heading
from app.domain.rules import Context, Finding, History, KnownFigure
from app.domain.rules.codes import near
from app.domain.rules.finding import error
from app.domain.structure import Structure
from app.ingest.catalogue_apply import save_catalogue
from app.ingest.catalogue_files import read_catalogue
from app.ingest.completing import manifest_of
from app.ingest.manifest import Manifest, read_manifest
from app.ingest.progress import Progress, Watch, nobody
from app.ingest.readers import read_table
from app.ingest.report import RefusedReleaseError, Report, published
from app.ingest.tables import Table
from app.ingest.validate import Check
from app.store.catalogue import load_structure
from app.store.engine import Reader, Store, Writer
from app.store.history import read_history
from app.store.publication import Publication

_OBJECTS = 100_000  # made before cycles are looked for, while a release is read


def check_files(
    structure: Structure,
    published_at: datetime,
    paths: Iterable[Path],
    *,
    history: History | None = None,
    progress: Watch = nobody,
) -> Report:
    """Check files as a release that comes out at this instant; nothing is written.

    Args:
        structure: The catalogue.
        published_at: The instant.
        paths: The files.
        history: What is known, see `history_of`; without it nothing is compared with that.
        progress: Is told now and then how far the check has come.
    """
    tables = map(read_table, paths)
    return check_tables(structure, published_at, tables, history=history, progress=progress)


def check_tables(
    structure: Structure,
    published_at: datetime,
    tables: Iterable[Table],
    *,
    history: History | None = None,
    progress: Watch = nobody,
) -> Report:
    """Check tables as `check_files` does files."""
    check = Check(Context.at(structure, published_at))
    for _ in _checked(check, tables, history, progress):
        pass
    return check.report()


def history_of(reader: Reader | Writer, published_at: datetime, *, without: int = 0) -> History:
    """Return what a store tells about series as they were known at an instant."""
    return lambda series: read_history(reader, published_at, series, without=without)


def _history_before(writer: Writer, instant: datetime, publication: Publication | None) -> History:
    """Return what was known before a publication; of series that it made, that is nothing."""
    if publication is None:
        return history_of(writer, instant)
    known = history_of(writer, instant, without=publication.number)

    def history(series: Sequence[int]) -> Iterable[KnownFigure]:
        publication.settle()
        made = publication.new_series
        asked = [number for number in series if number not in made]
        return known(asked) if asked else ()

    return history


def check_release(
    reader: Reader | Writer, structure: Structure, manifest: Manifest, now: datetime
) -> Report:
    """Check a release as `publish_release` does; nothing is written, so counts stay 0."""
    check = Check(Context.at(structure, manifest.published_at))
    check.findings.add(release_findings(structure, manifest, now))
    history = history_of(reader, manifest.published_at)
    for _ in _checked(check, manifest.tables, history, nobody):
        pass
    return check.report()


def publish_release(
    store: Store, manifest: Manifest, now: datetime, *, progress: Watch = nobody
) -> Report:
    """Check a release against the catalogue of the store and publish it, slice by slice.

    Raises:
        RefusedReleaseError: A finding is an error; nothing was written.
        UnavailableError: The database is away or busy; nothing was written.
    """
    with store.writer() as writer:
        return publish_into(writer, load_structure(writer), manifest, now, progress=progress)


def load_seed(store: Store, folder: Path, now: datetime) -> Report:
    """Bring catalogue and first release into the store; what is there already stays as it is.

    Raises:
        RefusedReleaseError: A finding is an error; nothing was written.
        UnavailableError: The database is away; nothing was written.
    """
    files = read_catalogue(folder / "catalogue")
    submission = read_manifest(folder / "release.toml")
    with store.writer() as writer:
        structure, changed = save_catalogue(writer, files, load_structure(writer), now)
        report = publish_into(writer, structure, manifest_of(submission, structure), now)
    return replace(report, catalogue_changed=changed)


def publish_into(
    writer: Writer,
    structure: Structure,
    manifest: Manifest,
    now: datetime,
    *,
    progress: Watch = nobody,
) -> Report:
    """Check and publish a release in a transaction that may do more; see `publish_release`.

    Once there is an error, nothing more is written, but checking goes on to the end.
    """
    check = Check(Context.at(structure, manifest.published_at))
    check.findings.add(release_findings(structure, manifest, now))
    publication: Publication | None = None
    if not check.findings.errors:
        heading = Heading(manifest.source, manifest.title, manifest.published_at)
        publication = Publication(writer, heading, now)
    history = _history_before(writer, manifest.published_at, publication)
    with _seldom_collecting(), closing(publication) if publication else nullcontext():
        for facts in _checked(check, manifest.tables, history, progress):
            if publication is not None and not check.findings.errors:
                publication.add(facts)
    report = check.report()
    if publication is None or not report.ok:
        raise RefusedReleaseError(report)
    progress(Progress("completion", check.records))
    release, new = publication.finish()
    return published(report, release, new=new)


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Let the collector of cycles look less often: a slice makes many objects and no cycle.

    It takes a seventh of the time otherwise. Writers take turns, so nobody else changes this.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _checked(
    check: Check, tables: Iterable[Table], history: History | None, progress: Watch
) -> Iterator[list[Fact]]:
    """Return the sound facts of tables slice by slice; at the end all have been compared."""
    for table in tables:
        for facts in check.slices(table):
            yield facts
            progress(Progress("records", check.records, table.file))
    progress(Progress("comparison", check.records))
    check.compare(history)


def release_findings(structure: Structure, manifest: Manifest, now: datetime) -> Iterator[Finding]:
    """Say what is wrong with a release beside its records."""
    if manifest.source not in structure.source:
        reason = "No source has this id."
        suggestion = near(manifest.source, structure.source)
        finding = error("source", manifest.source, reason, suggestion, "known-source")
        yield replace(finding, file=manifest.file)
    if manifest.published_at > now:
        reason = f"A release is published when the world could know, not after {now.isoformat()}."
        finding = error(
            "published_at", manifest.published_at.isoformat(), reason, rule="published-by-now"
        )
        yield replace(finding, file=manifest.file)
