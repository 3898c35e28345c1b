"""What vcita's answers look like, and what its states are to us. Pure.

Instants carry an offset or Z; the label of a zone beside them, such as "(GMT-06:00) …", is not read. Whatever vcita
documents loosely is loose here, and whatever a decision hangs on is not: another shape is an error.
"""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AliasChoices, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from frontdesk.model.booking import Awaiting, BookingStatus
from frontdesk.model.caller import PersonName

D = TypeVar("D", bound=BaseModel)


def _text(value: object) -> object:
    """A number is no instant, although it could be read as one."""
    if not isinstance(value, str):
        raise ValueError("an instant is a text")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_text)]
Id = Annotated[str, Field(min_length=1)]
OwnId = Annotated[str, Field(min_length=1, validation_alias=AliasChoices("id", "uid", "booking_id", "appointment_id"))]
"""vcita has several names for one id."""


class Said(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Data(Said, Generic[D]):
    data: D


# --- tokens


class ServiceToken(Said):
    access_token: Id
    expires_in: Annotated[int, Field(gt=0)]


class BusinessToken(Said):
    token: Id


# --- what a business has


class ServiceSaid(Said):
    id: OwnId
    type: str
    name: str | None = None
    duration: int | None = None
    interaction_type: str | None = None
    approval_mode: str | None = None
    price: float | None = None


class Services(Said):
    services: list[ServiceSaid]


class StaffSaid(Said):
    id: OwnId
    active: str | bool = True
    """A text as often as not."""

    @property
    def works(self) -> bool:
        return str(self.active).lower() == "true"


class Staff(Said):
    staff: list[StaffSaid] = Field(validation_alias=AliasChoices("staff", "staffs"))


class ClientSaid(Said):
    id: OwnId
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    mobile_phone: str | None = None

    @property
    def name(self) -> PersonName:
        return PersonName(self.first_name or "", self.last_name or "")


class Clients(Said):
    clients: list[ClientSaid]


class Entered(Said):
    """`token` opens the client's own calls: a credential."""

    client: ClientSaid
    token: str | None = Field(default=None, repr=False)


# --- openings


class Entity(Said):
    entity_uid: Id
    entity_type: str = "staff"


class SlotSaid(Said):
    start: Instant
    end: Instant
    available_entities: list[Entity]


class Slots(Said):
    availability_slots: list[SlotSaid]


# --- appointments


class BookingSaid(Said):
    id: OwnId
    status: Literal["scheduled", "requested"]
    start_time: Instant
    duration: Annotated[int, Field(gt=0)]
    service_id: str | None = None
    staff_id: str | None = None


class Created(Said):
    booking: BookingSaid


State = Literal[
    "requested",
    "scheduled",
    "pending_reschedule",
    "reschedule",
    "done",
    "completed",
    "no_show",
    "cancelled",
    "rejected",
]
"""Those by which appointments are listed, `requested`, and what notices call completed and no_show."""


class AppointmentSaid(Said):
    id: OwnId
    state: State
    start_time: Instant
    end_time: Instant
    title: str | None = None
    service_id: str | None = None
    staff_id: str | None = None
    client_id: str | None = None
    created_at: Instant | None = None


class Appointment(Said):
    appointment: AppointmentSaid


class Appointments(Said):
    appointments: list[AppointmentSaid]


def status_of(state: State) -> tuple[BookingStatus, Awaiting | None]:
    match state:
        case "scheduled":
            return BookingStatus.CONFIRMED, None
        case "requested" | "pending_reschedule" | "reschedule":
            return BookingStatus.PENDING, Awaiting.HOST
        case "done" | "completed":
            return BookingStatus.COMPLETED, None
        case "no_show":
            return BookingStatus.NO_SHOW, None
        case "cancelled" | "rejected":
            return BookingStatus.CANCELLED, None
