"""Guides: Markdown files of ours become HTML; markup within them is shown, never taken."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup

FOLDER = Path(__file__).parent / "guides"
_other_guide = re.compile(r"([a-z0-9-]+)\.md(#.*)?").fullmatch
_not_in_names = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Guide:
    """One guide.

    Attributes:
        slug: Last part of its address; the name of its file.
        title: Its first heading.
        summary: Its first paragraph, as plain text.
        body: All of it as HTML, the first heading included.
    """

    slug: str
    title: str
    summary: str
    body: Markup


@lru_cache(maxsize=1)
def guides() -> Mapping[str, Guide]:
    """Return the guides by slug, in the order of their titles."""
    found = [_guide(path) for path in FOLDER.glob("*.md")]
    ordered = sorted(found, key=lambda guide: guide.title.casefold())
    return MappingProxyType({guide.slug: guide for guide in ordered})


def _guide(path: Path) -> Guide:
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=_Renderer).enable("table")
    tokens = parser.parse(path.read_text("utf-8"))
    for token in tokens:
        for child in token.children or ():
            if child.type == "link_open":
                child.attrSet("href", _address(str(child.attrGet("href"))))
    _name_headings(tokens)
    body = parser.renderer.render(tokens, parser.options, {})
    title = _first(tokens, "heading_open") or path.stem
    summary = _first(tokens, "paragraph_open")
    # The parser escapes what it does not make itself, see `html` above.
    return Guide(path.stem, title, summary, Markup(body))  # noqa: S704


def _first(tokens: Sequence[Token], kind: str) -> str:
    for token, following in pairwise(tokens):
        if token.type == kind:
            return _plain(following)
    return ""


def _plain(token: Token) -> str:
    return "".join(
        " " if child.type == "softbreak" else child.content for child in token.children or ()
    )


def _name_headings(tokens: Sequence[Token]) -> None:
    for token, following in pairwise(tokens):
        if token.type == "heading_open":
            name = _not_in_names.sub("-", _plain(following).lower()).strip("-")
            token.attrSet("id", name or "heading")


def _address(target: str) -> str:
    """Return where a link leads on the site: files beside a guide are pages."""
    match = _other_guide(target)
    return f"/docs/{match[1]}{match[2] or ''}" if match else target


class _Renderer(RendererHTML):
    """Makes wide things scroll by themselves, within reach of the keyboard."""

    def fence(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,
        env: MutableMapping[str, Any],
    ) -> str:
        """Write a block of code."""
        del options, env
        token = tokens[idx]
        language = escape(token.info.split()[0]) if token.info.split() else "text"
        return (
            f'<pre tabindex="0" role="group" aria-label="{language} {idx}">'
            f'<code class="{language}">{escape(token.content)}</code></pre>\n'
        )

    def table_open(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,
        env: MutableMapping[str, Any],
    ) -> str:
        """Begin a table."""
        del tokens, options, env
        return f'<div class="scroll" tabindex="0" role="group" aria-label="table {idx}"><table>\n'

    def table_close(
        self,
        tokens: Sequence[Token],
        idx: int,
        options: OptionsDict,
        env: MutableMapping[str, Any],
    ) -> str:
        """End a table."""
        del tokens, idx, options, env
        return "</table></div>\n"
