"""meetergo as a `Vendor`: what we ask of it, in which order, and what its answers make of a booking.

Errors are those of the port; the rules behind them stand in its contract and in docs/booking-systems/meetergo.md.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from frontdesk.booking_systems.meetergo import notices, requests
from frontdesk.booking_systems.meetergo.access import authorization
from frontdesk.booking_systems.meetergo.appointments import Appointments, path_of
from frontdesk.booking_systems.meetergo.meeting_types import MeetingTypes, NoMeetingType, target_of
from frontdesk.booking_systems.meetergo.openings import Diary, Openings
from frontdesk.booking_systems.meetergo.references import Target, Waiting
from frontdesk.booking_systems.meetergo.refusals import refusal, says_gone, was_refused
from frontdesk.booking_systems.meetergo.settings import MeetergoSettings
from frontdesk.booking_systems.meetergo.terms import minutes_of, terms_of
from frontdesk.booking_systems.meetergo.wire import Appointment, Made, MeetingType, Rescheduled
from frontdesk.booking_systems.remote.connection import Answer, Authorize, Connection, Limits
from frontdesk.booking_systems.remote.ports import Reading, Vendor
from frontdesk.booking_systems.remote.settings import Secret
from frontdesk.conversations.ports import (
    BookingRejected,
    BookingSystemError,
    NeverKnown,
    OpeningTaken,
    OutcomeUnknown,
    SystemDown,
)
from frontdesk.model.booking import BookingRequest, BookingStatus, Opening, Search
from frontdesk.model.booking_system import Capabilities, Notices, ServiceTerms
from frontdesk.model.business import Business
from frontdesk.model.change import Refusal

READ_BACK_SECONDS = 2.0
"""How long a caller may wait to hear what became of a booking in all its details: that it was made is known."""


def connect(business: Business, settings: Mapping[str, object], secret: Secret) -> Vendor:
    """Raises `ValidationError` or `ValueError` with what to do. Nothing is asked of meetergo yet."""
    section = MeetergoSettings.model_validate(dict(settings))
    section.require_fitting(business)
    return Meetergo(business, section, authorization(section, secret(section.token_env)), section.limits)


class Meetergo:
    """Implements `Vendor` for one account of meetergo."""

    def __init__(self, business: Business, settings: MeetergoSettings, authorize: Authorize, limits: Limits) -> None:
        self._business = business
        self._settings = settings
        self._connection = Connection("meetergo", settings.base_url, authorize, limits)
        self._types = MeetingTypes(self._connection)
        self._openings = Openings(self._connection, business.zone, settings.days_at_once)
        self._appointments = Appointments(self._connection, settings.page_size)

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            tells_terms=True,
            names_hosts=self._settings.names_hosts,
            phone_only=True,
            chooses_channel=True,
            invite=True,
            answers=True,
            pends=True,
            reads=True,
            looks_up=True,
            finds=False,
            cancels=True,
            moves=True,
            notices=Notices.UNSIGNED,
        )

    async def terms(self) -> Mapping[str, ServiceTerms]:
        """Costs a request for each meeting type."""
        services = list(self._settings.services)
        return dict(zip(services, await asyncio.gather(*map(self._terms_of, services)), strict=True))

    async def openings(self, search: Search, instead_of: str | None) -> Sequence[Opening]:
        """Costs what `Openings.within` says, and the meeting types where they are not known.

        For an appointment that is to be moved, only what it can be moved to, unless another host is asked for by name:
        what is free there is told, and `move` refuses.
        """
        moved = await self._appointment(instead_of) if instead_of else None
        service, types = self._business.service(search.service), self._settings.types_of(self._business, search.service)
        told = dict(zip(types, await asyncio.gather(*map(self._types.get, types.values())), strict=True))
        minutes = search.duration_minutes or minutes_of(service, list(told.values()))
        if moved is not None and search.host is None:
            told = {host: one for host, one in told.items() if one.id == moved.meeting_type_id} or told
        if moved is not None and all(moved.minutes in one.durations for one in told.values()):
            minutes = moved.minutes
        diaries = [
            self._diary(search.service, host, one, minutes, moved)
            for host, one in told.items()
            if search.host in (None, host)
        ]
        return await self._openings.within(search.window, diaries)

    async def create(self, request: BookingRequest, key: str) -> Reading:
        """The key stays here: meetergo has no field that it could be found by again."""
        diary = self._diary_of(request.opening)
        told = await self._types.get(diary.target.meeting_type_id)
        body = requests.booking(request, diary.target, told, self._manner(request.opening.service))
        answer = await self._connection.write("book", "/booking", body=body)
        if not answer.ok:
            raise await self._refused(answer, diary, request.opening)
        made = answer.parse(Made)
        if made.provisional_booking_id:
            waiting = Waiting.on(made.provisional_booking_id, made.awaits(told), told.id, request)
            return waiting.reading(self._host(told.id))
        return await self._read_back(made.appointment_id or "", request)

    async def look_up(self, request: BookingRequest, key: str, since: datetime) -> Reading | None:
        """By meeting type, start and attendee. What waits for somebody's word is listed nowhere: where bookings do,
        that there is none cannot be told."""
        target = Target.of(request.opening.reference)
        if target is None:
            return None  # it was never asked for
        type = target.meeting_type_id
        found = await self._appointments.of(request.attendee, type, request.opening.start, since)
        if found is not None:
            return self._reading(found)
        if (await self._types.get(type, fresh=True)).awaiting is not None:
            raise NeverKnown("meetergo does not list bookings that wait to be confirmed; look for it in its own pages.")
        return None

    async def read(self, reference: str) -> Reading | None:
        """What waits stays as it was until there is an appointment of it: that it was turned down is told nowhere."""
        found = await self._appointment(reference)
        if found is not None:
            return self._reading(found)
        waiting = Waiting.of(reference)
        return replace(waiting.reading(self._host(waiting.meeting_type_id)), reference=reference) if waiting else None

    async def find(self, phone: str) -> Sequence[Reading]:
        """It has no search by phone number."""
        raise BookingRejected("meetergo finds no appointments by phone number.", Refusal.NOT_BY_CALLER)

    async def cancel(self, reference: str, reason: str) -> Reading:
        id = await self._id_of(reference)
        path = path_of(id, "/cancel")
        answer = await self._connection.write("cancel", path, body=requests.cancelling(reason), means=(403,))
        if answer.ok:
            cancelled = answer.parse(Appointment)
            if not cancelled.is_cancelled:
                raise OutcomeUnknown("meetergo took the cancellation, and shows the appointment as it was.")
            return self._reading(cancelled)
        if was_refused(answer):
            now = await self._appointments.get(id)
            if now is None:
                raise BookingRejected("meetergo has no such appointment any more.", Refusal.UNKNOWN)
            if now.is_cancelled:
                return self._reading(now)
        raise refusal(answer)

    async def move(self, reference: str, request: BookingRequest) -> Reading:
        """Within its meeting type, and with its length: anything else would be a new appointment (contract,
        "legacy guide": do not use)."""
        diary, opening = self._diary_of(request.opening), request.opening
        now = await self._appointments.get(await self._id_of(reference))
        if now is None:
            raise BookingRejected("meetergo has no such appointment any more.", Refusal.UNKNOWN)
        if now.is_cancelled:
            raise BookingRejected("The appointment is cancelled.", Refusal.OVER)
        if now.meeting_type_id != diary.target.meeting_type_id or now.minutes != opening.minutes:
            raise BookingRejected("meetergo moves no appointment to another host or length.", Refusal.NOT_BY_CALLER)
        if opening.starts_at(now.start):
            return self._reading(now)
        body = requests.rescheduling(opening.start)
        answer = await self._connection.write("move", path_of(now.id, "/reschedule"), body=body, means=(403,))
        if not answer.ok:
            raise await self._refused(answer, replace(diary, instead_of=now.id), opening)
        moved = answer.parse(Rescheduled).appointment
        if not opening.starts_at(moved.start) or moved.is_cancelled:
            raise OutcomeUnknown("meetergo moved the appointment to another time than it was asked for.")
        return self._reading(moved)

    def notice(self, headers: Mapping[str, str], body: bytes) -> str | None:
        return notices.appointment_of(body)

    async def close(self) -> None:
        await self._connection.close()

    # --- what several of them need

    async def _terms_of(self, service: str) -> ServiceTerms:
        async def told(id: str) -> MeetingType | None:
            try:
                return await self._types.get(id, fresh=True)
            except NoMeetingType:
                return None

        types = self._settings.types_of(self._business, service)
        found = dict(zip(types, await asyncio.gather(*map(told, types.values())), strict=True))
        video = self._settings.video_of(service)
        return terms_of(self._business.service(service), self._settings.services[service], video, found)

    async def _appointment(self, reference: str) -> Appointment | None:
        """None where there is none, or none yet."""
        waiting = Waiting.of(reference)
        if waiting is None:
            return await self._appointments.get(reference)
        return await self._appointments.of(waiting.attendee, waiting.meeting_type_id, waiting.start)

    async def _id_of(self, reference: str) -> str:
        """Raises `BookingRejected` for what waits: no call takes a provisional id."""
        if Waiting.of(reference) is None:
            return reference
        found = await self._appointment(reference)
        if found is None:
            why = "meetergo lets nobody change what waits to be confirmed; a person has to, in its own pages."
            raise BookingRejected(why, Refusal.NOT_BY_CALLER)
        return found.id

    async def _read_back(self, id: str, request: BookingRequest) -> Reading:
        """An appointment that was just made. What cannot be read of it now is what was asked for."""
        try:
            async with asyncio.timeout(READ_BACK_SECONDS):
                made = await self._appointments.get(id)
        except (SystemDown, TimeoutError):
            made = None
        if made is not None:
            return self._reading(made)
        opening = request.opening
        return Reading(id, BookingStatus.CONFIRMED, opening.start, opening.end)

    async def _refused(self, answer: Answer, diary: Diary, opening: Opening) -> BookingSystemError:
        """Why something was not booked or moved. That an opening is gone is believed when it is not offered any more
        (contract, trap 6)."""
        if not says_gone(answer):
            self._types.forget(diary.target.meeting_type_id)
            return refusal(answer)
        if await self._openings.has(diary, opening.start):
            return BookingRejected("meetergo does not book an opening that it offers; look at the meeting type.")
        return OpeningTaken("The opening is gone at meetergo.")

    def _diary(self, service: str, host: str, told: MeetingType, minutes: int, moved: Appointment | None) -> Diary:
        """Raises `Misconfigured`."""
        target = target_of(told, minutes, of_one_host=bool(self._settings.services[service].meeting_types))
        instead_of = moved.id if moved is not None and moved.meeting_type_id == told.id else None
        return Diary(service, host, target, minutes, instead_of)

    def _diary_of(self, opening: Opening) -> Diary:
        """Raises `OpeningTaken` for an opening that no search here gave."""
        found = Target.of(opening.reference)
        if found is None:
            raise OpeningTaken("This is no opening of meetergo's; search again.")
        return Diary(opening.service, opening.host, found, opening.minutes)

    def _manner(self, service: str) -> requests.Manner:
        settings = self._settings
        section, video = settings.services[service], settings.video_of(service)
        return requests.Manner(section, video, settings.email_reminders, self._business.time_zone)

    def _host(self, meeting_type: str) -> str:
        return self._settings.hosts.get(meeting_type, "")

    def _reading(self, appointment: Appointment) -> Reading:
        return appointment.reading(self._settings.hosts)
