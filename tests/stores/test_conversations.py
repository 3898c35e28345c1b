"""The store of conversations in our own database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contracts.store import CALLBACK, KEY, NOW, ConversationStoreContract, conversation, intent, take, turn

from frontdesk.conversations.ports import ConversationStore, Delivery, StoreFailed
from frontdesk.database.engine import Database, open_database
from frontdesk.stores import conversations as module
from frontdesk.stores.conversations import DatabaseConversations


@asynccontextmanager
async def open_in_memory() -> AsyncIterator[ConversationStore]:
    database = await open_database("sqlite://")
    yield DatabaseConversations(database)
    await database.close()


class TestInMemory(ConversationStoreContract):
    make = staticmethod(open_in_memory)


class TestOnBothEngines(ConversationStoreContract):
    @pytest.fixture
    def store(self, database: Database) -> ConversationStore:
        return DatabaseConversations(database)


async def test_what_was_saved_is_there_after_a_restart(database_url: str) -> None:
    database = await open_database(database_url)
    saved = await DatabaseConversations(database).save(conversation(), turns=(turn(1),), intent=intent())
    await database.close()
    database = await open_database(database_url)
    store = DatabaseConversations(database)
    assert await store.current(KEY) == saved
    assert await store.turns("c1") == [turn(1)]
    assert await take(store, NOW + timedelta(days=1)) == [intent()]
    await database.close()


async def test_old_conversations_are_forgotten_with_all_that_belongs_to_them(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = DatabaseConversations(database)
    old = await store.save(
        conversation("old"),
        turns=(turn(1),),
        delivery=Delivery("m1", b"reply"),
        intent=replace(intent(), conversation="old"),
        callback=replace(CALLBACK, conversation="old"),
    )
    old = await store.save(old, settled="k1")
    unsettled = replace(intent("k2"), conversation="unsettled")
    await store.save(conversation("unsettled", after="old"), turns=(turn(2),), intent=unsettled)
    recent = await store.save(
        replace(conversation("recent", after="unsettled"), updated=NOW + timedelta(days=1)), turns=(turn(3),)
    )
    other = await store.save(conversation("other", replace(KEY, business="harbour")))

    assert await store.forget("quayside", NOW) == 0
    assert await store.forget("quayside", NOW + timedelta(hours=1)) == 1

    assert await store.get("old") is None
    assert await store.turns("old") == []
    assert (await store.take_up(KEY, "m1")).reply is None
    assert await store.callbacks("quayside") == []
    assert await take(store, NOW + timedelta(days=1)) == [unsettled]
    assert await store.turns("unsettled") == [turn(2)]
    assert await store.get("recent") == recent
    assert await store.get("other") == other

    monkeypatch.setattr(module, "FORGOTTEN_AT_ONCE", 2)
    for number in range(5):
        await store.save(conversation(f"c{number}", replace(KEY, sender=f"visitor-{number + 2}")))
    assert await store.forget("quayside", NOW + timedelta(hours=1)) == 5
    assert await store.get("recent") == recent


async def test_a_failing_database_is_a_failing_store() -> None:
    database = await open_database("sqlite://")
    store = DatabaseConversations(database)
    await database.close()
    with pytest.raises(StoreFailed, match="closed already"):
        await store.save(conversation())
    with pytest.raises(StoreFailed, match="closed already"):
        await store.current(KEY)
