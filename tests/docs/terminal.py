"""What a reader does with the README: starts the server, types the commands, runs the programs."""

import contextlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from tests.docs.markdown import ROOT, Block, Command, Section, commands
from tests.support.optional import missing

PATIENCE = 60.0
ADDRESS = "127.0.0.1:8000"
DSN = "postgresql+psycopg://provstat@127.0.0.1:5432/provstat"
OMISSION = "…"
START = "./run"
# Run elsewhere, or not to be run: by heading, each with the reason.
ELSEWHERE = {"Deploy": "there is no engine for containers here; tests/tooling reads the files"}

_PROVSTAT = Path(sys.executable).with_name("provstat")
_SERVING = re.compile(r"Serving on http://127\.0\.0\.1:(\d+)\n")
_RELEASE = re.compile(r"2025-03-17-[0-9a-f]{12}")
_PINNED = re.compile(r"(?<=/v1/bulk/)[0-9a-f]{12}(?=/)")
_NEEDS = {"pandas": "pandas", "duckdb": "duckdb"}
# What may differ from run to run, and what any change of the seed would change.
_VARIES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r'("request_id": ?)"[0-9a-f]{16}"'), r'\1"ID"'),
    (re.compile(r'("data_version": ?)"[0-9a-f]{12}"'), r'\1"VERSION"'),
    (re.compile(r"\b(\d{4}-\d\d-\d\d)-[0-9a-f]{12}\b"), r"\1-DIGEST"),
    (re.compile(r'^(etag: )"[0-9a-f]{24}', re.MULTILINE), r'\1"TAG'),
)


def encoded(address: str) -> str:
    """Write an address as a browser sends it."""
    return quote(address, safe="/?&=,:*.%_-")


@dataclass
class Reply:
    """An answer of the server."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Site:
    """A server that a test started, in a folder that looks like ours to a reader.

    Attributes:
        folder: Where commands run: with `seed` and `.venv`, and whatever they make.
        port: Stands for 8000.
        started: What it printed until it served.
    """

    folder: Path
    environment: dict[str, str]
    port: int = 0
    started: str = ""

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def example(self, address: str, method: str = "GET") -> Reply:
        """Ask for an address of the README; releases and data versions are those of today."""
        if _RELEASE.search(address):
            (release,) = json.loads(self.ask("/v1/releases").body)["data"]
            address = _RELEASE.sub(release["id"], address)
        if _PINNED.search(address):
            address = _PINNED.sub(self.ask("/v1").headers["x-data-version"], address)
        return self.ask(encoded(address), method=method)

    def ask(
        self, target: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> Reply:
        """Send one request."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, target, headers=dict(headers or {}))
            answer = connection.getresponse()
            fields = {name.lower(): value for name, value in answer.getheaders()}
            return Reply(answer.status, fields, answer.read())


