"""What must hold for the facts of a release: functions that return findings and repair nothing.

`codes` and `figures` look at one fact, `between` and `conversions` at all
facts of a release, `history` at what was known before it.
"""

from app.domain.rules.between import RELEASE_RULES, stated_twice
from app.domain.rules.codes import SERIES_RULES
from app.domain.rules.figures import FIGURE_RULES
from app.domain.rules.finding import Finding, Severity
from app.domain.rules.history import History, KnownFigure, jumps_against_history
from app.domain.rules.rule import Context, Entry, ReleaseRule, Rule

__all__ = [
    "FIGURE_RULES",
    "RELEASE_RULES",
    "SERIES_RULES",
    "Context",
    "Entry",
    "Finding",
    "History",
    "KnownFigure",
    "ReleaseRule",
    "Rule",
    "Severity",
    "jumps_against_history",
    "stated_twice",
]
