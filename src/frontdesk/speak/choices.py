"""What the caller can press instead of speaking: a button in a chat, a key on a telephone.

A choice's `value` is sent back as the caller's words, so it is something the readers understand:
- an opening: its local start, `2026-03-06T10:00`; where two offered openings start together, with the host's id behind
  it, `2026-03-06T10:00/sam`;
- a reading of a time that is one day, one clock time or both: `2026-03-06`, `15:00`, `2026-03-06T15:00`;
- everything else: the words a caller would say ("haircut", "by video", "yes", "skip").
Keys are 1, 2, 3 … in the order shown, `#` to leave something out; 0 (a person) and `*` (repeat) belong to the dialogue.
"""

from collections.abc import Sequence

from frontdesk.model.booking import Opening
from frontdesk.model.caller import Channel, ContactChannel
from frontdesk.model.expectation import Option
from frontdesk.model.reply import Choice
from frontdesk.model.service import EmailPolicy, ReasonPolicy
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName, Value
from frontdesk.model.when import Grain, PreferredTime
from frontdesk.speak.describe import describe, opening_day, opening_time, service_name, tell_hosts_apart
from frontdesk.speak.formats import local, say_day, sentence, short_date, tidy
from frontdesk.speak.voice import Voice

MOST_KEYS = 9
SKIP_KEY = "#"


def of_slot(slot: SlotName, question: str | None, voice: Voice) -> tuple[Choice, ...]:
    """What can be chosen when a slot is asked for; for free answers at most to skip it."""
    pairs = [(title(value, voice), said(value, voice)) for value in values_of(slot, voice)]
    if slot is SlotName.HOST:
        pairs.append((title(HostChoice(()), voice), voice.say("choices.anyone_answer")))
    choices = _numbered(pairs, voice)
    if optional(slot, question, voice) and not pairs:
        choices += (Choice(voice.say("choices.skip"), voice.say("choices.skip_answer"), SKIP_KEY),)
    return choices


def of_openings(openings: Sequence[Opening], voice: Voice) -> tuple[Choice, ...]:
    """Yes or no to a single opening; among several, each of them or another time."""
    if len(openings) == 1:
        return yes_no(voice)
    starts = [opening.start for opening in openings]
    days = {local(start, voice).date() for start in starts}
    with_hosts = tell_hosts_apart(openings, voice)
    pairs = []
    for opening in openings:
        start = local(opening.start, voice)
        time = opening_time(opening, voice, exact=False)
        if voice.aloud and len(days) == 1:
            shown = time
        elif voice.aloud:
            shown = voice.say("formats.day_and_times", day=say_day(start.date(), voice), times=time)
        else:
            shown = f"{short_date(start.date(), voice)}, {time}"
        if with_hosts:
            shown = voice.say("formats.with_host", time=shown, host=voice.business.host(opening.host).name)
        value = start.strftime("%Y-%m-%dT%H:%M")
        pairs.append((tidy(shown), f"{value}/{opening.host}" if starts.count(opening.start) > 1 else value))
    return _numbered([*pairs, (voice.say("choices.another_time"), voice.say("choices.another_time_answer"))], voice)


def of_appointments(openings: Sequence[Opening], voice: Voice) -> tuple[Choice, ...]:
    """Yes or no to a single appointment; among several, each by its time."""
    if len(openings) == 1:
        return yes_no(voice)
    pairs = []
    for opening in openings:
        start = local(opening.start, voice)
        time = opening_time(opening, voice, exact=False)
        shown = voice.say("formats.day_and_times", day=opening_day(opening, voice), times=time)
        pairs.append((tidy(shown), f"{start.strftime('%Y-%m-%dT%H:%M')}/{opening.host}"))
    return _numbered(pairs, voice)


def move_or_cancel(voice: Voice) -> tuple[Choice, ...]:
    """In the order of the keys of `understand/keypad.py`."""
    return _numbered(
        [(voice.say(f"choices.{word}"), voice.say(f"choices.{word}_answer")) for word in ("move", "cancel")], voice
    )


