"""The tables of the README hold all that there is, as it is: nothing forgotten, nothing invented."""

import json
import re
import shlex
from typing import Any
from urllib.parse import quote

import pytest
import typer
from fastapi import FastAPI
from starlette.routing import Route

from app.cli.commands import app as commands_of_typer
from app.main import create_app, openapi_document
from app.observability import AccessEvent
from app.representations import DATA
from app.sectors import SECTORS
from app.settings import ROOT, Settings
from app.web.problems import PROBLEM_TYPES
from tests.docs.markdown import README, Row, codes, commands, section, sections
from tests.docs.terminal import Reply, Site

Document = dict[str, Any]

PARAMETERS = section("Parameters").table()
ROUTES = section("All resources").table()
PROBLEMS = section("Errors").table()
SETTINGS = section("Settings").table()
COMMANDS = section("Commands").table()
SECTOR_CODES = [sector.code for sector in SECTORS]
# What a browser leaves as it is in an address.
_SAFE = "/?&=,:*.%_-"


@pytest.fixture(scope="module")
def application() -> FastAPI:
    return create_app(Settings(access_log=False))


@pytest.fixture(scope="module")
def document(application: FastAPI) -> Document:
    return openapi_document(application)


def _target(address: str) -> str:
    return quote(address, safe=_SAFE)


def _ask(site: Site, call: str) -> Reply:
    """Ask as curl does with these arguments."""
    method, headers, target = "GET", {}, ""
    words = iter(shlex.split(call))
    for word in words:
        if word == "-X":
            method = next(words)
        elif word == "-H":
            name, _, value = next(words).partition(": ")
            headers[name] = value
        else:
            target = _target(word)
    return site.ask(target, headers, method)


def _first(cell: str) -> str:
    return codes(cell)[0]


# Parameters


def _queries(document: Document, path: str) -> set[str]:
    parameters = document["paths"][path]["get"]["parameters"]
    return {each["name"] for each in parameters if each["in"] == "query"}


def test_every_parameter_of_the_data_call_is_there(document: Document) -> None:
    paths = [path for path in document["paths"] if path.endswith("/observations")]
    known = set.union(*(_queries(document, path) for path in paths))
    named = [name for row in PARAMETERS for name in codes(row["Parameter"])]
    assert sorted(named) == sorted(known)


@pytest.mark.parametrize(
    "row", [row for row in PARAMETERS if row["Example"]], ids=lambda row: _first(row["Example"])
)
def test_an_example_finds_what_the_table_says(site: Site, row: Row) -> None:
    query = _first(row["Example"])
    assert {pair.partition("=")[0] for pair in query.split("&")} & {*codes(row["Parameter"])}
    answer = site.ask(_target(f"/v1/observations?{query}"))
    assert (answer.status, answer.headers["x-matched-rows"]) == (200, row["Finds"])


def test_parameters_without_an_example_are_shown_elsewhere() -> None:
    bare = [name for row in PARAMETERS if not row["Example"] for name in codes(row["Parameter"])]
    assert bare == ["cursor"]
    assert any("next" in block.text for block in section("Formats and pages").blocks)


def test_availability_takes_the_parameters_that_come_first(document: Document) -> None:
    named = [name for row in PARAMETERS for name in codes(row["Parameter"])]
    first = named[: named.index("as_of") + 1]
    assert _queries(document, "/v1/availability") == {*first}


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: _first(row["Route"]))
def test_every_parameter_of_a_resource_is_named(document: Document, row: Row) -> None:
    path = _first(row["Route"])
    if "observations" in path.replace("{observation}", "") and "{observation}" not in path:
        return
    template = path.replace("{sector}", SECTOR_CODES[0])
    operation = document["paths"].get(template)
    if operation is None or path == "/v1/availability":
        return
    names = {each["name"] for each in operation["get"].get("parameters", [])}
    assert names - {*re.findall(r"\{(\w+)\}", path)} <= {*codes(row["Answer"])}


# Rows


def _columns() -> list[tuple[str, str]]:
    return [
        pair
        for row in section("Rows").table()
        for pair in zip(codes(row["Column"]), codes(row["Example"]), strict=True)
    ]


def test_the_columns_are_those_of_a_row_in_their_order_with_its_values(site: Site) -> None:
    columns = dict(_columns())
    answer = site.ask(f"/v1/energy/observations?indicator={columns['indicator']}")
    (row,) = json.loads(answer.body, parse_int=str, parse_float=str)["data"]
    shown = {name: value or "" for name, value in row.items()}
    columns["release"] = re.sub(r"[0-9a-f]{12}$", shown["release"][-12:], columns["release"])
    assert [*shown.items()] == [*columns.items()]


def test_the_columns_that_may_follow_are_named(site: Site) -> None:
    target = "/v1/energy/observations?include=labels,provenance&vintage=all&limit=1"
    (row,) = json.loads(site.ask(target).body)["data"]
    more = [name for name in row if name not in dict(_columns())]
    labels = [name for name in more if name.endswith("_label")]
    (named,) = (
        re.search(r"Asked for, these follow:(.*?)\n\n", README.read_text("utf-8") + "\n", re.DOTALL)
        or [""],
    )
    text = codes(named[1])
    assert labels[0] in text
    assert [name for name in more if name not in labels] == [
        name for name in text if name in more and name not in labels
    ]
    assert {*labels} == {f"{name[:-6]}_label" for name in labels if name[:-6] in row}


