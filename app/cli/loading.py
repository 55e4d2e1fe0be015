"""The commands with which people load files, as a user sees them: check, publish, catalogue apply."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Files = Annotated[
    list[Path],
    typer.Argument(
        help="Files of figures, or one manifest (release.toml), or a folder with one.",
        metavar="FILE",
        exists=True,
        show_default=False,
    ),
]
PublishedAt = Annotated[
    str | None,
    typer.Option(
        help="When the figures came out. A day begins at 00:00 in Beijing.",
        metavar="DAY|INSTANT",
    ),
]
Source = Annotated[
    str | None,
    typer.Option(help="Id of the document. Exports: the bureau's database.", metavar="ID"),
]
TitleEn = Annotated[
    str | None,
    typer.Option(help="Title of the release. Exports: indicator and years.", metavar="TEXT"),
]
TitleZh = Annotated[str | None, typer.Option(help="The same in Chinese.", metavar="TEXT")]
Mapping = Annotated[
    Path | None,
    typer.Option(
        help="What rows and columns are, where the files do not say.",
        metavar="FILE.toml",
        exists=True,
        dir_okay=False,
    ),
]
Sheet = Annotated[str | None, typer.Option(help="The sheet of a workbook.", metavar="NAME")]
Encoding = Annotated[
    str | None,
    typer.Option(help="Of a text. Default: UTF-8, else GB 18030.", metavar="NAME"),
]
Constants = Annotated[
    list[str] | None,
    typer.Option("--set", help="What every record has; may be repeated.", metavar="COLUMN=VALUE"),
]
Catalogues = Annotated[
    list[Path] | None,
    typer.Option(
        "--catalogue",
        help="New entries of the catalogue that come along; may be repeated.",
        metavar="FILE.toml",
        exists=True,
        dir_okay=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the report as JSON.")]


def check(  # noqa: PLR0913, PLR0917 - the options of a command
    files: Files,
    published_at: PublishedAt = None,
    source: Source = None,
    mapping: Mapping = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    constants: Constants = None,
    catalogue: Catalogues = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Check files of observations without writing anything.

    They are checked against the catalogue of the database, as publishing does. The report names
    every fault with file, line and column. Exit code 1 if there is an error.
    """
    from app.cli import releases  # noqa: PLC0415 - help needs no database

    given = releases.Given(
        files=files,
        published_at=published_at,
        source=source,
        mapping=mapping,
        sheet=sheet,
        encoding=encoding,
        constants=constants or (),
        catalogue=catalogue or (),
    )
    raise SystemExit(releases.check(given, as_json=as_json))


def publish(  # noqa: PLR0913, PLR0917 - the options of a command
    files: Files,
    published_at: PublishedAt = None,
    source: Source = None,
    title_en: TitleEn = None,
    title_zh: TitleZh = None,
    mapping: Mapping = None,
    sheet: Sheet = None,
    encoding: Encoding = None,
    constants: Constants = None,
    catalogue: Catalogues = None,
    draft_catalogue: Annotated[
        Path | None,
        typer.Option(
            help="Publish nothing; write entries for indicators that are new.",
            metavar="OUT.toml",
        ),
    ] = None,
    sector: Annotated[
        str | None, typer.Option(help="To which drafted entries belong.", metavar="SECTOR")
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do all of it, report, and undo it.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Publish files as one release, whole or not at all.

    Exports of the national bureau, lists of observations (CSV, TSV, JSON lines, XLSX, Parquet) and
    SDMX-CSV are known by themselves; a mapping file explains any other table. The same content
    twice adds nothing. Exit code 1 if it is refused; then nothing was written.
    """
    from app.cli import releases  # noqa: PLC0415 - help needs no database

    given = releases.Given(
        files=files,
        published_at=published_at,
        source=source,
        title_en=title_en,
        title_zh=title_zh,
        mapping=mapping,
        sheet=sheet,
        encoding=encoding,
        constants=constants or (),
        catalogue=catalogue or (),
    )
    if draft_catalogue is not None:
        raise SystemExit(releases.draft(given, draft_catalogue, sector))
    raise SystemExit(releases.publish(given, dry_run=dry_run, as_json=as_json))


catalogue_app = typer.Typer(
    name="catalogue",
    help="Indicators, units, sources: add or change them.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@catalogue_app.callback()
def _catalogue() -> None:
    """Keep `apply` a command of its own, although there is one only."""


@catalogue_app.command(
    epilog="\b\nExamples:\n  provstat catalogue apply new.toml --dry-run\n"
    "  provstat catalogue apply indicators.toml sources.toml"
)
def apply(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="TOML files in the form of seed/catalogue.",
            metavar="FILE",
            exists=True,
            dir_okay=False,
        ),
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add or change entries of the catalogue, all or nothing.

    Entries are never removed, and a change that figures in the database contradict is refused.
    """
    from app.cli import releases  # noqa: PLC0415 - help needs no database

    raise SystemExit(releases.apply(files, dry_run=dry_run, as_json=as_json))
