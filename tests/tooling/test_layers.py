"""The contracts on imports in pyproject.toml: each is shown a package that breaks it.

A contract over a name that was mistyped, or that no longer exists, is kept for ever.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = (
    "cli",
    "main",
    "settings",
    "observability",
    "dialects/native/data",
    "dialects/sdmx/data",
    "explorer/home",
    "web/answer",
    "ingest/pipeline",
    "representations/csv",
    "charts/svg",
    "sectors/energy",
    "store/engine",
    "store/tables",
    "domain/query",
)
LAYERS = "Imports point down, and names on one line do not know each other"
SQL = "SQLAlchemy lives in the store"
PURE = "Sectors and representations know neither HTTP nor SQL"
DOMAIN = "The domain is the standard library"
TABLES = "The tables are the store's own"
SETTINGS = "Settings are read at the two doors and handed down"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of the shape of ours, empty but for the SQLAlchemy that the contracts must find."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    app = tmp_path / "app"
    for module in MODULES:
        path = app / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    for folder in [app, *(path for path in app.rglob("*") if path.is_dir())]:
        (folder / "__init__.py").touch()
    (app / "store" / "__init__.py").write_text("import sqlalchemy\n")
    return app


def _broken(app: Path) -> tuple[int, str]:
    command = (Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo")
    done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=app.parent)
    return done.returncode, done.stdout + done.stderr


def test_the_allowed_imports_are_allowed(package: Path) -> None:
    (package / "main.py").write_text("import app.settings, app.dialects.native.data, fastapi\n")
    (package / "web/answer.py").write_text(
        "import app.store.engine, starlette, app.observability\n"
    )
    (package / "store/engine.py").write_text("import sqlalchemy.orm, app.store.tables\n")
    (package / "sectors/energy.py").write_text("import pydantic, app.domain.query\n")
    status, output = _broken(package)
    assert status == 0, output


@pytest.mark.parametrize(
    ("module", "imported", "contract"),
    [
        ("domain/query.py", "app.store.engine", LAYERS),
        ("sectors/energy.py", "app.store.engine", LAYERS),
        ("ingest/pipeline.py", "app.web.answer", LAYERS),
        ("observability.py", "app.settings", LAYERS),
        ("ingest/pipeline.py", "sqlalchemy.orm", SQL),
        ("cli.py", "sqlalchemy", SQL),
        ("ingest/pipeline.py", "app.store.tables", TABLES),
        ("web/answer.py", "app.settings", SETTINGS),
        ("store/engine.py", "app.settings", SETTINGS),
        ("domain/query.py", "pydantic", DOMAIN),
        ("domain/query.py", "fastapi", DOMAIN),
        ("domain/query.py", "starlette.requests", DOMAIN),
        ("domain/query.py", "sqlalchemy", DOMAIN),
        ("sectors/energy.py", "fastapi", PURE),
        ("representations/csv.py", "starlette.responses", PURE),
        ("representations/csv.py", "sqlalchemy", PURE),
        ("dialects/native/data.py", "app.dialects.sdmx.data", "Dialects do not know each other"),
    ],
)
def test_a_forbidden_import_is_seen(
    package: Path, module: str, imported: str, contract: str
) -> None:
    (package / module).write_text(f"import {imported}\n")
    status, output = _broken(package)
    assert status == 1
    assert f"{contract} BROKEN" in " ".join(output.split())


def test_a_cycle_is_seen(package: Path) -> None:
    (package / "store/engine.py").write_text("import app.store.tables\n")
    (package / "store/tables.py").write_text("import app.store.engine\n")
    status, output = _broken(package)
    assert status == 1
    assert "No cycles between siblings BROKEN" in output


def test_a_package_without_a_place_in_the_layers_is_seen(package: Path) -> None:
    (package / "helpers.py").touch()
    status, output = _broken(package)
    assert status == 1
    assert "helpers" in output
