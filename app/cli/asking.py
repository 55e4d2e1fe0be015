"""The commands that ask: get, indicators, openapi. They speak to the application as a client does."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from app.cli.failures import AWAY, WRONG_USE, CommandError, open_store, read_settings
from app.cli.inprocess import OK, Sink, ask
from app.cli.table import any_table, figure, table
from app.domain.series import TOTAL
from app.domain.text import nearest
from app.main import create_app, openapi_document
from app.observability import configure_logging
from app.representations import DATA
from app.sectors import BY_CODE

Query = list[tuple[str, str]]

TABLE = "table"
_UNAVAILABLE = 503
_LIMIT_OF_TABLES = "a table holds up to 100,000; --format csv gives all"
# Wishes that change the columns, so that a table shows what there is.
_RESHAPING = frozenset({"fields", "shape"})
_USUAL_LABELS = frozenset(
    f"{name}_label"
    for name in (
        *("sector", "area", "indicator", "transformation", "unit", "frequency"),
        *("bound", "status", "role", "period_basis"),
    )
)


def openapi() -> None:
    """Print the OpenAPI document."""
    document = openapi_document(create_app(read_settings()))
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def indicators(words: Sequence[str], sector: str | None, lang: str) -> None:
    """Find indicators and print them as a table."""
    query = [("q", " ".join(words))] if words else []
    query += [("sector", sector)] if sector else []
    found = _ask_json("/v1/indicators", query)
    rows = [
        [each["code"], each["sector"], each["name"][lang], each["coverage"]["observations"]]
        for each in found["data"]
    ]
    if rows:
        columns = ["indicator", "sector", "name", "observations"]
        sys.stdout.write(table(columns, rows, {3}) + "\n")
    sys.stderr.write(f"{_counted(len(rows), 'indicator')}\n")


def get(parameters: Sequence[str], sector: str | None, form: str) -> None:
    """Ask for observations and print them.

    Raises:
        CommandError: The question is refused, or the database is away.
        BrokenPipeError: Nobody reads any more.
    """
    _check_format(form)
    check_sector(sector)
    query = [_pair(parameter) for parameter in parameters]
    path = f"/v1/{sector}/observations" if sector else "/v1/observations"
    if form == TABLE:
        _print_table(_ask_json(path, [*query, ("include", "labels")]), query)
    else:
        ask_for(path, [*query, ("format", form)], sys.stdout.buffer.write)
        sys.stdout.buffer.flush()


def _check_format(form: str) -> None:
    forms = (TABLE, *(each.name for each in DATA))
    if form not in forms:
        message = f"there is no format {form!r}; there is {', '.join(forms)}"
        raise CommandError(message, code=WRONG_USE)


def check_sector(sector: str | None) -> None:
    """Make sure that there is a sector of this name, if one is named.

    Raises:
        CommandError: There is none; the nearest is named.
    """
    if sector is not None and sector not in BY_CODE:
        near = nearest(sector, BY_CODE)
        hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(BY_CODE)}"
        raise CommandError(f"there is no sector {sector!r}; {hint}")


def _pair(parameter: str) -> tuple[str, str]:
    name, equals, value = parameter.partition("=")
    if not equals:
        message = f"{parameter!r} is not NAME=VALUE; write for example area=CN-SX"
        raise CommandError(message, code=WRONG_USE)
    if name == "format":
        message = f"the format is an option here: --format {value}"
        raise CommandError(message, code=WRONG_USE)
    return name, value


def _print_table(answer: Any, query: Query) -> None:
    rows = answer["data"]
    if rows and _RESHAPING.isdisjoint(name for name, _ in query):
        sys.stdout.write(_usual_table(rows) + "\n")
    elif rows:
        sys.stdout.write(any_table(rows) + "\n")
    sys.stdout.flush()
    meta = answer["meta"]
    for warning in answer["warnings"]:
        sys.stderr.write(f"{warning}\n")
    matched = _counted(int(meta["matched"]), "observation")
    ending = ""
    if not meta["complete"] and rows:
        limited = any(name == "limit" for name, _ in query)
        ending = "" if limited else f"; {_LIMIT_OF_TABLES}"
    sys.stderr.write(f"{meta['reason'] or f'{len(rows):,} of {matched}{ending}'}\n")


def _usual_table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Show what tells figures apart: own dimensions only where something is broken down by them."""
    own = [name for name in rows[0] if name.endswith("_label") and name not in _USUAL_LABELS]
    shown = [
        name
        for name in own
        if any(row[name.removesuffix("_label")] not in {None, TOTAL} for row in rows)
    ]
    keys = ["area_label", "indicator_label", *shown, "transformation_label", "period"]
    columns = [key.removesuffix("_label") for key in keys]
    cells = [
        [
            *(row[key] or "" for key in keys),
            figure(row),
            row["unit_label"],
            row["role_label"] or row["role"],
        ]
        for row in rows
    ]
    return table([*columns, "value", "unit", "role"], cells, {len(keys)})


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _ask_json(path: str, query: Query) -> Any:
    body = bytearray()
    ask_for(path, query, body.extend)
    # Numbers as texts: a table shows the digits that are held.
    return json.loads(body, parse_float=str, parse_int=str)


def ask_for(path: str, query: Query, sink: Sink) -> None:
    """Ask the application as a client does, and hand on the body.

    Raises:
        CommandError: The question is refused, or the database is away.
        BrokenPipeError: Nobody reads any more.
    """
    settings = read_settings(access_log=False, log_level="error", log_format="console")
    open_store(settings).close()
    configure_logging("error", json=False)
    answer = ask(create_app(settings), path, query, sink)
    if answer.cut:
        raise BrokenPipeError
    if answer.status != OK:
        problem = json.loads(answer.refusal)
        lines = [error["detail"] for error in problem["errors"]] or [problem["detail"]]
        if answer.status == _UNAVAILABLE:
            ending = "is DATABASE_URL right, and have `provstat migrate` and `provstat seed` run?"
            raise CommandError(f"{_clause(lines[0])}; {ending}", code=AWAY)
        raise CommandError(*map(_clause, lines))


def _clause(sentence: str) -> str:
    """Write a sentence so that it can stand behind the name of the program."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")
