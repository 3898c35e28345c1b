"""Clients of the business: found by number or e-mail address, and entered so that they can be booked.

vcita shows a client's token only when the client is entered, and not when one is found. So a booking in a client's own
name needs a client who was entered just now, or not long ago: those are remembered here, for as long as we run.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from frontdesk.booking_systems.remote.connection import Answer
from frontdesk.booking_systems.vcita.account import Account, require_done
from frontdesk.booking_systems.vcita.answers import Clients, ClientSaid, Data, Entered
from frontdesk.booking_systems.vcita.settings import VcitaSettings
from frontdesk.booking_systems.vcita.wire import e164, same_name
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown, SystemDown
from frontdesk.model.booking import Attendee

REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Client:
    id: str
    token: str = field(default="", repr=False)
    """Proves that it is this client who asks; empty where vcita did not show it."""
    is_new: bool = True
    """Just entered, and not remembered."""


class People:
    """`region` is that of numbers without a country."""

    def __init__(self, account: Account, settings: VcitaSettings, region: str) -> None:
        self._account = account
        self._settings = settings
        self._region = region
        self._entered: OrderedDict[tuple[str, str, str], Client] = OrderedDict()

    async def by_phone(self, phone: str) -> Sequence[ClientSaid]:
        """Those with just this number (E.164): vcita's own search may be broader."""
        found = await self._find("phone", phone)
        return [one for one in found if one.mobile_phone and e164(one.mobile_phone, self._region) == phone]

    async def those_of(self, attendee: Attendee) -> Sequence[str]:
        """Ids of all clients who are this person: of the same name, with the same number or e-mail address."""
        asked = [self.by_phone(attendee.phone)]
        if attendee.email:
            asked.append(self._by_email(attendee.email))
        found = [one for some in await asyncio.gather(*asked) for one in some if same_name(one.name, attendee.name)]
        remembered = self._entered.get(_key(attendee))
        return list(dict.fromkeys([*([remembered.id] if remembered else []), *(one.id for one in found)]))

    async def enter(self, attendee: Attendee, *, with_token: bool) -> Client:
        """The client to book for. An e-mail address that belongs to another client is left out.

        Raises `BookingRejected` where vcita lets no such client be, and `SystemDown`: nothing is booked yet.
        """
        remembered = self._entered.get(_key(attendee))
        if remembered is not None:
            return remembered
        if not with_token and (known := await self.those_of(attendee)):
            return Client(known[0])
        client = await self._enter(attendee, attendee.email, with_token)
        if client is None and attendee.email:
            client = await self._enter(attendee, None, with_token)
        if client is None:
            raise BookingRejected('vcita gives no token for this client; set booking_system.booking = "unchecked".')
        self._entered[_key(attendee)] = Client(client.id, client.token, is_new=False)
        if len(self._entered) > REMEMBERED:
            self._entered.popitem(last=False)
        return client

    def forget(self, attendee: Attendee) -> None:
        self._entered.pop(_key(attendee), None)

    async def _enter(self, attendee: Attendee, email: str | None, with_token: bool) -> Client | None:
        """None where there is a client with this address who is somebody else, or whose token is not shown."""
        try:
            answer = await self._account.write("enter a client", self._settings.paths.clients, _new(attendee, email))
            if answer.status == 409:
                return None
            require_done(answer)
            entered = answer.parse(Data[Entered]).data
        except OutcomeUnknown as error:  # at worst there is a client too many
            raise SystemDown(f"{error} Nothing is booked.") from error
        is_them = answer.status == 201 or same_name(entered.client.name, attendee.name)
        if not is_them or (with_token and not entered.token):
            return None
        return Client(entered.client.id, entered.token or "")

    async def _by_email(self, email: str) -> Sequence[ClientSaid]:
        found = await self._find("email", email)
        return [one for one in found if one.email and one.email.casefold() == email.casefold()]

    async def _find(self, by: str, term: str) -> Sequence[ClientSaid]:
        params = [("search_by", by), ("search_term", term)]
        answer: Answer = await self._account.read("find a client", self._settings.paths.clients, params)
        return answer.parse(Data[Clients]).data.clients


def _key(attendee: Attendee) -> tuple[str, str, str]:
    return attendee.phone, attendee.name.full.casefold(), (attendee.email or "").casefold()


def _new(attendee: Attendee, email: str | None) -> dict[str, str]:
    """vcita cannot do without a first name; who gave a surname only has it there."""
    name = attendee.name
    body = {"first_name": name.given or name.family, "phone": attendee.phone}
    if name.given and name.family:
        body["last_name"] = name.family
    if email:
        body["email"] = email
    return body
