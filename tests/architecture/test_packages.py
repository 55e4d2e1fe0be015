"""Every package is one, says what it is for, and keeps its promises to the others."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
SHORTEST = 30
# The house refuses these as names of modules: they say where code ended up, not what it is for.
REFUSED = {"utils", "util", "helpers", "helper", "common", "manager", "misc", "base"}
IMMUTABLE = {"domain", "representations"}


def _folders(root: Path) -> list[Path]:
    return sorted({path.parent for path in root.rglob("*.py")})


def _faults(root: Path) -> Iterator[str]:
    for folder in _folders(root):
        name = folder.relative_to(root.parent).as_posix()
        init = folder / "__init__.py"
        if not init.is_file():
            yield f"{name} has no __init__.py"
            continue
        said = ast.get_docstring(ast.parse(init.read_text("utf-8"))) or ""
        if len(said) < SHORTEST:
            yield f"{name} does not say what it is for"
    for path in sorted(root.rglob("*.py")):
        if path.stem in REFUSED:
            yield f"{path.relative_to(root.parent).as_posix()} has a name that says nothing"


def _is_frozen(decorator: ast.expr) -> bool:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != "dataclass":
        return False
    return any(
        keyword.arg == "frozen" and ast.unparse(keyword.value) == "True"
        for keyword in decorator.keywords
    )


def _thawed(source: str) -> Iterator[str]:
    """Name the dataclasses that could be changed after they were made."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef):
            dataclasses = [d for d in node.decorator_list if "dataclass" in ast.unparse(d)]
            if dataclasses and not any(map(_is_frozen, dataclasses)):
                yield node.name


def test_every_package_says_what_it_is_for() -> None:
    assert list(_faults(APP)) == []


@pytest.mark.parametrize("package", sorted(IMMUTABLE))
def test_values_that_are_handed_on_cannot_be_changed(package: str) -> None:
    sources = sorted((APP / package).rglob("*.py"))
    assert sources
    assert [name for path in sources for name in _thawed(path.read_text("utf-8"))] == []


def test_breaches_are_seen(tmp_path: Path) -> None:
    app = tmp_path / "app"
    for file, text in {
        "__init__.py": f'"""{"x" * SHORTEST}"""\n',
        "silent/__init__.py": "",
        "terse/__init__.py": '"""Things."""\n',
        "bare/module.py": "",
        "utils.py": "",
    }.items():
        path = app / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assert list(_faults(app)) == [
        "app/bare has no __init__.py",
        "app/silent does not say what it is for",
        "app/terse does not say what it is for",
        "app/utils.py has a name that says nothing",
    ]


def test_a_value_that_can_be_changed_is_seen() -> None:
    assert list(_thawed("@dataclass\nclass A: ...\n")) == ["A"]
    assert list(_thawed("@dataclass(slots=True)\nclass A: ...\n")) == ["A"]
    assert list(_thawed("@dataclass(frozen=False)\nclass A: ...\n")) == ["A"]
    assert list(_thawed("@dataclass(frozen=True, slots=True)\nclass A: ...\n")) == []
    assert list(_thawed("class A: ...\n")) == []
