"""The fonts of PNG pictures: every character that the catalogue and the pictures use is in them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.charts import words
from app.domain.structure import Label
from app.web.png_worker import FONTS

_SEED = Path(__file__).parents[2] / "seed"
_BYTES = 1_700_000


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def _characters() -> set[str]:
    found = set("0123456789.,+−–%×· …")
    for path in (_SEED / "catalogue").glob("*.toml"):
        for text in _texts(tomllib.loads(path.read_text())):
            found |= set(text)
    for value in vars(words).values():
        for label in value.values() if isinstance(value, dict) else [value]:
            if isinstance(label, Label):
                found |= set(label.en + label.zh)
    for path in (FONTS.parent).rglob("*.py"):
        found |= set(re.findall("[\u3000-\u9fff\uff00-\uffef]", path.read_text()))
    return found - set("\n\t")


@pytest.mark.parametrize("weight", ["regular", "bold"])
def test_every_character_of_the_catalogue_has_a_glyph(weight: str) -> None:
    glyphs = TTFont(FONTS / f"stat-sans-sc-{weight}.otf").getBestCmap()
    assert {sign for sign in _characters() if ord(sign) not in glyphs} == set()


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.[ot]tf")), ids=lambda path: path.stem)
def test_a_font_is_a_renamed_subset_with_its_licence(path: Path) -> None:
    names = TTFont(path)["name"]
    family = names.getBestFamilyName()
    assert family in {"Stat Sans", "Stat Sans SC"}
    assert path.stat().st_size <= _BYTES
    assert "Open Font License" in str(names.getDebugName(13))
    reserved = [names.getDebugName(number) or "" for number in (1, 3, 4, 6, 16)]
    assert not any("Source" in text or "Noto" in text for text in reserved)


def test_both_licences_lie_beside_the_fonts() -> None:
    texts = [path.read_text() for path in sorted(FONTS.glob("OFL-*.txt"))]
    assert len(texts) == 2
    for text in texts:
        assert "SIL OPEN FONT LICENSE Version 1.1" in text
        assert text.startswith("Copyright")
