"""A conversation in the terminal: one line is one turn, an empty line is silence."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from frontdesk.channels.desk import Receptionist
from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.booking import Booking
from frontdesk.model.expectation import Expecting
from frontdesk.model.reply import Reply
from frontdesk.model.utterance import MAX_WORDS, Medium, Silence, Utterance, typed

HELP = "Type what a caller would say. An empty line is silence; /state shows what is known, /quit ends."


@dataclass(frozen=True, slots=True)
class Console:
    """`read` gives the next line, None at the end of the input; `write` shows a line;
    `known` tells what the desk has understood so far, as name and value."""

    receptionist: Receptionist
    key: ConversationKey
    read: Callable[[], Awaitable[str | None]]
    write: Callable[[str], None]
    known: Callable[[], Awaitable[Sequence[tuple[str, str]]]]
    locale: str | None = None
    medium: Medium = Medium.TEXT

    async def converse(self) -> None:
        """Greets, takes turns until the conversation or the input is over, and lets go of what is held."""
        self.write(HELP)
        reply = await self.receptionist.begin(self.key, delivery=None, medium=self.medium, locale=self.locale)
        booked = self._show(reply, None)
        while not _is_over(reply):
            line = await self.read()
            if line is None or line.strip() == "/quit":
                await self.receptionist.end(self.key)
                return
            match line.strip():
                case "/state":
                    for name, value in await self.known():
                        self.write(f"  {name}: {value}")
                case "/help":
                    self.write(HELP)
                case said:
                    reply = await self._take(typed(said[:MAX_WORDS]) if said else Silence())
                    booked = self._show(reply, booked)

    async def _take(self, utterance: Utterance) -> Reply:
        return await self.receptionist.take(self.key, utterance, delivery=None, medium=self.medium, locale=self.locale)

    def _show(self, reply: Reply, booked: str | None) -> str | None:
        """Writes the reply, and the invite once for every new booking; the id of the last booking shown."""
        for line in reply.lines:
            self.write(f"desk: {line.text}")
            for choice in line.choices:
                self.write(f"      [{choice.key}] {choice.title}" if choice.key else f"      - {choice.title}")
        if reply.handoff:
            whom = reply.handoff.number or "a call-back"
            self.write(f"  (handed over to {whom}: {reply.handoff.summary})")
        if reply.booking and reply.booking.id != booked:
            self.write(show_invite(reply.booking))
        return reply.booking.id if reply.booking else booked


def _is_over(reply: Reply) -> bool:
    """A chat that has booked waits for nothing, but more can be said."""
    return reply.done and reply.expectation.expecting is not Expecting.ANYTHING_ELSE


def show_invite(booking: Booking) -> str:
    """The committed booking and the calendar entry that goes with it."""
    opening, invite = booking.request.opening, booking.request.invite
    return "\n".join(
        [
            f"  ── booked: {booking.id} ({booking.status}) ──",
            f"  {opening.start:%a %Y-%m-%d %H:%M}-{opening.end:%H:%M} {booking.time_zone}",
            f"  {invite.title}",
            *(f"  {line}" for line in invite.description.splitlines()),
        ]
    )
