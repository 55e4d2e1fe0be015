"""The one way in: read, check, publish, in one transaction that leaves all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.domain.facts import Draft
from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.rules.finding import error
from app.domain.structure import Structure
from app.ingest.catalogue_checks import check_catalogue
from app.ingest.catalogue_files import CatalogueFiles, read_catalogue
from app.ingest.manifest import Manifest, read_manifest
from app.ingest.merge import digest, merge
from app.ingest.readers import read_table
from app.ingest.report import RefusedReleaseError, Report, published
from app.ingest.validate import validate
from app.store.catalogue import load_structure, save_structure
from app.store.engine import Store, Writer
from app.store.releases import append_version, publish


def check_files(structure: Structure, published_at: datetime, paths: Iterable[Path]) -> Report:
    """Check files as a release that comes out at this instant; nothing is written."""
    checked = validate(structure, published_at, map(read_table, paths))
    return Report.of(checked.findings, checked.records)


def publish_release(store: Store, manifest: Manifest, now: datetime) -> Report:
    """Check a release against the catalogue of the store and publish it.

    Raises:
        RefusedReleaseError: A finding is an error; nothing was written.
        UnavailableError: The database is away; nothing was written.
    """
    with store.writer() as writer:
        return _publish(writer, load_structure(writer), manifest, now)


def load_seed(store: Store, folder: Path, now: datetime) -> Report:
    """Bring catalogue and first release into the store; what is there already stays as it is.

    Raises:
        RefusedReleaseError: A finding is an error; nothing was written.
        UnavailableError: The database is away; nothing was written.
    """
    files = read_catalogue(folder / "catalogue")
    manifest = read_manifest(folder / "release.toml")
    with store.writer() as writer:
        structure, changed = _save_catalogue(writer, files, now)
        report = _publish(writer, structure, manifest, now)
    return replace(report, catalogue_changed=changed)


def _save_catalogue(writer: Writer, files: CatalogueFiles, now: datetime) -> tuple[Structure, bool]:
    known = load_structure(writer)
    findings = check_catalogue(files, known)
    if findings:
        raise RefusedReleaseError(Report.of(findings, 0))
    merged = merge(known, files.structure)
    if merged == known:
        return known, False
    save_structure(writer, merged)
    append_version(writer, "catalogue", digest(merged), now)
    return merged, True


def _publish(writer: Writer, structure: Structure, manifest: Manifest, now: datetime) -> Report:
    checked = validate(structure, manifest.published_at, manifest.tables)
    findings = [*checked.findings, *_release_findings(structure, manifest, now)]
    report = Report.of(findings, checked.records)
    if not report.ok:
        raise RefusedReleaseError(report)
    draft = Draft(manifest.source, manifest.title, manifest.published_at, checked.facts)
    release, new = publish(writer, draft, now)
    return published(report, release, new=new)


def _release_findings(structure: Structure, manifest: Manifest, now: datetime) -> Iterator[Finding]:
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
