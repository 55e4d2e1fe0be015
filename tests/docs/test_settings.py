"""The settings and commands that the README lists are all that there are, and as it says."""

import itertools
import json
from typing import Any

import pytest
import typer
from pydantic import SecretStr

from app.cli.commands import app as program
from app.observability import AccessEvent
from app.settings import ROOT, Settings
from tests.docs.markdown import Row, codes, commands, section, sections
from tests.docs.terminal import Site

SETTINGS = section("Settings").table()
COMMANDS = section("Commands").table()
FIELDS = Settings.model_fields
# What the program itself has, beside its commands.
PROGRAM = ""


def _variable(name: str) -> str:
    alias = FIELDS[name].validation_alias
    return alias if isinstance(alias, str) else f"PROVSTAT_{name.upper()}"


NAMES = {_variable(name): name for name in FIELDS}


def _code(row: Row, column: str) -> str:
    return codes(row[column])[0]


def _text(value: object) -> str:
    """Write a value as one would in the environment; the folder of the project is left out."""
    plain = value.get_secret_value() if isinstance(value, SecretStr) else value
    text = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return text.replace(str(ROOT), "…")


def test_every_setting_is_there_with_its_default() -> None:
    shown = {_code(row, "Variable"): _code(row, "Default") for row in SETTINGS}
    assert shown == {variable: _text(FIELDS[name].default) for variable, name in NAMES.items()}


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: _code(row, "Variable"))
def test_an_example_of_a_setting_sets_it(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    variable, _, value = _code(row, "Example").partition("=")
    assert variable == _code(row, "Variable")
    monkeypatch.setenv(variable, value)
    found = getattr(Settings(), NAMES[variable])
    assert found != FIELDS[NAMES[variable]].default
    assert _text(found) in {value, f"{value}.0"}


def _options(command: Any) -> list[str]:
    return [
        name
        for parameter in command.params
        if parameter.param_type_name == "option"
        for name in parameter.opts
    ]


def _known() -> dict[str, list[str]]:
    """Return the commands, each with its options."""
    group: Any = typer.main.get_command(program)
    return {**_commands(group), PROGRAM: _options(group)}


def _commands(group: Any, above: str = "") -> dict[str, list[str]]:
    """Return the commands of a group and of the groups in it."""
    found: dict[str, list[str]] = {}
    for name, command in group.commands.items():
        whole = f"{above}{name}"
        if hasattr(command, "commands"):
            found |= _commands(command, f"{whole} ")
        else:
            found[whole] = _options(command)
    return found


def _name(shown: str) -> str:
    """Return the words that name a command; arguments are in capitals, options begin with -."""
    words = itertools.takewhile(lambda word: word.isalpha() and word.islower(), shown.split()[1:])
    return " ".join(words)


def test_every_command_is_there_with_its_options() -> None:
    shown = {
        _name(_code(row, "Command")): [
            code for code in codes(row["Options"]) if code.startswith("--")
        ]
        for row in COMMANDS
    }
    assert shown == _known()


def test_every_command_is_typed_somewhere() -> None:
    typed = [
        command.text
        for each in sections()
        for block in each.blocks
        if block.language == "console"
        for command in commands(block)
    ]
    never = [name for name in _known() if not any(f"provstat {name}" in text for text in typed)]
    assert never == ["serve"]  # how every test of the README gets its server


def test_the_line_of_log_has_the_fields_that_lines_have(site: Site) -> None:
    (block,) = (each for each in section("Deploy").blocks if each.language == "json")
    site.ask("/v1")
    lines = site.log.read_text("utf-8").splitlines()
    written = [json.loads(line) for line in lines if '"event":"request"' in line]
    assert [*json.loads(block.text)] == [*written[-1]] == [*AccessEvent.__struct_fields__]
