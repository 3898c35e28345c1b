"""How Cal.com works on what it keeps: finds slots, books, cancels, moves, and what staff do by hand.

Nothing here awaits, so that looking whether a time is free and taking it are one step.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from string import ascii_letters, digits
from typing import Literal
from zoneinfo import ZoneInfo

from tests.doubles.calcom_records import (
    ADDRESS,
    EVENT_TYPES,
    HOSTS,
    LINK,
    ORGANIZATION,
    OWN,
    PHONE,
    PLACES,
    PRACTICE,
    Booking,
    EventType,
    Reservation,
    Settings,
)
from tests.doubles.calcom_wire import (
    PLACEHOLDERS,
    Attendee,
    Cancel,
    Create,
    ListQuery,
    Refused,
    Reschedule,
    Reserve,
    SlotsQuery,
    bound,
    breach,
    is_fictional,
    is_real,
    utc,
)
from tests.doubles.diary import Diary, Entry

TAKEN = "User either already has booking at this time or is not available"
NEVER = 'This event type can\'t be booked at the "start" time provided'


class Practice:
    """What every call reads and changes. `member` says that a caller showed valid credentials."""

    def __init__(self, clock: Callable[[], datetime], settings: Settings, complain: Callable[[str], None]) -> None:
        self.clock = clock
        self.settings = settings
        self.complain = complain
        self.diary = Diary(clock, tuple(HOSTS))
        self.bookings: dict[str, Booking] = {}
        self.reservations: dict[str, Reservation] = {}
        both = tuple(HOSTS)
        longer = replace(settings, durations=(30, 60), email="required", approval=True)
        kinds = [
            EventType(EVENT_TYPES["checkup"], "checkup", PRACTICE, both, settings),
            EventType(EVENT_TYPES["consultation"], "consultation", PRACTICE, both, longer),
            *(EventType(OWN[host], "checkup", host, (host,), settings) for host in HOSTS),
        ]
        self.kinds = {kind.id: kind for kind in kinds}
        self._empty = Diary(clock, both)
        self._random = Random(20310203)

    def _new_uid(self) -> str:
        return "".join(self._random.choices(ascii_letters + digits, k=22))

    # --- event types and slots

    def kind(self, asked: SlotsQuery | Create, member: bool) -> EventType:
        names = (asked.event_type_slug, asked.username, asked.team_slug, asked.organization_slug)
        if asked.event_type_id is not None:
            if any(names):
                raise breach("eventTypeId goes without slugs")
            found = self.kinds.get(int(asked.event_type_id))
        else:
            if not asked.event_type_slug or bool(asked.username) == bool(asked.team_slug):
                raise breach("either eventTypeId, or eventTypeSlug with username or with teamSlug")
            owner = asked.username or asked.team_slug
            known = asked.organization_slug in (None, ORGANIZATION) and (asked.username or owner == PRACTICE)
            of_owner = (kind for kind in self.kinds.values() if known and kind.owner == owner)
            found = next((kind for kind in of_owner if kind.slug == asked.event_type_slug), None)
        if found is None:
            raise Refused(404, "Event type not found")
        return self.allowed(found, member)

    def allowed(self, kind: EventType, member: bool) -> EventType:
        if not member and not kind.settings.anonymous:
            raise Refused(401, "This event type requires authentication")
        return kind

    def slots(self, query: SlotsQuery, member: bool) -> dict[str, list[dict[str, str]]]:
        kind = self.kind(query, member)
        minutes = kind.length(int(query.duration) if query.duration else None)
        begin, end = query.span
        if begin >= end:
            raise breach("start must be before end")
        old = self.find(query.booking_uid_to_reschedule).entry if query.booking_uid_to_reschedule else None
        days = [begin.date() + timedelta(days=number) for number in range(-1, (end - begin).days + 3)]
        starts = {
            start.timestamp(): start
            for day in days
            for host in kind.hosts
            for start in self.diary.starts(host, day, minutes, old)
            if begin <= start < end and not self._reserved(host, start, minutes)
        }
        found: dict[str, list[dict[str, str]]] = {}
        for _, start in sorted(starts.items()):
            local = start.astimezone(ZoneInfo(query.time_zone))
            slot = {"start": local.isoformat(timespec="milliseconds")}
            if query.format == "range":
                until = (start.astimezone(ZoneInfo("UTC")) + timedelta(minutes=minutes)).astimezone(local.tzinfo)
                slot["end"] = until.isoformat(timespec="milliseconds")
            found.setdefault(local.date().isoformat(), []).append(slot)
        return found

    def _reserved(self, host: str, start: datetime, minutes: int, besides: str = "") -> bool:
        end = start + timedelta(minutes=minutes)
        return any(
            each.host == host and each.start < end and start < each.end and each.until > self.clock()
            for each in self.reservations.values()
            if each.uid != besides
        )

    def _free_host(
        self, kind: EventType, start: datetime, minutes: int, old: Entry | None = None, besides: str | None = None
    ) -> str:
        """Who takes it: whoever had it before, else the first who is free. With `besides`, reservations count."""
        now = self.clock()
        if start <= now:
            raise Refused(400, "Attempting to book a meeting in the past.")
        if not now + self.diary.notice <= start <= now + self.diary.horizon:
            raise Refused(400, f"{NEVER}.")
        if not any(self._empty.can_begin(host, start, minutes) for host in kind.hosts):
            raise Refused(400, f"{TAKEN}.", f"{start:%Y-%m-%dT%H:%MZ} was never an opening")
        for host in sorted(kind.hosts, key=lambda host: old is not None and host != old.host):
            held = besides is not None and self._reserved(host, start, minutes, besides)
            if not held and self.diary.can_begin(host, start, minutes, old):
                return host
        raise Refused(400, f"{TAKEN}.")

    # --- reservations

    def reserve(self, asked: Reserve, member: bool, uid: str | None = None) -> Reservation:
        """Hides a slot from others' lists for a while. It wins nothing: whoever creates first has the time."""
        kind = self.kinds.get(asked.event_type_id)
        if kind is None:
            raise Refused(404, "Event type not found")
        self.allowed(kind, member)
        minutes = kind.length(asked.slot_duration)
        start = utc(asked.slot_start)
        host = self._free_host(kind, start, minutes, besides=uid or "")
        until = self.clock() + timedelta(minutes=asked.reservation_duration or 5)
        held = Reservation(uid or self._new_uid(), kind, host, start, start + timedelta(minutes=minutes), until)
        self.reservations[held.uid] = held
        return held

    def reservation(self, uid: str) -> Reservation:
        held = self.reservations.get(uid)
        if held is None or held.until <= self.clock():
            raise Refused(404, f"Reservation with uid={uid} not found")
        return held

    # --- bookings

    def create(self, asked: Create, member: bool) -> Booking:
        kind = self.kind(asked, member)
        minutes = kind.length(asked.length_in_minutes)
        email = self._email_of(kind, asked)
        self._check_fields(kind, asked)
        place = self._place(kind, asked)
        if asked.guests and not self.settings.guests_agreed:
            self.complain("guests invites others by e-mail, and nobody agreed to that")
        start = utc(asked.start)
        self._check_person(email, start)
        host = self._free_host(kind, start, minutes)
        return self._write(
            kind,
            host,
            start,
            minutes,
            asked.attendee,
            email,
            place,
            answers=asked.booking_fields_responses,
            metadata=asked.metadata,
        )

    def _write(
        self,
        kind: EventType,
        host: str,
        start: datetime,
        minutes: int,
        attendee: Attendee,
        email: str,
        place: str,
        *,
        answers: dict[str, object] | None = None,
        metadata: dict[str, str] | None = None,
    ) -> Booking:
        uid = self._new_uid()
        entry = self.diary.add(kind.slug, host, start, start + timedelta(minutes=minutes), uid=uid)
        booking = Booking(uid, entry, kind, attendee, email, place.replace("{uid}", uid))
        booking.status = "pending" if kind.settings.approval else "accepted"
        booking.answers, booking.metadata = dict(answers or {}), dict(metadata or {})
        self.bookings[uid] = booking
        return booking

    def _email_of(self, kind: EventType, asked: Create) -> str:
        """The attendee's e-mail, or a placeholder for who gave a number alone."""
        email, phone, chosen = asked.attendee.email, asked.attendee.phone_number, kind.settings
        if phone and not (is_real(phone) or (chosen.accepts_fictional and is_fictional(phone))):
            raise Refused(400, "attendee.phoneNumber must be a valid phone number")
        if email is None and phone is None:
            raise breach("Either attendee.email or attendee.phoneNumber must be given")
        if email is None and not kind.phone_only:
            raise breach("attendee.email is missing: this event type cannot be booked with a phone number alone")
        if phone is None and chosen.phone == "required":
            raise breach("error_required_field: attendeePhoneNumber")
        if asked.email_verification_code and not chosen.verification_code:
            raise breach("emailVerificationCode is only for event types that verify e-mails")
        if chosen.verification_code and email and asked.email_verification_code != chosen.verification_code:
            raise Refused(400, "The e-mail has to be verified: emailVerificationCode is missing or wrong")
        if email is None or (chosen.email == "hidden" and phone):
            return f"{(phone or '').lstrip('+')}@{PLACEHOLDERS}"
        return email

    def _check_fields(self, kind: EventType, asked: Create) -> None:
        given, chosen = asked.booking_fields_responses, kind.settings
        for slug, value in given.items():
            if slug not in (*chosen.required_fields, *chosen.optional_fields):
                raise breach(f"bookingFieldsResponses: {slug} is no field of this event type")
            if not isinstance(value, str):
                raise breach(f"bookingFieldsResponses: {slug} must be a string")
        for slug in chosen.required_fields:
            if not str(given.get(slug, "")).strip():
                raise breach(f"responses - {{{slug}}}error_required_field")

    def _place(self, kind: EventType, asked: Create) -> str:
        own = [PLACES[name] for name in kind.settings.locations]
        chosen = asked.location or own[0]
        kept = [each for each in own if each["type"] == chosen["type"]]
        if not any(chosen.get("integration") == each.get("integration") for each in kept):
            raise breach("location is none of the event type's own locations")
        match chosen["type"]:
            case "address":
                return ADDRESS
            case "phone":
                return PHONE
            case "link":
                return LINK
            case "attendeePhone":
                return chosen.get("phone") or asked.attendee.phone_number or ""
            case "attendeeAddress":
                return chosen.get("address", "")
            case "attendeeDefined":
                return chosen.get("location", "")
            case _:
                return "https://app.cal.com/video/{uid}"

    def _check_person(self, email: str, start: datetime) -> None:
        theirs = [booking for booking in self.bookings.values() if booking.email == email]
        if self.settings.unique_key and any(booking.entry.start == start for booking in theirs):
            raise Refused(self.settings.unique_key, "Unique constraint failed on the fields: (`idempotencyKey`)")
        ahead = [each for each in theirs if each.entry.stands and each.entry.end > self.clock()]
        if self.settings.active_limit is not None and len(ahead) >= self.settings.active_limit:
            raise Refused(400, "Attendee has reached the maximum number of active bookings")

    def find(self, uid: str) -> Booking:
        if uid.isdigit():
            raise breach(f"Booking with uid={uid} was not found: id is not the handle", 404)
        if uid not in self.bookings:
            raise Refused(404, f"Booking with uid={uid} was not found in the database")
        return self.bookings[uid]

    def visible(self, uid: str, member: bool) -> Booking:
        booking = self.find(uid)
        self.allowed(booking.kind, member)
        return booking

    def list(self, query: ListQuery) -> list[Booking]:
        take, skip = int(query.take), int(query.skip)
        if not 1 <= take <= 250:
            raise breach("take must be from 1 to 250")
        found = [booking for booking in self.bookings.values() if self._fits(booking, query)]
        return found[skip : skip + take]

    def _fits(self, booking: Booking, query: ListQuery) -> bool:
        entry, over = booking.entry, booking.entry.end <= self.clock()
        match query.status:
            case "upcoming":
                state = booking.status == "accepted" and not over
            case "unconfirmed":
                state = booking.status == "pending" and not over
            case "past":
                state = booking.entry.stands and over
            case "cancelled":
                state = booking.status in ("cancelled", "rejected")
            case status:
                state = status is None
        return (
            state
            and (query.attendee_email or booking.email) == booking.email
            and (query.attendee_name or booking.attendee.name) == booking.attendee.name
            and (query.booking_uid or booking.uid) == booking.uid
            and int(query.event_type_id or booking.kind.id) == booking.kind.id
            and (not query.after_start or entry.start >= bound(query.after_start))
            and (not query.before_end or entry.end <= bound(query.before_end))
            and (not query.after_created_at or entry.created >= bound(query.after_created_at))
        )

    def cancel(self, uid: str, asked: Cancel, member: bool) -> Booking:
        booking = self._standing(uid, "cancelled", member)
        if not booking.kind.settings.cancel_allowed:
            raise Refused(400, "Cancelling is disabled for this event type")
        if not (asked.cancellation_reason or "").strip():
            self.complain("cancellationReason is missing: a type can demand one, so one is always sent")
            if booking.kind.settings.reason_required:
                raise Refused(400, "Cancellation reason is required for this event type")
        return self.end(booking, "cancelled", asked.cancellation_reason)

    def reschedule(self, uid: str, asked: Reschedule, member: bool) -> Booking:
        return self.move(self._standing(uid, "rescheduled", member), utc(asked.start), by_caller=True)

    def _standing(self, uid: str, what: str, member: bool) -> Booking:
        booking = self.visible(uid, member)
        if not booking.entry.stands:
            late = f"{uid} is the uid from before a reschedule, and was to be {what}" if booking.moved_by_caller else ""
            raise Refused(400, f"Booking with uid={uid} can't be {what} because it is {booking.status} already", late)
        return booking

    def end(self, booking: Booking, status: Literal["cancelled", "rejected"], reason: str | None = None) -> Booking:
        booking.status, booking.reason, booking.entry.stands = status, reason or None, False
        return booking

    def move(self, old: Booking, start: datetime, *, by_caller: bool = False) -> Booking:
        """A new booking for the old one. Only staff (not `by_caller`) may put it wherever they like."""
        minutes = int((old.entry.end - old.entry.start).total_seconds() // 60)
        host = self._free_host(old.kind, start, minutes, old.entry) if by_caller else old.entry.host
        place = old.location.replace(old.uid, "{uid}")
        new = self._write(
            old.kind, host, start, minutes, old.attendee, old.email, place, answers=old.answers, metadata=old.metadata
        )
        if not by_caller:
            new.status = old.status
        self.end(old, "cancelled")
        old.moved_to, new.moved_from, old.moved_by_caller = new.uid, old.uid, by_caller
        return new

    def book_by_hand(self, host: str, start: datetime) -> Booking:
        data = {"name": "Noor Haddad", "timeZone": self.diary.zone.key, "email": "noor@example.com"}
        kind = self.kinds[OWN[host]]
        person = Attendee.model_validate(data)
        booking = self._write(kind, host, start, kind.minutes, person, "noor@example.com", ADDRESS)
        booking.status = "accepted"
        return booking
