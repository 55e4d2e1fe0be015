"""What a release is before it is published: where it is from, when it came out, what it says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from app.domain.beijing import start_of_day
from app.domain.rules import Finding
from app.domain.rules.finding import error
from app.domain.structure import Label
from app.ingest.catalogue_models import Code, LabelEntry
from app.ingest.inputs import NamedMapping, Wishes
from app.ingest.mapping import read_mapping
from app.ingest.report import RefusedReleaseError, Report
from app.ingest.tables import Table
from app.ingest.toml_files import load_toml, read_model
from app.sectors.vocabulary import TEXT_PATTERN


def _instant(given: object) -> object:
    """Read a day, as TOML or a text states it, as its beginning."""
    if isinstance(given, date) and not isinstance(given, datetime):
        return start_of_day(given)
    try:
        return start_of_day(date.fromisoformat(given)) if isinstance(given, str) else given
    except ValueError:
        return given


# When the world could know; far from the ends of the calendar, where zones run over it.
PublishedAt = Annotated[
    AwareDatetime,
    Field(ge=datetime(1900, 1, 1, tzinfo=UTC), lt=datetime(2200, 1, 1, tzinfo=UTC)),
    BeforeValidator(_instant, json_schema_input_type=AwareDatetime | date),
]
_Name = Annotated[str, StringConstraints(pattern=TEXT_PATTERN, max_length=255)]


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


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file of a release, and how it is to be read.

    Attributes:
        name: For findings.
        encoding: Of a text; found out if not given.
        delimiter: Between cells of a text; by the kind of file if not given.
        fault: Why it is not to be read at all.
    """

    path: Path
    name: str
    wishes: Wishes = field(default_factory=Wishes)
    encoding: str | None = None
    delimiter: str | None = None
    fault: Finding | None = None


@dataclass(frozen=True, slots=True)
class Submission:
    """A release as somebody hands it in: files, and what is said of them.

    Attributes:
        file: Name for findings about the release as a whole.
        source: Id of the document; `None` where nobody said it, as with the titles.
        published_at: When the world could know; aware.
    """

    file: str
    published_at: datetime
    files: tuple[FileToRead, ...]
    source: str | None = None
    title_en: str | None = None
    title_zh: str | None = None


class FileEntry(BaseModel):
    """A file of observations in a release, where its name does not say all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    file: _Name
    mapping: _Name | None = None
    sheet: _Name | None = None
    encoding: _Name | None = None
    defaults: dict[_Name, _Name] = {}

    @model_validator(mode="before")
    @classmethod
    def _name_alone(cls, given: object) -> object:
        return {"file": given} if isinstance(given, str) else given


class ManifestEntry(BaseModel):
    """A release as a TOML file describes it; its observations are files beside it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: LabelEntry
    source: Code
    published_at: PublishedAt
    observations: Annotated[list[FileEntry], Field(min_length=1)]


def read_manifest(path: Path) -> Submission:
    """Read the file that describes a release; its observations are not read yet.

    Raises:
        RefusedReleaseError: It cannot be read, or a mapping that it names.
    """
    file = load_toml(path, path.name)
    if file.findings:
        raise refused(file.findings)
    entry = read_model(file.name, "", file.content, ManifestEntry)
    if isinstance(entry, tuple):
        raise refused(entry)
    files = tuple(_file(path.parent, each) for each in entry.observations)
    title = entry.title
    return Submission(file.name, entry.published_at, files, entry.source, title.en, title.zh)


def named_mapping(path: Path, name: str | None = None) -> NamedMapping:
    """Read a mapping file.

    Raises:
        RefusedReleaseError: It cannot be read.
    """
    file = name or path.name
    mapping = read_mapping(path, file)
    if isinstance(mapping, tuple):
        raise refused(mapping)
    return NamedMapping(file, mapping)


def file_to_read(  # noqa: PLR0913 - all that can be said about reading a file
    path: Path,
    name: str,
    *,
    mapping: NamedMapping | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    defaults: dict[str, str] | None = None,
) -> FileToRead:
    """Put together what was said about a file; what is said here goes before its mapping."""
    entry = mapping.entry if mapping else None
    wishes = Wishes(mapping, sheet or (entry.sheet if entry else None), defaults or {})
    delimiter = entry.delimiter if entry else None
    return FileToRead(
        path, name, wishes, encoding or (entry.encoding if entry else None), delimiter
    )


def _file(folder: Path, entry: FileEntry) -> FileToRead:
    for name in filter(None, (entry.file, entry.mapping)):
        if not (folder / name).resolve().is_relative_to(folder.resolve()):
            reason = "The files of a release lie in its folder or below."
            fault = replace(error("file", name, reason, rule="readable-file"), file=name)
            return FileToRead(folder / name, name, fault=fault)
    mapping = named_mapping(folder / entry.mapping, entry.mapping) if entry.mapping else None
    return file_to_read(
        folder / entry.file,
        entry.file,
        mapping=mapping,
        sheet=entry.sheet,
        encoding=entry.encoding,
        defaults=entry.defaults,
    )


def refused(findings: Iterable[Finding]) -> RefusedReleaseError:
    """Make the refusal of a release of which not even the records can be read."""
    return RefusedReleaseError(Report.of(findings, 0))
