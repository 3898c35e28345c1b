"""Which prompts a language has, and what each may mention. A file of `say/` with more or less than this is refused."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from frontdesk.model.agent_acts import Failure, HandOffReason
from frontdesk.model.booking import Awaiting, BookingStatus, NoOpenings
from frontdesk.model.caller import Channel, NameHalf
from frontdesk.model.caller_acts import Topic
from frontdesk.model.change import Refusal
from frontdesk.model.expectation import Expecting
from frontdesk.model.note import Note
from frontdesk.model.slots import SlotName

UNTOLD = (Topic.OTHER, Topic.AVAILABILITY, Topic.BOOKED, Topic.PRESENCE, Topic.CLOSING)
"""Questions with no answer of their own: what is not known is said to be so, what is free is offered, what is booked
is said of the booking."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A prompt with wordings; `mentions` are the placeholders it may use, besides `business`, which all may."""

    mentions: frozenset[str]
    needed: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """A plain list of words; with `count`, of exactly so many, or none where it is not needed."""

    count: int | None = None
    needed: bool = True


Entry = Sentence | Words

QUESTION = frozenset({"options", "more", "optional", "question", "value", "example", "abroad"})
"""What every question for a slot may mention: things to choose from as a list (and whether there are more than listed),
whether the answer can be left out, an extra question's own words, the value at hand, a phone number as an example, and
the calling code of callers from where the language is spoken, if that is abroad."""

CHOOSING = frozenset({"options", "slot", "value"})
APPOINTMENT = frozenset({"service", "host", "preferred_time", "contact_channel", "location"})
BOOKED = frozenset({"service", "name", "host", "day", "time", "next", "link", "phone", "ticket"})
READ_BACK = frozenset(
    {
        "service",
        "host",
        "day",
        "time",
        "where",
        "name",
        "caller",
        "phone",
        "email",
        "reason",
        "answers",
        "again",
    }
)
LIMITS = frozenset({"notice", "days", "host", "place", "elsewhere"})
"""`elsewhere` is where the host works who does not work at the chosen `place`."""
PLACE = frozenset({"place", "address"})
"""Where they meet: the name of the place where there are several, and its address, or the customer's own."""
OFFERED = (SlotName.HOST, SlotName.LOCATION, SlotName.CONTACT_CHANNEL)
"""What a service is not to be had with, or only so."""
SOURCES = ("web_chat", "try_page", "telephony", "text", "staff", "waitlist")
"""What a booking can come through: doors, and the waitlist."""
SAID_WHY = (Refusal.TOO_LATE, Refusal.NOT_BY_CALLER, Refusal.OVER, Refusal.ANOTHER_SERVICE, Refusal.AT_THAT_TIME)
"""Reasons that callers are told; what else may be refused is a matter between the systems."""
PARTS_OF_DAY = ("early", "morning", "afternoon", "evening", "night")
APPOINTMENT_SLOTS = tuple(slot for slot in SlotName if slot.value in APPOINTMENT)


def _entries(file: str, mentions: Iterable[str], *keys: str, needed: bool = True) -> dict[str, Entry]:
    return {f"{file}.{key}": Sentence(frozenset(mentions), needed) for key in keys}


def _slot(slot: SlotName) -> dict[str, Entry]:
    own = _entries(slot, (), "label") | _entries(slot, QUESTION, "ask", "help", "no_input_1", "no_input_2")
    own |= _entries(slot, QUESTION, "no_match_1", "no_match_2", "no_match_3")
    own |= _entries(slot, QUESTION, "no_input_3", "invalid_1", "invalid_2", "partial", "keys", needed=False)
    own |= _entries(slot, QUESTION, "refused_1", "refused_2", needed=False)
    if slot in OFFERED:
        own |= _entries(slot, {"value", "service", "options", "count"}, "not_offered")
    own |= _entries(slot, {"value"}, "confirm") | _entries(slot, {"options"}, "which")
    own |= _entries(slot, {"slot"}, "needed", needed=False)
    own |= {f"{slot}.hints": Words()}
    named = {"value", "full"} if slot in (SlotName.NAME, SlotName.CALLER_NAME) else {"value"}
    return own if slot in APPOINTMENT_SLOTS else own | _entries(slot, named, "acknowledge", "corrected")


