"""Answers to questions about the business, from its profile. What the profile does not say is said not to be known."""

from collections.abc import Sequence

from babel.core import Locale
from phonenumbers import is_emergency_number

from frontdesk.model.agent_acts import Tell
from frontdesk.model.caller import ContactChannel
from frontdesk.model.caller_acts import WRITTEN_TOPICS, OwnFact, Subject, Topic
from frontdesk.model.part import Text
from frontdesk.model.reply import Line
from frontdesk.model.service import Service
from frontdesk.model.slots import HostChoice, LocationChoice, ServiceChoice, SlotName
from frontdesk.speak.choices import service_names, values_of
from frontdesk.speak.describe import describe, location_name, service_name
from frontdesk.speak.formats import listed, plain, say_digits, say_duration, say_phone, sentence
from frontdesk.speak.hours import is_there, say_closing, say_opening, say_presence
from frontdesk.speak.voice import Voice

MOST_ALOUD = 3
EMERGENCY_NUMBERS = {"GB": "999", "IE": "112", "US": "911", "CA": "911", "MX": "911", "AU": "000", "NZ": "111"}
"""By the business's region; elsewhere 112, where that is answered (phonenumbers, after ITU-T E.129)."""
OF_SERVICES = {Topic.PRICE, Topic.DURATION, Topic.PREPARATION}
"""What each service has its own answer to."""


def tell(act: Tell, voice: Voice) -> Line:
    return Line(_whole(act, voice) or _listed(act, voice) or voice.say("facts.unknown"))


def _whole(act: Tell, voice: Voice) -> str:
    """Answers that are sentences of their own; nothing where there is none, or where it is a list."""
    match act.topic:
        case Topic.ROBOT | Topic.WHO:
            return voice.say(f"facts.{act.topic}", answer="", more=False)
        case Topic.EMERGENCY if voice.business.facts.emergency is None:
            return _call_for_help(voice)
        case Topic.OFFERED if not act.known:
            return voice.say("facts.not_offered")
        case _ if not act.known:
            return ""
        case Topic.HOURS:
            return say_opening(act.about, voice)
        case Topic.CLOSING:
            return say_closing(act.about, voice)
        case Topic.PRESENCE:
            return say_presence(act.about, voice)
        case Topic.OFFERED:
            return _offered(act.about, voice)
        case Topic.HOSTS if hosts := [id for one in act.about if isinstance(one, HostChoice) for id in one.ids]:
            return voice.say(
                "facts.with_host", host=listed([voice.business.host(id).name for id in hosts], "and", voice)
            )
        case Topic.HOSTS if not _hosts(act.about, voice):
            return say_opening(act.about, voice)
        case Topic.CHANNELS if any(isinstance(one, ContactChannel) for one in act.about):
            return _channels(act.about, voice)
        case Topic.CANCELLATION if voice.business.facts.cancellation is None:
            return _cancellation(voice)
        case _:
            return _in_their_words(act, voice)


def _in_their_words(act: Tell, voice: Voice) -> str:
    """What the business wrote in answer to just this; in another language than the conversation's it stands alone."""
    facts = voice.business.facts
    texts: list[Text | None] = []
    if act.topic in (*WRITTEN_TOPICS, Topic.EMERGENCY, Topic.CANCELLATION):
        texts = [getattr(facts, act.topic)]
    elif act.topic is Topic.OWN:
        ids = {one.id for one in act.about if isinstance(one, OwnFact)}
        texts = [own.answer for own in facts.more if own.id in ids]
    written = [text for text in texts if text]
    foreign = any(not text.speaks(voice.language) for text in written)
    key = "as_written" if foreign and act.topic is not Topic.EMERGENCY else act.topic
    said = [voice.say(f"facts.{key}", answer=_text(text, voice), more=False) for text in written]
    return " ".join(said)


def _listed(act: Tell, voice: Voice) -> str:
    if act.known and act.topic in OF_SERVICES:
        return _of_services(act, voice)
    facts = _facts(act, voice) if act.known else []
    if not facts:
        return ""
    told = facts[:MOST_ALOUD] if voice.aloud and act.topic is not Topic.LANGUAGES else facts
    return voice.say(f"facts.{act.topic}", answer=listed(told, "and", voice), more=len(told) < len(facts))


def _facts(act: Tell, voice: Voice) -> list[str]:
    business = voice.business
    match act.topic:
        case Topic.ADDRESS:
            return _places(act.about, voice)
        case Topic.SERVICES:
            return service_names(voice)
        case Topic.HOSTS:
            return _hosts(act.about, voice)
        case Topic.CHANNELS:
            return [describe(channel, voice) for channel in values_of(SlotName.CONTACT_CHANNEL, voice)]
        case Topic.PHONE:
            return [say_phone(business.phone, voice)] if business.phone else []
        case Topic.LANGUAGES:
            names = Locale.parse(voice.locale, sep="-").languages
            return [names[code] for code in business.languages if code in names]
        case _:
            return []


