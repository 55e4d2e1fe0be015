"""requirements/install: what ./run and ./check rest on. A stub stands in for the environment."""

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# Notes what it is asked to install; slow enough that two at once would overlap.
STUB = """#!/bin/sh
if [ -e "$(dirname "$0")/broken" ]; then exit 3; fi
sleep 0.2
echo "$*" >> "$(dirname "$0")/asked"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STUB)
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    return tmp_path


def _start(project: Path, lock: str, path: str | None = None) -> subprocess.Popen[str]:
    # Without the PATH of whoever runs the tests there is no uv to be preferred to pip.
    found = path or f"{Path(sys.executable).parent}:/usr/bin:/bin"
    command = ["/bin/sh", str(project / "requirements" / "install"), lock]
    return subprocess.Popen(
        command, cwd="/", env={"PATH": found}, stderr=subprocess.PIPE, text=True
    )


def _install(project: Path, lock: str, path: str | None = None) -> tuple[int, str]:
    process = _start(project, lock, path)
    _, errors = process.communicate(timeout=30)
    return process.returncode, errors


def _asked(project: Path) -> list[str]:
    asked = project / ".venv" / "bin" / "asked"
    return asked.read_text().splitlines() if asked.exists() else []


def test_the_lock_is_installed_by_its_hashes_and_the_project_without_a_network(
    project: Path,
) -> None:
    assert _install(project, "runtime")[0] == 0
    packages, own = _asked(project)
    assert "--require-hashes --only-binary=:all:" in packages
    assert packages.endswith("requirements/runtime.txt")
    assert "--no-deps --no-build-isolation --no-index --editable" in own


def test_a_second_time_nothing_is_done(project: Path) -> None:
    _install(project, "dev")
    assert _install(project, "dev") == (0, "")
    assert len(_asked(project)) == 2


def test_what_check_installed_serves_run_as_well(project: Path) -> None:
    _install(project, "dev")
    _install(project, "runtime")
    assert len(_asked(project)) == 2


def test_what_run_installed_does_not_serve_check(project: Path) -> None:
    _install(project, "runtime")
    _install(project, "dev")
    assert len(_asked(project)) == 4


@pytest.mark.parametrize("changed", ["pyproject.toml", "requirements/runtime.txt"])
def test_a_change_is_installed(project: Path, changed: str) -> None:
    _install(project, "runtime")
    with (project / changed).open("a") as file:
        file.write("# changed\n")
    _install(project, "runtime")
    assert len(_asked(project)) == 4


def test_two_at_once_install_once(project: Path) -> None:
    both = [_start(project, "runtime"), _start(project, "runtime")]
    for process in both:
        process.communicate(timeout=30)
    assert [process.returncode for process in both] == [0, 0]
    assert len(_asked(project)) == 2


def test_a_failure_is_told_and_tried_again(project: Path) -> None:
    broken = project / ".venv" / "bin" / "broken"
    broken.touch()
    status, errors = _install(project, "runtime")
    assert status == 3
    assert "failed: " in errors
    broken.unlink()
    assert _install(project, "runtime")[0] == 0
    assert len(_asked(project)) == 2


def test_uv_is_preferred_where_there_is_one(project: Path, tmp_path: Path) -> None:
    uv = tmp_path / "tools" / "uv"
    uv.parent.mkdir()
    uv.write_text('#!/bin/sh\necho "$*" > "$0.asked"\n')
    uv.chmod(0o755)
    _install(project, "runtime", f"{uv.parent}:{Path(sys.executable).parent}:/usr/bin:/bin")
    asked = (tmp_path / "tools" / "uv.asked").read_text()
    assert asked.startswith("pip install --python ")
    assert "--require-hashes --only-binary=:all:" in asked
    assert len(_asked(project)) == 1


def test_without_python_it_says_what_to_install(project: Path) -> None:
    status, errors = _install(project, "runtime", "/nowhere")
    assert status == 1
    assert "Python 3.11" in errors
    assert "apt install python3" in errors


@pytest.mark.parametrize("script", ["run", "check", ".ci/run", "requirements/install"])
def test_scripts_can_be_started(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)
