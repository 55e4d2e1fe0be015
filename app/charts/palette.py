"""Colours by name, light and dark; a sector has the hue of its place, never one that is made up.

Every hue and every ink has a contrast of at least 4.5 to both grounds of its theme, every control 3;
a test computes them all.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Theme = Literal["page", "auto", "light", "dark"]

# Name: on light, on dark.
TOKENS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "bg": ("#FAF8F4", "#131517"),
        "surface": ("#FFFFFF", "#1B1E21"),
        "sunken": ("#F1EEE7", "#101214"),
        "ink": ("#1D1B18", "#EFEBE3"),
        "ink2": ("#57524A", "#B3ADA2"),
        "ctl": ("#857D70", "#7F7A72"),
        "line": ("#E0DBD0", "#2E3236"),
        "track": ("#EAE5DA", "#2B2F33"),
        "accent": ("#A6341B", "#FF8A6B"),
        "hue-1": ("#8A5200", "#F0B24C"),
        "hue-2": ("#1D5C9E", "#7DB8F5"),
        "hue-3": ("#8C2C6A", "#EE94CB"),
        "hue-4": ("#1F6B4F", "#6FCDA3"),
        "hue-5": ("#5B4AA0", "#B5A6F2"),
        "hue-6": ("#9A3324", "#F59A86"),
        "hue-7": ("#0F6674", "#6CC7D6"),
        "hue-8": ("#5A6416", "#C3CE6B"),
    }
)
HUES = tuple(name for name in TOKENS if name.startswith("hue-"))
_DARK = "dark"


def hue(position: int) -> str:
    """Return the colour of a sector by its position, which counts from 1."""
    return HUES[(position - 1) % len(HUES)]


def colour(token: str, theme: Theme) -> str:
    """Return what an attribute says: a custom property, or the colour itself where one is asked for."""
    if theme in {"page", "auto"}:
        return f"var(--{token})"
    return TOKENS[token][theme == _DARK]


def variables(theme: Literal["light", "dark"]) -> str:
    """Return the declarations of all colours of a theme, for a style sheet."""
    return "".join(f"--{name}:{pair[theme == _DARK]};" for name, pair in TOKENS.items())


def style_sheet() -> str:
    """Return the rules by which a picture that stands alone follows the reader's system."""
    return (
        f":root{{{variables('light')}}}"
        f"@media(prefers-color-scheme:dark){{:root{{{variables('dark')}}}}}"
    )
