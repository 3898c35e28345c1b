"""Answers to questions about the business, from its profile. What the profile does not say is said not to be known."""

from collections.abc import Callable, Sequence

from babel.core import Locale
from phonenumbers import is_emergency_number

from frontdesk.model.acts import Tell, Topic
from frontdesk.model.business import Service
from frontdesk.model.part import Text
from frontdesk.model.reply import Line
from frontdesk.model.slots import SlotName
from frontdesk.speak.choices import service_names, values_of
from frontdesk.speak.describe import describe, location_name, service_name
from frontdesk.speak.formats import listed, plain, say_digits, say_duration, say_hours, say_phone
from frontdesk.speak.voice import Voice

MOST_ALOUD = 3
EMERGENCY_NUMBERS = {"GB": "999", "IE": "112", "US": "911", "CA": "911", "MX": "911", "AU": "000", "NZ": "111"}
"""By the business's region; elsewhere 112, where that is answered (phonenumbers, after ITU-T E.129)."""
NEEDS_NO_FACT = {Topic.ROBOT, Topic.WHO}


def tell(act: Tell, voice: Voice) -> Line:
    if act.topic in NEEDS_NO_FACT:
        return Line(voice.say(f"facts.{act.topic}", answer="", more=False))
    if act.topic is Topic.EMERGENCY and voice.business.facts.emergency is None:
        return _call_for_help(voice)
    facts = _facts(act.topic, voice) if act.known else []
    if not facts or act.topic is Topic.OTHER:
        return Line(voice.say("facts.unknown"))
    told = facts[:MOST_ALOUD] if voice.aloud and act.topic is not Topic.LANGUAGES else facts
    return Line(voice.say(f"facts.{act.topic}", answer=listed(told, "and", voice), more=len(told) < len(facts)))


def _facts(topic: Topic, voice: Voice) -> list[str]:
    business = voice.business
    match topic:
        case Topic.HOURS:
            return [say_hours(business.opening_hours, voice)]
        case Topic.ADDRESS:
            return _places(voice)
        case Topic.SERVICES:
            return service_names(voice)
        case Topic.HOSTS:
            return [describe(host, voice) for host in values_of(SlotName.HOST, voice)]
        case Topic.CHANNELS:
            return [describe(channel, voice) for channel in values_of(SlotName.CONTACT_CHANNEL, voice)]
        case Topic.PHONE:
            return [say_phone(business.phone, voice)] if business.phone else []
        case Topic.DURATION:
            return _per_service(
                "of_service", lambda service: say_duration(service.duration_minutes, voice), None, voice
            )
        case Topic.PRICE:
            return _per_service("of_service", lambda service: _text(service.price, voice), business.facts.price, voice)
        case Topic.PREPARATION:
            general = business.facts.preparation
            return _per_service("prepare", lambda service: _text(service.preparation, voice), general, voice)
        case Topic.LANGUAGES:
            names = Locale.parse(voice.locale, sep="-").languages
            return [names[code] for code in business.languages if code in names]
        case Topic.PARKING:
            return _one(business.facts.parking, voice)
        case Topic.PRIVACY:
            return _one(business.facts.privacy, voice)
        case Topic.EMERGENCY:
            return _one(business.facts.emergency, voice)
        case _:
            return []


def _call_for_help(voice: Voice) -> Line:
    region = voice.business.region
    number = EMERGENCY_NUMBERS.get(region) or ("112" if is_emergency_number("112", region) else "")
    if not number:
        return Line(voice.say("facts.emergency_anywhere"))
    return Line(voice.say("facts.emergency_number", number=say_digits(number, voice) if voice.aloud else number))


def _places(voice: Voice) -> list[str]:
    places = voice.business.locations
    if len(places) == 1:
        return [plain(places[0].address, voice)]
    return [
        voice.say("facts.place", name=location_name(place.id, voice), address=plain(place.address, voice))
        for place in places
    ]


def _per_service(key: str, fact: Callable[[Service], str], general: Text | None, voice: Voice) -> list[str]:
    """The chosen service's fact; with none chosen the general one, else each service's with its name."""
    services: Sequence[Service] = voice.services
    if len(services) == 1 and (own := fact(services[0])):
        return [own]
    if general is not None:
        return _one(general, voice)
    known = [(service, fact(service)) for service in services]
    return [
        voice.say(f"facts.{key}", service=service_name(service.id, voice), fact=told) for service, told in known if told
    ]


def _text(text: Text | None, voice: Voice) -> str:
    return plain(text.in_language(voice.language), voice) if text else ""


def _one(text: Text | None, voice: Voice) -> list[str]:
    return [_text(text, voice)] if text else []
