"""What a release is before it is published: where it is from, when it came out, what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.structure import Label
from app.ingest.catalogue_models import Code, LabelEntry
from app.ingest.readers import read_table
from app.ingest.report import RefusedReleaseError, Report
from app.ingest.tables import Table, unreadable
from app.ingest.toml_files import load_toml, read_model
from app.sectors.vocabulary import TEXT_PATTERN

# When the world could know; far from the ends of the calendar, where zones run over it.
PublishedAt = Annotated[
    AwareDatetime, Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC))
]


@dataclass(frozen=True, slots=True)
class Manifest:
    """A release on its way in.

    Attributes:
        file: Name for findings about the release as a whole.
        source: Id of the document.
        published_at: When the world could know; aware.
        tables: Its records.
    """

    file: str
    source: str
    title: Label
    published_at: datetime
    tables: Iterable[Table]


class ManifestEntry(BaseModel):
    """A release as a TOML file describes it; its observations are files beside it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: LabelEntry
    source: Code
    published_at: PublishedAt
    observations: Annotated[
        list[Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=255)]],
        Field(min_length=1),
    ]


def read_manifest(path: Path) -> Manifest:
    """Read a release and the files of its observations.

    What is wrong with those files is kept in their tables, for the check of the records.

    Raises:
        RefusedReleaseError: The release itself cannot be read.
    """
    file = load_toml(path, path.name)
    if file.findings:
        raise _refused(file.findings)
    entry = read_model(file.name, "", file.content, ManifestEntry)
    if isinstance(entry, tuple):
        raise _refused(entry)
    tables = tuple(_table(path.parent, name) for name in entry.observations)
    return Manifest(file.name, entry.source, entry.title.entry(), entry.published_at, tables)


def _refused(findings: tuple[Finding, ...]) -> RefusedReleaseError:
    return RefusedReleaseError(Report.of(findings, 0))


def _table(folder: Path, name: str) -> Table:
    path = folder / name
    if path.resolve().is_relative_to(folder.resolve()):
        return read_table(path, name)
    reason = "The files of a release lie in its folder or below."
    return unreadable(name, error("file", name, reason, rule="readable-file"))
