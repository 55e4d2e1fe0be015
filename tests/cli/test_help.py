"""What a user sees first: help, version, and complaints about wrong use."""

import subprocess
import sys

import pytest

from app import __version__
from tests.support.terminal import ROOT, environment, run

COMMANDS = ("serve", "migrate", "seed", "check", "publish", "indicators", "get", "openapi")
# What only some commands need, and takes a tenth of a second or more to load.
HEAVY = ("alembic", "fastapi", "pydantic", "sqlalchemy", "starlette", "structlog", "uvicorn")


def test_the_program_says_what_it_can_do() -> None:
    said = run("--help")
    assert (said.code, said.err) == (0, "")
    for command in COMMANDS:
        assert f"\n  {command} " in said.out
    assert "Exit codes: 0 done, 1 refused or not found, 2 wrong use, 3 the database" in said.out
    assert "DATABASE_URL" in said.out


def test_without_a_word_it_helps_and_says_that_this_was_no_command() -> None:
    said = run()
    assert said.code == 2
    assert "Usage: provstat" in f"{said.out}{said.err}"


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_says_what_it_does_with_examples(command: str) -> None:
    said = run(command, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: provstat {command} [OPTIONS]")
    examples = said.out.partition("  Examples:\n")[2].splitlines()
    assert examples
    assert all(line.startswith(f"    provstat {command}") for line in examples)
    assert max(map(len, said.out.splitlines())) <= 80
    assert "..." not in said.out.partition("Options:")[2].replace("[NAME=VALUE]...", "")


def test_no_description_in_the_list_of_commands_is_cut() -> None:
    assert "..." not in run("--help").out.partition("Commands:")[2].partition("Exit codes")[0]


def test_the_version_alone_on_a_line() -> None:
    said = run("--version")
    assert (said.code, said.out, said.err) == (0, f"{__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("sing",), "No such command 'sing'"),
        (("get", "--loud"), "No such option"),
        (("serve", "--port", "70000"), "'--port'"),
        (("serve", "--workers", "0"), "'--workers'"),
        (("check",), "Missing argument"),
        (("check", "nowhere.csv"), "'nowhere.csv' does not exist"),
        (("check", "--published-at", "2025-02-30", "seed/observations/energy.csv"), "2025-02-30"),
        (("check", "--published-at", "1740000000", "seed/observations/energy.csv"), "1740000000"),
        (("publish", "seed/observations/energy.csv"), "--published-at YYYY-MM-DD"),
        (("publish", "seed", "--source", "x"), "seed says this itself: --source"),
        (("publish", "seed", "README.md"), "give it alone"),
        (("check", "--set", "fuel", "README.md"), "'fuel' is not COLUMN=VALUE"),
        (("publish", "README.md", "--draft-catalogue", "x.toml"), "--sector SECTOR"),
        (("indicators", "--lang", "fr"), "'fr'"),
        (("get", "area"), "'area' is not NAME=VALUE; write for example area=CN-SX"),
        (("get", "format=csv"), "the format is an option here: --format csv"),
        (("get", "--format", "xml"), "there is no format 'xml'; there is table, json, csv, jsonl"),
    ],
)
def test_wrong_use_is_told_on_standard_error(words: tuple[str, ...], complaint: str) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert complaint in said.err
    assert "Traceback" not in said.err


def _loaded(statement: str) -> set[str]:
    code = f"{statement}; import sys; print(*(name.partition('.')[0] for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(),
    )
    return set(done.stdout.split())


def test_the_program_loads_nothing_that_its_help_does_not_need() -> None:
    assert _loaded("import app.cli").isdisjoint(HEAVY)


def test_the_server_loads_neither_migrations_nor_readers_of_files() -> None:
    loaded = _loaded("import app.cli.serving; sys = __import__('sys')")
    assert "fastapi" in loaded
    assert "alembic" not in loaded
    code = "import app.cli.serving, sys; assert 'app.ingest.pipeline' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment())
