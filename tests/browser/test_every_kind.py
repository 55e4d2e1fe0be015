"""Every kind of page in a browser: accessible, within the window, silent, and from here alone."""

from __future__ import annotations

import json
from contextlib import AbstractContextManager
from typing import Any, Protocol

import pytest

from tests.browser.conftest import Visit
from tests.docs.terminal import Site
from tests.explorer.kinds import KINDS, SHARE

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOK = f"""async () => {{
  const found = await axe.run(document, {{runOnly: {json.dumps(_RULES)}}})
  return found.violations.flatMap(each => each.nodes.map(n => each.id + ": " + n.html.slice(0, 160)))
}}"""
# Every kind once in each of these; what differs between kinds shows in one of them.
STATES = (
    {"width": 1280, "color_scheme": "light", "locale": "en"},
    {"width": 768, "color_scheme": "dark", "locale": "zh-CN"},
    {"width": 320, "color_scheme": "light", "locale": "zh-CN"},
)
# The pages that most people see, also in the rest.
MAIN = ("home", "indicator", "indicator with a bound", "observation", "operation")
MORE = (
    {"width": 320, "color_scheme": "dark", "locale": "en"},
    {"width": 1280, "color_scheme": "dark", "locale": "zh-CN"},
)
FAILURES = ("/indicators/nothing", "/nothing?lang=zh")


class Opened(Protocol):
    def __call__(self, width: int = ..., **options: Any) -> AbstractContextManager[Visit]: ...


@pytest.fixture(scope="module")
def addresses(server: Site) -> dict[str, str]:
    """Addresses of all kinds, with ids of this store."""
    (row,) = json.loads(server.ask(f"/v1/observations?indicator={SHARE}").body)["data"]
    ids = {"figure": row["id"], "release": row["release"]}
    return {kind: target.format(**ids) for kind, target in KINDS.items()}


@pytest.mark.parametrize("state", STATES, ids=lambda s: "-".join(map(str, s.values())))
def test_every_kind(
    opened: Opened, axe: str, addresses: dict[str, str], state: dict[str, Any]
) -> None:
    _check(opened, axe, addresses, state)


@pytest.mark.parametrize("state", MORE, ids=lambda s: "-".join(map(str, s.values())))
def test_main_kinds(
    opened: Opened, axe: str, addresses: dict[str, str], state: dict[str, Any]
) -> None:
    _check(opened, axe, {kind: addresses[kind] for kind in MAIN}, state)


def _check(opened: Opened, axe: str, pages: dict[str, str], state: dict[str, Any]) -> None:
    faults: dict[str, list[str]] = {}
    with opened(**state) as visit:
        for kind, address in pages.items():
            assert visit.go(address) == 200, kind
            # Evaluated, not loaded as a script, so that the policy of the page stays in force.
            visit.page.evaluate(axe)
            found = [*visit.page.evaluate(_LOOK), *visit.complaints]
            if visit.overflow > 0:
                found.append(f"{visit.overflow} pixels too wide")
            visit.complaints.clear()
            if found:
                faults[kind] = found
    assert faults == {}


@pytest.mark.parametrize("address", FAILURES)
def test_pages_of_failures(opened: Opened, axe: str, address: str) -> None:
    with opened(width=320, color_scheme="dark") as visit:
        assert visit.go(address) == 404
        visit.page.evaluate(axe)
        assert visit.page.evaluate(_LOOK) == []
        assert visit.overflow <= 0


def test_the_first_visit_is_small(opened: Opened) -> None:
    with opened() as visit:
        sizes: list[int] = []
        visit.page.on(
            "requestfinished",
            lambda request: sizes.append(request.sizes()["responseBodySize"]),
        )
        visit.go("/")
        visit.page.wait_for_load_state("networkidle")
        assert len(sizes) >= 4
        assert sum(sizes) <= 60_000
