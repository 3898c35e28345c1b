"""What the contract asks of a booking besides the shape of its request."""

from collections.abc import Collection, Iterator

from pydantic.alias_generators import to_camel
from tests.doubles.meetergo_practice import MeetergoSettings, Refused
from tests.doubles.meetergo_wire import BookingRequest, looks_invented

NOT_HERE = (
    "appointment_id", "routing_form_id", "attendee_pending_id", "payment_id", "resource_channel_ids",
    "one_time_link_id",
)  # fmt: skip


def refusals(wanted: BookingRequest, settings: MeetergoSettings) -> Iterator[tuple[str, Refused]]:
    """Why a booking is refused: what the caller did wrong, and what the system says to it."""
    told = wanted.attendee
    if "ignore_availability" in wanted.model_fields_set:
        yield "ignoreAvailability was sent", Refused(400, "ignoreAvailability is not allowed")
    for field in NOT_HERE:
        if field in wanted.model_fields_set:
            yield (
                f"{to_camel(field)} names something that does not exist",
                Refused(400, f"{to_camel(field)} is unknown"),
            )
    if wanted.phone_only_booking:
        if not settings.phone_only:
            why = "phoneOnlyBooking, which the meeting type does not allow"
            yield why, Refused(400, "This meeting type requires an attendee email")
        if not told.phone:
            yield "phoneOnlyBooking without attendee.phone", _missing("attendee.phone", "must be a phone number")
    elif not told.email:
        yield "neither phoneOnlyBooking nor attendee.email", _missing("attendee.email", "must be an email")
    for email in filter(None, [told.email, *told.bringalong_emails]):
        if looks_invented(email):
            yield "an invented e-mail address", _missing("attendee.email", "must be an email")


def _missing(field: str, message: str) -> Refused:
    return Refused(400, "Validation failed", [{"field": field, "message": message}])


def oddities(wanted: BookingRequest, settings: MeetergoSettings, durations: Collection[int]) -> Iterator[str]:
    """What the API takes and the contract tells callers to leave. `durations` are those availability was asked for."""
    told = wanted.attendee
    if not told.fullname and not (told.firstname and told.lastname):
        yield "neither a fullname nor a firstname with a lastname"
    if wanted.phone_only_booking and told.receive_reminders:
        yield "reminders are e-mails, and a phone-only booking has no address"
    if wanted.phone_only_booking and settings.pending == "doubleOptIn":
        yield "a phone-only caller cannot click on what double opt-in sends"
    channel = wanted.channel or settings.channels[0]
    if wanted.location and channel not in ("local", "local-attendee"):
        yield f"a location for the channel {channel}"
    if channel == "local-attendee" and not (wanted.location or told.notes.get("address")):
        yield "local-attendee without a location or notes.address"
    if wanted.duration not in durations:
        yield f"{wanted.duration or 'no'} duration, and availability was asked otherwise"
