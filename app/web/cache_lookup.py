"""Which kept answer a request may get: the same question, and the store still at the same version."""

from __future__ import annotations

from typing import Final, Protocol

from starlette.types import Scope

from app.domain.cube import DataVersion
from app.domain.errors import UnavailableError
from app.web.edge_headers import REQUEST_ID
from app.web.kept_answers import Kept, KeptAnswers, Key

# Fields of a request that an answer may depend on; it says so in Vary.
VARYING: Final = frozenset({b"accept", b"accept-encoding", b"accept-language", b"host"})
# What makes a request another kind of question, or one with a body.
_SPECIAL: Final = frozenset(
    b"authorization cookie if-match if-range if-unmodified-since range "
    b"content-length transfer-encoding expect upgrade".split()
)
# A proxy's word about the client, which the server turns into another client or scheme.
_PROXY: Final = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})
# If-Modified-Since counts only where there are no entity tags.
_IF_NONE_MATCH, _IF_MODIFIED_SINCE = b"if-none-match", b"if-modified-since"
_TOLD: Final = VARYING | _SPECIAL | _PROXY | {_IF_NONE_MATCH, _IF_MODIFIED_SINCE, REQUEST_ID}


class Versions(Protocol):
    """Where the data version comes from: `app.web.sessions.Database`."""

    async def version(self, filled: float) -> DataVersion | None:
        """Return the current version, looked up after `filled`; `None` where it is not known."""

    def version_at_once(self, filled: float) -> DataVersion | None:
        """Return the same where nobody has to wait for it, else `None`."""


class Question:
    """A request as far as an answer may depend on it, and what else its header says.

    Attributes:
        key: Equal for equal questions, entity tags apart.
        tag: If-None-Match.
        request_id: The client's own, as it came.
        proxied: Whether a proxy says who asks.
    """

    __slots__ = ("key", "proxied", "request_id", "tag")

    def __init__(self, key: Key, tag: bytes | None, own_id: bytes | None, *, proxied: bool) -> None:
        """Remember what was asked."""
        self.key = key
        self.tag = tag
        self.request_id = own_id
        self.proxied = proxied


def question_of(scope: Scope) -> Question | None:
    """Return what is asked; `None` where the answer is none of a cache's business."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    varying: list[tuple[bytes, bytes]] = []
    told: dict[bytes, bytes] = {}
    for header in scope["headers"]:
        name = header[0]
        if name not in _TOLD:
            continue
        if name in VARYING:
            varying.append(header)
        elif name in _SPECIAL or (name in told and name == _IF_NONE_MATCH):
            return None
        else:
            told[name] = header[1]
    path = scope.get("raw_path") or scope["path"]
    key = (path, scope["query_string"], scope["scheme"], *varying)
    if not told:
        return Question(key, None, None, proxied=False)
    tag = told.get(_IF_NONE_MATCH)
    if tag is None and _IF_MODIFIED_SINCE in told:
        return None
    return Question(key, tag, told.get(REQUEST_ID), proxied=not _PROXY.isdisjoint(told))


class CacheLookup:
    """Finds kept answers.

    Attributes:
        answers: Where they are kept.
    """

    def __init__(self, answers: KeptAnswers, versions: Versions) -> None:
        """Remember where answers are, and who says which data version the store is at."""
        self.answers = answers
        self._versions = versions
        self._version = ""

    async def found(self, question: Question) -> Kept | None:
        """Return what answers the question, if it is true still."""
        key, kept = self._look_up(question)
        if kept is None:
            return None
        try:
            version = await self._versions.version(kept.filled)
        except UnavailableError:
            return None  # the application says it better
        if version is None:
            return None
        if version.text != self._version:
            self._version = version.text
            if kept.version != version.text:
                self.answers.clear()
        if kept.version == version.text:
            return kept
        self.answers.remove(key)
        return None

    def found_at_once(self, question: Question) -> Kept | None:
        """Return what answers the question, if that is known without waiting."""
        _, kept = self._look_up(question)
        if kept is None:
            return None
        version = self._versions.version_at_once(kept.filled)
        if version is None or version.text != kept.version:
            return None
        self.answers.hits += 1
        return kept

    def _look_up(self, question: Question) -> tuple[Key, Kept | None]:
        key, tag = question.key, question.tag
        if tag is None:
            return key, self.answers.get(key)
        unchanged = self.answers.get((*key, tag))
        if unchanged is not None:
            return (*key, tag), unchanged
        kept = self.answers.get(key)
        if kept is None or _may_match(tag, kept):
            return key, None
        return key, kept


def _may_match(tag: bytes, kept: Kept) -> bool:
    """Whether If-None-Match may name a kept answer, which the application then decides."""
    own = next(value for name, value in kept.start["headers"] if name == b"etag")
    return own in tag or b"*" in tag
