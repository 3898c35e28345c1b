"""Makes an appointment in Cubu, and finds out what became of one.

Nothing that we send comes back with a listed appointment, so one of ours is told by its calendar, its start and whose
it is: by the customer's record where there is one, else by the phone number, where the list shows it. Where there are
records, the number alone is not enough: a family may share one.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import ValidationError

from frontdesk.booking_systems.cubu.calls import Calls, Record
from frontdesk.booking_systems.cubu.openings import Hosts
from frontdesk.booking_systems.cubu.wire import Calendar, Case, Spot, instant_of, reading_of, status_of, texts_in
from frontdesk.booking_systems.cubu.writing import book_body, customer_fields, has_phone, phone_as, same_name
from frontdesk.booking_systems.remote.ports import Reading
from frontdesk.conversations.ports import BookingRejected, NeverKnown, OpeningTaken, OutcomeUnknown, SystemDown
from frontdesk.model.booking import BookingRequest, BookingStatus

CLOCKS_DIFFER = timedelta(minutes=2)
"""By so much Cubu's clock may be behind ours."""


class Making:
    """Of one business. `country` is whose numbers are written without one."""

    def __init__(self, calls: Calls, hosts: Hosts, country: str) -> None:
        self._calls = calls
        self._settings = calls.settings
        self._hosts = hosts
        self._country = country

    async def make(self, request: BookingRequest) -> Reading:
        """Books: 2 requests, 4 with a new customer record, and one more when it is refused.

        The calendar is read again before: an index means nothing if somebody else's calendar has it by now.
        Raises `OpeningTaken`, `BookingRejected`, or `OutcomeUnknown`.
        """
        opening = request.opening
        spot = self._spot_of(request)
        service = self._settings.services[opening.service]
        calendars = await self._calls.calendars(service.service_id, spot.day)
        its = next((one for one in calendars if one.cu_index == spot.cu_index), None)
        if its is None or self._hosts.host_of(opening.service, its) != opening.host:
            raise OpeningTaken("The calendar that had the opening is gone, or is somebody else's now.")
        self._require_enough(request, its)
        body = book_body(request, spot, self._settings, self._country)
        if self._settings.customers is not None:
            body[self._settings.customer_key] = await self._customer(request)
        answer = await self._calls.book(service.service_id, spot.day, spot.cu_index, body)
        if 400 <= answer.status < 500:
            raise await self._why_refused(request, spot, answer.status)
        if not answer.ok:
            raise OutcomeUnknown(f"Cubu gave no clear answer to a booking: HTTP {answer.status}.")
        try:
            return self._reading(answer.parse(Case), request)
        except SystemDown as error:  # it is made, and says of itself what we cannot read
            raise OutcomeUnknown(str(error)) from None

    async def look_up(
        self, request: BookingRequest, since: datetime | None, but: Collection[str] = ()
    ) -> Reading | None:
        """The standing appointment that this request has become: one made before `since`, or one of `but`, is not that.

        It is looked for in its calendar; with `since` also in the others of that day, as an index may be another
        calendar's by now. Raises `NeverKnown` where there is one at that start, and nothing says for sure whose.
        """
        spot = self._spot_to_look_at(request)
        case, doubtful = await self._theirs(request, spot, spot.cu_index, since, but)
        if doubtful:
            raise NeverKnown("Cubu has an appointment there and does not tell whose; look in its own pages.")
        if case is not None:
            return self._reading(case, request)
        return None if since is None else await self._elsewhere(request, spot, since)

    async def there(self, request: BookingRequest) -> frozenset[str]:
        """The ids of what stands at that start already."""
        spot = self._spot_of(request)
        service_id = self._settings.services[request.opening.service].service_id
        listed = await self._calls.cases(service_id, spot.day, spot.cu_index)
        return frozenset(case.case_id for case in self._starting(listed, spot, request))

    def _spot_to_look_at(self, request: BookingRequest) -> Spot:
        """Raises `NeverKnown`."""
        try:
            return self._spot_of(request)
        except BookingRejected as error:  # the settings were others when it was asked for
            raise NeverKnown(f"What became of a booking cannot be looked up: {error}") from None

    async def _elsewhere(self, request: BookingRequest, spot: Spot, since: datetime) -> Reading | None:
        """A number alone says too little there: two of a family can be with two hosts at one time."""
        service_id = self._settings.services[request.opening.service].service_id
        for calendar in await self._calls.calendars(service_id, spot.day):
            if calendar.cu_index == spot.cu_index:
                continue
            case, _ = await self._theirs(request, spot, calendar.cu_index, since, ())
            if case is not None and self._settings.customers is None:
                raise NeverKnown("Cubu has an appointment with that number elsewhere; look in its own pages.")
            if case is not None:
                return replace(self._reading(case, request), host=self._hosts.agent_of(calendar) or "")
        return None

    async def _theirs(
        self, request: BookingRequest, spot: Spot, cu_index: int, since: datetime | None, but: Collection[str]
    ) -> tuple[Case | None, bool]:
        """Their appointment in one of that day's calendars; else whether there is one that may be theirs."""
        service_id = self._settings.services[request.opening.service].service_id
        listed = await self._calls.cases(service_id, spot.day, cu_index)
        there = [
            case
            for case in self._starting(listed, spot, request)
            if not _older(case, since) and case.case_id not in but
        ]
        if not there:
            return None, False
        record = await self._record(request)
        of_record: frozenset[str] = frozenset()
        if record is not None:
            its = await self._calls.cases(service_id, spot.day, cu_index, record.record_id)
            of_record = frozenset(case.case_id for case in its)
        is_theirs = record is not None and self._is_of(record, request)
        doubtful = False
        for case in there:
            if case.case_id in of_record:
                if is_theirs:
                    return case, False
                continue  # of somebody else with the same number
            said = self._tells(case, request)
            if said:
                return case, False
            doubtful = doubtful or said is None
        return None, doubtful

    def _tells(self, case: Case, request: BookingRequest) -> bool | None:
        """Whether what is listed of a customer says that it is them; None where it does not say.

        Where there are records, a number without the name may be that of a relative.
        """
        who = request.attendee
        has_number = has_phone(case.customer, who.phone, self._country)
        if has_number and self._settings.customers is not None:
            return True if any(same_name(text, who.name.full) for text in texts_in(case.customer)) else None
        return has_number

    def _spot_of(self, request: BookingRequest) -> Spot:
        """Raises `BookingRejected` for an opening that is not one of Cubu's."""
        if request.opening.service not in self._settings.services:
            raise BookingRejected("The service is not one that Cubu has.")
        try:
            spot = Spot.model_validate_json(request.opening.reference)
        except ValidationError:
            raise BookingRejected("The opening is not one that Cubu offered.") from None
        start = instant_of(spot.day, spot.minute, self._settings.zone)
        if start is None or not request.opening.starts_at(start):
            raise BookingRejected("The opening does not begin when Cubu offered it; look at calendar_timezone.")
        return spot

    def _require_enough(self, request: BookingRequest, calendar: Calendar) -> None:
        """Raises `BookingRejected` for what the calendar demands and we have not: nothing is made up for it."""
        if calendar.is_email_required and not request.attendee.email:
            raise BookingRejected("Cubu demands an e-mail address for this, and the customer gave none.")
        if calendar.is_customer_required and self._settings.customers is None:
            raise BookingRejected("Cubu demands a customer record for this; set up [booking_system.customers].")

    async def _customer(self, request: BookingRequest) -> str:
        """The id of their record. One of the same number with another name, or without any, is somebody else's."""
        known = await self._record(request)
        if known is not None and self._is_of(known, request):
            return known.record_id
        return await self._calls.new_customer(customer_fields(request, self._settings, self._country))

    async def _record(self, request: BookingRequest) -> Record | None:
        """The record that has their number."""
        ids = self._settings.customers
        if ids is None or ids.phone_slug is None:
            return None
        phone = phone_as(self._settings.phone_format, request.attendee.phone, self._country)
        return await self._calls.customer(ids.phone_slug, phone)

    def _is_of(self, record: Record, request: BookingRequest) -> bool:
        ids = self._settings.customers
        return ids is not None and same_name(record.fields.get(ids.name_field_id), request.attendee.name.full)

    async def _why_refused(self, request: BookingRequest, spot: Spot, status: int) -> OpeningTaken | BookingRejected:
        """Cubu documents no errors of a booking: whether it is taken is seen by what is vacant now."""
        service = self._settings.services[request.opening.service]
        vacancies = await self._calls.vacancies(service, spot.day, spot.cu_index)
        if spot.minute not in vacancies.slots:
            return OpeningTaken("The start is not vacant any more.")
        return BookingRejected(f"Cubu refuses the booking although the start is vacant: HTTP {status}.")

    def _starting(self, cases: Iterable[Case], spot: Spot, request: BookingRequest) -> Iterable[Case]:
        """Those at our start, by the minute that we sent, as a calendar in another zone than we think tells another
        instant; or by the instant. What is cancelled is none of them."""
        for case in cases:
            at = case.appointment
            is_then = bool(at.time_utc) and request.opening.starts_at(at.instant(self._settings.zone))
            if at.start != spot.minute and not is_then:
                continue
            if status_of(case, self._settings.statuses) is not BookingStatus.CANCELLED:
                yield case

    def _reading(self, case: Case, request: BookingRequest) -> Reading:
        """Raises `SystemDown` for one that is made and does not stand."""
        status = status_of(case, self._settings.statuses)
        if status is not BookingStatus.CONFIRMED:
            raise SystemDown("Cubu made the appointment, and in a status that is not that of one that stands.")
        opening = request.opening
        return reading_of(case, status, self._settings.zone, host=opening.host, service=opening.service)


def _older(case: Case, since: datetime | None) -> bool:
    opened = case.opened
    return since is not None and opened is not None and opened < since - CLOCKS_DIFFER
