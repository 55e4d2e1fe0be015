"""Use this data: addresses of every format, lines of code to copy, and a picture to embed.

The lines are complete programs: a test runs each against a server and counts the rows it gets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.explorer.asked import Asked, address
from app.representations import DATA
from app.representations.rows import iso_instant


@dataclass(frozen=True, slots=True)
class Download:
    """One format."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Snippet:
    """Lines to copy.

    Attributes:
        name: Of the language or program.
        language: As code blocks name it.
    """

    name: str
    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Use:
    """All that stands beside an indicator.

    Attributes:
        pinned: Address of the figures as they are known now, whatever is published later.
        markdown: A line that shows the picture in a README.
    """

    downloads: Sequence[Download]
    snippets: Sequence[Snippet]
    pinned: str
    markdown: str
    picture: str


def use_of(asked: Asked, sector: str, code: str, name: str) -> Use:
    """Return the ways to use the figures of an indicator."""
    data = f"/v1/{sector}/observations"
    downloads = [
        Download(each.name, address(f"{data}.{each.extension}", {"indicator": code}))
        for each in DATA
    ]
    picture = f"/v1/charts/{code}.svg"
    label = name.replace("[", "(").replace("]", ")")
    return Use(
        downloads=downloads,
        snippets=snippets(asked.place, data, code),
        pinned=asked.place + address(f"{data}.csv", {"indicator": code, "as_of": _now(asked)}),
        markdown=f"![{label}]({asked.place}{picture}?lang={asked.language})",
        picture=f"{picture}?lang={asked.language}",
    )


def _now(asked: Asked) -> str:
    """Return the instant of the last publication: what was known then is known for ever."""
    return iso_instant(max(each.published_at for each in asked.state.known.releases.values()))


def snippets(place: str, data: str, code: str) -> list[Snippet]:
    """Return a program a language; each prints how many figures there are, or the figures."""
    csv, json = (f"{place}{data}.{each}?indicator={code}" for each in ("csv", "json"))
    return [
        Snippet("curl", "sh", f"curl -s '{csv}'"),
        Snippet(
            "Python",
            "python",
            f'import pandas as pd\n\ntable = pd.read_csv("{csv}")\nprint(len(table))',
        ),
        Snippet("R", "r", f'table <- read.csv("{csv}")\nprint(nrow(table))'),
        Snippet(
            "JavaScript",
            "javascript",
            f'const answer = await fetch("{json}")\n'
            "const { data, warnings } = await answer.json()\n"
            "console.log(data.length)",
        ),
        Snippet(
            "DuckDB",
            "python",
            "import urllib.request\n\nimport duckdb\n\n"
            f'urllib.request.urlretrieve("{csv}", "{code}.csv")\n'
            f"print(len(duckdb.read_csv('{code}.csv')))",
        ),
        Snippet(
            "Excel",
            "powerquery",
            f'let\n  file = Web.Contents("{csv}"),\n'
            '  rows = Csv.Document(file, [Delimiter = ",", Encoding = 65001]),\n'
            "  table = Table.PromoteHeaders(rows)\nin\n  table",
        ),
    ]
