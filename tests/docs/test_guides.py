"""Whatever a guide shows is done as a reader would, and prints what the guide says."""

from dataclasses import replace

import pytest

from tests.docs.markdown import ROOT, Section, sections
from tests.docs.terminal import Site, Terminal

FOLDER = ROOT / "app" / "explorer" / "guides"
GUIDES = sorted(FOLDER.glob("*.md"))
SHOWN = [(path.stem, each) for path in GUIDES for each in sections(path) if each.blocks]


@pytest.mark.parametrize(
    ("guide", "section"), SHOWN, ids=[f"{guide}-{section.title}" for guide, section in SHOWN]
)
def test_a_section_does_what_it_shows(guide: str, section: Section, site: Site) -> None:
    assert Terminal(replace(site)).run(section), guide
