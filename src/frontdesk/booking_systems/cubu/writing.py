"""What a booking says of a customer, in Cubu's form. Pure. Nothing is made up: what is not known is left out."""

import re
from collections.abc import Iterator, Mapping

import phonenumbers
from phonenumbers import PhoneNumberFormat

from frontdesk.booking_systems.cubu.settings import CubuSettings, PhoneFormat
from frontdesk.booking_systems.cubu.wire import CHANNELS, Spot, texts_in
from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import BookingRequest
from frontdesk.model.change import Refusal
from frontdesk.model.numbering import read_number

_LIKE_A_DATE = re.compile(r"\d{4}-\d\d-\d\d|\d\d?([./-])\d\d?\1\d{4}", re.ASCII)
_LIKE_A_NUMBER = re.compile(r"\+?[\d\s().\-/]{7,30}", re.ASCII)


def book_body(request: BookingRequest, spot: Spot, settings: CubuSettings, country: str) -> dict[str, object]:
    """Without `bypassTimeslotCheck`, which would book over other appointments. Raises `BookingRejected`."""
    who = request.attendee
    if request.channel not in CHANNELS:
        raise BookingRejected(f"Cubu has no channel like {request.channel}.", Refusal.NOT_ACCEPTED)
    body: dict[str, object] = {
        "serviceTypeId": settings.services[request.opening.service].service_type_id,
        "startTime": spot.minute,
        "channel": CHANNELS[request.channel],
        "contactPhoneNumber": phone_as(settings.phone_format, who.phone, country),
    }
    if who.email:
        body["contactEmail"] = who.email
    if who.language in settings.languages:
        body["language"] = who.language
    fields = {}
    if settings.name_field_id and who.name.full:
        fields[settings.name_field_id] = who.name.full
    if settings.note_field_id and (note := note_of(request)):
        fields[settings.note_field_id] = note
    return body | {"fields": fields} if fields else body


def note_of(request: BookingRequest) -> str:
    """The reason for the visit and the answers, a line each; empty where there are none."""
    lines = [request.reason, *(f"{question}: {answer}" for question, answer in request.answers)]
    return "\n".join(line for line in lines if line)


def phone_as(format: PhoneFormat, e164: str, country: str) -> str:
    """Raises `BookingRejected` for a foreign number where the format has no country."""
    number = phonenumbers.parse(e164)
    if format is PhoneFormat.E164:
        return e164
    if number.country_code != phonenumbers.country_code_for_region(country):
        raise BookingRejected("Cubu is set up for numbers of one country, and this is of another.")
    if format is PhoneFormat.SIGNIFICANT:
        return phonenumbers.national_significant_number(number)
    return phonenumbers.normalize_digits_only(phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL))


def has_phone(told: object, e164: str, country: str) -> bool | None:
    """Whether something whose shape is not documented has this phone number; None where it has no number at all.

    Only a valid number is another one: a customer's number in the business's own books may look like one, and a date.
    """
    numbers = list(_numbers_in(told, country))
    if any(phonenumbers.format_number(number, PhoneNumberFormat.E164) == e164 for _, number in numbers):
        return True
    others = (number for text, number in numbers if not _LIKE_A_DATE.fullmatch(text))
    return False if any(map(phonenumbers.is_valid_number, others)) else None


def same_name(one: object, other: str) -> bool:
    return isinstance(one, str) and _plain(one) == _plain(other)


def customer_fields(request: BookingRequest, settings: CubuSettings, country: str) -> Mapping[str, str]:
    """Of a new customer record. Raises `BookingRejected` like `phone_as`."""
    ids, who = settings.customers, request.attendee
    assert ids is not None
    fields = {ids.name_field_id: who.name.full, ids.phone_field_id: phone_as(settings.phone_format, who.phone, country)}
    if ids.email_field_id and who.email:
        fields[ids.email_field_id] = who.email
    return {field: value for field, value in fields.items() if value}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _numbers_in(told: object, country: str) -> Iterator[tuple[str, phonenumbers.PhoneNumber]]:
    """With how each is written."""
    for text in texts_in(told):
        if _LIKE_A_NUMBER.fullmatch(text) and (number := read_number(text, country)):
            yield text, number
