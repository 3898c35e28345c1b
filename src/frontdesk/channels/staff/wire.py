"""The staff API's JSON, and the times in its queries."""

import json
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import phonenumbers
from pydantic import AliasChoices, BaseModel, BeforeValidator, Field

from frontdesk.channels.bookings import BookingView, show_booking
from frontdesk.conversations.ports import Callback, StoredConversation, TurnRecord
from frontdesk.model.booking import Booking, Opening, Openings, Window

MAX_DAYS = 400
YEARS = range(2000, 2200)
LOCAL_MINUTE = len("2026-03-05 09:00")


def _read_moment(text: object) -> object:
    """A day, or a time of day with or without an offset; a plus sign that a query turned into a space is put back."""
    if not isinstance(text, str):
        return text
    written = text.strip()
    if len(written) > LOCAL_MINUTE and written[-6] == " ":
        written = f"{written[:-6]}+{written[-5:]}"
    try:
        moment = date.fromisoformat(written) if len(written) <= 10 else datetime.fromisoformat(written)
    except ValueError:
        raise ValueError('must be a day or a time, like "2026-03-05" or "2026-03-05T09:00"') from None
    if moment.year not in YEARS:
        raise ValueError(f"must lie in the years {YEARS.start} to {YEARS.stop - 1}")
    return moment


Moment = Annotated[datetime | date, BeforeValidator(_read_moment)]


class SpanQuery(BaseModel):
    """A time: `from` up to, not including, `to`. Days and times without an offset are the business's own."""

    business: str | None = Field(default=None, max_length=128)
    """Id of the business; may be left out where one is served."""
    start: Moment | None = Field(default=None, validation_alias=AliasChoices("from"))
    """A day or a time; today when left out."""
    end: Moment | None = Field(default=None, validation_alias=AliasChoices("to"))
    """A day or a time; 31 days after `from` when left out."""

    def window(self, zone: ZoneInfo, now: datetime) -> Window:
        """The span as instants. Raises ValueError for one that ends before it starts, or is longer than 400 days."""
        start = _instant(self.start or now.astimezone(zone).date(), zone)
        end = _instant(self.end, zone) if self.end else start + timedelta(days=31)
        if end <= start:
            raise ValueError("`to` must be later than `from`")
        if end - start > timedelta(days=MAX_DAYS):
            raise ValueError(f"ask for at most {MAX_DAYS} days at once")
        return Window(start, end)


class BookingsQuery(SpanQuery):
    phone: str | None = Field(default=None, max_length=40)
    """Only this person's: a number with its country, or the way it is dialled in the business's country."""

    def e164(self, region: str) -> str | None:
        """Raises ValueError for what is no phone number."""
        if self.phone is None:
            return None
        written = f"+{self.phone[1:]}" if self.phone.startswith(" ") else self.phone
        try:
            number = phonenumbers.parse(written, region)
        except phonenumbers.NumberParseException:
            raise ValueError('`phone` must be a phone number, like "+14155550123"') from None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class OpeningsQuery(SpanQuery):
    service: str = Field(max_length=128)
    """Id of the service."""
    host: str | None = Field(default=None, max_length=128)
    """Id of the host; any when left out."""


class BusinessQuery(BaseModel):
    business: str | None = Field(default=None, max_length=128)
    """Id of the business; may be left out where one is served."""


def _instant(moment: datetime | date, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min, zone)
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


class StaffBooking(BookingView):
    """A booking with everything the staff should know about it."""

    host: str
    place: str
    reason: str
    answers: dict[str, str]
    """Answers to the service's extra questions, by id of the question."""
    language: str
    source: str
    """The channel it was made on."""
    created: datetime
    revision: int


class BookingList(BaseModel):
    bookings: list[StaffBooking]


class OpeningView(BaseModel):
    service: str
    host: str
    start: datetime
    end: datetime


class OpeningList(BaseModel):
    openings: list[OpeningView]
    reason: str | None
    """Why there is none."""


class TurnView(BaseModel):
    at: datetime
    event: Any
    acts: Any


class ConversationView(BaseModel):
    """A conversation as its journal has it. It holds what the caller said: the staff token is the permission."""

    id: str
    business: str
    channel: str
    updated: datetime
    done: bool
    turns: list[TurnView]


class CallbackView(BaseModel):
    conversation: str
    business: str
    created: datetime
    name: str
    phone: str | None
    summary: str


class CallbackList(BaseModel):
    callbacks: list[CallbackView]


def show_staff_booking(booking: Booking, public_url: str) -> StaffBooking:
    request, shown = booking.request, show_booking(booking, public_url)
    return StaffBooking(
        **dict(shown),
        host=request.opening.host,
        place=request.place,
        reason=request.reason,
        answers=dict(request.answers),
        language=request.attendee.language,
        source=request.source,
        created=booking.created.astimezone(ZoneInfo(booking.time_zone)),
        revision=booking.revision,
    )


def show_openings(openings: Openings, zone: ZoneInfo) -> OpeningList:
    return OpeningList(
        openings=[_show_opening(opening, zone) for opening in openings.found],
        reason=openings.reason and openings.reason.value,
    )


def _show_opening(opening: Opening, zone: ZoneInfo) -> OpeningView:
    start, end = opening.start.astimezone(zone), opening.end.astimezone(zone)
    return OpeningView(service=opening.service, host=opening.host, start=start, end=end)


def show_conversation(conversation: StoredConversation, turns: list[TurnRecord], zone: ZoneInfo) -> ConversationView:
    return ConversationView(
        id=conversation.id,
        business=conversation.key.business,
        channel=conversation.key.channel,
        updated=conversation.updated.astimezone(zone),
        done=conversation.done,
        turns=[
            TurnView(at=turn.at.astimezone(zone), event=json.loads(turn.event), acts=json.loads(turn.acts))
            for turn in turns
        ],
    )


def show_callbacks(callbacks: list[Callback], zone: ZoneInfo) -> CallbackList:
    return CallbackList(
        callbacks=[
            CallbackView(
                conversation=callback.conversation,
                business=callback.business,
                created=callback.created.astimezone(zone),
                name=callback.name,
                phone=callback.phone,
                summary=callback.summary,
            )
            for callback in callbacks
        ]
    )
