"""Every format of SDMX data, byte for byte as it was agreed: see tests/golden/sdmx/."""

import pytest

from tests.representations.sdmx.messages import MESSAGES, RENDERERS, body, in_pieces
from tests.support.golden import FOLDER, assert_golden

# Whatever differs between messages is in one of these.
AGREED = [
    *(("series", name) for name in RENDERERS),
    *(("history", name) for name in ("generic.xml", "specific.xml", "json", "1.csv", "2.csv")),
    *(("flat", name) for name in ("generic.xml", "specific.xml", "json")),
    *(("section", name) for name in ("generic.xml", "specific.xml", "json", "both.2.csv")),
    *(("keys", name) for name in ("generic.xml", "specific.xml", "json", "1.csv", "both.2.csv")),
    *(("few", name) for name in ("json", "name.2.csv")),
    ("structure", "2.csv"),
]


@pytest.mark.parametrize(("case", "name"), AGREED)
def test_a_body_is_what_it_was(case: str, name: str) -> None:
    assert_golden(f"sdmx/{case}.{name}", body(RENDERERS[name], MESSAGES[case]))


@pytest.mark.parametrize("name", RENDERERS)
@pytest.mark.parametrize("case", MESSAGES)
def test_pieces_make_the_same_body_as_the_whole(case: str, name: str) -> None:
    whole = body(RENDERERS[name], MESSAGES[case])
    for size in (1, 2, 5):
        assert body(RENDERERS[name], in_pieces(MESSAGES[case], size)) == whole


def test_every_golden_file_is_compared_with_something() -> None:
    names = {f"{case}.{name}" for case, name in AGREED}
    assert {path.name for path in (FOLDER / "sdmx").glob("*") if _is_data(path.name)} == names


def _is_data(name: str) -> bool:
    """Whether a golden file is of data; structures have theirs in the same folder."""
    return name.partition(".")[0] in MESSAGES
