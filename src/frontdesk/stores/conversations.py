"""Conversations in our own database: every save is one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection, Row, and_, delete, func, insert, or_, select, update

from frontdesk.conversations.callers import known_as
from frontdesk.conversations.ports import (
    Callback,
    ConversationKey,
    Delivery,
    Intent,
    OutOfStep,
    StoredConversation,
    StoreFailed,
    TakenUp,
    TurnRecord,
)
from frontdesk.database.engine import Database
from frontdesk.database.failures import DatabaseFailed
from frontdesk.database.locks import lock
from frontdesk.database.schema import callbacks, conversations, deliveries, intents, turns

T = TypeVar("T")
READ_AT_ONCE = 200
FORGOTTEN_AT_ONCE = 500
"""How many conversations one transaction deletes, so that nobody who writes waits for long."""


@dataclass(frozen=True, slots=True)
class Erased:
    """How much of one phone number is gone; `unsettled` conversations are kept until their booking is settled."""

    conversations: int
    callbacks: int
    unsettled: int


class DatabaseConversations:
    """Implements `ConversationStore` in the shared database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def current(self, key: ConversationKey) -> StoredConversation | None:
        return await self._read(lambda connection: _current(connection, key))

    async def get(self, id: str) -> StoredConversation | None:
        query = select(conversations).where(conversations.c.id == id)
        return await self._read(lambda connection: _conversation(connection.execute(query).first()))

    async def latest_of(self, business: str, caller: str, since: datetime) -> StoredConversation | None:
        query = (
            select(conversations)
            .where(conversations.c.business == business, conversations.c.caller == caller)
            .where(conversations.c.updated >= since)
            .order_by(conversations.c.number.desc())
            .limit(1)
        )
        return await self._read(lambda connection: _conversation(connection.execute(query).first()))

    async def take_up(self, key: ConversationKey, delivery: str | None) -> TakenUp:
        def look(connection: Connection) -> TakenUp:
            reply = _answered(connection, key, delivery) if delivery is not None else None
            return TakenUp(reply, None if reply else _current(connection, key))

        return await self._read(look)

    async def save(
        self,
        conversation: StoredConversation,
        turns: tuple[TurnRecord, ...] = (),
        delivery: Delivery | None = None,
        intent: Intent | None = None,
        settled: str | None = None,
        callback: Callback | None = None,
    ) -> StoredConversation:
        def work(connection: Connection) -> StoredConversation:
            lock(connection, *_locks(conversation, intent))
            saved = _save_conversation(connection, conversation)
            if turns:
                _add_turns(connection, conversation.id, turns)
            if delivery is not None:
                _add_delivery(connection, conversation, delivery)
            if intent is not None:
                _add_intent(connection, intent)
            if settled is not None:
                _settle(connection, conversation, settled)
            if callback is not None:
                _add_callback(connection, callback)
            return saved

        return await self._write(work)

    async def turns(self, id: str) -> list[TurnRecord]:
        query = select(turns).where(turns.c.conversation == id).order_by(turns.c.number)
        return await self._read(
            lambda connection: [
                TurnRecord(row.at, row.event.encode(), row.acts.encode()) for row in connection.execute(query)
            ]
        )

    async def take_open_intents(
        self, business: str, *, before: datetime, now: datetime, until: datetime
    ) -> list[Intent]:
        is_free = or_(intents.c.leased_until.is_(None), intents.c.leased_until <= now)
        is_open = and_(intents.c.business == business, intents.c.settled.is_(None), intents.c.created < before, is_free)
        taken = select(intents.c.key).where(is_open).with_for_update(skip_locked=True)
        take = (
            update(intents)
            .where(intents.c.business == business, intents.c.key.in_(taken))
            .values(leased_until=until)
            .returning(intents)
        )
        found = await self._write(
            lambda connection: [
                Intent(row.key, row.conversation, row.business, row.request, row.created)
                for row in connection.execute(take)
            ]
        )
        return sorted(found, key=lambda intent: (intent.created, intent.key))

    async def callbacks(self, business: str) -> list[Callback]:
        query = select(callbacks).where(callbacks.c.business == business).order_by(callbacks.c.number)
        return await self._read(
            lambda connection: [
                Callback(row.conversation, row.business, row.created, row.phone, row.name, row.summary)
                for row in connection.execute(query)
            ]
        )

    async def forget(self, business: str, before: datetime) -> int:
        """Deletes a business's conversations, with all that belongs to them, that were last changed before an instant.

        One whose booking is not settled yet is kept. Returns how many are gone. Raises `StoreFailed`.
        """

        unsettled = select(intents.c.conversation).where(intents.c.business == business, intents.c.settled.is_(None))
        old = (
            select(conversations.c.id)
            .where(conversations.c.business == business, conversations.c.updated < before)
            .where(conversations.c.id.not_in(unsettled))
            .limit(FORGOTTEN_AT_ONCE)
            .with_for_update(skip_locked=True)  # one that is being saved is not old any more
        )

        def work(connection: Connection) -> int:
            ids = connection.execute(old).scalars().all()
            _delete(connection, ids)
            return len(ids)

        forgotten = [await self._write(work)]
        while forgotten[-1] == FORGOTTEN_AT_ONCE:
            forgotten.append(await self._write(work))
        return sum(forgotten)

    async def erase(self, business: str, phone: str) -> Erased:
        """Deletes the conversations that a number (E.164) called in or was named in, with all that belongs to them.

        One whose booking is not settled yet is kept. Raises `StoreFailed`.
        """

        def work(connection: Connection) -> Erased:
            ids = sorted(_of_number(connection, business, phone))
            unsettled = intents.c.settled.is_(None), intents.c.conversation.in_(ids)
            kept = set(connection.execute(select(intents.c.conversation).where(*unsettled)).scalars())
            gone = [id for id in ids if id not in kept]
            notes = callbacks.c.conversation.in_(gone)
            asked = connection.execute(select(func.count()).select_from(callbacks).where(notes)).scalar_one()
            _delete(connection, gone)
            return Erased(len(gone), asked, len(kept))

        return await self._write(work)

    async def _read(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._database.read(work)
        except DatabaseFailed as failure:
            raise StoreFailed(str(failure)) from failure

    async def _write(self, work: Callable[[Connection], T]) -> T:
        try:
            return await self._database.write(work)
        except DatabaseFailed as failure:
            raise StoreFailed(str(failure)) from failure


def _delete(connection: Connection, ids: Sequence[str]) -> None:
    """Conversations, with all that belongs to them."""
    for table in (turns, deliveries, intents, callbacks):
        connection.execute(delete(table).where(table.c.conversation.in_(ids)))
    connection.execute(delete(conversations).where(conversations.c.id.in_(ids)))


def _of_number(connection: Connection, business: str, phone: str) -> set[str]:
    """Whoever rang from it, wrote from it, or gave it: then it stands in what was kept, wherever that is."""
    theirs = conversations.c.business == business
    direct = or_(conversations.c.caller == known_as(business, phone), conversations.c.sender == phone)
    found = set(connection.execute(select(conversations.c.id).where(theirs, direct)).scalars())
    noted = select(callbacks.c.conversation).where(callbacks.c.business == business)
    found |= set(connection.execute(noted.where(callbacks.c.phone == phone)).scalars())
    said = select(turns.c.conversation).join(conversations, conversations.c.id == turns.c.conversation)
    told = or_(turns.c.acts.contains(phone, autoescape=True), turns.c.event.contains(phone, autoescape=True))
    found |= set(connection.execute(said.where(theirs, told).distinct()).scalars())
    # What is kept as bytes is looked through here: the two databases have no common word for it.
    kept = connection.execute(select(conversations.c.id, conversations.c.state).where(theirs)).yield_per(READ_AT_ONCE)
    return found | {row.id for row in kept if phone.encode() in row.state}


def _conversation(row: Row[tuple[object, ...]] | None) -> StoredConversation | None:
    if row is None:
        return None
    key = ConversationKey(row.business, row.channel, row.sender)
    return StoredConversation(row.id, key, row.version, row.state, row.updated, row.done, row.caller)


def _current(connection: Connection, key: ConversationKey) -> StoredConversation | None:
    query = (
        select(conversations)
        .where(
            conversations.c.business == key.business,
            conversations.c.channel == key.channel,
            conversations.c.sender == key.sender,
        )
        .order_by(conversations.c.number.desc())
        .limit(1)
    )
    return _conversation(connection.execute(query).first())


def _locks(conversation: StoredConversation, intent: Intent | None) -> list[str]:
    """What a save looks at before it writes: nobody else may change it in between."""
    key = conversation.key
    names = [f"conversation/{conversation.id}", f"sender/{key.business}/{key.channel}/{key.sender}"]
    return names if intent is None else [*names, f"intent/{intent.business}/{intent.key}"]


def _save_conversation(connection: Connection, conversation: StoredConversation) -> StoredConversation:
    key = conversation.key
    version = conversation.version + 1
    content = {
        "version": version,
        "state": conversation.state,
        "updated": conversation.updated,
        "done": conversation.done,
        "caller": conversation.caller,
    }
    if conversation.version == 0:
        known = connection.execute(select(conversations.c.id).where(conversations.c.id == conversation.id)).first()
        newest = _current(connection, key)
        if known is not None or (newest and newest.id) != conversation.after:
            raise OutOfStep(f"Conversation {conversation.id} was begun by somebody else.")
        identity = {"id": conversation.id, "business": key.business, "channel": key.channel, "sender": key.sender}
        connection.execute(insert(conversations), identity | content)
    else:
        changed = connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation.id, conversations.c.version == conversation.version)
            .values(content)
        )
        if changed.rowcount != 1:
            raise OutOfStep(f"Conversation {conversation.id} is not at version {conversation.version} any more.")
    return replace(conversation, version=version, after=None)