def of_options(options: Sequence[Option], voice: Voice) -> tuple[Choice, ...]:
    return _numbered([(title(option.value, voice, exact=True), said(option.value, voice)) for option in options], voice)


def yes_no(voice: Voice) -> tuple[Choice, ...]:
    return _numbered(
        [(voice.say(f"choices.{word}"), voice.say(f"choices.{word}_answer")) for word in ("yes", "no")], voice
    )


def values_of(slot: SlotName, voice: Voice) -> tuple[Value, ...]:
    """Everything a slot could be filled with, where that is a short list in the profile."""
    business = voice.business
    match slot:
        case SlotName.SERVICE:
            return tuple(ServiceChoice((service.id,)) for service in business.services)
        case SlotName.HOST:
            hosts = {host.id: host for service in voice.services for host in business.hosts_of(service)}
            return tuple(HostChoice((id,)) for id in hosts)
        case SlotName.LOCATION:
            places = {place.id: place for service in voice.services for place in business.locations_of(service)}
            return tuple(LocationChoice((id,)) for id in places)
        case SlotName.CONTACT_CHANNEL:
            offered = {channel for service in voice.services for channel in service.channels}
            return tuple(ContactChannel(channel) for channel in Channel if channel in offered)
        case _:
            return ()


def optional(slot: SlotName, question: str | None, voice: Voice) -> bool:
    """Whether the appointment can do without it, as far as is known."""
    match slot:
        case SlotName.HOST:
            return True
        case SlotName.EMAIL:
            return all(voice.business.email_policy(service) is EmailPolicy.OPTIONAL for service in voice.services)
        case SlotName.REASON:
            return all(voice.business.reason_policy(service) is ReasonPolicy.OPTIONAL for service in voice.services)
        case SlotName.QUESTION:
            asked = [q for service in voice.services for q in service.questions if q.id == question]
            return bool(asked) and not any(q.required for q in asked)
        case _:
            return False


def needs_full_name(voice: Voice) -> bool:
    """Whether the appointment can be had with a first and a last name only, as far as is known."""
    return all(voice.business.needs_full_name(service) for service in voice.services)


def title(value: Value, voice: Voice, exact: bool = False) -> str:
    """As a button shows it, or as it is said with its key."""
    told = describe(value, voice, exact)
    if isinstance(value, ContactChannel):
        told = voice.say(f"contact_channel.titles.{value.channel}")
    return told if voice.aloud else sentence(told)


def said(value: Value, voice: Voice) -> str:
    """What a caller would say, or type, to mean exactly this."""
    match value:
        case ServiceChoice((id,)):
            return voice.business.service(id).names.in_language(voice.language)[0]
        case HostChoice(()):
            return voice.say("choices.anyone_answer")
        case ContactChannel(channel):
            return voice.say(f"contact_channel.answers.{channel}")
        case PreferredTime():
            return _said_time(value) or describe(value, voice, exact=True)
        case _:
            return describe(value, voice, exact=True)


def _said_time(value: PreferredTime) -> str:
    """ISO 8601 for one day, one clock time, or both; empty for anything wider."""
    if len(value.wishes) != 1 or value.wishes[0].excluded:
        return ""
    wish = value.wishes[0]
    parts = []
    if wish.days:
        if wish.days[0].grain is not Grain.DAY or wish.days[0].first is None:
            return ""
        parts.append(wish.days[0].first.isoformat())
    if wish.clocks:
        clock = wish.clocks[0]
        if clock.grain not in (Grain.MINUTE, Grain.HOUR) or clock.start is None:
            return ""
        parts.append(f"{clock.start // 60 % 24:02}:{clock.start % 60:02}")
    return "T".join(parts)


def _numbered(pairs: Sequence[tuple[str, str]], voice: Voice) -> tuple[Choice, ...]:
    most = MOST_KEYS if voice.aloud else len(pairs)
    return tuple(
        Choice(title, value, str(place) if place <= MOST_KEYS else "")
        for place, (title, value) in enumerate(pairs[:most], start=1)
    )


def service_names(voice: Voice) -> list[str]:
    return [service_name(service.id, voice) for service in voice.business.services]
