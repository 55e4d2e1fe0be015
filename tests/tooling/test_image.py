"""The Dockerfile and compose.yaml, read without an engine: there is none where these tests run."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DOCKERFILE = ROOT / "Dockerfile"


def _hadolint(dockerfile: Path) -> subprocess.CompletedProcess[str]:
    command = (Path(sys.executable).with_name("hadolint"), "--no-color", dockerfile)
    return subprocess.run(command, check=False, capture_output=True, text=True)


def _instructions() -> list[str]:
    text = re.sub(r"^#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.MULTILINE)
    return re.sub(r"\\\n\s*", "", text).splitlines()


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    return found["services"]


def test_hadolint_has_nothing_to_say() -> None:
    answer = _hadolint(DOCKERFILE)
    assert (answer.returncode, answer.stdout) == (0, "")


def test_hadolint_would_say_something(tmp_path: Path) -> None:
    worse = tmp_path / "Dockerfile"
    worse.write_text(DOCKERFILE.read_text("utf-8") + "RUN cd /tmp && pip install flask\n")
    assert _hadolint(worse).returncode == 1


def test_the_user_is_a_number_and_not_root() -> None:
    users = [line for line in _instructions() if line.startswith("USER ")]
    assert users
    assert re.fullmatch(r"USER [1-9]\d*:[1-9]\d*", users[-1])


def test_packages_come_by_hash_and_before_the_source() -> None:
    lines = _instructions()
    (packages,) = (line for line in lines if "requirements/runtime.txt" in line and "pip" in line)
    assert "--require-hashes --only-binary=:all:" in packages
    assert lines.index(packages) < lines.index("COPY app app")


@pytest.mark.parametrize("instruction", ["ENTRYPOINT", "CMD"])
def test_the_server_is_started_without_a_shell_that_would_keep_its_signals(
    instruction: str,
) -> None:
    starts = [line for line in _instructions() if line.startswith(f"{instruction} ")]
    assert starts
    assert all(line.startswith(f"{instruction} [") for line in starts)


def test_what_is_copied_is_sent_and_nothing_else() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    sent = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    copies = [line.split()[1:-1] for line in _instructions() if re.match(r"COPY (?!--from)", line)]
    assert sent == {source for sources in copies for source in sources}
    assert "*" in ignored


def test_no_password_is_written_down(services: dict[str, dict[str, Any]]) -> None:
    values = [
        value
        for service in services.values()
        for name, value in service["environment"].items()
        if name.endswith("PASSWORD")
    ]
    assert len(values) == 2
    assert all(re.fullmatch(r"\$\{PROVSTAT_DATABASE_PASSWORD:\?[^}]+\}", value) for value in values)


def test_the_api_waits_for_a_database_that_answers(services: dict[str, dict[str, Any]]) -> None:
    assert services["api"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["database"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]
    assert any(line.startswith("HEALTHCHECK ") for line in _instructions())


def test_the_api_is_reached_from_this_machine_only(services: dict[str, dict[str, Any]]) -> None:
    assert services["api"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["database"]
