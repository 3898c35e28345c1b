"""What every store of conversations promises. An adapter's test inherits the class and says how one is made:

    class TestOurs(ConversationStoreContract):
        make = staticmethod(open_ours)

`make()` is an async context manager that gives an empty store.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from frontdesk.conversations.ports import (
    Callback,
    ConversationKey,
    ConversationStore,
    Delivery,
    Intent,
    OutOfStep,
    StoredConversation,
    TurnRecord,
)

NOW = datetime(2026, 3, 5, 9, 7, 30, 123456, tzinfo=UTC)
KEY = ConversationKey("quayside", "web_chat", "visitor-1")


def conversation(
    id: str = "c1", key: ConversationKey = KEY, state: bytes = b"\x00{}\xff", after: str | None = None
) -> StoredConversation:
    return StoredConversation(id, key, version=0, state=state, updated=NOW, done=False, after=after)


def turn(number: int) -> TurnRecord:
    return TurnRecord(NOW + timedelta(seconds=number), f'{{"event":"é{number}"}}'.encode(), b'["acts"]')


def intent(key: str = "k1", created: datetime = NOW) -> Intent:
    return Intent(key, "c1", "quayside", b"request", created)


LEASE = timedelta(minutes=2)


async def take(store: ConversationStore, at: datetime, business: str = "quayside") -> list[Intent]:
    """The intents that are open before an instant, taken then."""
    return await store.take_open_intents(business, before=at, now=at, until=at + LEASE)


CALLBACK = Callback("c1", "quayside", NOW, "+442079460123", "Maria", "asked for a person")


class ConversationStoreContract:
    make: Callable[[], AbstractAsyncContextManager[ConversationStore]]

    @pytest.fixture
    async def store(self) -> AsyncIterator[ConversationStore]:
        async with self.make() as store:
            yield store

    async def test_what_is_saved_is_found(self, store: ConversationStore) -> None:
        assert await store.current(KEY) is None
        assert await store.get("c1") is None
        saved = await store.save(conversation())
        assert saved == replace(conversation(), version=1)
        assert await store.current(KEY) == await store.get("c1") == saved

    async def test_every_save_is_the_next_version(self, store: ConversationStore) -> None:
        first = await store.save(conversation())
        second = await store.save(replace(first, state=b"more", updated=NOW + timedelta(minutes=1), done=True))
        assert second.version == 2
        assert await store.get("c1") == second

    async def test_the_newest_conversation_is_the_current_one_finished_or_not(self, store: ConversationStore) -> None:
        first = await store.save(conversation("c1"))
        second = await store.save(conversation("c2", after="c1"))
        await store.save(replace(first, done=True))
        assert await store.current(KEY) == second
        assert await store.current(replace(KEY, sender="visitor-2")) is None
        assert await store.current(replace(KEY, channel="telephony")) is None
        assert await store.current(replace(KEY, business="harbour")) is None

    async def test_the_latest_conversation_of_a_caller_is_found(self, store: ConversationStore) -> None:
        def call(id: str, caller: str | None, business: str = "quayside") -> StoredConversation:
            return replace(conversation(id, ConversationKey(business, "telephony", f"call-{id}")), caller=caller)

        for one in (call("c1", "ada"), call("c2", None), call("c3", "ben"), call("c4", "ada", "elsewhere")):
            await store.save(one)
        second = await store.save(call("c5", "ada"))
        assert await store.latest_of("quayside", "ada", NOW) == second
        assert await store.latest_of("quayside", "ada", NOW + timedelta(seconds=1)) is None
        assert await store.latest_of("quayside", "carla", NOW) is None
        later = replace(second, updated=NOW + timedelta(minutes=5), done=True)
        assert await store.save(later) == await store.latest_of("quayside", "ada", NOW + timedelta(minutes=5))

    async def test_a_save_from_an_old_version_changes_nothing(self, store: ConversationStore) -> None:
        first = await store.save(conversation())
        second = await store.save(replace(first, state=b"second"), turns=(turn(1),))
        for stale in (first, conversation()):
            with pytest.raises(OutOfStep):
                await store.save(
                    replace(stale, state=b"stale"),
                    turns=(turn(2),),
                    delivery=Delivery("m1", b"reply"),
                    intent=intent(),
                    callback=CALLBACK,
                )
        assert await store.get("c1") == second
        assert await store.turns("c1") == [turn(1)]
        assert (await store.take_up(KEY, "m1")).reply is None
        assert await take(store, NOW + timedelta(days=1)) == []
        assert await store.callbacks("quayside") == []

    async def test_of_saves_at_once_from_one_version_one_wins(self, store: ConversationStore) -> None:
        first = await store.save(conversation())
        saves = [store.save(replace(first, state=bytes([n]))) for n in range(20)]
        results = await asyncio.gather(*saves, return_exceptions=True)
        (won,) = [result for result in results if isinstance(result, StoredConversation)]
        assert [type(result) for result in results].count(OutOfStep) == 19
        assert await store.get("c1") == won

    async def test_of_conversations_begun_at_once_by_one_sender_one_begins(self, store: ConversationStore) -> None:
        before: str | None = None
        for round in range(2):  # a first one, and one after it
            begun = [conversation(f"c{round}-{n}", after=before) for n in range(8)]
            results = await asyncio.gather(*(store.save(each) for each in begun), return_exceptions=True)
            (won,) = [result for result in results if isinstance(result, StoredConversation)]
            assert [type(result) for result in results].count(OutOfStep) == 7
            assert await store.current(KEY) == won
            before = won.id

    async def test_a_message_that_is_answered_twice_at_once_has_one_answer(self, store: ConversationStore) -> None:
        replies = [b"a", b"b", b"c", b"d", b"e", b"f"]
        begun = [conversation(f"c{n}") for n in range(len(replies))]
        saves = [
            store.save(each, turns=(turn(1),), delivery=Delivery("m1", reply))
            for each, reply in zip(begun, replies, strict=True)
        ]
        results = await asyncio.gather(*saves, return_exceptions=True)
        (won,) = [result for result in results if isinstance(result, StoredConversation)]
        assert [type(result) for result in results].count(OutOfStep) == len(replies) - 1
        assert (await store.take_up(KEY, "m1")).reply == replies[int(won.id[1:])]

    async def test_a_delivery_keeps_its_answer(self, store: ConversationStore) -> None:
        saved = await store.save(conversation(), delivery=Delivery("m1", b"\x00reply"))
        assert (await store.take_up(KEY, "m1")).reply == b"\x00reply"
        assert (await store.take_up(KEY, "m2")).reply is None
        for other in (
            replace(KEY, sender="visitor-2"),
            replace(KEY, channel="telephony"),
            replace(KEY, business="harbour"),
        ):
            assert (await store.take_up(other, "m1")).reply is None
        with pytest.raises(OutOfStep):
            await store.save(saved, delivery=Delivery("m1", b"other"))
        assert (await store.take_up(KEY, "m1")).reply == b"\x00reply"
        assert await store.get("c1") == saved

    async def test_turns_stay_in_order(self, store: ConversationStore) -> None:
        saved = await store.save(conversation(), turns=(turn(1), turn(2)))
        await store.save(saved, turns=(turn(0), turn(3)))
        await store.save(conversation("c2", after="c1"), turns=(turn(9),))
        assert await store.turns("c1") == [turn(1), turn(2), turn(0), turn(3)]
        assert await store.turns("c2") == [turn(9)]

    async def test_an_intent_is_open_until_it_is_settled(self, store: ConversationStore) -> None:
        saved = await store.save(conversation(), intent=intent())
        assert await take(store, NOW) == []
        later = NOW + timedelta(seconds=1)
        assert await take(store, later, "harbour") == []
        assert await take(store, later) == [intent()]
        saved = await store.save(saved, settled="k1")
        assert await take(store, later + LEASE) == []
        await store.save(saved, settled="never-was")

    async def test_an_intent_recorded_again_stays_as_it_was(self, store: ConversationStore) -> None:
        saved = await store.save(conversation(), intent=intent())
        saved = await store.save(saved, intent=intent(created=NOW + timedelta(hours=1)))
        assert await take(store, NOW + timedelta(days=1)) == [intent()]
        saved = await store.save(saved, intent=intent("k2"), settled="k1")
        assert await take(store, NOW + timedelta(days=2)) == [intent("k2")]

    async def test_an_intent_recorded_twice_at_once_is_one(self, store: ConversationStore) -> None:
        others = [conversation(f"c{n}", replace(KEY, sender=f"visitor-{n}")) for n in range(1, 9)]
        await asyncio.gather(*(store.save(each, intent=intent()) for each in others))
        assert await take(store, NOW + timedelta(days=1)) == [intent()]

    async def test_an_intent_is_taken_by_one_at_a_time(self, store: ConversationStore) -> None:
        saved = await store.save(conversation(), intent=intent("k2"))
        await store.save(saved, intent=intent("k1", created=NOW - timedelta(minutes=1)))
        at = NOW + timedelta(minutes=5)
        taken = await asyncio.gather(*(take(store, at) for _ in range(8)))
        assert sorted(one.key for each in taken for one in each) == ["k1", "k2"]
        assert await take(store, at + LEASE - timedelta(microseconds=1)) == []
        (oldest, newest) = await take(store, at + LEASE)
        assert (oldest.key, newest.key) == ("k1", "k2")

    async def test_callbacks_belong_to_their_business(self, store: ConversationStore) -> None:
        await store.save(conversation(), callback=CALLBACK)
        await store.save(conversation("c2", after="c1"), callback=replace(CALLBACK, conversation="c2", phone=None))
        assert await store.callbacks("quayside") == [CALLBACK, replace(CALLBACK, conversation="c2", phone=None)]
        assert await store.callbacks("harbour") == []
