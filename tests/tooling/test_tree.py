"""What may be in the tree: named places only, nothing of this machine, no long modules.

Looks at what is committed and at what would be, were everything here added now. Each rule is also
shown something that breaks it.
"""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path, PurePath

import pytest

ROOT = Path(__file__).parents[2]
TOP = {
    *(".ci", ".dockerignore", ".gitignore", "CHANGELOG.md", "Dockerfile", "LICENSE", "README.md"),
    *("app", "benchmarks", "check", "compose.yaml", "migrations", "openapi.json"),
    *("pyproject.toml", "requirements", "run", "seed", "tests"),
}
# Our locks hold hashes, for any registry and any machine. Written so as not to find themselves.
REGISTRY = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(?:org|com)|yarnpkg\.com|deb\.debian\.org|debian\.org/debian"
)
MACHINE = re.compile(r"(?<![\w.*}])/(?:work|root|opt/pypi|opt/wheels|home/\w+)/")
RECORD = re.compile(r"uv\.lock|pylock.*\.toml|.*sbom.*|.*\.(?:cdx|spdx)(?:\.\w+)?")
MODULE_LINES = 400
FUNCTION_LINES = 60


def _tracked() -> list[PurePath]:
    command = ("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    listed = subprocess.run(command, check=True, capture_output=True, cwd=ROOT).stdout.decode()
    names = (PurePath(name) for name in listed.split("\0") if name)
    return [name for name in names if (ROOT / name).is_file()]


def _matches(pattern: re.Pattern[str], name: PurePath, content: bytes) -> Iterator[str]:
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        for match in pattern.finditer(line):
            yield f"{name}:{number}: {match.group()}"


def _too_long(name: PurePath, source: str) -> Iterator[str]:
    lines = len(source.splitlines())
    if lines > MODULE_LINES:
        yield f"{name}: {lines} lines"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                yield f"{name}:{node.lineno}: {node.name} has {length} lines"


def _undocumented(name: PurePath, source: str) -> Iterator[str]:
    if not ast.get_docstring(ast.parse(source)):
        yield f"{name}: does not say what it is for"


def _modules(*folders: str) -> dict[PurePath, str]:
    names = [name for name in _tracked() if name.suffix == ".py" and name.parts[0] in folders]
    assert names
    return {name: (ROOT / name).read_text("utf-8") for name in names}


def _strangers(names: list[PurePath]) -> set[str]:
    return {name.parts[0] for name in names} - TOP


def _records(names: list[PurePath]) -> list[PurePath]:
    return [name for name in names if RECORD.fullmatch(name.name.lower())]


def test_the_top_level_holds_what_it_should() -> None:
    assert not _strangers(_tracked())


def test_a_stray_file_at_the_top_is_seen() -> None:
    assert _strangers([PurePath("run"), PurePath("notes/x.md")]) == {"notes"}


def test_no_record_of_where_packages_came_from() -> None:
    assert not _records(_tracked())


@pytest.mark.parametrize("name", ["uv.lock", "a/pylock.dev.toml", "SBOM.json", "x.cdx.json"])
def test_a_record_is_seen(name: str) -> None:
    assert _records([PurePath(name), PurePath("tests/contract/package-lock.json")])


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE], ids=["registry", "machine"])
def test_no_address_of_a_registry_and_no_path_of_a_machine(pattern: re.Pattern[str]) -> None:
    found = [
        match
        for name in _tracked()
        for match in _matches(pattern, name, (ROOT / name).read_bytes())
    ]
    assert not found


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (REGISTRY, "https://" + "pypi" + ".org/simple"),
        (REGISTRY, '"resolved": "https://registry.' + "npmjs" + '.org/a/-/a-1.tgz"'),
        (MACHINE, "cd /" + "work" + "/main"),
        (MACHINE, "file:///" + "root" + "/.cache"),
    ],
)
def test_an_address_is_seen(pattern: re.Pattern[str], line: str) -> None:
    assert list(_matches(pattern, PurePath("file"), f"first\n{line}\n".encode()))


def test_every_module_says_what_it_is_for() -> None:
    modules = _modules("app", "migrations", "tests", "benchmarks", "requirements")
    assert not [found for name, source in modules.items() for found in _undocumented(name, source)]


def test_modules_and_functions_stay_short() -> None:
    modules = _modules("app")
    assert not [found for name, source in modules.items() for found in _too_long(name, source)]


def test_a_long_module_a_long_function_and_a_silent_module_are_seen() -> None:
    name = PurePath("app/long.py")
    assert list(_undocumented(name, "x = 1\n"))
    assert not list(_too_long(name, "x = 1\n" * MODULE_LINES))
    assert list(_too_long(name, "x = 1\n" * (MODULE_LINES + 1)))
    body = "    x = 1\n" * FUNCTION_LINES
    assert list(_too_long(name, f"async def f():\n{body}"))
