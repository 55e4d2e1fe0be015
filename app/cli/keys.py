"""The commands `provstat keys`: make, list and revoke keys for those who publish over HTTP."""

from __future__ import annotations

import re
import sys
from contextlib import closing
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.failures import WRONG_USE, CommandError, open_store, read_settings
from app.domain.keys import SCOPES, Scope

if TYPE_CHECKING:
    from app.domain.keys import ApiKey

app = typer.Typer(
    name="keys",
    help="Keys for those who publish over HTTP; reading needs none.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_DURATION = re.compile(r"([1-9][0-9]{0,4})(h|d|w)", re.ASCII).fullmatch
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST_NAME = 200


@app.command(
    epilog="\b\nExamples:\n  provstat keys create --scope publish --name 'bureau uploads'\n"
    "  provstat keys create --scope publish --expires 90d"
)
def create(
    scope: Annotated[
        list[str],
        typer.Option(help="What it opens: publish or admin; may be repeated.", metavar="SCOPE"),
    ],
    name: Annotated[str, typer.Option(help="What it is for.", metavar="NAME")] = "",
    expires: Annotated[
        str | None,
        typer.Option(
            help="Last day (UTC) on which it opens anything, or a duration such as 12h, 90d, 8w. "
            "Default: never.",
            metavar="DAY|DURATION",
        ),
    ] = None,
) -> None:
    """Make a key and print its token, which is shown this once.

    The database keeps a digest of it only. Send it as `Authorization: Bearer TOKEN`.
    """
    from app.store.keys import create_key  # noqa: PLC0415 - help needs no database driver

    scopes = _scopes(scope)
    if not name.isprintable() or len(name) > _LONGEST_NAME:
        message = f"--name is one line of at most {_LONGEST_NAME} characters"
        raise CommandError(message, code=WRONG_USE)
    now = datetime.now(UTC).replace(microsecond=0)
    end = _end(expires, now) if expires is not None else None
    with closing(open_store(read_settings())) as store, store.writer() as writer:
        key, token = create_key(writer, scopes, name, now, end)
    until = f"until {_shown(end)}" if end else "until it is revoked"
    sys.stdout.write(f"{token}\n")
    sys.stderr.write(f"Key {key.prefix} opens {' and '.join(scopes)} {until}. ")
    sys.stderr.write("Keep its token now: it is not shown again.\n")


@app.command("list", epilog="\b\nExamples:\n  provstat keys list")
def list_all() -> None:
    """List every key, with scopes and state.

    Tokens are not known to anybody but their holders.
    """
    from app.cli.table import table  # noqa: PLC0415 - as above
    from app.store.keys import list_keys  # noqa: PLC0415 - as above

    with closing(open_store(read_settings())) as store, store.reader() as reader:
        keys = list_keys(reader)
    now = datetime.now(UTC)
    if keys:
        columns = ["prefix", "name", "scopes", "state", "created", "expires"]
        sys.stdout.write(table(columns, [_row(key, now) for key in keys], set()) + "\n")
    sys.stderr.write(f"{len(keys)} key{'' if len(keys) == 1 else 's'}\n")


@app.command(epilog="\b\nExamples:\n  provstat keys revoke gf3xq2ab")
def revoke(
    prefix: Annotated[
        str, typer.Argument(help="The part of the token after provstat_.", metavar="PREFIX")
    ],
) -> None:
    """Take a key back for ever; requests under way are still answered.

    A second time changes nothing.
    """
    from app.store.keys import revoke_key  # noqa: PLC0415 - as above

    with closing(open_store(read_settings())) as store, store.writer() as writer:
        key = revoke_key(writer, prefix, datetime.now(UTC))
    if key is None or key.revoked_at is None:
        message = f"there is no key {prefix[:64]!r}; see `provstat keys list`"
        raise CommandError(message)
    sys.stdout.write(f"Key {key.prefix} is revoked since {_shown(key.revoked_at)}.\n")


def _scopes(given: list[str]) -> tuple[Scope, ...]:
    strangers = [name for name in given if name not in SCOPES]
    if strangers:
        message = f"there is no scope {strangers[0][:64]!r}; there is {' and '.join(SCOPES)}"
        raise CommandError(message, code=WRONG_USE)
    return tuple(scope for scope in SCOPES if scope in given)


def _end(text: str, now: datetime) -> datetime:
    """Read when a key ends; of a day, when it is over."""
    match = _DURATION(text)
    if match:
        return now + int(match[1]) * _UNITS[match[2]]
    try:
        end = datetime.combine(date.fromisoformat(text), time(), UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        message = f"--expires is a day or a duration, such as 2027-03-31, 12h, 90d or 8w: {text!r}"
        raise CommandError(message, code=WRONG_USE) from None
    if end <= now:
        message = f"--expires is over: {text}"
        raise CommandError(message, code=WRONG_USE)
    return end


def _row(key: ApiKey, now: datetime) -> list[str]:
    ends = _shown(key.expires_at) if key.expires_at else "never"
    scopes = ", ".join(key.scopes)
    return [key.prefix, key.name, scopes, key.state(now), _shown(key.created_at), ends]


def _shown(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
