"""The committed OpenAPI document under strangers' eyes: tools that read it as our clients do.

The Node tools come from package.json: `npm ci --prefix tests/contract --ignore-scripts`.
Each tool is also given a spoilt copy: a linter that never complains proves nothing.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.optional import missing

Lint = Callable[[Path], subprocess.CompletedProcess[str]]

HERE = Path(__file__).parent
DOCUMENT = HERE.parents[1] / "openapi.json"
TOOLS = HERE / "node_modules" / ".bin"
# The tools must neither phone home nor wait for an answer on a closed network.
QUIET = {
    "CI": "true",
    "NO_COLOR": "1",
    "NO_UPDATE_NOTIFIER": "1",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "REDOCLY_TELEMETRY": "off",
}
# As strict as TypeScript gets, the declarations of the generated file and of its users included.
TSCONFIG = {
    "strict": True,
    "exactOptionalPropertyTypes": True,
    "noUncheckedIndexedAccess": True,
    "skipLibCheck": False,
    "noEmit": True,
    "target": "ES2022",
    "lib": ["ES2022", "DOM", "DOM.Iterable"],
    "module": "ESNext",
    "moduleResolution": "Bundler",
    "types": [],
}

pytestmark = pytest.mark.contract


def _run(scratch: Path, *command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=100,
        cwd=scratch,  # away from here, where openapi-typescript would take redocly.yaml for its own
        env={**os.environ, **QUIET},
    )


def _tool(name: str) -> Path:
    if not shutil.which("node"):
        missing("Node.js", "install Node.js 20 or later")
    if not (TOOLS / name).exists():
        missing(name, "npm ci --prefix tests/contract --ignore-scripts")
    return TOOLS / name


def _validate(document: Path) -> subprocess.CompletedProcess[str]:
    return _run(document.parent, sys.executable, "-m", "openapi_spec_validator", document)


def _redocly(document: Path) -> subprocess.CompletedProcess[str]:
    ruleset = ("--config", HERE / "redocly.yaml")
    return _run(document.parent, _tool("redocly"), "lint", *ruleset, document)


def _spectral(document: Path) -> subprocess.CompletedProcess[str]:
    ruleset = ("--ruleset", HERE / ".spectral.yaml", "--fail-severity", "hint")
    return _run(document.parent, _tool("spectral"), "lint", *ruleset, document)


def _typescript(document: Path) -> subprocess.CompletedProcess[str]:
    """Generate types beside the document, then compile the client against them."""
    scratch = document.parent
    types = scratch / "openapi.d.ts"
    generated = _run(scratch, _tool("openapi-typescript"), document, "--output", types)
    if generated.returncode != 0:
        return generated
    options = {**TSCONFIG, "paths": {"provstat-openapi": [str(types)]}}
    project = scratch / "tsconfig.json"
    client = str(HERE / "client.ts")
    project.write_text(json.dumps({"compilerOptions": options, "files": [client]}))
    return _run(scratch, _tool("tsc"), "--project", project)


@pytest.mark.parametrize("lint", [_validate, _redocly, _spectral, _typescript])
def test_the_document_is_clean(lint: Lint, tmp_path: Path) -> None:
    document = Path(shutil.copy(DOCUMENT, tmp_path))
    answer = lint(document)
    assert answer.returncode == 0, f"{answer.stdout}{answer.stderr}"


@pytest.mark.parametrize(
    ("lint", "spoilt", "complaint"),
    [
        (_validate, {"info": {"title": "no version"}}, "version"),
        (_redocly, {"security": [{"unheard-of": []}]}, "security-defined"),
        (_spectral, {"info": {"title": "no contact", "version": "1"}}, "info-contact"),
        (_typescript, {"paths": {}}, "client.ts"),
    ],
)
def test_a_spoilt_document_is_refused(
    lint: Lint, spoilt: dict[str, object], complaint: str, tmp_path: Path
) -> None:
    document = tmp_path / "openapi.json"
    document.write_text(json.dumps(json.loads(DOCUMENT.read_text("utf-8")) | spoilt))
    answer = lint(document)
    assert answer.returncode != 0
    assert complaint in f"{answer.stdout}{answer.stderr}"
