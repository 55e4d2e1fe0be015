"""provstat keys: a token is shown once, and what is kept of it opens nothing."""

import hashlib
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.keys import opens
from app.store.keys import find_key
from tests.support.stores import opened
from tests.support.terminal import Ended, run

PATTERN = r"provstat_([a-z2-7]{8})_([a-z2-7]{52})\n"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    address = f"sqlite:///{tmp_path_factory.mktemp('keys')}/store.db"
    assert run("migrate", DATABASE_URL=address).code == 0
    return address


def _created(url: str, *words: str) -> tuple[str, str]:
    """Make a key; return its prefix and its token."""
    made = run("keys", "create", "--scope", "publish", *words, DATABASE_URL=url)
    match = re.fullmatch(PATTERN, made.out)
    assert made.code == 0, made.err
    assert match, made.out
    assert match[1] in made.err
    assert match[2] not in made.err
    return match[1], made.out.strip()


def _listed(url: str, prefix: str) -> str:
    said = run("keys", "list", DATABASE_URL=url)
    assert said.code == 0
    return next(line for line in said.out.splitlines() if line.startswith(prefix))


def _still_opens(url: str, prefix: str, token: str, now: datetime | None = None) -> bool:
    with opened(url) as store, store.reader() as reader:
        return opens(find_key(reader, prefix), token, now or datetime.now(UTC))


def _refused(said: Ended, code: int, word: str) -> None:
    assert (said.code, said.out) == (code, "")
    (line,) = said.complaints
    assert line.startswith("provstat: ")
    assert word in line


def test_a_key_is_made_listed_and_revoked(url: str) -> None:
    prefix, token = _created(url, "--scope", "admin", "--name", "bureau uploads")
    line = _listed(url, prefix)
    for word in ("bureau uploads", "publish, admin", "active", "never"):
        assert word in line
    assert _still_opens(url, prefix, token)
    said = run("keys", "revoke", prefix, DATABASE_URL=url)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Key {prefix} is revoked since ")
    assert "revoked" in _listed(url, prefix)
    assert not _still_opens(url, prefix, token)
    again = run("keys", "revoke", prefix, DATABASE_URL=url)
    assert (again.code, again.out) == (0, said.out)


def test_the_token_is_shown_once_and_only_its_digest_is_kept(url: str) -> None:
    prefix, token = _created(url)
    secret = token.rpartition("_")[2]
    for words in (("list",), ("revoke", prefix), ("revoke", token), ("list",)):
        said = run("keys", *words, DATABASE_URL=url)
        assert secret not in f"{said.out}{said.err}"
    path = Path(url.removeprefix("sqlite:///"))
    with sqlite3.connect(path) as connection:
        kept = "\n".join(connection.iterdump())
    connection.close()
    assert hashlib.sha256(token.encode()).hexdigest() in kept
    assert secret not in kept
    for file in path.parent.iterdir():
        assert secret.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("12h", timedelta(hours=12)),
        ("90d", timedelta(days=90)),
        ("8w", timedelta(weeks=8)),
    ],
)
def test_a_key_ends_after_a_duration(url: str, text: str, length: timedelta) -> None:
    before = datetime.now(UTC)
    prefix, token = _created(url, "--expires", text)
    after = datetime.now(UTC)
    # Seconds are whole, so the end may be up to one earlier.
    assert _still_opens(url, prefix, token, before + length - timedelta(seconds=1))
    assert not _still_opens(url, prefix, token, after + length)


def test_a_key_ends_when_its_last_day_is_over(url: str) -> None:
    prefix, token = _created(url, "--expires", "2199-12-31")
    assert "2200-01-01T00:00:00Z" in _listed(url, prefix)
    last = datetime(2199, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert _still_opens(url, prefix, token, last)
    assert not _still_opens(url, prefix, token, last + timedelta(seconds=1))


def test_a_key_that_is_over_is_listed_as_expired(url: str) -> None:
    prefix, _ = _created(url, "--expires", "1h")
    with opened(url) as store, store.writer() as writer:
        past = (datetime.now(UTC) - timedelta(seconds=1)).isoformat()
        statement = "UPDATE api_keys SET expires_at = ? WHERE prefix = ?"
        writer.connection.exec_driver_sql(statement, (past, prefix))
    assert "expired" in _listed(url, prefix)


@pytest.mark.parametrize(
    "text",
    ["", "soon", "90", "0d", "-1d", "1.5d", "90 d", "100000d", "9m", "2025-02-30", "2020-01-01"],
)
def test_an_end_that_cannot_be_read_makes_no_key(url: str, text: str) -> None:
    before = run("keys", "list", DATABASE_URL=url)
    words = ("create", "--scope", "publish", f"--expires={text}")
    _refused(run("keys", *words, DATABASE_URL=url), 2, "--expires")
    assert run("keys", "list", DATABASE_URL=url) == before


def test_an_unknown_scope_and_a_name_of_two_lines_make_no_key(url: str) -> None:
    _refused(run("keys", "create", "--scope", "write", DATABASE_URL=url), 2, "'write'")
    words = ("create", "--scope", "publish", "--name", "a\nb")
    _refused(run("keys", *words, DATABASE_URL=url), 2, "--name")
    said = run("keys", "create", DATABASE_URL=url)
    assert (said.code, said.out) == (2, "")


def test_nobody_is_revoked_by_a_prefix_that_no_key_has(url: str) -> None:
    _refused(run("keys", "revoke", "abcd2345", DATABASE_URL=url), 1, "abcd2345")


def test_an_empty_list_says_so(empty: str) -> None:
    assert run("migrate", DATABASE_URL=empty).code == 0
    said = run("keys", "list", DATABASE_URL=empty)
    assert (said.code, said.out, said.err) == (0, "", "0 keys\n")


def test_keys_want_tables_first(empty: str, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for words in (("create", "--scope", "publish"), ("list",), ("revoke", "abcd2345")):
        said = run("keys", *words, DATABASE_URL=empty)
        _refused(said, 3, "has `provstat migrate` run?")