def _half(half: NameHalf) -> dict[str, Entry]:
    """Asking for one half of a name, where `value`, the other one, is known."""
    steps = ("no_input_1", "no_input_2", "no_match_1", "no_match_2", "no_match_3", "invalid_1", "help")
    return _entries("name", {"value"}, *(f"{half}.{step}" for step in ("ask", "ask_other", *steps)))


def _schema() -> dict[str, Entry]:
    schema: dict[str, Entry] = {}
    for slot in SlotName:
        schema |= _slot(slot)
    schema |= _entries("phone", {"ending"}, "confirm_caller_id", "ending")
    schema |= _entries("phone", QUESTION, "undialable_1", "undialable_2")
    schema |= _entries("name", {"value", "spelling"}, "confirm_spelled")
    schema |= _entries("name", (), "ask_other", "ask_with_phone", "needed_full")
    for half in NameHalf:
        schema |= _half(half)
    schema |= _entries("message", {"host"}, "to")
    schema |= _entries("host", (), "anyone") | _entries("preferred_time", {"value"}, "ask_day", "ask_time")
    for channel in Channel:
        schema |= _entries("contact_channel", (), f"names.{channel}", f"titles.{channel}", f"answers.{channel}")
        schema |= _entries("contact_channel", PLACE, f"read.{channel}")
        schema |= _entries("contact_channel", {"place", "phone"}, f"next.{channel}")

    schema |= _entries("greeting", {"hello", "welcome"}, "greet")
    schema |= _entries("greeting", (), *(f"hello.{part}" for part in PARTS_OF_DAY))

    schema |= _entries("booking", APPOINTMENT, "acknowledge", "corrected", "recap", "recap_booked")
    schema |= _entries("booking", {"openings", "count"}, "offer", "offer_more", "offer_again", "offer_instead")
    schema |= _entries("booking", (), "taken", "change_what") | _entries("booking", {"ticket"}, "ticket")
    schema |= _entries("booking", LIMITS, *(f"missed.{reason}" for reason in NoOpenings))
    schema |= _entries("booking", LIMITS | {"direction"}, *(f"none.{reason}" for reason in NoOpenings))
    schema |= _entries("booking", READ_BACK, "read_back", "read_back_brief") | _entries(
        "booking", {"question", "answer"}, "answer"
    )
    schema |= _entries("booking", BOOKED, "booked", "booked_again", "confirm_cancel", "confirm_withdraw")
    schema |= _entries("booking", {"made", "wanted"}, "instead.channel", "instead.place")
    schema |= _appointments()
    schema |= _entries(
        "booking", BOOKED | {"until"}, *(f"pending{own}{again}" for own in ("", "_own") for again in ("", "_again"))
    )
    schema |= _entries("booking", {"service", "wish", "name", "phone", "sooner"}, "confirm_waiting")
    schema |= _entries("booking", {"service", "phone", "sooner"}, "waiting")
    schema |= _entries("booking", (), *(f"failure.{failure}" for failure in Failure))

    for expecting in Expecting:
        if expecting not in {Expecting.SLOT, Expecting.NOTHING}:
            steps = [f"{trouble}_{count}" for trouble in ("no_input", "no_match") for count in (1, 2, 3)]
            schema |= _entries("repair", CHOOSING, *(f"{expecting}.{step}" for step in (*steps, "help")))
    schema |= _entries("repair", {"slot"}, "no_input_3", "invalid_1", "invalid_2", "partial", "needed")
    schema |= _entries(
        "repair",
        (),
        "always",
        "silent",
        "keys.person",
        *(f"keys.lead.{trouble}" for trouble in ("no_input", "no_match", "invalid")),
    )
    schema |= _entries("repair", {"title", "key"}, "keys.one")
    schema |= _entries("repair", {"slot"}, *(f"note.{note}" for note in Note if note is not Note.NEEDED))

    schema |= _entries("facts", {"answer", "more"}, *(topic for topic in Topic if topic not in UNTOLD))
    schema |= _entries("facts", (), "unknown", "not_offered") | _entries("facts", {"answer"}, "as_written")
    schema |= _entries("facts", {"day", "spans"}, "open_on", "closed_on")
    schema |= _entries("facts", {"day", "reason"}, "closed_because") | _entries("facts", {"day", "until"}, "closes_on")
    schema |= _entries("facts", {"host", "day", "spans"}, "there_on", "not_there_on")
    schema |= _entries("facts", {"host", "answer"}, "presence")
    schema |= _entries("facts", {"host"}, "with_host")
    schema |= _entries("facts", {"service", "host"}, "offered_by", "offered_by_others")
    schema |= _entries("facts", {"service", "place"}, "offered_at", "offered_elsewhere")
    schema |= _entries("facts", {"channel", "services"}, "possible")
    schema |= _entries("facts", {"channel", "answer"}, "not_possible")
    schema |= _entries("facts", {"duration"}, "cancellation_until")
    schema |= _entries("facts", {"service", "fact"}, "of_service")
    schema |= _entries("facts", {"name", "address"}, "place")
    schema |= _entries("facts", {"number"}, "emergency_number") | _entries("facts", (), "emergency_anywhere")

    schema |= _entries("goodbye", (), "goodbye", "anything_else", "offer_callback")
    schema |= _entries("goodbye", {"number"}, *(f"hand_off.{reason}" for reason in HandOffReason))

    schema |= _entries("choices", (), "yes", "no", "skip", "yes_answer", "no_answer", "skip_answer")
    schema |= _entries("choices", (), "anyone_answer", "another_time", "another_time_answer")
    schema |= _entries("choices", (), "move", "move_answer", "cancel", "cancel_answer")
    schema |= {f"choices.{key}": Words() for key in ("yes_no_hints", "always_hints")}
    schema |= _entries("summary", {"known"}, "summary") | _entries("summary", {"slot", "value"}, "known")
    schema |= _entries("summary", {"service", "day", "time"}, "appointment", "request") | _entries(
        "summary", {"when"}, "callback"
    )
    schema |= _entries("summary", {"message", "to", "caller"}, "message") | _entries("summary", {"person"}, "asked_for")
    schema |= _entries("summary", {"wanted"}, "cannot")
    schema |= _entries("summary", {"appointment"}, "wants.move", "wants.cancel")
    schema |= _entries("summary", (), "nothing", "threat", "untold", *(f"slots.{slot}" for slot in SlotName))
    schema |= _entries("summary", (), *(f"unclear.{done}" for done in ("booked", "moved", "cancelled")))
    schema |= _entries("summary", (), *(f"sources.{source}" for source in SOURCES))
    return schema | _manage() | _formats()


