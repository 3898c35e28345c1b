"""Contact channel: what a service offers, what else a channel needs, and where or how the two will meet."""

from frontdesk.model.business import Business, Service
from frontdesk.model.caller import Channel, ContactChannel, PhoneNumber
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
    match values.get(SlotName.CONTACT_CHANNEL):
        case ContactChannel(Channel.IN_PERSON):
            location = values.get(SlotName.LOCATION)
            assert isinstance(location, LocationChoice)
            return business.location(location.ids[0]).address
        case ContactChannel(Channel.AT_CUSTOMER):
            address = values.get(SlotName.ADDRESS)
            return address.text if isinstance(address, Address) else ""
        case ContactChannel(Channel.VIDEO):
            return business.video_link or ""
        case ContactChannel(Channel.PHONE_INCOMING):
            return business.phone or ""
        case ContactChannel(Channel.PHONE | Channel.WHATSAPP):
            phone = values.get(SlotName.PHONE)
            return phone.e164 if isinstance(phone, PhoneNumber) else ""
        case _:
            return ""
