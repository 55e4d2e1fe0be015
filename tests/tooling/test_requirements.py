"""The locks: every package by its hash, and in step with what pyproject.toml asks for."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
PIN = re.compile(r"([a-z0-9-]+)==(\S+)(?: ; .+)?")
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def _read(lock: str) -> str:
    return (ROOT / "requirements" / lock).read_text("utf-8")


def _entries(text: str) -> list[list[str]]:
    """Split a lock into requirements, each a list of its own line and its options."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", "\0")
    return [[part.strip() for part in entry.split("\0")] for entry in joined.splitlines()]


def _loose(text: str) -> list[str]:
    """Name the lines that are not one exact version with the hashes of its files."""
    return [
        first
        for first, *options in _entries(text)
        if not (PIN.fullmatch(first) and options and all(map(HASH.fullmatch, options)))
    ]


def _pins(text: str) -> dict[str, str]:
    matches = (PIN.fullmatch(first) for first, *_ in _entries(text))
    return {match[1]: match[2] for match in matches if match}


def _asked(wishes: list[str]) -> dict[str, str]:
    pairs = (re.sub(r"\[.*\]", "", wish).split("==") for wish in wishes)
    return {name.lower().replace("_", "-"): version for name, version in pairs}


@pytest.fixture(scope="module")
def wishes() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.mark.parametrize("lock", ["runtime.txt", "dev.txt"])
def test_every_package_has_a_version_and_hashes(lock: str) -> None:
    assert _pins(_read(lock))
    assert not _loose(_read(lock))


@pytest.mark.parametrize(
    "line",
    ["a>=1", "a==1", "a==1 \\\n    --hash=md5:00", "--index-url x", "-e .", "a @ file:///a.whl"],
)
def test_a_loose_line_is_seen(line: str) -> None:
    assert _loose(f"# comment\n{line}\n    # via b\n")


def test_runtime_is_what_the_project_asks_for(wishes: dict[str, Any]) -> None:
    asked = _asked(wishes["project"]["dependencies"] + wishes["build-system"]["requires"])
    assert asked.items() <= _pins(_read("runtime.txt")).items()


def test_dev_is_runtime_and_the_tools(wishes: dict[str, Any]) -> None:
    asked = _asked(wishes["dependency-groups"]["dev"])
    expected = _pins(_read("runtime.txt")) | asked
    assert expected.items() <= _pins(_read("dev.txt")).items()


def test_the_project_is_built_with_what_the_lock_holds(wishes: dict[str, Any]) -> None:
    assert wishes["build-system"]["requires"] == wishes["dependency-groups"]["build"]