def _hosts(about: tuple[Subject, ...], voice: Voice) -> list[str]:
    """Who does it, and is there on the day that was asked about."""
    hosts = {host.id: host for one in _services(about, voice) for host in voice.business.hosts_of(one)}
    return [host.name for host in hosts.values() if is_there(host, about, voice)]


def _services(about: tuple[Subject, ...], voice: Voice) -> Sequence[Service]:
    """Those asked about, else the chosen one, else all."""
    named = [id for one in about if isinstance(one, ServiceChoice) for id in one.ids]
    return [voice.business.service(id) for id in named] or voice.services


def _offered(about: tuple[Subject, ...], voice: Voice) -> str:
    """ "Yes, we do sports massage"; whether somebody does it, or some place has it, where that was asked."""
    business = voice.business
    services = [business.service(id) for one in about if isinstance(one, ServiceChoice) for id in one.ids]
    names = listed([service_name(one.id, voice) for one in services], "and", voice)
    if not services:
        return ""
    for value in about:
        if isinstance(value, HostChoice) and value.ids:
            do = {host.id: host.name for one in services for host in business.hosts_of(one)}
            host = listed([business.host(id).name for id in value.ids], "and", voice)
            key, who = ("offered_by", host) if {*value.ids} <= {*do} else ("offered_by_others", _list(do, voice))
            return voice.say(f"facts.{key}", service=names, host=who)
        if isinstance(value, LocationChoice):
            there = {
                place.id: location_name(place.id, voice) for one in services for place in business.locations_of(one)
            }
            key = "offered_at" if {*value.ids} <= {*there} else "offered_elsewhere"
            chosen = {id: location_name(id, voice) for id in value.ids} if key == "offered_at" else there
            return voice.say(f"facts.{key}", service=names, place=_list(chosen, voice))
    return voice.say("facts.offered", answer=names, more=False)


def _list(named: dict[str, str], voice: Voice) -> str:
    return listed(list(named.values()), "and", voice)


def _channels(about: tuple[Subject, ...], voice: Voice) -> str:
    """Whether it can be done this way, and for what; else in which ways it can."""
    asked = [one for one in about if isinstance(one, ContactChannel)]
    services = _services(about, voice)
    fitting = [one for one in services if any(way.channel in one.channels for way in asked)]
    possible = [way for way in asked if any(way.channel in one.channels for one in fitting)]
    way = listed([describe(one, voice) for one in possible or asked], "or", voice)
    if fitting:
        names = [] if len(fitting) == len(services) else [service_name(one.id, voice) for one in fitting]
        return voice.say("facts.possible", channel=way, services=listed(names, "and", voice) if names else "")
    ways = [describe(one, voice) for one in values_of(SlotName.CONTACT_CHANNEL, voice)]
    return voice.say("facts.not_possible", channel=way, answer=listed(ways, "or", voice))


def _cancellation(voice: Voice) -> str:
    notice = voice.business.policy.cancel_notice_minutes
    return voice.say("facts.cancellation_until", duration=say_duration(notice, voice) if notice else "")


def _call_for_help(voice: Voice) -> str:
    region = voice.business.region
    number = EMERGENCY_NUMBERS.get(region) or ("112" if is_emergency_number("112", region) else "")
    if not number:
        return voice.say("facts.emergency_anywhere")
    return voice.say("facts.emergency_number", number=say_digits(number, voice) if voice.aloud else number)


def _places(about: tuple[Subject, ...], voice: Voice) -> list[str]:
    named = {id for one in about if isinstance(one, LocationChoice) for id in one.ids}
    places = [place for place in voice.business.locations if place.id in named or not named]
    if len(places) == 1:
        return [plain(places[0].address, voice)]
    return [
        voice.say("facts.place", name=location_name(place.id, voice), address=plain(place.address, voice))
        for place in places
    ]


def _of_services(act: Tell, voice: Voice) -> str:
    """The fact of the chosen service, or the general one; else each service that was asked about, with its own."""
    services, general = _services(act.about, voice), _general(act.topic, voice)
    known = [(service, told) for service in services if (told := _fact(act.topic, service, voice))]
    own = known[0][1] if len(services) == 1 and not act.about and known else ""
    if own or (general and not (act.about and len(known) == len(services))):
        return voice.say(f"facts.{act.topic}", answer=own or general, more=False)
    few = known[:MOST_ALOUD] if voice.aloud and not act.about else known
    said = (voice.say("facts.of_service", service=service_name(one.id, voice), fact=fact) for one, fact in few)
    return " ".join(sentence(one) for one in said)


def _fact(topic: Topic, service: Service, voice: Voice) -> str:
    if topic is Topic.DURATION:
        return say_duration(service.duration_minutes, voice)
    return _text(service.price if topic is Topic.PRICE else service.preparation, voice)


def _general(topic: Topic, voice: Voice) -> str:
    facts = voice.business.facts
    return "" if topic is Topic.DURATION else _text(facts.price if topic is Topic.PRICE else facts.preparation, voice)


def _text(text: Text | None, voice: Voice) -> str:
    return plain(text.in_language(voice.language), voice) if text else ""
