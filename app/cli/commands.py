"""The commands."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from app import __version__
from app.cli.inprocess import ask
from app.cli.table import figure, table
from app.domain.errors import UnavailableError
from app.ingest.pipeline import check_files, load_seed
from app.ingest.report import RefusedReleaseError
from app.main import create_app, openapi_document, store_options
from app.representations import DATA
from app.settings import Settings
from app.store import migrate as migrations
from app.store.catalogue import load_structure
from app.store.engine import Store

app = typer.Typer(
    name="provstat",
    help="Provincial statistics as an API: serve, load, check and ask from the terminal.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
_FORMATS = ("table", *(each.name for each in DATA))
_OK = 200


def main() -> None:
    """Run a command; expected failures end in one line on standard error."""
    try:
        app()
    except UnavailableError as error:
        _fail(f"{error.detail}; is DATABASE_URL right, and has `provstat migrate` run?", 3)
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(1) from None


def _fail(message: str, code: int = 1) -> NoReturn:
    typer.echo(f"provstat: {message}", err=True)
    raise SystemExit(code)


def _store(settings: Settings) -> Store:
    return Store(store_options(settings))


@app.callback(invoke_without_command=True)
def version(
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version and end.")] = False,
) -> None:
    """Provincial statistics as an API: serve, load, check and ask from the terminal."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 takes any.", min=0, max=65535)] = None,
    workers: Annotated[int, typer.Option(help="Number of processes.", min=1, max=64)] = 1,
    *,
    migrate: Annotated[bool, typer.Option("--migrate", help="Migrate first.")] = False,
    seed: Annotated[bool, typer.Option("--seed", help="Load the seed first.")] = False,
) -> None:
    """Serve the API."""
    from app.cli.serving import serve as run  # noqa: PLC0415 - uvicorn is for this command only

    given: dict[str, Any] = {"host": host, "port": port}
    settings = Settings(**{name: value for name, value in given.items() if value is not None})
    store = _store(settings)
    if migrate:
        migrations.upgrade(store)
    if seed:
        _load(store, settings)
    store.close()
    run(settings, workers)


@app.command()
def migrate() -> None:
    """Create the database or bring its schema up to date."""
    store = _store(Settings())
    migrations.upgrade(store)
    typer.echo(f"The schema is up to date: {store.url.render_as_string(hide_password=True)}")


@app.command()
def seed() -> None:
    """Load the catalogue and the first release; a second time changes nothing."""
    settings = Settings()
    _load(_store(settings), settings)


def _load(store: Store, settings: Settings) -> None:
    try:
        report = load_seed(store, settings.seed_folder, datetime.now(UTC))
    except RefusedReleaseError as error:
        typer.echo(error.report.to_text(), err=True)
        _fail("the seed was refused and nothing was written")
    typer.echo(report.to_text(), err=True)


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Files of observations.", exists=True)],
    published_at: Annotated[
        datetime | None,
        typer.Option(help="Day of publication; no period may start after it. Default: today."),
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
) -> None:
    """Check files against the catalogue: every fault with line and column. Nothing is written."""
    store = _store(Settings())
    with store.snapshot() as reader:
        structure = load_structure(reader)
    day = (published_at or datetime.now(UTC)).replace(tzinfo=UTC)
    report = check_files(structure, day, files)
    typer.echo(json.dumps(report.to_dict(), ensure_ascii=False) if as_json else report.to_text())
    if not report.ok:
        raise SystemExit(1)


@app.command()
def indicators(
    words: Annotated[list[str] | None, typer.Argument(help="Words to look for.")] = None,
    sector: Annotated[str | None, typer.Option(help="Only this sector.")] = None,
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
) -> None:
    """Find indicators by words in English or Chinese."""
    query = [("q", " ".join(words))] if words else []
    query += [("sector", sector)] if sector else []
    found = _ask_json("/v1/indicators", query)
    rows = [
        [i["code"], i["sector"], i["name"][lang], str(i["coverage"]["observations"])]
        for i in found["data"]
    ]
    typer.echo(table(["indicator", "sector", "name", "observations"], rows, {3}))


@app.command()
def get(
    parameters: Annotated[
        list[str] | None,
        typer.Argument(
            help="As in the address: area=CN-SX time=2024 indicator=...", metavar="NAME=VALUE..."
        ),
    ] = None,
    sector: Annotated[str | None, typer.Option(help="Only this sector.")] = None,
    form: Annotated[str, typer.Option("--format", help=f"One of {', '.join(_FORMATS)}.")] = "table",
) -> None:
    """Ask for observations, in the words of the API and with its answer."""
    query = []
    for parameter in parameters or []:
        name, equals, value = parameter.partition("=")
        if not equals:
            _fail(f"{parameter!r} is not NAME=VALUE", 2)
        query.append((name, value))
    path = f"/v1/{sector}/observations" if sector else "/v1/observations"
    if form == "table":
        _print_table(_ask_json(path, [*query, ("include", "labels")]))
    else:
        _ask(path, [*query, ("format", form)], sys.stdout.buffer.write)


def _print_table(answer: Any) -> None:
    columns = ["area", "indicator", "transformation", "period", "value", "unit", "role"]
    rows = [
        [
            row["area_label"],
            row["indicator_label"],
            row["transformation"],
            row["period"],
            figure(row),
            row["unit_label"],
            row["role"],
        ]
        for row in answer["data"]
    ]
    if rows:
        typer.echo(table(columns, rows, {4}))
    meta = answer["meta"]
    note = meta.get("reason") or f"{meta['returned']} of {meta['matched']} observations"
    typer.echo(note, err=True)


def _ask_json(path: str, query: list[tuple[str, str]]) -> Any:
    body = bytearray()
    _ask(path, query, body.extend)
    return json.loads(body, parse_float=str, parse_int=str)


def _ask(path: str, query: list[tuple[str, str]], sink: Any) -> None:
    settings = Settings(access_log=False, log_level="error")
    body = bytearray()
    answer = ask(create_app(settings), path, query, body.extend)
    if answer.status != _OK:
        problem = json.loads(body)
        for error in problem["errors"] or [problem]:
            typer.echo(f"provstat: {error['detail']}", err=True)
        raise SystemExit(3 if answer.status == 503 else 1)  # noqa: PLR2004 - unavailable
    sink(bytes(body))


@app.command()
def openapi() -> None:
    """Print the OpenAPI document."""
    document = openapi_document(create_app(Settings()))
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