def _appointments() -> dict[str, Entry]:
    """An appointment there is: found, told of, moved. What is refused and has no words of its own is `other`."""
    told = [f"tell.{status}" for status in ("confirmed", "pending", "pending_own")]
    moved = [f"moved.{status}" for status in (BookingStatus.CONFIRMED, BookingStatus.PENDING)]
    schema = _entries("appointment", (), "phone", "not_found", "move_or_cancel")
    schema |= _entries("appointment", {"ending"}, "caller_id")
    schema |= _entries("appointment", BOOKED, *told, *moved, "one", "one_pending", "new_time")
    schema |= _entries("appointment", {"appointments", "count"}, "which_one", "tell.several", "tell.none")
    schema |= _entries("appointment", BOOKED | {"new_day", "new_time"}, "confirm_move")
    refusals = [f"refused.{why}" for why in Refusal if why in SAID_WHY]
    return schema | _entries("appointment", {"doing", "until"}, *refusals, "refused.other")


def _manage() -> dict[str, Entry]:
    """The page of a customer's own link; `phone` is where the business can be reached, if that is known."""
    told = [f"status.{status}" for status in ("confirmed", "completed", "no_show", "cancelled")]
    told += [f"status.pending_{awaiting}" for awaiting in Awaiting]
    told += [f"done.{done}" for done in ("confirmed", "moved", "cancelled")]
    asked = ("when", "with", "where", "code", "confirm", "move", "times", "move_it", "cancel", "why")
    refused = ("too_late", "not_by_caller", "over", "taken", "changed", "other")
    schema = _entries("manage", (), *asked, *told)
    return schema | _entries("manage", {"phone"}, "no_times", *(f"refused.{why}" for why in refused))


