"""What exists in a plug-in folder is in its tuple; a failure names the line that is missing."""

from pathlib import Path
from pkgutil import iter_modules

import pytest

from app import dialects
from app.representations import DATA
from tests.architecture import registries
from tests.architecture.registries import REGISTRIES, Registry


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.package)
def test_everything_offered_is_listed(registry: Registry) -> None:
    assert registry.faults() == []


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.package)
def test_everything_listed_is_offered_once(registry: Registry) -> None:
    offers, listed = registry.offers(), registry.listed()
    assert [entry for entry in listed if not any(entry is offer for offer in offers)] == []
    assert len(listed) == len({id(entry) for entry in listed})


def test_the_folders_are_looked_into() -> None:
    # Else the tests above would hold for want of anything to look at.
    assert len(registries.REPRESENTATIONS.offers()) >= 3
    assert len(registries.DIALECTS.offers()) >= 1
    assert len(registries.SECTORS.offers()) == 5


@pytest.mark.parametrize("attribute", ["name", "extension", "media_type"])
def test_representations_cannot_be_confused(attribute: str) -> None:
    names = [getattr(format_, attribute) for format_ in DATA]
    assert len(names) == len(set(names))


def test_dialects_are_called_as_their_packages() -> None:
    packages = [each.name for each in iter_modules(dialects.__path__) if each.ispkg]
    assert sorted(dialect.name for dialect in dialects.DIALECTS) == sorted(packages)


PLUG = "THING = object()\n"


def _package(folder: Path, name: str, files: dict[str, str]) -> str:
    for file, text in files.items():
        path = folder / name / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return name


@pytest.mark.parametrize(
    ("name", "files", "fault"),
    [
        (
            "plugs_with_one_left_out",
            {
                "__init__.py": "from plugs_with_one_left_out import one\nALL = (one.THING,)\n",
                "one.py": PLUG,
                "two.py": PLUG,
                "no_plug.py": "",
            },
            "plugs_with_one_left_out/__init__.py: add `two.THING,` to ALL",
        ),
        (
            "plugs_without_a_tuple",
            {"__init__.py": "", "one.py": PLUG},
            "plugs_without_a_tuple/__init__.py: add `one.THING,` to ALL",
        ),
        (
            "plugs_with_a_silent_package",
            {"__init__.py": "ALL = ()\n", "folder/__init__.py": ""},
            "plugs_with_a_silent_package.folder defines no THING",
        ),
    ],
)
def test_a_missing_line_is_named(
    name: str,
    files: dict[str, str],
    fault: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    package = _package(tmp_path, name, files)
    assert Registry(package, "THING", ("ALL",), whole=True).faults() == [fault]
