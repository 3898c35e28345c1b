"""What Cal.com tells by itself: which booking a webhook is about, and whether Cal.com sent it. Pure.

`x-cal-signature-256` is the HMAC-SHA256 of the raw body in hex; without a secret there, a call is not signed. A
`payloadTemplate` can give the body any shape: none may be set.
"""

from collections.abc import Mapping

from pydantic import ValidationError

from frontdesk.booking_systems.calcom.event_types import Told
from frontdesk.booking_systems.calcom.wire import Uid
from frontdesk.booking_systems.remote.signatures import is_signed
from frontdesk.conversations.ports import NotGenuine

SIGNATURE = "x-cal-signature-256"
TRIGGERS = frozenset("BOOKING_CREATED BOOKING_REQUESTED BOOKING_RESCHEDULED BOOKING_CANCELLED BOOKING_REJECTED".split())


class Trigger(Told):
    trigger_event: str


class Payload(Told):
    uid: Uid


class News(Told):
    payload: Payload


def booking_in(headers: Mapping[str, str], body: bytes, secret: str | None) -> str | None:
    """`uid` of the booking that changed; None for other news. Raises `NotGenuine` or `ValueError`."""
    if secret is not None and not is_signed(headers.get(SIGNATURE, "").strip(), body, secret):
        raise NotGenuine("A notice in the name of Cal.com is not signed with the secret of its webhook.")
    try:
        if Trigger.model_validate_json(body).trigger_event not in TRIGGERS:
            return None
        return News.model_validate_json(body).payload.uid
    except ValidationError:
        raise ValueError("This is no webhook of Cal.com in its own shape; is there a payloadTemplate?") from None
