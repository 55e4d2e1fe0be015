"""The commands as a user sees them; what each does is in the modules beside this one."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from app import __version__
from app.cli import keys, loading
from app.cli.failures import REFUSED, reported

app = typer.Typer(
    name="provstat",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(keys.app)
app.add_typer(loading.catalogue_app)


def main() -> None:
    """Run a command; expected failures end in one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal without Chinese shows escapes rather than a traceback.
        getattr(stream, "reconfigure", _nothing)(errors="backslashreplace")
    try:
        with reported():
            try:
                app()
            finally:
                sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads any more; Python must not try to write what is left when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(REFUSED) from None


def _nothing(**_options: str) -> None: ...


def _examples(*lines: str) -> str:
    return "\n".join(("\b", "Examples:", *(f"  provstat {line}" for line in lines)))


def _print_version(value: bool) -> None:
    if value:
        typer.echo(__version__)
        raise typer.Exit


@app.callback(
    epilog="\b\n"
    "Exit codes: 0 done, 1 refused or not found, 2 wrong use, 3 the database is away or empty.\n"
    "DATABASE_URL names the database (default: a SQLite file in data/); every other setting is a\n"
    "variable PROVSTAT_...; see README.md."
)
def provstat(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version and exit.", callback=_print_version, is_eager=True
        ),
    ] = False,
) -> None:
    """Provincial statistics as an API: serve, load, check and ask from the terminal."""
    del version


@app.command(
    epilog=_examples(
        "serve --migrate --seed", "serve --port 8123", "serve --host 0.0.0.0 --workers 4"
    )
)
def serve(
    host: Annotated[
        str | None,
        typer.Option(
            help="Address to listen on. Default: PROVSTAT_HOST or 127.0.0.1.", metavar="HOST"
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            help="Port; 0 takes any that is free. Default: PROVSTAT_PORT or 8000.",
            min=0,
            max=65535,
            metavar="PORT",
        ),
    ] = None,
    workers: Annotated[
        int, typer.Option(help="Number of processes.", min=1, max=64, metavar="N")
    ] = 1,
    *,
    migrate: Annotated[bool, typer.Option("--migrate", help="Migrate first.")] = False,
    seed: Annotated[bool, typer.Option("--seed", help="Load the seed first.")] = False,
) -> None:
    """Serve the API over HTTP.

    Prints the address once it answers, logs to standard error, and ends on SIGTERM or Ctrl+C when
    the requests under way are answered.
    """
    from app.cli import starting  # noqa: PLC0415 - each command imports what it needs

    starting.serve(host, port, workers, migrate=migrate, seed=seed)


@app.command(epilog=_examples("migrate"))
def migrate() -> None:
    """Create the database or bring its schema up to date.

    Safe to run again, and while several processes start at once.
    """
    from app.cli import database  # noqa: PLC0415 - as above

    database.migrate()


@app.command(epilog=_examples("seed"))
def seed() -> None:
    """Load the catalogue and the first release.

    Everything is checked before anything is written. A second time changes nothing.
    """
    from app.cli import database  # noqa: PLC0415 - as above

    database.seed()


app.command(
    epilog=_examples(
        "check export.csv", "check --json --published-at 2025-03-17 new.csv", "check seed"
    )
)(loading.check)
app.command(
    epilog=_examples(
        "publish export.csv --published-at 2025-11-01",
        "publish export.csv --draft-catalogue new.toml --sector economy",
        "publish release.toml --dry-run",
    )
)(loading.publish)


@app.command(epilog=_examples("indicators", "indicators retail sales", "indicators 煤矿 --lang zh"))
def indicators(
    words: Annotated[
        list[str] | None, typer.Argument(help="Words that must all occur.", metavar="WORD")
    ] = None,
    sector: Annotated[str | None, typer.Option(help="Only this sector.", metavar="SECTOR")] = None,
    lang: Annotated[Literal["en", "zh"], typer.Option(help="Language of the names.")] = "en",
) -> None:
    """Find indicators by words in English or Chinese.

    Without a word, list all. Words are looked for in code, name, keywords and definition.
    """
    from app.cli import asking  # noqa: PLC0415 - as above

    asking.indicators(words or [], sector, lang)


@app.command(
    epilog=_examples(
        "get area=CN-SX time=2024",
        "get --sector energy time=latest lang=zh",
        "get indicator=retail_sales_consumer_goods fields=unit,period,value",
        "get --format csv > all.csv",
    )
)
def get(
    parameters: Annotated[
        list[str] | None,
        typer.Argument(
            help="Parameters of the data call, as they stand in its address.",
            metavar="NAME=VALUE",
        ),
    ] = None,
    sector: Annotated[str | None, typer.Option(help="Only this sector.", metavar="SECTOR")] = None,
    form: Annotated[
        str,
        typer.Option(
            "--format", help="table, or a format of the API such as csv.", metavar="FORMAT"
        ),
    ] = "table",
) -> None:
    """Ask for observations, as the API answers them.

    Parameters are those of the API: area, indicator, time, unit, value_gt, as_of, sort, limit ...
    The answer goes to standard output, what is to be said about it to standard error.
    """
    from app.cli import asking  # noqa: PLC0415 - as above

    asking.get(parameters or [], sector, form)


@app.command(
    epilog=_examples("export all.parquet", "export energy.csv --sector energy", "export all.csv.gz")
)
def export(
    file: Annotated[Path, typer.Argument(help="What to write.", metavar="FILE")],
    sector: Annotated[str | None, typer.Option(help="Only this sector.", metavar="SECTOR")] = None,
    form: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="csv, csv.gz, parquet or jsonl. Default: what FILE ends in.",
            metavar="FORMAT",
        ),
    ] = None,
) -> None:
    """Write every current figure into one file.

    The bytes are those of /v1/bulk. FILE appears when it is complete, or not at all.
    """
    from app.cli import exporting  # noqa: PLC0415 - as above

    exporting.export(file, sector, form)


@app.command(epilog=_examples("openapi > openapi.json"))
def openapi() -> None:
    """Print the OpenAPI document.

    It needs no database.
    """
    from app.cli import asking  # noqa: PLC0415 - as above

    asking.openapi()
