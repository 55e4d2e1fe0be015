"""Templates, compiled with the first page: every value is escaped, a missing one is an error."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.domain.structure import LANGUAGES, Label
from app.explorer.asked import Asked, View
from app.explorer.assets import assets
from app.explorer.words import Say

TEMPLATES = Path(__file__).parent / "templates"


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return where templates are compiled."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


def picture(markup: str) -> Markup:
    """Mark a picture of `app.charts` as markup: it escapes every text in it by itself."""
    return Markup(markup)  # noqa: S704 - see above


def render(asked: Asked, view: View) -> bytes:
    """Write a page."""
    template = environment().get_template(view.template)
    page = {
        "asked": asked,
        "view": view,
        "lang": asked.language,
        "other": asked.other,
        "t": Say(asked.language),
        "link": asked.link,
        "asset": _address,
        "within": _within(asked),
        "alternates": [(each, asked.place + _in(asked, each)) for each in LANGUAGES],
        "elsewhere": _in(asked, asked.other),
    }
    return template.render(page | dict(view.values)).encode()


def _address(name: str) -> str:
    return assets()[name].address


def _in(asked: Asked, language: str) -> str:
    """Return the address of the page in a language."""
    kept = {name: text for name, text in asked.params.items() if text}
    return f"{asked.path}?{urlencode(kept | {'lang': language})}"


def _within(asked: Asked) -> Callable[[Any], str]:
    """Return what says a label in the language of the page."""

    def within(label: Label) -> str:
        return label.within(asked.language)

    return within
