"""Appointments as vcita has them: read, listed, cancelled and moved.

After every change the appointment is read again: what vcita answers to a change is little, and documented loosely.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from frontdesk.booking_systems.remote.connection import WrongShape
from frontdesk.booking_systems.vcita.account import Account, of_one, require_done
from frontdesk.booking_systems.vcita.answers import Appointment, Appointments, AppointmentSaid, Data, status_of
from frontdesk.booking_systems.vcita.settings import VcitaSettings
from frontdesk.booking_systems.vcita.wire import Code, code_of, utc
from frontdesk.conversations.ports import BookingRejected, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingStatus
from frontdesk.model.change import Refusal

PER_PAGE = 100
MOST_PAGES = 5
MOST_CLIENTS = 30
AT_ONCE = 4
STANDING = (BookingStatus.CONFIRMED, BookingStatus.PENDING)


class Diary:
    """The appointments of one business. Everything raises `SystemDown`."""

    def __init__(self, account: Account, settings: VcitaSettings, zone: str) -> None:
        self._account = account
        self._settings = settings
        self._zone = zone

    async def read(self, id: str) -> AppointmentSaid | None:
        """None when there is none, in vcita's own words: a 404 without them may be anybody's."""
        path = of_one(self._settings.paths.appointment, id)
        answer = await self._account.read("read an appointment", path, means=(404,))
        if answer.ok:
            return answer.parse(Data[Appointment]).data.appointment
        if code_of(answer.json) == Code.NOT_FOUND:
            return None
        raise WrongShape("vcita answers HTTP 404 and not why: read an appointment; look at booking_system.paths.")

    async def of_clients(self, clients: Sequence[str]) -> Sequence[tuple[str, AppointmentSaid]]:
        """Those that stand, of all these clients, each with its client.

        Costs a request for each client, and for each further hundred appointments of one.
        """
        if len(clients) > MOST_CLIENTS:
            raise SystemDown("Too many of vcita's clients are the same person; merge them there.")
        turn = asyncio.Semaphore(AT_ONCE)

        async def in_turn(client: str) -> Sequence[AppointmentSaid]:
            async with turn:
                return await self._of_client(client)

        listed = await asyncio.gather(*(in_turn(client) for client in clients))
        return [(client, one) for client, some in zip(clients, listed, strict=True) for one in some if stands(one)]

    async def cancel(self, id: str) -> AppointmentSaid:
        """Raises `BookingRejected` or `OutcomeUnknown`."""
        body = {"business_id": self._settings.business_id, "booking_id": id}
        answer = await self._account.write("cancel", self._settings.paths.cancel, body)
        now = await self._read_again(id, done=answer.ok)
        if status_of(now.state)[0] is BookingStatus.CANCELLED:
            return now
        if answer.ok:
            raise OutcomeUnknown("vcita says that it is cancelled, and shows that it is not.")
        if not stands(now):
            raise BookingRejected("The appointment is over.", Refusal.OVER)
        require_done(answer)
        raise AssertionError

    async def move(self, id: str, staff: str, only_staff: str | None, start: datetime) -> AppointmentSaid:
        """To another time with the same member of the `staff`, who is `only_staff` where vcita does not say.

        Raises `OpeningTaken`, `BookingRejected` or `OutcomeUnknown`.
        """
        before = await self.read(id)
        if before is None:
            raise _unknown()
        if not stands(before):
            raise BookingRejected("The appointment is over, or cancelled.", Refusal.OVER)
        if (before.staff_id or only_staff) != staff:
            raise BookingRejected("vcita moves no appointment to another member of the staff.")
        body: dict[str, object] = {
            "business_id": self._settings.business_id,
            "booking_id": id,
            "start_time": utc(start),
            "time_zone": self._zone,
            "allow_double_booking": False,  # left out, it would be true
        }
        if self._settings.notify_client is not None:
            body["notify_client"] = self._settings.notify_client
        answer = await self._account.write("move", of_one(self._settings.paths.move, id), body, method="PUT")
        require_done(answer)
        now = await self._read_again(id, done=True)
        if now.start_time.timestamp() != start.timestamp():
            raise OutcomeUnknown("vcita says that it is moved, and shows another time.")
        if not stands(now):
            raise OutcomeUnknown("vcita says that it is moved, and shows that it does not stand any more.")
        return now

    async def _of_client(self, client: str) -> Sequence[AppointmentSaid]:
        found: list[AppointmentSaid] = []
        for page in range(1, MOST_PAGES + 1):
            params = [
                ("business_id", self._settings.business_id),
                ("client_id", client),
                ("page", str(page)),
                ("per_page", str(PER_PAGE)),
            ]
            answer = await self._account.read("list appointments", self._settings.paths.appointments, params)
            some = answer.parse(Data[Appointments]).data.appointments
            found += some
            if len(some) < PER_PAGE:
                return [one for one in found if one.client_id in (None, client)]
        raise SystemDown("vcita lists more appointments of one client than anybody has: list appointments.")

    async def _read_again(self, id: str, done: bool) -> AppointmentSaid:
        """After a change that was `done`, not to know how it stands is not to know what became of it."""
        try:
            now = await self.read(id)
        except SystemDown as error:
            if done:
                raise OutcomeUnknown(str(error)) from error
            raise
        if now is None:
            raise _unknown()
        return now


def stands(said: AppointmentSaid) -> bool:
    return status_of(said.state)[0] in STANDING


def _unknown() -> BookingRejected:
    return BookingRejected("vcita has no such appointment.", Refusal.UNKNOWN)
