"""The organization that a double of Cubu serves: its ids, and how it has set the system up."""

from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from tests.doubles.diary import ZONE


def guid(kind: str, number: int) -> str:
    return f"{kind}-0000-4000-8000-{number:012x}"


TENANT_ID = "7e4a4700-51c2-4d0e-9a1b-000000000001"
APPLICATION_ID = "a9911ca7-10f3-4b52-8c77-000000000002"
CLIENT_ID = "c11e4700-3b8d-4f6a-b1d5-000000000003"
CLIENT_SECRET = "entra-secret-of-the-practice~8Q"

SERVICE = "5e41ce00-2d7c-4a0b-8e11-000000000004"
CATEGORY = "ca7e6000-4f31-47f0-9d02-000000000005"
INBOX = "1b0c0000-66aa-4d9e-a3f4-000000000006"
UNIT = "0417c000-2b1e-4c3d-8f5a-000000000007"
CUSTOMERS_TABLE = "7ab1e000-9c4d-4e2f-b6a8-000000000008"
PHONE_FIELD = "f1e1d000-0a1b-4c2d-8e3f-000000000009"
EMAIL_FIELD = "f1e1d000-0a1b-4c2d-8e3f-00000000000a"
NAME_FIELD = "f1e1d000-0a1b-4c2d-8e3f-00000000000b"
"""Of cases and of customers."""
NOTE_FIELD = "f1e1d000-0a1b-4c2d-8e3f-00000000000c"
"""Of cases."""
TAG = "7a600000-5d4e-4f3a-9b2c-00000000000d"

HOSTS = {"ada": "a9e47000-1c2d-4e3f-8a4b-00000000000e", "ben": "a9e47000-1c2d-4e3f-8a4b-00000000000f"}
"""Users of Cubu, by host."""
STAFF_MAIL = "desk@example.com"

CASE_FIELDS = (NAME_FIELD, NOTE_FIELD)
CUSTOMER_FIELDS = (NAME_FIELD, PHONE_FIELD, EMAIL_FIELD)
SLUGS = {"phone": PHONE_FIELD, "email": EMAIL_FIELD}
"""Key fields of a customer record."""

APPOINTMENTS_MANAGER = "Appointments Manager"
CUSTOMERS_MANAGER = "Customers Manager"


@dataclass(frozen=True, slots=True)
class ServiceType:
    id: str
    name: str
    minutes: int


SERVICE_TYPES = {
    "checkup": ServiceType("6f0c0000-8b7a-4965-a524-000000000010", "Check-up", 30),
    "long": ServiceType("6f0c0000-8b7a-4965-a524-000000000011", "Long check-up", 60),
}


class TimeUtc(StrEnum):
    """What `appointment.timeUtc` of an answer holds."""

    FILLED = "filled"
    EMPTY = "empty"
    """An empty string in the 201; lists and webhooks tell it."""
    WRONG = "wrong"
    """Another instant, by an hour: the calendar lies in another zone than is thought."""


@dataclass(frozen=True, slots=True)
class CubuSettings:
    """How the organization has set Cubu up. As it stands, a phone number is enough to book, by any channel."""

    zone: ZoneInfo = ZONE
    email_required: bool = False
    phone_required: bool = True
    customer_required: bool = False
    phone_format: str = r"[0-9]{10}"
    """A regular expression: ten digits as they are dialled at home, no `+`."""
    channels: tuple[str, ...] = ("FaceToFace", "Video", "Phone")
    languages: tuple[str, ...] = ("en",)
    """Enabled in the organization; the first is the default."""
    roles: tuple[str, ...] = (APPOINTMENTS_MANAGER, CUSTOMERS_MANAGER)
    """Of the registered application."""
    gates: tuple[tuple[str, bool], ...] = ()
    """Booking windows to show otherwise, by field. They never change what can be booked: which counts is unknown."""
    named_agents: bool = True
    customer_field: str = "cusotmerRecordId"
    """`customerRecordId`, for the day it is corrected."""
    taken: int = 409
    """How a start that is not vacant is refused. Undocumented: 409 or 400."""
    hook_channel: str | None = None
    """The Before Book hook changes the channel to this."""
    hook_service_type: str | None = None
    """The Before Book hook changes the service type to this one of `SERVICE_TYPES`."""
    hook_veto: int | None = None
    """The Before Book hook refuses every booking; Cubu answers with this status. Undocumented."""
    time_utc: TimeUtc = TimeUtc.FILLED
    shows_customer: bool = True
    """Whether a listed appointment tells the phone number of who has no customer record."""
    cancel_call: tuple[str, str] | None = None
    """Method and path template, such as an operator has been told them. Undocumented: without it there is no call."""
    cancel_status: int = 200
    cancel_allowed: bool = True
    cancelled_status: str | None = None
    """With what status a cancelled appointment is listed; None: it is listed no more."""
    webhook_secret: str | None = None
    """None: webhooks come without authentication."""
    webhook_hash: str = "sha256"
    webhook_upper: bool = True
    """Hexadecimal in capitals: the vendor compares without regard to case."""
