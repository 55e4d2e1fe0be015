"""Links between files of the tree lead somewhere."""

import re
import unicodedata
from pathlib import Path

import pytest

from tests.docs.markdown import ROOT, sections

FILES = ("README.md", "CHANGELOG.md", "app/README.md", "requirements/README.md")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_ELSEWHERE = re.compile(r"[a-z]+:")


def _anchor(title: str) -> str:
    """Return what a heading is called in an address, as the usual viewers have it."""
    words = "".join(c for c in title.lower() if c in " -_" or unicodedata.category(c)[0] in "LN")
    return words.replace(" ", "-")


def _links(path: Path) -> list[str]:
    prose = "\n".join(line for each in sections(path) for line in each.prose)
    return [link for link in _LINK.findall(prose) if not _ELSEWHERE.match(link)]


def _leads_somewhere(path: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = path.parent / name if name else path
    if not anchor:
        return target.exists()
    return anchor in {_anchor(each.title) for each in sections(target)}


@pytest.mark.parametrize("name", FILES)
def test_links_lead_somewhere(name: str) -> None:
    path = ROOT / name
    assert [link for link in _links(path) if not _leads_somewhere(path, link)] == []


def test_the_readme_has_links() -> None:
    assert len(_links(ROOT / "README.md")) > 10


@pytest.mark.parametrize("link", ["nowhere.md", "#no-such-heading", "app/README.md#nothing"])
def test_a_broken_link_is_seen(link: str) -> None:
    assert not _leads_somewhere(ROOT / "README.md", link)


def test_a_heading_is_found_by_its_anchor() -> None:
    assert _leads_somewhere(ROOT / "README.md", "#formats-and-pages")
