"""The shortest way to the desk: the receptionist itself, without a server in between."""

from dataclasses import replace

from frontdesk.channels.desk import Receptionist
from frontdesk.channels.text.play import Heard
from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.arrival import UNKNOWN, Arrival
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import Keys, Medium, Silence, Unanswered, Utterance, Words


class ThroughCore:
    """`medium` and `arrival` are what the receptionist is told."""

    def __init__(
        self,
        receptionist: Receptionist,
        key: ConversationKey,
        medium: Medium,
        locale: str | None = None,
        arrival: Arrival = UNKNOWN,
    ) -> None:
        self.receptionist = receptionist
        self.key = key
        self.medium = medium
        self.locale = locale
        self.arrival = arrival
        self.deliveries = 0
        self.last: Utterance = Silence()

    async def connect(self) -> Heard | None:
        reply = await self.receptionist.begin(
            self.key, delivery="begin", medium=self.medium, locale=self.locale, arrival=self.arrival
        )
        return heard(reply)

    async def say(self, utterance: Words | Keys | Silence | Unanswered) -> Heard:
        self.deliveries += 1
        self.last = utterance
        return await self.again()

    async def again(self) -> Heard:
        reply = await self.receptionist.take(
            self.key,
            self.last,
            delivery=str(self.deliveries),
            medium=self.medium,
            locale=self.locale,
            arrival=self.arrival,
        )
        return heard(reply)

    async def call_again(self) -> Heard | None:
        self.key = replace(self.key, sender=f"{self.key.sender}-again")
        return await self.connect()

    async def hang_up(self) -> None:
        await self.receptionist.end(self.key)


def heard(reply: Reply) -> Heard:
    return Heard(" ".join(line.text for line in reply.lines), reply.done)
