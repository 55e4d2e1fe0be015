"""Answers in memory, bounded by bytes.

Dashboards ask the same few questions all day, scripts a million different ones. So an answer is new
until it is asked for again, and the new ones give way first: a script that asks everything once does
not push out what is asked for all day. Once half of the room is taken, an answer is kept only when its
question comes for the second time, which spares such a script the cost of keeping.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from starlette.types import Message

# What question, header fields and their containers take in memory beside the bytes of the body.
OVERHEAD: Final = 5120
_LARGEST_SHARE = 4  # one answer takes at most a quarter
_PROVEN_SHARE = 0.8
_REMEMBERED = 8192

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Wire:
    """An answer as bytes on the wire, but for what belongs to one request or one second.

    Attributes:
        status: The status line.
        fields: Header lines, up to the value of X-Request-Id.
        ending: What ends the header, and what comes before the body.
        body: The body, or nothing.
        end: What comes after it.
        path: For the log, with secrets hidden.
        query: Likewise.
    """

    status: bytes
    fields: bytes
    ending: bytes
    body: bytes
    end: bytes
    path: str
    query: str


@dataclass(slots=True)
class Kept:
    """An answer, ready to send.

    Attributes:
        start: As content coding sent it; nobody changes it.
        body: The whole body as one message.
        version: Data version that it claims, as in X-Data-Version.
        filled: When it was complete, by `time.monotonic`.
        route: Template of the route that made it, for log and metrics.
        size: Bytes that it takes in memory, roughly.
        wire: Made when it is first sent without the application.
    """

    start: Message
    body: Message
    version: str
    filled: float
    route: str
    size: int
    wire: Wire | None = None


class KeptAnswers(Collector):
    """Answers by question.

    Attributes:
        largest: Most bytes of one body.
        hits: Questions answered from here.
        misses: Questions that were not.
    """

    def __init__(self, limit: int) -> None:
        """Start empty.

        Args:
            limit: Most bytes, all in all.
        """
        self._limit = limit
        self.largest = max(0, limit // _LARGEST_SHARE - OVERHEAD)
        self.hits = 0
        self.misses = 0
        self._new: OrderedDict[Key, Kept] = OrderedDict()
        self._proven: OrderedDict[Key, Kept] = OrderedDict()
        self._bytes = 0
        self._proven_bytes = 0
        # What was asked once lately: the numbers of questions, in two halves of which one is dropped.
        self._asked: set[int] = set()
        self._asked_before: set[int] = set()

    @property
    def size(self) -> int:
        """Bytes held now."""
        return self._bytes

    def __len__(self) -> int:
        """Answers held now."""
        return len(self._new) + len(self._proven)

    def get(self, key: Key) -> Kept | None:
        """Return an answer, which has hereby proven that it is asked for again."""
        kept = self._proven.get(key)
        if kept is not None:
            self._proven.move_to_end(key)
            return kept
        kept = self._new.pop(key, None)
        if kept is not None:
            self._proven[key] = kept
            self._proven_bytes += kept.size
            while self._proven_bytes > self._limit * _PROVEN_SHARE and len(self._proven) > 1:
                oldest, other = self._proven.popitem(last=False)
                self._proven_bytes -= other.size
                self._new[oldest] = other
        return kept

    def wants(self, key: Key) -> bool:
        """Whether an answer to this question should be kept; notes that it was asked."""
        if self._bytes * 2 < self._limit:
            return True
        number = hash(key)
        if number in self._asked or number in self._asked_before:
            return True
        self._asked.add(number)
        if len(self._asked) >= _REMEMBERED:
            self._asked_before, self._asked = self._asked, set()
        return False

    def put(self, key: Key, kept: Kept) -> None:
        """Keep an answer, and let others go where there is no room."""
        self.remove(key)
        self._new[key] = kept
        self._bytes += kept.size
        while self._bytes > self._limit:
            proven = not self._new
            _, gone = (self._proven if proven else self._new).popitem(last=False)
            self._bytes -= gone.size
            self._proven_bytes -= gone.size if proven else 0

    def remove(self, key: Key) -> None:
        """Let an answer go, if it is here."""
        kept = self._new.pop(key, None)
        if kept is None:
            kept = self._proven.pop(key, None)
            self._proven_bytes -= kept.size if kept else 0
        self._bytes -= kept.size if kept else 0

    def clear(self) -> None:
        """Let everything go."""
        self._new.clear()
        self._proven.clear()
        self._bytes = self._proven_bytes = 0

    def collect(self) -> Iterator[Metric]:
        """Say how it goes, to Prometheus."""
        questions = CounterMetricFamily(
            "provstat_response_cache_questions",
            "Questions that the response cache could have answered, and whether it did.",
            labels=("found",),
        )
        questions.add_metric(("yes",), self.hits)
        questions.add_metric(("no",), self.misses)
        yield questions
        yield GaugeMetricFamily(
            "provstat_response_cache_bytes", "Memory of kept answers.", value=self._bytes
        )