def _formats() -> dict[str, Entry]:
    date, time = {"weekday", "ordinal", "month", "year"}, {"hour", "hour24", "next", "minute"}
    schema: dict[str, Entry] = {
        "formats.numbers": Words(100),
        "formats.digits": Words(10),
        "formats.ordinals": Words(31),
        "formats.pairs": Words(100, needed=False),
        "formats.spaced_marks": Words(needed=False),
    }
    schema |= _entries("formats", (), "date.written", "date.written_year", "date.short", "month.written")
    schema |= _entries("formats", (), "time.written", "time.written_face")
    schema |= _entries("formats", (), "time.written_hour", needed=False)
    schema |= _entries("formats", date, "date.spoken", "date.spoken_year")
    schema |= _entries("formats", (), "date.today_alone", "date.tomorrow_alone")
    schema |= _entries("formats", {"weekday", "ordinal", "month"}, "date.weekday_alone", "date.day_of_month")
    schema |= _entries("formats", {"century", "rest"}, "date.year")
    schema |= _entries("formats", {"date"}, "date.today", "date.tomorrow")
    schema |= _entries("formats", {"day", "times"}, "day_and_times") | _entries(
        "formats", {"time", "host"}, "with_host"
    )
    schema |= _entries("formats", time, "time.hour", "time.bare_hour")
    schema |= _entries("formats", time | {"full_hour"}, "time.quarter_past", "time.half_past", "time.quarter_to")
    schema |= _entries("formats", time | {"full_hour"}, "time.minutes", "time.single_minutes")
    schema |= _entries("formats", (), "time.noon", "time.midnight")
    schema |= _entries("formats", {"time", "part"}, "time.in_part")
    schema |= _entries("formats", {"time", "here", "theirs", "there", "day"}, "time.both")
    schema |= _entries("formats", (), *(f"part.{part}" for part in PARTS_OF_DAY))
    schema |= _entries("formats", {"start", "until"}, "hours.span") | _entries(
        "formats", {"first", "last"}, "hours.days"
    )
    schema |= _entries("formats", {"days", "spans"}, "hours.open") | _entries("formats", {"days"}, "hours.closed")
    schema |= _entries("formats", {"number", "count"}, "duration.minutes", "duration.hours", "duration.days")
    schema |= _entries("formats", {"hours", "minutes"}, "duration.both")
    schema |= _entries("formats", (), "aloud.plus", "aloud.at", "aloud.dot", "aloud.dash", "aloud.underscore")
    schema |= _entries("formats", (), "aloud.link")
    schema |= _entries("formats", {"day"}, "when.by", "when.from", "when.week", "when.month", "when.weekdays")
    schema |= _entries("formats", {"first", "last"}, "when.days") | _entries(
        "formats", {"weekdays", "span"}, "when.both"
    )
    schema |= _entries("formats", (), "when.this_week", "when.next_week", "when.earliest", "when.flexible")
    schema |= _entries("formats", {"time"}, "when.at", "when.around", "when.after", "when.before")
    schema |= _entries("formats", {"start", "until"}, "when.between") | _entries("formats", {"wish"}, "when.not")
    return schema | _entries("formats", {"day", "clock"}, "when.day_and_clock")


SCHEMA: Mapping[str, Entry] = _schema()
