"""Whatever the README shows is done as a reader would, and prints what the README says."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url

from tests.docs.markdown import ROOT, Block, Section, commands, sections
from tests.docs.terminal import (
    ADDRESS,
    DSN,
    ELSEWHERE,
    START,
    Site,
    Terminal,
    compare,
    prepared,
    serving,
)
from tests.support.optional import REQUIRE_ALL

SHOWN = [each for each in sections() if each.blocks]
# Their commands change the database, so each has a server of its own.
WRITES = ("provstat seed", "provstat migrate", "provstat keys", "provstat publish", "provstat cat")


def _title(section: Section) -> str:
    return section.title


@pytest.fixture
def terminal(
    section: Section, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Terminal]:
    """Where a section is run."""
    text = "\n".join(block.text for block in section.blocks)
    with ExitStack() as stack:
        if any(word in text for word in WRITES):
            folder = tmp_path / "project"
            serves = ADDRESS in text
            site = stack.enter_context(serving(folder)) if serves else prepared(folder)
        else:
            shared: Site = request.getfixturevalue("site")
            site = replace(shared)
        names = _names(request.getfixturevalue("postgres_dsn")) if DSN in text else {}
        yield Terminal(site, names)


def _names(dsn: str) -> dict[str, str]:
    """Tell what the database of the README is here, as an address and in words."""
    pairs = [(DSN, dsn), *zip(*(_words(make_url(address)) for address in (DSN, dsn)), strict=True)]
    return dict(pairs)


def _words(url: URL) -> tuple[str, ...]:
    return f"{url.host}:{url.port}", f"database {url.database}"


@pytest.mark.parametrize("section", SHOWN, ids=_title)
def test_a_section_does_what_it_shows(section: Section, terminal: Terminal) -> None:
    assert terminal.run(section)


def test_the_server_is_started_as_run_does_it() -> None:
    script = (ROOT / "run").read_text("utf-8")
    assert script.splitlines()[-1] == 'exec "$root/.venv/bin/provstat" serve --migrate --seed "$@"'


def test_what_is_run_elsewhere_is_still_there() -> None:
    assert {*ELSEWHERE} <= {each.title for each in SHOWN}


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("area,value", "area,value"),
        ("", "\r\n"),
        ("a\nb", "a\r\nb \n\n"),
        ('{"a":1,…,"z":2}', '{"a":1,"b":3,"z":2}'),
        ("first\n…\nlast", "first\nsecond\nthird\nlast"),
        ('"request_id": "0123456789abcdef"', '"request_id": "fedcba9876543210"'),
        ('etag: "0123456789ab0123456789ab-br"', 'etag: "bbbbbbbbbbbbbbbbbbbbbbbb-br"'),
        ("2025-03-17-0123456789ab", "2025-03-17-ba9876543210"),
    ],
)
def test_output_may_vary_where_it_has_to(shown: str, printed: str) -> None:
    compare("here", "$ it", shown.split("\n"), printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("818050000000", "81805000000"),
        ("", "something"),
        ("something", ""),
        ("a\nb", "a\nb\nc"),
        ('{"a":1,…,"z":2}', '{"a":1,"b":3,"z":3}'),
        ("a.c", "abc"),
        ('etag: "0123456789ab0123456789ab-br"', 'etag: "bbbbbbbbbbbbbbbbbbbbbbbb-gz"'),
        ("2025-03-17-0123456789ab", "2025-03-18-ba9876543210"),
    ],
)
def test_any_other_output_is_seen(shown: str, printed: str) -> None:
    with pytest.raises(AssertionError, match="README shows"):
        compare("here", "$ it", shown.split("\n"), printed)


@pytest.mark.parametrize(
    ("language", "lines", "output"),
    [
        ("console", ["$ echo one", "two"], None),
        ("console", [f"$ {START}", "Serving on http://127.0.0.1:1"], None),
        ("python", ["print(1)"], ["2"]),
        ("python", ["raise SystemExit(1)"], [""]),
        ("python", ["print(1)"], None),
        ("cobol", ["DISPLAY '1'"], ["1"]),
    ],
)
def test_what_a_section_shows_and_does_not_do_is_seen(
    site: Site, language: str, lines: list[str], output: list[str] | None
) -> None:
    section = Section("Anything", 1, [Block(language, 1, lines)])
    section.blocks += [Block("text", 5, output)] if output is not None else []
    with pytest.raises(AssertionError):
        Terminal(site).run(section)


@pytest.mark.parametrize(
    ("language", "line", "tool"),
    [("r", "1", "Rscript"), ("javascript", "1", "node"), ("console", "$ curl", "bash")],
)
def test_a_tool_that_is_missing_is_named(
    site: Site, monkeypatch: pytest.MonkeyPatch, language: str, line: str, tool: str
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(REQUIRE_ALL, raising=False)
    section = Section("Anything", 1, [Block(language, 1, [line]), Block("text", 5, ["1"])])
    with pytest.raises(pytest.skip.Exception, match=f"{tool} is missing"):
        Terminal(site).run(section)


def test_commands_are_found_in_a_block() -> None:
    lines = ["$ cat > x <<'END'", "$ no command", "END", "$ a \\", "    b", "printed", "$ c"]
    found = commands(Block("console", 1, lines))
    assert [(each.text, each.output) for each in found] == [
        ("cat > x <<'END'\n$ no command\nEND", []),
        ("a \\\n    b", ["printed"]),
        ("c", []),
    ]
