"""TOML files, and models over them, with every fault as a finding that names file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from app.domain.rules import Finding
from app.domain.rules.codes import near
from app.domain.rules.finding import error

_PLACE = re.compile(r"\(at line (\d+), column \d+\)")

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class TomlFile:
    """The content of a file.

    Attributes:
        name: For findings.
        content: Empty if it could not be read.
        findings: Why it could not be read.
    """

    name: str
    content: Mapping[str, Any]
    findings: tuple[Finding, ...] = ()


def load_toml(path: Path, name: str) -> TomlFile:
    """Read a file."""
    line = None
    try:
        return TomlFile(name, tomllib.loads(path.read_bytes().decode()))
    except OSError as fault:
        reason = f"The file cannot be read: {fault.strerror or fault}."
    except UnicodeDecodeError as fault:
        reason = f"The file is not UTF-8: {fault.reason}."
    except tomllib.TOMLDecodeError as fault:
        reason = f"The file is not TOML: {fault}."
        place = _PLACE.search(reason)
        line = int(place[1]) if place else None
    finding = error("file", None, reason, rule="readable-toml")
    return TomlFile(name, {}, (replace(finding, file=name, line=line),))


def toml_finding(
    file: str, path: str, value: object, reason: str, suggestion: str | None = None
) -> Finding:
    """Make an error about a key of a file."""
    finding = error(path, value, reason, suggestion, "toml-entry")
    return replace(finding, file=file)


def read_model(
    file: str, path: str, given: object, model: type[Model]
) -> Model | tuple[Finding, ...]:
    """Read a table as a model, or say all that is wrong with it."""
    try:
        return model.model_validate(given)
    except ValidationError as failure:
        details = failure.errors(include_url=False)
        return tuple(_finding(file, path, each, model) for each in details)


def _finding(file: str, path: str, details: ErrorDetails, model: type[BaseModel]) -> Finding:
    key = path + "".join(_steps(details["loc"]))
    kind, name = details["type"], str(details["loc"][-1]) if details["loc"] else path
    if kind == "missing":
        languages = {"en": "in English", "zh": "in Chinese"}
        what = f"The text {languages[name]}" if name in languages else f"The key {name}"
        return toml_finding(file, key.removeprefix("."), None, f"{what} is missing.")
    if kind == "extra_forbidden":
        known = model.model_fields if len(details["loc"]) == 1 else ()
        reason = f"There is no key {name!r} here."
        return toml_finding(file, key.removeprefix("."), name, reason, near(name, known))
    reason = f"{details['msg'].rstrip('.')}."
    return toml_finding(file, key.removeprefix("."), details["input"], reason)


def _steps(place: tuple[int | str, ...]) -> Iterator[str]:
    for step in place:
        yield f"[{step}]" if isinstance(step, int) else f".{step}"
