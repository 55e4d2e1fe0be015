"""The lines that an indicator offers are run as they stand; each gets the rows that the page says."""

from __future__ import annotations

import csv
import html
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.representations import DATA
from tests.docs.terminal import Site, serving
from tests.explorer.kinds import RETAIL
from tests.support.optional import missing

ROWS = 3
_SNIPPET = re.compile(r"<summary>(.*?)</summary>.*?<code[^>]*>(.*?)</code>", re.DOTALL)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that other programs can reach."""
    with serving(tmp_path_factory.mktemp("snippets") / "project") as running:
        yield running


@pytest.fixture(scope="module")
def page(server: Site) -> str:
    """The page of an indicator with three figures."""
    reply = server.ask(f"/indicators/{RETAIL}")
    assert reply.status == 200
    return reply.body.decode()


@pytest.fixture(scope="module")
def snippets(page: str) -> dict[str, str]:
    """Programs by name, as a reader copies them."""
    return {name: html.unescape(text) for name, text in _SNIPPET.findall(page)}


def test_there_is_a_program_for_everybody(snippets: dict[str, str]) -> None:
    assert [*snippets] == ["curl", "Python", "R", "JavaScript", "DuckDB", "Excel"]


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        missing(name, "install it, as .ci/run does")
    return found


def test_curl(snippets: dict[str, str], tmp_path: Path) -> None:
    _tool("curl")
    printed = _run(tmp_path, _tool("bash"), "-c", snippets["curl"])
    assert len([*csv.DictReader(printed.splitlines())]) == ROWS


@pytest.mark.parametrize("name", ["Python", "DuckDB"])
def test_python(snippets: dict[str, str], name: str, tmp_path: Path) -> None:
    assert _run(tmp_path, sys.executable, "-c", snippets[name]).strip() == str(ROWS)


def test_r(snippets: dict[str, str], tmp_path: Path) -> None:
    printed = _run(tmp_path, _tool("Rscript"), "-e", snippets["R"])
    assert printed.split() == ["[1]", str(ROWS)]


def test_javascript(snippets: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "it.mjs").write_text(snippets["JavaScript"])
    assert _run(tmp_path, _tool("node"), "it.mjs").strip() == str(ROWS)


def test_excel(snippets: dict[str, str], server: Site) -> None:
    # Power Query runs nowhere here; what it would fetch, and how it is told to read it, can be seen.
    (address,) = re.findall(r'Web\.Contents\("([^"]+)"\)', snippets["Excel"])
    reply = server.ask(address.partition(f":{server.port}")[2])
    assert "Encoding = 65001" in snippets["Excel"]
    assert len([*csv.DictReader(reply.body.decode("utf-8").splitlines())]) == ROWS


def test_every_format_has_its_button(page: str, server: Site) -> None:
    buttons = re.findall(r'<a class="button" href="([^"]+)">(\w+)<small>3 observations', page)
    assert [name for _, name in buttons] == [each.name.upper() for each in DATA]
    for address, _ in buttons:
        assert server.ask(html.unescape(address)).status == 200


def test_the_permanent_link_gives_the_same_rows(page: str, server: Site) -> None:
    (link,) = re.findall(r"http://[^<]*[.]csv[^<]*as_of=[^<]*(?=</code>)", page)
    path = html.unescape(link).partition(f":{server.port}")[2]
    now = server.ask(f"/v1/consumption/observations.csv?indicator={RETAIL}")
    assert server.ask(path).body == now.body