def prepared(folder: Path) -> Site:
    """Make a folder look like the project to those who type what the README says."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ".venv").symlink_to(sys.prefix)
    shutil.copytree(ROOT / "seed", folder / "seed")
    # Nothing of ours that would change an answer, and no proxy between us.
    kept = {"PATH", "TMPDIR", "SYSTEMROOT"}
    environment = {name: value for name, value in os.environ.items() if name in kept}
    environment |= {
        "DATABASE_URL": f"sqlite:///{folder}/provstat.db",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        # As at a terminal: what is printed first comes first, whichever stream it is on.
        "PYTHONUNBUFFERED": "1",
    }
    return Site(folder, environment)


@contextlib.contextmanager
def serving(
    folder: Path, prepare: Callable[[Path], None] = lambda _: None, **environment: str
) -> Iterator[Site]:
    """Start the server as `./run` does once all is installed; a test holds the two together."""
    site = prepared(folder)
    site.environment |= environment
    prepare(folder)
    command = (_PROVSTAT, "serve", "--migrate", "--seed", "--port", "0")
    with site.log.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=site.environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        site.started = _start(site, process)
        yield site
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def _start(site: Site, process: subprocess.Popen[bytes]) -> str:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        text = site.log.read_text("utf-8")
        serves = _SERVING.search(text)
        if serves:
            site.port = int(serves[1])
            return text[: serves.end()]
        time.sleep(0.02)
    message = f"the server does not start: {site.log.read_text('utf-8')}"
    raise AssertionError(message)


@dataclass
class Terminal:
    """Runs a section of the README.

    Attributes:
        names: What the README writes, and what it is here: addresses of server and database.
    """

    site: Site
    names: dict[str, str] = field(default_factory=dict)

    def run(self, section: Section) -> int:
        """Run all blocks in their order, compare what they print, and say how many there were.

        Raises:
            AssertionError: Something printed something else, or a block is of no known kind.
        """
        blocks = iter(section.blocks)
        done = 0
        for block in blocks:
            if block.language == "console":
                done += self._console(block)
            elif block.language in _PROGRAMS:
                output = next(blocks, None)
                assert output, f"{_place(block)} lacks its output"
                assert output.language == "text", f"{_place(block)} is not followed by its output"
                actual = self._program(block)
                compare(_place(block), block.text, output.lines, self._readers(actual))
                done += 1
            else:
                assert section.title in ELSEWHERE, f"nobody runs {_place(block)}"
        return done

    def _console(self, block: Block) -> int:
        typed = commands(block)
        if [command.text for command in typed] == [START]:
            printed = [self.site.started]
        else:
            printed = self._typed(typed)
        for command, actual in zip(typed, printed, strict=True):
            compare(_place(block), f"$ {command.text}", command.output, self._readers(actual))
        return len(typed)

    def _typed(self, typed: list[Command]) -> list[str]:
        """Type commands into one shell, so that what one exports the next one sees."""
        for tool in ("bash", "curl"):
            if not shutil.which(tool):
                missing(tool, f"install {tool}")
        lines = [f"{{\n{command.text}\n}} 2>&1\nprintf '\\0'\n" for command in typed]
        output = self._capture(["bash", "-c", self._ours("".join(lines))])
        *printed, rest = output.split("\0")
        assert rest == ""
        return printed

    def _program(self, block: Block) -> str:
        tool, ending = _PROGRAMS[block.language]
        if block.language == "python":
            for name, package in _NEEDS.items():
                if f"import {name}" in block.text and not importlib.util.find_spec(name):
                    missing(package, "requirements/install dev")
            executable: str | None = sys.executable
        else:
            executable = shutil.which(tool)
        if executable is None:
            missing(tool, "see .ci/run for its package")
        file = self.site.folder / f"program{ending}"
        file.write_text(self._ours(block.text), "utf-8")
        return self._capture([executable, str(file)])

    def _capture(self, command: list[str]) -> str:
        answer = subprocess.run(
            command,
            check=False,
            cwd=self.site.folder,
            env=self.site.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=PATIENCE,
        )
        errors = answer.stderr.decode("utf-8", "replace")
        assert answer.returncode == 0, errors
        return answer.stdout.decode("utf-8")

    def _ours(self, text: str) -> str:
        for name, here in self._names().items():
            text = text.replace(name, here)
        return text

    def _readers(self, text: str) -> str:
        for name, here in self._names().items():
            text = text.replace(here, name)
        return text

    def _names(self) -> dict[str, str]:
        return {ADDRESS: f"127.0.0.1:{self.site.port}", **self.names}


_PROGRAMS: Mapping[str, tuple[str, str]] = {
    "python": ("python", ".py"),
    "javascript": ("node", ".mjs"),
    "r": ("Rscript", ".R"),
}


def _place(block: Block) -> str:
    return f"README.md:{block.line}"


def compare(place: str, what: str, expected: list[str], actual: str) -> None:
    """Hold what a command printed against what the README shows.

    Raises:
        AssertionError: They differ, beyond what varies and what the README leaves out.
    """
    wanted, found = _steady("\n".join(expected)), _steady(actual)
    pattern = ".+?".join(map(re.escape, wanted.split(OMISSION)))
    if re.fullmatch(pattern, found, re.DOTALL) is None:
        message = f"{place}\n{what}\n--- the README shows\n{wanted}\n--- it prints\n{found}"
        raise AssertionError(message)


def _steady(text: str) -> str:
    for pattern, stand_in in _VARIES:
        text = pattern.sub(stand_in, text)
    return "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
