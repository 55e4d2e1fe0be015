"""Settings that cannot be read and databases that are away: one clear line, and never a secret."""

import pytest

from tests.support.terminal import Ended, run

MARKER = "hunter2-marker"
ALL = (("migrate",), ("seed",), ("get",), ("indicators",), ("check", "README.md"))
KNOWN = "write sqlite:///file.db or postgresql://user:password@host:5432/name"


def _one_line(said: Ended, code: int) -> str:
    assert (said.code, said.out) == (code, ""), said.err
    (line,) = said.complaints
    assert line.startswith("provstat: ")
    assert MARKER not in line
    return line


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PROVSTAT_PORT", "abc"),
        ("PROVSTAT_PORT", ""),
        ("PROVSTAT_POOL_SIZE", "0"),
        ("PROVSTAT_LOG_LEVEL", "loud"),
        ("PROVSTAT_READ_TIMEOUT", "soon"),
        ("PROVSTAT_ACCESS_LOG", "perhaps"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(variable: str, value: str) -> None:
    line = _one_line(run("migrate", **{variable: value}), 2)
    assert line.startswith(f"provstat: {variable} is {value!r}: ")


def test_each_setting_that_cannot_be_read_has_its_line() -> None:
    said = run("get", PROVSTAT_PORT="abc", PROVSTAT_POOL_SIZE="many")
    assert said.code == 2
    assert [line.split()[1] for line in said.complaints] == ["PROVSTAT_PORT", "PROVSTAT_POOL_SIZE"]


OTHERS = (
    "nonsense",
    "",
    f"mysql://root:{MARKER}@localhost/x",
    f"oracle+nothing://root:{MARKER}@localhost/x",
    f"postgres://root:{MARKER}@localhost/x",
    f"postgresql+pg8000://root:{MARKER}@localhost/x",
    f"//root:{MARKER}@localhost/x",
)


@pytest.mark.parametrize(
    ("word", "address"),
    [*(("migrate", address) for address in OTHERS), ("get", OTHERS[2]), ("serve", OTHERS[2])],
)
def test_a_database_of_another_kind(word: str, address: str) -> None:
    line = _one_line(run(word, DATABASE_URL=address), 2)
    assert line == f"provstat: DATABASE_URL names no database that is known here; {KNOWN}"


@pytest.mark.parametrize("word", ["migrate", "get", "serve"])
def test_an_address_that_cannot_be_read(word: str) -> None:
    address = f"postgresql://root:{MARKER}@localhost:{MARKER}/x"
    line = _one_line(run(word, DATABASE_URL=address), 2)
    assert line == f"provstat: DATABASE_URL cannot be read; {KNOWN}"


@pytest.mark.parametrize("words", [*ALL, ("serve", "--migrate")])
def test_a_host_that_cannot_be_reached(words: tuple[str, ...]) -> None:
    address = f"postgresql://root:{MARKER}@127.0.0.1:1/x?password={MARKER}"
    line = _one_line(run(*words, DATABASE_URL=address, PROVSTAT_PORT="0"), 3)
    assert "is DATABASE_URL right" in line


def test_a_host_without_a_name() -> None:
    address = f"postgresql://root:{MARKER}@no-such-host.invalid/x"
    assert "is DATABASE_URL right" in _one_line(run("get", DATABASE_URL=address), 3)


@pytest.mark.parametrize("word", ["migrate", "get", "serve"])
def test_a_file_that_is_no_database(word: str) -> None:
    line = _one_line(run(word, DATABASE_URL="sqlite:///README.md", PROVSTAT_PORT="0"), 2)
    assert line == "provstat: DATABASE_URL names README.md, which is no SQLite file"


def test_a_folder_that_cannot_be_made() -> None:
    line = _one_line(run("migrate", DATABASE_URL="sqlite:////proc/nowhere/store.db"), 3)
    assert line == (
        "provstat: cannot make the folder of the database: No such file or directory: /proc/nowhere"
    )


def test_a_password_is_not_in_what_is_said_of_success(postgres_dsn: str) -> None:
    address = postgres_dsn.replace("://postgres@", f"://postgres:{MARKER}@")
    assert MARKER in address
    said = run("migrate", DATABASE_URL=f"{address}?password={MARKER}&application_name=test")
    assert said.code == 0, said.err
    assert said.out.startswith("The schema is up to date: PostgreSQL at 127.0.0.1:")
    assert MARKER not in f"{said.out}{said.err}"