def _add_turns(connection: Connection, id: str, added: tuple[TurnRecord, ...]) -> None:
    last = connection.execute(select(func.max(turns.c.number)).where(turns.c.conversation == id)).scalar() or 0
    connection.execute(
        insert(turns),
        [
            {
                "conversation": id,
                "number": number,
                "at": turn.at,
                "event": turn.event.decode(),
                "acts": turn.acts.decode(),
            }
            for number, turn in enumerate(added, start=last + 1)
        ],
    )


def _answered(connection: Connection, key: ConversationKey, delivery: str) -> bytes | None:
    reply: bytes | None = connection.execute(
        select(deliveries.c.reply).where(
            deliveries.c.business == key.business,
            deliveries.c.channel == key.channel,
            deliveries.c.sender == key.sender,
            deliveries.c.delivery == delivery,
        )
    ).scalar()
    return reply


def _add_delivery(connection: Connection, conversation: StoredConversation, delivery: Delivery) -> None:
    key = conversation.key
    if _answered(connection, key, delivery.id) is not None:
        raise OutOfStep(f"Delivery {delivery.id} was answered by somebody else.")
    connection.execute(
        insert(deliveries),
        {
            "business": key.business,
            "channel": key.channel,
            "sender": key.sender,
            "delivery": delivery.id,
            "conversation": conversation.id,
            "reply": delivery.reply,
        },
    )


def _add_intent(connection: Connection, intent: Intent) -> None:
    """Recorded once: a repeated intent is the same commitment, and keeps its first request and time."""
    same = intents.c.business == intent.business, intents.c.key == intent.key
    if connection.execute(select(intents.c.key).where(*same)).first() is None:
        connection.execute(
            insert(intents),
            {
                "business": intent.business,
                "key": intent.key,
                "conversation": intent.conversation,
                "request": intent.request,
                "created": intent.created,
            },
        )


def _settle(connection: Connection, conversation: StoredConversation, key: str) -> None:
    connection.execute(
        update(intents)
        .where(intents.c.business == conversation.key.business, intents.c.key == key)
        .values(settled=conversation.updated)
    )


def _add_callback(connection: Connection, callback: Callback) -> None:
    connection.execute(
        insert(callbacks),
        {
            "business": callback.business,
            "conversation": callback.conversation,
            "created": callback.created,
            "phone": callback.phone,
            "name": callback.name,
            "summary": callback.summary,
        },
    )