# Resources


def _expanded(path: str) -> list[str]:
    return [path.replace("{sector}", code) for code in SECTOR_CODES] if "{sector}" in path else [path]


def test_every_route_is_there(application: FastAPI, document: Document) -> None:
    served = {route.path for route in application.routes if isinstance(route, Route)}
    named = [path for row in ROUTES for path in _expanded(_first(row["Route"]))]
    assert {*named} == served
    assert {*named} >= {*document["paths"]}
    assert len(named) == len({*named})


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: _first(row["Route"]))
def test_an_example_of_a_route_is_answered(site: Site, row: Row) -> None:
    path, example = _first(row["Route"]), _first(row["Example"])
    template = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path))
    assert re.fullmatch(template, example.partition("?")[0])
    release = re.search(r"/v1/releases/(.+)", example)
    if release:
        data = json.loads(site.ask("/v1/releases").body)["data"]
        example = f"/v1/releases/{data[0]['id']}"
    assert site.ask(_target(example)).status == 200
    assert site.ask(_target(example), method="HEAD").status == 200


def test_the_sectors_and_formats_are_those_that_there_are() -> None:
    text = README.read_text("utf-8")
    assert f"`{'`, `'.join(SECTOR_CODES[:-1])}` or `{SECTOR_CODES[-1]}`" in section("All resources").prose[1]
    assert f"(`.{'`, `.'.join(each.extension for each in DATA)}`)" in text


# Errors


def test_every_kind_of_problem_is_there() -> None:
    named = [(_first(row["Type"]), int(row["Status"])) for row in PROBLEMS]
    assert named == [(f"/problems/{each.slug}", each.status) for each in PROBLEM_TYPES]


@pytest.mark.parametrize(
    "row", [row for row in PROBLEMS if row["Example"]], ids=lambda row: _first(row["Type"])
)
def test_an_example_is_refused_as_the_table_says(site: Site, row: Row) -> None:
    answer = _ask(site, _first(row["Example"]))
    problem = json.loads(answer.body)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status, problem["type"]) == (int(row["Status"]), _first(row["Type"]))
    assert site.ask(problem["type"]).status == 200


def test_the_fields_of_a_problem_are_named(site: Site) -> None:
    problem = json.loads(site.ask("/v1/observations?x=1").body)
    named = codes("\n".join(section("Errors").prose).partition("| Type")[0])
    assert [*problem] == [name for name in named if name in problem]


def test_limits_are_those_that_the_service_tells(site: Site) -> None:
    limits = json.loads(site.ask("/v1").body)["limits"]
    text = README.read_text("utf-8")
    assert [number for number in limits.values() if f"{number:,}" not in text] == []


# Settings and commands


def _variable(name: str) -> str:
    return Settings.model_fields[name].validation_alias or f"PROVSTAT_{name.upper()}"  # type: ignore[return-value]


VARIABLES = {_variable(name): name for name in Settings.model_fields}


def _text(value: object) -> str:
    plain = value.get_secret_value() if hasattr(value, "get_secret_value") else value
    text = str(plain).lower() if isinstance(plain, bool) else str(plain)
    return text.replace(str(ROOT), "…")


def test_every_setting_is_there_with_its_default() -> None:
    shown = {_first(row["Variable"]): _first(row["Default"]) for row in SETTINGS}
    assert shown == {
        variable: _text(Settings.model_fields[name].default) for variable, name in VARIABLES.items()
    }


@pytest.mark.parametrize("row", SETTINGS, ids=lambda row: _first(row["Variable"]))
def test_an_example_of_a_setting_sets_it(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    variable, _, value = _first(row["Example"]).partition("=")
    assert variable == _first(row["Variable"])
    monkeypatch.setenv(variable, value)
    name = VARIABLES[variable]
    found = getattr(Settings(), name)
    assert _text(found).removesuffix(".0") == value
    assert found != Settings.model_fields[name].default


def _typer_commands() -> dict[str, list[str]]:
    """Return commands, each with its options; the nameless one is the program itself."""
    group: Any = typer.main.get_command(commands_of_typer)
    found = {"": _options(group)}
    return found | {name: _options(command) for name, command in group.commands.items()}


def _options(command: Any) -> list[str]:
    return [
        name
        for parameter in command.params
        if parameter.param_type_name == "option"
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name not in {"--help", "--install-completion", "--show-completion"}
    ]


def test_every_command_and_option_is_there() -> None:
    shown = {}
    for row in COMMANDS:
        words = _first(row["Command"]).split()
        shown[words[1] if len(words) > 1 else ""] = [
            code for code in codes(row["Options"]) if code.startswith("--")
        ]
    assert shown == _typer_commands()


def test_every_command_is_executed_somewhere() -> None:
    typed = "\n".join(
        command.text
        for each in sections()
        for block in each.blocks
        if block.language == "console"
        for command in commands(block)
    )
    # `serve` is how every test of the README gets its server.
    bare = [name for name in _typer_commands() if f"provstat {name}" not in typed]
    assert bare == ["serve"]


def test_the_line_of_log_has_the_fields_that_lines_have(site: Site) -> None:
    (block,) = (each for each in section("Deploy").blocks if each.language == "json")
    site.ask("/v1")
    lines = site.log.read_text("utf-8").splitlines()
    written = json.loads([line for line in lines if '"event":"request"' in line][-1])
    assert [*json.loads(block.text)] == [*written] == [*AccessEvent.__struct_fields__]
