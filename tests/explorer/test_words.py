"""Templates and the table of words belong together: nothing missing, nothing left over, no bare text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app.explorer
from app.explorer.words import WORDS

FOLDER = Path(app.explorer.__file__).parent
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
_SAID = re.compile(r"\b(?:t|say|Say\(asked\.language\))\(\s*['\"]([a-z_-]+)['\"]")
_CHOSEN = re.compile(r"['\"]([a-z_]+)['\"] (?:if|else)|else ['\"]([a-z_]+)['\"]")
_COUNTED = re.compile(r"\b(?:t|say)\.many\(\s*['\"]([a-z_]+)['\"]")
_BUILT = re.compile(r"\bt\('([a-z_-]+)' ~")
_FIELDS = re.compile(r"\{[a-z]*\}")
_JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
# Names that are the same in every language.
_SAME = {"Atom", "BibTeX", "CSL-JSON", "SHA-256", "curl"}


def _sources() -> str:
    files = [*TEMPLATES, *FOLDER.glob("*.py")]
    return "\n".join(path.read_text("utf-8") for path in files)


def test_every_word_that_is_said_is_in_the_table() -> None:
    text = _sources()
    said = {*_SAID.findall(text)} - {*_BUILT.findall(text)}
    counted = {f"{name}_{form}" for name in _COUNTED.findall(text) for form in ("one", "many")}
    assert len(said) > 100
    assert (said | counted) - {*WORDS} == set()


def test_no_word_is_left_over() -> None:
    text = _sources()
    used = {*_SAID.findall(text)} | {name for pair in _CHOSEN.findall(text) for name in pair}
    used |= {f"{name}_{form}" for name in _COUNTED.findall(text) for form in ("one", "many")}
    built = (*_BUILT.findall(text), "fail_")
    assert [name for name in WORDS if name not in used and not name.startswith(built)] == []


@pytest.mark.parametrize("name", WORDS)
def test_every_word_is_in_both_languages(name: str) -> None:
    label = WORDS[name]
    assert label.en.strip()
    assert label.zh.strip()
    assert sorted(_FIELDS.findall(label.en)) == sorted(_FIELDS.findall(label.zh))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_a_template_says_nothing_by_itself(path: Path) -> None:
    # Expressions first: there are tags within them and they within tags.
    text = _TAG.sub("\n", _JINJA.sub("", path.read_text("utf-8")))
    words = {
        line.strip() for line in text.splitlines() if re.search(r"[A-Za-z\u4e00-\u9fff]", line)
    }
    assert words <= _SAME
