"""Contrast: text 4.5 to 1, marks and controls 3 to 1, in both themes, on paper and on cards."""

import itertools

import pytest

from app.charts.palette import HUES, TOKENS, hue

_TEXT = ("ink", "ink2", "accent", *HUES)
_GROUNDS = ("bg", "surface")
_FADED = 0.7  # of columns before the last


def _light(colour: tuple[float, ...]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def _rgb(text: str) -> tuple[float, ...]:
    return tuple(int(text[i : i + 2], 16) / 255 for i in (1, 3, 5))


def _contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    lights = sorted((_light(one), _light(other)))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("ground", _GROUNDS)
def test_colours_can_be_told_from_their_ground(ground: str, theme: int) -> None:
    behind = _rgb(TOKENS[ground][theme])
    for name in _TEXT:
        assert _contrast(_rgb(TOKENS[name][theme]), behind) >= 4.5, name
    assert _contrast(_rgb(TOKENS["ctl"][theme]), behind) >= 3


@pytest.mark.parametrize("theme", [0, 1])
@pytest.mark.parametrize("name", HUES)
def test_columns_that_are_faded_can_be_told_from_a_card(name: str, theme: int) -> None:
    behind = _rgb(TOKENS["surface"][theme])
    pairs = zip(_rgb(TOKENS[name][theme]), behind, strict=True)
    faded = tuple(_FADED * own + (1 - _FADED) * ground for own, ground in pairs)
    assert _contrast(faded, behind) >= 3


def test_no_two_sectors_share_a_hue_before_all_are_taken() -> None:
    assert len({hue(place) for place in range(1, len(HUES) + 1)}) == len(HUES)
    for theme in (0, 1):
        for one, other in itertools.combinations(HUES, 2):
            assert TOKENS[one][theme] != TOKENS[other][theme]
