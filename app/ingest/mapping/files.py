"""Mapping files are read, and refused where their keys do not go together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.ingest.mapping.model import JOINED, NEEDED, ROLES, MappingEntry, ValuesEntry
from app.ingest.toml_files import load_toml, read_model, toml_finding


def read_mapping(path: Path, name: str | None = None) -> MappingEntry | tuple[Finding, ...]:
    """Read a mapping file, or say all that is wrong with it, by file and key."""
    file = load_toml(path, name or path.name)
    if file.findings:
        return file.findings
    mapping = read_model(file.name, "", file.content, MappingEntry)
    if isinstance(mapping, tuple):
        return mapping
    return tuple(sorted(check_mapping(mapping, file.name))) or mapping


def check_mapping(mapping: MappingEntry, file: str) -> Iterator[Finding]:
    """Say what is wrong between the keys of a mapping."""
    for key, names in (
        ("columns", mapping.columns),
        ("constants", mapping.constants),
        ("aliases", mapping.aliases),
    ):
        yield from _roles(file, key, names)
    for role, columns in mapping.columns.items():
        if len(columns) > 1 and role not in JOINED:
            reason = "Only the pieces of a period are put together from several columns."
            yield toml_finding(file, f"columns.{role}", None, reason)
    for number, values in enumerate(mapping.values):
        yield from _values(mapping, values, file, f"values[{number}]")


def _roles(file: str, key: str, names: Mapping[str, object]) -> Iterator[Finding]:
    for name in names:
        if name not in ROLES:
            reason = f"No part of a record is called {name!r}."
            yield toml_finding(file, f"{key}.{name}", name, reason, near(name, ROLES))


def _values(mapping: MappingEntry, values: ValuesEntry, file: str, path: str) -> Iterator[Finding]:
    yield from _roles(file, f"{path}.constants", values.constants)
    yield from _roles(file, f"{path}.header", {name: None for name in values.header if name})
    if values.header and len(values.header) != mapping.header_rows:
        reason = f"There are {mapping.header_rows} header rows, and each needs an entry here."
        yield toml_finding(file, f"{path}.header", values.header, reason)
    if values.columns is not None and (values.first or values.last):
        reason = "Columns are given one by one, or from first to last."
        yield toml_finding(file, f"{path}.columns", None, reason)
    constants = {*mapping.constants, *values.constants}
    said = [*constants, *mapping.columns, *filter(None, values.header)]
    for role in NEEDED:
        if role not in said:
            reason = (
                f"Nothing says the {role} of these figures: name it in columns, constants or in the "
                "header of the values."
            )
            yield toml_finding(file, path, role, reason)
    for role in sorted({role for role in said if said.count(role) > 1} - JOINED):
        reason = f"The {role} of these figures is said {said.count(role)} times."
        yield toml_finding(file, path, role, reason)
