"""Notices of SavvyCal: which appointment one is about, once it is known to be genuine.

Signed with HMAC-SHA256 over the body as it came, in hexadecimal, which SavvyCal writes in capitals. No time is signed,
so an old notice can be sent again: it only makes us read the appointment again.
"""

from collections.abc import Mapping

from pydantic import ValidationError

from frontdesk.booking_systems.remote.signatures import is_signed
from frontdesk.booking_systems.savvycal.answers import Notice
from frontdesk.conversations.ports import NotGenuine

SIGNATURE = "x-savvycal-signature"
METHOD = "sha256="


def read_notice(headers: Mapping[str, str], body: bytes, secret: str) -> str | None:
    """Id of the appointment; None for news of something else. Raises `NotGenuine`, or `ValueError` for what is none."""
    told = headers.get(SIGNATURE, "").strip().lower()
    if not told.startswith(METHOD) or not is_signed(told.removeprefix(METHOD), body, secret):
        raise NotGenuine("A notice is not signed with the secret of SavvyCal's webhook.")
    try:
        about = Notice.model_validate_json(body).data
    except ValidationError:
        raise ValueError("A notice of SavvyCal is not as documented.") from None
    if not about.type.startswith("appointment."):
        return None
    id = about.object.get("id") if about.object else None
    if not isinstance(id, str) or not id:
        raise ValueError("A notice of SavvyCal names no appointment.")
    return id
