"""Keys and answers that are given again, in both databases."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.keys import opens
from app.store.engine import Store, Writer
from app.store.idempotency import KEPT, Asked, KeptAnswer, find_answer, keep_answer
from app.store.keys import create_key, find_key, list_keys, revoke_key

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def test_a_key_counts_until_it_ends_or_is_revoked(store: Store) -> None:
    with store.writer() as writer:
        made, token = create_key(writer, ("publish",), "name", NOW, NOW + timedelta(days=1))
    with store.reader() as reader:
        found = find_key(reader, made.prefix)
        assert list_keys(reader) == (found,)
    assert found == made
    assert token.rpartition("_")[2] not in repr(found)
    assert opens(found, token, NOW)
    assert not opens(found, f"{token[:-1]}1", NOW)
    assert not opens(found, token, NOW + timedelta(days=1))
    assert not opens(None, token, NOW)
    with store.writer() as writer:
        first = revoke_key(writer, made.prefix, NOW)
        assert revoke_key(writer, made.prefix, NOW + timedelta(hours=1)) == first
        assert revoke_key(writer, "nobody", NOW) is None
    assert not opens(first, token, NOW)


def test_an_answer_is_kept_for_a_day_and_with_its_transaction(store: Store) -> None:
    with store.writer() as writer:
        key, _ = create_key(writer, ("publish",), "", NOW)
    asked, answer = Asked(key.prefix, "n", "d"), KeptAnswer("d", 201, "/x", b"body")
    with pytest.raises(LookupError), store.writer() as writer:
        _keep_and_fail(writer, asked, answer)
    with store.writer() as writer:
        assert find_answer(writer, asked, NOW) is None
        keep_answer(writer, asked, answer, NOW)
        assert find_answer(writer, asked, NOW + KEPT - timedelta(seconds=1)) == answer
        assert find_answer(writer, asked, NOW + KEPT) is None
        keep_answer(writer, asked, answer, NOW + KEPT)


def _keep_and_fail(writer: Writer, asked: Asked, answer: KeptAnswer) -> None:
    keep_answer(writer, asked, answer, NOW)
    raise LookupError
