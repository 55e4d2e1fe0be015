"""Kept answers: bounded by what they really take, and what is asked again outlives what is not."""

import gc
import tracemalloc

from starlette.types import Message

from app.web.kept_answers import OVERHEAD, Kept, KeptAnswers, Key
from app.web.metrics import Metrics
from tests.web.test_metrics import samples


def kept(body: bytes) -> Kept:
    # As Starlette makes them: every name and value anew for each answer.
    headers = tuple(
        (f"x-some-field-{number}".encode(), f"some value of a field, number {number}".encode())
        for number in range(12)
    )
    start: Message = {"type": "http.response.start", "status": 200, "headers": headers}
    whole: Message = {"type": "http.response.body", "body": body, "more_body": False}
    return Kept(start, whole, "v1", 0.0, "/v1/observations", len(body) + OVERHEAD)


def key(number: int) -> Key:
    query = f"area=CN-SX&indicator=some_indicator_{number:04}&time=2000..2024".encode()
    accepted = ((b"host", b"127.0.0.1"), (b"accept", b"*/*"), (b"accept-encoding", b"gzip"))
    return (b"/v1/observations", query, "http", *accepted)


def test_no_more_bytes_are_held_than_allowed() -> None:
    answers = KeptAnswers(1_000_000)
    for number in range(1000):
        answers.put(key(number), kept(bytes(number % 7000)))
        assert answers.size <= 1_000_000
        for again in range(0, number, 50):
            answers.get(key(again))
            assert answers.size <= 1_000_000
    assert len(answers) > 100


def test_the_bytes_that_are_counted_are_those_that_are_taken() -> None:
    answers = KeptAnswers(4_000_000)
    gc.collect()
    tracemalloc.start()
    for number in range(3000):
        answers.put(key(number), kept(bytes(number % 5 * 500)))
        answers.get(key(number - 3))
    gc.collect()
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert 0.5 * answers.size < taken < 1.1 * answers.size


def test_what_is_asked_again_outlives_what_is_asked_once() -> None:
    answers = KeptAnswers(100 * (OVERHEAD + 1000))
    asked_again = [key(-number) for number in range(1, 31)]
    for each in asked_again:
        answers.put(each, kept(bytes(1000)))
        answers.get(each)
    for number in range(1000):
        answers.put(key(number), kept(bytes(1000)))
    assert all(answers.get(each) for each in asked_again)
    assert answers.get(key(999))
    assert not answers.get(key(900))


def test_what_was_asked_again_long_ago_gives_way_in_the_end() -> None:
    answers = KeptAnswers(10 * (OVERHEAD + 1000))
    for number in range(100):
        answers.put(key(number), kept(bytes(1000)))
        assert answers.get(key(number))
    found = [number for number in range(100) if answers.get(key(number))]
    assert len(found) == 10
    assert set(range(92, 100)) <= set(found)


def test_when_half_is_taken_only_what_comes_again_is_wanted() -> None:
    answers = KeptAnswers(10 * (OVERHEAD + 1000))
    for number in range(5):
        assert answers.wants(key(number))
        answers.put(key(number), kept(bytes(1000)))
    assert [answers.wants(key(9)), answers.wants(key(9))] == [False, True]
    for number in range(100, 8000):
        assert not answers.wants(key(number))
    assert answers.wants(key(9))
    # What was asked once long ago is forgotten, so that memory is bounded here too.
    for number in range(10_000, 30_000):
        answers.wants(key(number))
    assert not answers.wants(key(9))


def test_an_answer_replaces_the_one_before() -> None:
    answers = KeptAnswers(1_000_000)
    for proven in (False, True):
        for body in (b"first", b"second, longer"):
            answers.put(key(1), kept(body))
            if proven:
                answers.get(key(1))
        found = answers.get(key(1))
        assert found
        assert found.body["body"] == b"second, longer"
        assert answers.size == found.size
    answers.remove(key(1))
    answers.remove(key(2))
    assert (answers.size, len(answers)) == (0, 0)


def test_the_bound_holds_for_a_single_answer() -> None:
    answers = KeptAnswers(OVERHEAD + 100)
    answers.put(key(1), kept(bytes(101)))
    assert answers.get(key(1)) is None
    assert answers.size == 0


def test_prometheus_is_told() -> None:
    metrics, answers = Metrics(version="1"), KeptAnswers(1_000_000)
    metrics.registry.register(answers)
    answers.hits, answers.misses = 5, 3
    answers.put(key(1), kept(b"body"))
    found = samples(metrics)
    questions = "provstat_response_cache_questions_total"
    assert found[questions, (("found", "yes"),)] == 5
    assert found[questions, (("found", "no"),)] == 3
    assert found["provstat_response_cache_bytes", ()] == OVERHEAD + 4
