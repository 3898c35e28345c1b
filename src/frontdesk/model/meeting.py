"""Where or how two people meet for an appointment, as it stands in the booking."""

from frontdesk.model.business import Business
from frontdesk.model.caller import Channel


def meeting_place(business: Business, channel: Channel, *, location: str | None, address: str, phone: str) -> str:
    """An address, a number to call or a link; may be empty.

    `location` is the id of one of the business's places, `address` the customer's own, `phone` theirs (E.164).
    """
    match channel:
        case Channel.IN_PERSON:
            return business.location(location).address if location else ""
        case Channel.AT_CUSTOMER:
            return address
        case Channel.VIDEO:
            return business.video_link or ""
        case Channel.PHONE_INCOMING:
            return business.phone or ""
        case Channel.PHONE | Channel.WHATSAPP:
            return phone
