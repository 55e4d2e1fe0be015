"""A submission becomes a manifest: files are read, and what nobody said is taken from exports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from app.domain.rules import Finding
from app.domain.structure import Label, Structure
from app.ingest.export_headings import BUREAU_SOURCE, title_of_exports
from app.ingest.inputs import Input, read_input, sheets_of
from app.ingest.manifest import FileToRead, Manifest, Submission
from app.ingest.mapping import MappingEntry, draft_catalogue
from app.ingest.readers import Opened, Spelling, TableReader, open_file
from app.ingest.tables import Grid, Table, unreadable


class MissingHeadingError(Exception):
    """Nobody said what the release is: `names` are among source, title_en and title_zh."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(", ".join(names))
        self.names = tuple(names)


def manifest_of(submission: Submission, structure: Structure) -> Manifest:
    """Complete what was said with what the files say of themselves.

    Raises:
        MissingHeadingError: Something is still missing.
    """
    return completed(submission, inputs_of(submission, structure), structure)


def completed(submission: Submission, inputs: Iterable[Input], structure: Structure) -> Manifest:
    """Complete what was said with what exports of the bureau, if all inputs are, say of themselves.

    Raises:
        MissingHeadingError: Something is still missing.
    """
    source, english, chinese = submission.source, submission.title_en, submission.title_zh
    if not (source and english and chinese):
        inputs = known = tuple(inputs)
        exports = [seen for each in known for seen in each.exports]
        if exports and all(each.exports for each in known):
            title = title_of_exports(exports, structure)
            source = source or BUREAU_SOURCE
            english, chinese = english or title.en, chinese or title.zh
    said = {"source": source, "title_en": english, "title_zh": chinese}
    missing = [name for name, value in said.items() if not value]
    if missing:
        raise MissingHeadingError(missing)
    title = Label(english or "", chinese or "")
    return Manifest(submission.file, source or "", title, submission.published_at, _tables(inputs))


def _tables(inputs: Iterable[Input]) -> Iterator[Table]:
    return (table for each in inputs for table in each.tables)


def tables_of(submission: Submission, structure: Structure) -> Iterator[Table]:
    """Return the records of all files, file by file."""
    return _tables(inputs_of(submission, structure))


def inputs_of(submission: Submission, structure: Structure) -> Iterator[Input]:
    """Look at the files one after the other; their records are not read yet."""
    for file in submission.files:
        if file.fault is not None:
            yield Input((unreadable(file.name, file.fault),))
        else:
            yield read_input(_opened(file), structure, file.wishes)


def _opened(file: FileToRead) -> Opened | Finding:
    return open_file(file.path, file.name, Spelling(file.encoding, file.delimiter))


def draft_of(submission: Submission, structure: Structure, sector: str) -> str:
    """Draft the catalogue entries of indicators that the files name and nobody knows.

    Files that are read by different mappings are drafted for one after the other: once the first
    draft is applied, the next run finds the rest.

    Returns:
        TOML; empty if there is none.

    Raises:
        KeyError: There is no such sector.
    """
    grids: dict[str, list[Grid]] = {}
    entries: dict[str, MappingEntry | None] = {}
    for file in submission.files:
        mapping = file.wishes.mapping
        name = mapping.file if mapping else ""
        entries[name] = mapping.entry if mapping else None
        grids.setdefault(name, []).extend(_grids(file))
    drafts = (draft_catalogue(grids[name], structure, sector, entries[name]) for name in grids)
    return next(filter(None, drafts), "")


def _grids(file: FileToRead) -> tuple[Grid, ...]:
    """Return what may hold new indicators; what cannot be read has none to tell."""
    opened = _opened(file) if file.fault is None else file.fault
    if isinstance(opened, Finding) or isinstance(opened.reader, TableReader):
        return ()
    grids = sheets_of(opened, file.wishes.sheet)
    return () if isinstance(grids, Finding) else grids
