"""Contact channel: what a service offers, what else a channel needs, and where or how the two will meet."""

import re

from frontdesk.model.business import Business
from frontdesk.model.caller import Channel, ContactChannel, PhoneNumber
from frontdesk.model.meeting import meeting_place
from frontdesk.model.service import Service
from frontdesk.model.slots import Address, LocationChoice, SlotName, Value


def offered(channel: Channel, service: Service) -> bool:
    return channel in service.channels


def needs(channel: Channel, service: Service, business: Business) -> SlotName | None:
    """The slot a channel needs beside itself, if any: which of several places, or the caller's address."""
    if channel is Channel.AT_CUSTOMER:
        return SlotName.ADDRESS
    if channel is Channel.IN_PERSON and len(business.locations_of(service)) > 1:
        return SlotName.LOCATION
    return None


def place(values: dict[SlotName, Value], business: Business) -> str:
    """Where they meet, as it stands in the booking: an address, a number to call or a link; may be empty."""
    chosen, location, address, phone = (
        values.get(slot) for slot in (SlotName.CONTACT_CHANNEL, SlotName.LOCATION, SlotName.ADDRESS, SlotName.PHONE)
    )
    if not isinstance(chosen, ContactChannel):
        return ""
    return meeting_place(
        business,
        chosen.channel,
        location=location.ids[0] if isinstance(location, LocationChoice) else None,
        address=address.text if isinstance(address, Address) else "",
        phone=phone.e164 if isinstance(phone, PhoneNumber) else "",
    )


def same_place(one: str, other: str) -> bool:
    """Whether two addresses are the same one, though not written alike: most words of the shorter are in the other.
    Where one is not known, nothing speaks against it."""
    words = [{word for word in re.split(r"\W+", text.casefold()) if word} for text in (one, other)]
    shorter = min(map(len, words))
    return not shorter or 2 * len(words[0] & words[1]) > shorter
