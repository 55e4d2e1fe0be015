"""Catalogue files enter: checked, compared with what is known, written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from app.domain.rules import Finding
from app.domain.structure import Structure
from app.ingest.catalogue_changes import CatalogueChange, changes
from app.ingest.catalogue_checks import check_catalogue
from app.ingest.catalogue_files import CatalogueFiles, read_catalogue_files
from app.ingest.catalogue_use import check_use
from app.ingest.merge import digest, merge
from app.ingest.report import RefusedReleaseError, Report, findings_table
from app.store.catalogue import load_structure, save_structure
from app.store.engine import Store, Writer
from app.store.releases import append_version, data_version
from app.store.usage import usage


@dataclass(frozen=True, slots=True)
class CatalogueReport:
    """What came of catalogue files.

    Attributes:
        findings: What is wrong with them; then nothing was written.
        changes: What they change, or would change.
        written: Whether the changes were written now.
        data_version: Of the store afterwards; `None` while it is empty.
    """

    findings: tuple[Finding, ...] = ()
    changes: tuple[CatalogueChange, ...] = ()
    written: bool = False
    data_version: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.findings

    def to_dict(self) -> dict[str, object]:
        """Return the content as plain data, ready for JSON."""
        return asdict(self)

    def to_text(self) -> str:
        """Return the content for a terminal: findings, or a line for each entry that changes."""
        if self.findings:
            return "\n".join([*findings_table(self.findings), "", "nothing was written"]) + "\n"
        lines = [_line(change) for change in self.changes]
        counts = [
            f"{sum(change.kind == kind for change in self.changes)} {kind}"
            for kind in ("added", "changed")
        ]
        state = "written" if self.written else "nothing was written"
        return "\n".join([*lines, f"{', '.join(counts)}; {state}"]) + "\n"


def _line(change: CatalogueChange) -> str:
    differing = ", ".join(field.field for field in change.fields)
    return f"{change.kind:<7}  {change.section}  {change.code}{f': {differing}' * bool(differing)}"


def apply_catalogue(
    store: Store, paths: Iterable[Path], now: datetime, *, dry_run: bool = False
) -> CatalogueReport:
    """Add or change what catalogue files hold, in one transaction; a dry run writes nothing.

    Raises:
        UnavailableError: The database is away or busy; nothing was written.
    """
    listed = tuple(paths)
    if dry_run:
        with store.snapshot() as reader:
            known = load_structure(reader)
            files = read_catalogue_files(listed, known)
            findings = (*check_catalogue(files, known), *check_use(files, known, usage(reader)))
            version = data_version(reader)
        merged = known if findings else merge(known, files.structure)
        text = version.text if version else None
        return CatalogueReport(findings, changes(known, merged), data_version=text)
    try:
        with store.writer() as writer:
            known = load_structure(writer)
            files = read_catalogue_files(listed, known)
            merged, written = save_catalogue(writer, files, known, now)
            version = data_version(writer)
    except RefusedReleaseError as refusal:
        return CatalogueReport(refusal.report.findings)
    text = version.text if version else None
    return CatalogueReport((), changes(known, merged), written, text)


def save_catalogue(
    writer: Writer, files: CatalogueFiles, known: Structure, now: datetime
) -> tuple[Structure, bool]:
    """Write the entries of files into the catalogue, and say whether that changed anything.

    What is known is the catalogue as this transaction reads it.

    Raises:
        RefusedReleaseError: An entry is wrong, or figures that are held forbid a change.
    """
    findings = check_catalogue(files, known) or check_use(files, known, usage(writer))
    if findings:
        raise RefusedReleaseError(Report.of(findings, 0))
    merged = merge(known, files.structure)
    if merged == known:
        return known, False
    save_structure(writer, merged)
    append_version(writer, "catalogue", digest(merged), now)
    return merged, True
