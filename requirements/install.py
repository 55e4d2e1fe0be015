"""Brings .venv up to a lock, and does nothing when it is: install.py runtime|dev.

Runs on the system's Python, before anything is installed: standard library only. Two at once wait
for each other. The stamp is written last, so that an installation cut short is done again.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
# The development lock holds the runtime lock, version for version.
COVERS = {"runtime": ("runtime",), "dev": ("runtime", "dev")}


def say(sentence: str) -> None:
    """Tell what is going on, apart from what the caller prints."""
    sys.stderr.write(f"provstat: {sentence}\n")


def stamp(lock: str) -> Path:
    """Where the state that a lock was installed from is kept."""
    return VENV / f"{lock}.installed"


def wanted(lock: str) -> str:
    """Everything that an installation depends on; the place too, as scripts contain it."""
    sources = (ROOT / "requirements" / f"{lock}.txt", ROOT / "pyproject.toml")
    return "\n".join([str(ROOT), *(source.read_text("utf-8") for source in sources)])


def is_current(lock: str) -> bool:
    """Whether there is nothing to do."""
    note = stamp(lock)
    return note.is_file() and PYTHON.exists() and note.read_text("utf-8") == wanted(lock)


def install(lock: str) -> None:
    """Make the environment if there is none, install the lock, then the project itself."""
    for other in COVERS["dev"]:
        stamp(other).unlink(missing_ok=True)
    if not PYTHON.exists():
        say(f"making {VENV} with Python {sys.version.split()[0]}")
        run(sys.executable, "-m", "venv", "--clear", str(VENV))
    uv = shutil.which("uv")
    pip = (str(PYTHON), "-m", "pip", "--disable-pip-version-check")
    installer = (uv, "pip", "install", "--python", str(PYTHON)) if uv else (*pip, "install")
    source = ROOT / "requirements" / f"{lock}.txt"
    say(f"installing {source} with {'uv' if uv else 'pip'}; the first time takes a minute")
    run(*installer, "--quiet", "--require-hashes", "--only-binary=:all:", "-r", str(source))
    # Builds with the flit_core of the lock, so that nothing is fetched that has no hash.
    own = ("--no-deps", "--no-build-isolation", "--no-index", "--editable", str(ROOT))
    run(*pip, "install", "--quiet", *own)
    for covered in COVERS[lock]:
        stamp(covered).write_text(wanted(covered), "utf-8")


def run(*command: str) -> None:
    """Run a command whose output is for standard error, and end with its failure."""
    done = subprocess.run(command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr)  # noqa: S603 - the commands of this file
    if done.returncode != 0:
        say(f"failed: {' '.join(command)}")
        sys.exit(done.returncode)


def main() -> None:
    """Install the lock named on the command line unless it is installed."""
    lock = sys.argv[1]
    # The lock is on the folder itself: there is no file to leave behind, even after kill -9.
    folder = os.open(ROOT / "requirements", os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    if not is_current(lock):
        install(lock)


if __name__ == "__main__":
    main()
