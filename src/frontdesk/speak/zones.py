"""The time of an appointment in two zones, for somebody who is not where the business is."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from frontdesk.model.booking import Opening
from frontdesk.model.caller import Channel
from frontdesk.speak.describe import opening_time
from frontdesk.speak.formats import say_time, weekday_name
from frontdesk.speak.voice import Voice

FACE_TO_FACE = (Channel.IN_PERSON, Channel.AT_CUSTOMER)


def time_for_both(opening: Opening, channel: Channel | None, zone: str | None, voice: Voice) -> str:
    """When it starts; in the caller's `zone` (an IANA name) too, where they meet from afar and the clocks differ."""
    here = opening_time(opening, voice)
    if zone is None or channel is None or channel in FACE_TO_FACE:
        return here
    there = opening.start.astimezone(ZoneInfo(zone))
    ours = opening.start.astimezone(voice.business.zone)
    their_city, our_city = _city(zone, voice), _city(voice.business.time_zone, voice)
    if there.utcoffset() == ours.utcoffset() or not their_city or not our_city:
        return here
    return voice.say(
        "formats.time.both",
        time=here,
        here=our_city,
        theirs=say_time(_minute(there), voice, with_part=True),
        there=their_city,
        day=weekday_name(there.weekday(), voice) if there.date() != ours.date() else "",
    )


def _minute(moment: datetime) -> int:
    return moment.hour * 60 + moment.minute


def _city(zone: str, voice: Voice) -> str:
    """What people call a zone by; empty for one that is no place, such as `UTC`."""
    if "/" not in zone or zone.startswith("Etc/"):
        return ""
    name = get_timezone_location(zone, locale=voice.babel_locale, return_city=True)
    return name.rpartition("/")[2]
