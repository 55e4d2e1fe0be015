"""The commands of `provstat` as a user starts them: processes with an environment of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("provstat")
PATIENCE = 60.0
_ANNOUNCEMENT = "Serving on "


@dataclass(frozen=True, slots=True)
class Ended:
    """What a command left behind.

    Attributes:
        code: Exit code; negative where a signal ended it.
        out: Standard output.
        err: Standard error.
    """

    code: int
    out: str
    err: str

    @property
    def complaints(self) -> list[str]:
        """Lines on standard error."""
        return self.err.splitlines()


def environment(**variables: str) -> dict[str, str]:
    """Return this environment without any setting of ours, plus the variables given."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name != "DATABASE_URL" and not name.startswith("PROVSTAT_")
    }
    return {**kept, "PYTHONUTF8": "1", "COLUMNS": "80", **variables}


def run(*words: str | Path, **variables: str) -> Ended:
    """Run a command to its end."""
    done = subprocess.run(
        [PROGRAM, *words],
        check=False,
        capture_output=True,
        cwd=ROOT,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        timeout=PATIENCE,
    )
    return Ended(done.returncode, done.stdout.decode(), done.stderr.decode())


@dataclass(slots=True)
class Server:
    """A server under way.

    Attributes:
        url: Where it listens, without a slash at the end.
    """

    process: subprocess.Popen[str]
    url: str

    def stop(self, signal: int, patience: float = 10.0) -> int:
        """Send a signal and return the exit code.

        Raises:
            subprocess.TimeoutExpired: It goes on.
        """
        self.process.send_signal(signal)
        return self.process.wait(patience)


@contextmanager
def serving(log: Path, *words: str, **variables: str) -> Iterator[Server]:
    """Start `provstat serve` on any free port; its standard error goes to a file.

    Raises:
        AssertionError: It ended before it served.
    """
    given: Mapping[str, str] = {"PROVSTAT_PORT": "0", **variables}
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [PROGRAM, "serve", *words],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env=environment(**given),
        ) as process,
    ):
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith(_ANNOUNCEMENT), log.read_text()
            yield Server(process, line.removeprefix(_ANNOUNCEMENT).strip())
        finally:
            process.kill()
