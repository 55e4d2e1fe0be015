"""The response cache around small applications: what it keeps, for whom, and for how long."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from app.domain.cube import DataVersion
from app.domain.errors import UnavailableError
from app.observability import AccessEvent
from app.web.cache_lookup import CacheLookup
from app.web.coding import ContentCoding
from app.web.kept_answers import OVERHEAD, KeptAnswers
from app.web.metrics import Metrics
from app.web.response_cache import ResponseCache
from tests.web.driver import Answer, Headers, acall, decode, http_scope
from tests.web.edges import edge

LIMIT = 1_000_000
WHEN = datetime(2025, 4, 1, tzinfo=UTC)
FIELDS: Headers = (
    (b"content-type", b"application/json"),
    (b"cache-control", b"public, no-cache"),
    (b"vary", b"Accept"),
)


@dataclass
class Origin:
    """An application that counts how often it is asked, and the store that it answers from.

    Attributes:
        number: Data version of the store.
        changes: Header fields that are answered otherwise; None leaves one out.
        meanwhile: What happens after the first piece of a body.
    """

    number: int = 1
    status: int = 200
    pieces: tuple[bytes, ...] = (b"body",)
    changes: dict[bytes, bytes | None] = field(default_factory=dict)
    error: Exception | None = None
    away: bool = False
    asked: int = 0
    looks: list[float] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[object]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive
        self.asked += 1
        number, status = self.number, self.status
        if self.error is not None:
            raise self.error
        tag = b'"tag%d"' % number
        named = dict(scope["headers"]).get(b"if-none-match", b"")
        if status == 200 and (tag in named or named == b"*"):
            status = 304
        fields: dict[bytes, bytes | None] = {
            **dict(FIELDS),
            b"etag": tag,
            b"x-data-version": b"v%d" % number,
            **self.changes,
        }
        headers = [(name, value) for name, value in fields.items() if value is not None]
        scope["route"] = Template("/v1/{name}")
        await send({"type": "http.response.start", "status": status, "headers": headers})
        pieces = (b"",) if status == 304 else self.pieces
        for place, piece in enumerate(pieces, 1):
            more = place < len(pieces)
            told = piece.replace(b"VERSION", b"%d" % number)
            await send({"type": "http.response.body", "body": told, "more_body": more})
            if self.meanwhile is not None:
                await self.meanwhile()

    async def version(self, filled: float) -> DataVersion | None:
        self.looks.append(filled)
        if self.away:
            message = "the database is away"
            raise UnavailableError(message)
        await asyncio.sleep(0)
        return DataVersion(self.number, f"v{self.number}", WHEN)

    def version_at_once(self, filled: float) -> DataVersion | None:
        self.looks.append(filled)
        return None if self.away else DataVersion(self.number, f"v{self.number}", WHEN)


@dataclass
class Template:
    path: str


class Site:
    """The chain as main stacks it, around an origin."""

    def __init__(self, limit: int = LIMIT, **options: Any) -> None:
        self.origin = Origin(**options)
        self.answers = KeptAnswers(limit)
        self.log: list[AccessEvent] = []
        self.metrics = Metrics(version="1")
        coded = ContentCoding(self.origin)
        self.lookup = CacheLookup(self.answers, self.origin)
        cached = ResponseCache(coded, lookup=self.lookup)
        self.app = edge(cached, self.log, self.metrics)

    def ask(self, target: str = "/a", headers: Headers = (), method: str = "GET") -> Answer:
        return asyncio.run(asyncio.wait_for(self.get(target, headers, method), 30))

    async def get(self, target: str = "/a", headers: Headers = (), method: str = "GET") -> Answer:
        return await acall(self.app, http_scope(method, target, headers))

    def kept(self, **changes: bytes | None) -> bool:
        """Ask twice with some fields otherwise; tell whether the second answer was a kept one."""
        self.answers.clear()
        self.origin.changes = {n.replace("_", "-").encode(): v for n, v in changes.items()}
        before = self.origin.asked
        first, second = self.ask(), self.ask()
        assert first.pieces == second.pieces
        return self.origin.asked == before + 1


def shown(answer: Answer) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """All of an answer but what belongs to the one request."""
    assert answer.error is None
    headers = [header for header in answer.headers if header[0] != b"x-request-id"]
    return answer.status, headers, answer.body


def test_the_second_answer_is_the_first() -> None:
    site = Site()
    first, second = site.ask(), site.ask()
    assert site.origin.asked == 1
    assert shown(first) == shown(second)
    assert first.header("x-request-id") != second.header("x-request-id")
    assert [(event.status, event.bytes, event.route) for event in site.log] == [
        (200, 4, "/v1/{name}")
    ] * 2
    assert (site.answers.hits, site.answers.misses) == (1, 1)


OTHERS = (
    ("/b", ()),
    ("/a?", ()),  # the same question, which costs a place and nothing else
    ("/a?x=1", ()),
    ("/%61", ()),
    ("/a", ((b"accept", b"text/csv"),)),
    ("/a", ((b"accept-encoding", b"gzip"),)),
    ("/a", ((b"accept-language", b"zh"),)),
)


@pytest.mark.parametrize(("target", "headers"), OTHERS)
def test_another_question_is_asked_anew(target: str, headers: Headers) -> None:
    site = Site()
    site.ask()
    site.ask(target, headers)
    same = site.origin.asked == 1
    assert same == (target == "/a?"), "an empty query is no query to ASGI"
    site.ask(target, headers)
    assert site.origin.asked == (1 if same else 2)


def test_another_host_or_scheme_is_asked_anew() -> None:
    site = Site()

    async def ask(host: bytes, scheme: str) -> None:
        scope = http_scope("GET", "/a", hosts=[(b"host", host)])
        await acall(site.app, scope | {"scheme": scheme})

    for place, told in enumerate([(b"one", "http"), (b"two", "http"), (b"two", "https")], 1):
        asyncio.run(ask(*told))
        asyncio.run(ask(*told))
        assert site.origin.asked == place


@pytest.mark.parametrize(
    "name",
    [b"authorization", b"cookie", b"range", b"if-modified-since", b"content-length", b"expect"],
)
def test_who_says_more_is_neither_answered_from_here_nor_kept(name: bytes) -> None:
    site = Site()
    special = [(name, b"0")]
    site.ask(headers=special)
    site.ask()
    site.ask(headers=special)
    assert site.origin.asked == 3
    site.ask()
    assert site.origin.asked == 3


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "DELETE"])
def test_other_methods_pass(method: str) -> None:
    site = Site()
    site.ask()
    site.ask(method=method)
    site.ask(method=method)
    assert site.origin.asked == 3


def test_only_what_says_that_it_may_be_kept_is_kept() -> None:
    site = Site()
    assert site.kept()
    assert site.kept(vary=None)
    assert site.kept(vary=b"accept,Accept-Language, accept-encoding")
    assert not site.kept(x_data_version=None)
    assert not site.kept(etag=None)
    assert not site.kept(etag=b'W/"tag1"')
    assert not site.kept(cache_control=None)
    assert not site.kept(cache_control=b"private")
    assert not site.kept(cache_control=b"public, no-store")
    assert not site.kept(set_cookie=b"a=b")
    assert not site.kept(vary=b"*")
    assert not site.kept(vary=b"Accept, User-Agent")
    assert not site.kept(content_length=b"5"), "a body that is not whole"


@pytest.mark.parametrize("status", [206, 301, 400, 404, 422, 500, 503])
def test_errors_and_parts_are_never_kept(status: int) -> None:
    site = Site(status=status)
    assert [site.ask().status, site.ask().status, site.origin.asked] == [status, status, 2]
    assert len(site.answers) == 0


def test_a_failure_is_not_kept() -> None:
    site = Site(error=LookupError("secret"))
    assert site.ask().status == 500
    site.origin.error = None
    assert site.ask().status == 200


def test_a_publication_ends_every_answer() -> None:
    site = Site(pieces=(b"VERSION",))
    for target in ("/a", "/b"):
        assert [site.ask(target).body, site.ask(target).body] == [b"1", b"1"]
    site.origin.number = 2
    assert [site.ask("/a").body, site.ask("/a").body] == [b"2", b"2"]
    assert len(site.answers) == 1, "the others were let go at once"
    assert site.ask("/b").body == b"2"


def test_what_was_made_while_something_was_published_is_not_sent_again() -> None:
    async def publish() -> None:
        site.origin.number = 2

    site = Site(pieces=(b"made of ", b"VERSION"), meanwhile=publish)
    assert site.ask().body == b"made of 1"
    site.origin.meanwhile = None
    assert site.ask().body == b"made of 2"


def test_each_answer_asks_for_a_look_after_it_was_made() -> None:
    site = Site()
    site.ask()
    site.ask()
    site.ask()
    first, second = site.origin.looks
    assert first == second > 0


def test_a_store_that_is_away_is_the_applications_to_tell() -> None:
    site = Site()
    site.ask()
    site.origin.away, site.origin.status = True, 503
    assert site.ask().status == 503
    site.origin.away, site.origin.status = False, 200
    assert site.ask().status == 200


def test_head_is_answered_from_get_and_fills_nothing() -> None:
    site = Site(pieces=(b"x" * 2000,))
    alone = site.ask(method="HEAD")
    assert len(site.answers) == 0
    whole = site.ask()
    after = site.ask(method="HEAD")
    assert site.origin.asked == 2
    assert shown(alone) == shown(after) == (200, shown(whole)[1], b"")


def test_each_coding_is_kept_as_it_is_sent() -> None:
    site = Site(pieces=(b"x" * 2000,))
    for coding in ("identity", "gzip", "br", "zstd"):
        asked = [(b"accept-encoding", coding.encode())]
        first, second = site.ask(headers=asked), site.ask(headers=asked)
        assert shown(first) == shown(second)
        assert second.decoded == b"x" * 2000
        assert decode(first.header("content-encoding"), second.body) == b"x" * 2000
    assert site.origin.asked == 4


def test_who_holds_the_answer_gets_304_from_here() -> None:
    site = Site(pieces=(b"x" * 2000,))
    for asked in ([], [(b"accept-encoding", b"gzip")]):
        before = site.origin.asked
        tag = (site.ask(headers=asked).header("etag") or "").encode()
        holding = [*asked, (b"if-none-match", tag)]
        first, second = site.ask(headers=holding), site.ask(headers=holding)
        # Browsers send the date as well, which does not count then.
        third = site.ask(headers=[*holding, (b"if-modified-since", b"whatever")])
        head = site.ask(headers=holding, method="HEAD")
        assert site.origin.asked == before + 2
        assert first.status == 304
        assert shown(first) == shown(second) == shown(third) == shown(head)
        assert first.header("etag") == tag.decode()
        site.answers.clear()
        before = site.origin.asked
        assert shown(site.ask(headers=holding)) == shown(first)
        assert shown(site.ask(headers=holding)) == shown(first)
        assert site.origin.asked == before + 1


def test_who_holds_another_answer_gets_the_whole_one_from_here() -> None:
    site = Site()
    whole = site.ask()
    for tag in (b'"old"', b"", b'W/"other", "x"', b'"tag1-gz"'):
        assert shown(site.ask(headers=[(b"if-none-match", tag)])) == shown(whole)
    assert site.origin.asked == 1
    site.origin.number = 2
    new = site.ask(headers=[(b"if-none-match", b'"tag1"')])
    assert new.status == 200
    assert shown(site.ask()) == shown(new)
    assert site.origin.asked == 2


@pytest.mark.parametrize("tag", [b"*", b'W/"tag1"', b'"x", "tag1"'])
def test_what_may_match_otherwise_is_the_applications_to_tell(tag: bytes) -> None:
    site = Site()
    site.ask()
    for place in (2, 3):
        assert site.ask(headers=[(b"if-none-match", tag)]).status == 304
        assert site.origin.asked == place
    twice = [(b"if-none-match", b'"x"'), (b"if-none-match", b'"tag1"')]
    assert site.ask(headers=twice).status == 304
    assert site.ask().status == 200


def test_a_large_answer_passes_and_is_not_kept() -> None:
    limit = 4 * (OVERHEAD + 1000)
    site = Site(limit, pieces=(b"x" * 500, b"y" * 500))
    assert site.ask().body == site.ask().body
    assert site.origin.asked == 1
    site.answers.clear()
    site.origin.pieces = (b"x" * 500, b"y" * 501)
    assert [len(site.ask().body), len(site.ask().body)] == [1001, 1001]
    assert site.origin.asked == 3
    assert len(site.answers) == 0


def test_an_answer_that_breaks_off_is_not_kept() -> None:
    async def fail() -> None:
        raise LookupError

    site = Site(pieces=(b"one", b"two"), meanwhile=fail)
    assert isinstance(site.ask().error, LookupError)
    site.origin.meanwhile = None
    assert site.ask().body == b"onetwo"
    assert site.ask().body == b"onetwo"
    assert site.origin.asked == 2


class Pause:
    """A `before` that the origin waits in until it is let go."""

    def __init__(self, site: Site) -> None:
        self.app = site.origin.__call__
        self.go = asyncio.Event()
        self.running = 0
        self.most = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.running += 1
        self.most = max(self.most, self.running)
        await self.go.wait()
        await self.app(scope, receive, send)
        self.running -= 1


def paused(site: Site) -> Pause:
    pause = Pause(site)
    cached = ResponseCache(ContentCoding(pause), lookup=site.lookup)
    site.app = edge(cached, site.log, site.metrics)
    return pause


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_simultaneous_equal_questions_are_computed_once() -> None:
    site = Site()

    async def ask() -> list[Answer]:
        pause = paused(site)
        asked = [asyncio.create_task(site.get()) for _ in range(20)]
        other = asyncio.create_task(site.get("/b"))
        await settle()
        assert pause.most == 2
        pause.go.set()
        return [await each for each in (*asked, other)]

    answers = asyncio.run(asyncio.wait_for(ask(), 30))
    assert site.origin.asked == 2
    assert len({repr(shown(each)) for each in answers}) == 1


def test_simultaneous_equal_questions_are_computed_once_also_where_there_is_little_room() -> None:
    site = Site(4 * (OVERHEAD + 1000), pieces=(b"x" * 900,))
    for target in ("/1", "/2"):
        site.ask(target)
    before = site.origin.asked

    async def ask() -> None:
        pause = paused(site)
        asked = [asyncio.create_task(site.get()) for _ in range(5)]
        await settle()
        pause.go.set()
        for each in asked:
            await each

    asyncio.run(asyncio.wait_for(ask(), 30))
    assert site.origin.asked == before + 1
    # Alone, it has to come twice.
    for _ in range(3):
        site.ask("/3")
    assert site.origin.asked == before + 3


@pytest.mark.parametrize("failure", ["error", "status", "leaves"])
def test_those_who_wait_go_on_when_there_is_nothing_to_share(failure: str) -> None:
    site = Site()

    async def ask() -> list[Answer]:
        pause = paused(site)
        first = asyncio.create_task(site.get())
        await settle()
        others = [asyncio.create_task(site.get()) for _ in range(3)]
        await settle()
        assert pause.most == 1
        if failure == "error":
            site.origin.error = LookupError("once")
        elif failure == "status":
            site.origin.status = 404
        else:
            first.cancel()
        pause.go.set()
        return [await each for each in others]

    answers = asyncio.run(asyncio.wait_for(ask(), 30))
    expected = {"error": 500, "status": 404, "leaves": 200}[failure]
    assert {each.status for each in answers} == {expected}


def test_nobody_waits_for_a_stream_that_a_slow_client_reads() -> None:
    site = Site(pieces=(b"one", b"two"))

    async def ask() -> Answer:
        reading = asyncio.Event()

        async def stall() -> None:
            await reading.wait()

        site.origin.meanwhile = stall
        slow_one = asyncio.create_task(site.get())
        await settle()
        site.origin.meanwhile = None
        quick = await asyncio.wait_for(site.get(), 5)
        reading.set()
        assert shown(await slow_one) == shown(quick)
        return quick

    assert asyncio.run(asyncio.wait_for(ask(), 30)).body == b"onetwo"
    assert site.origin.asked == 2
    site.ask()
    assert site.origin.asked == 2


def test_what_is_kept_is_not_changed_by_those_it_passes() -> None:
    site = Site()
    seen: list[Message] = []

    async def spoil(message: Message) -> None:
        seen.append(message)
        if message["type"] == "http.response.start":
            message["headers"].clear()

    async def send(app: Any) -> None:
        scope = http_scope("GET", "/a")
        await app(scope, None, spoil)

    first = shown(site.ask())
    asyncio.run(send(site.app))
    assert shown(site.ask()) == first
