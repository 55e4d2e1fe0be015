"""What is answered to a question follows from the data version: nothing that answers looks at a clock.

Answers are kept by data version (`app.web.response_cache`), so one that changed by itself would be kept
wrongly. Writing, logging and waiting may look; each module that does is named here with its reason.
"""

import ast
from pathlib import Path

APP = Path(__file__).parents[2] / "app"
ANSWERING = (
    "dialects",
    "domain",
    "representations",
    "sectors",
    "store",
    "web",
    "charts",
    "explorer",
)
# Calls that tell the time of day, in Python and in SQL.
_CLOCKS = {"now", "utcnow", "today", "time", "localtime", "gmtime", "current_timestamp", "time_ns"}
_OWNERS = {"datetime", "date", "time", "func", "dt"}
MAY_LOOK = {
    "dialects/native/publishing.py": "says when a release was recorded",
    "web/auth.py": "keys expire",
    "web/edge.py": "the access log",
    "web/express.py": "the access log",
}


def clocks(source: str) -> list[int]:
    """Return the lines in which a module looks at the time of day."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in _CLOCKS:
            owner = node.value
            name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
            if name in _OWNERS:
                found.append(node.lineno)
    return found


def test_nothing_that_answers_looks_at_a_clock() -> None:
    looking = {
        path.relative_to(APP).as_posix(): lines
        for folder in ANSWERING
        for path in sorted((APP / folder).rglob("*.py"))
        if (lines := clocks(path.read_text(encoding="utf-8")))
    }
    assert set(looking) == set(MAY_LOOK), looking


def test_a_clock_is_noticed() -> None:
    for line in ("datetime.now(UTC)", "date.today()", "time.time()", "dt.datetime.now()"):
        assert clocks(f"x = {line}") == [1]
    assert clocks("select(func.now())") == [1]
    assert clocks("loop.time(); query.time; time.monotonic()") == []
