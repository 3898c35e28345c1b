"""Times in two zones, for somebody who is not where the business is."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from frontdesk.model.booking import Opening
from frontdesk.model.caller import Channel
from frontdesk.speak.formats import clock_minute, minute_of, say_time, say_times, weekday_name
from frontdesk.speak.voice import Voice

FACE_TO_FACE = (Channel.IN_PERSON, Channel.AT_CUSTOMER)


def time_for_both(opening: Opening, channel: Channel | None, zone: str | None, voice: Voice) -> str:
    """When it starts; in the caller's `zone` (an IANA name) too, where they meet from afar and the clocks differ."""
    here = say_time(minute_of(opening.start, voice), voice, with_part=True)
    return _for_both([opening.start], here, channel, zone, voice)


def times_for_both(starts: Sequence[datetime], voice: Voice) -> str:
    """The times of one day that are offered, and what the caller's own clock shows then."""
    here = say_times([minute_of(start, voice) for start in starts], voice)
    return _for_both(starts, here, voice.channel, voice.caller_zone, voice)


def _for_both(starts: Sequence[datetime], said: str, channel: Channel | None, zone: str | None, voice: Voice) -> str:
    if zone is None or channel is None or channel in FACE_TO_FACE:
        return said
    there = [start.astimezone(ZoneInfo(zone)) for start in starts]
    ours = [start.astimezone(voice.business.zone) for start in starts]
    their_city, our_city = _city(zone, voice), _city(voice.business.time_zone, voice)
    if there[0].utcoffset() == ours[0].utcoffset() or not their_city or not our_city:
        return said
    days = {moment.date() for moment in there}
    theirs = [clock_minute(moment) for moment in there]
    return voice.say(
        "formats.time.both",
        time=said,
        here=our_city,
        theirs=say_times(theirs, voice) if len(theirs) > 1 else say_time(theirs[0], voice, with_part=True),
        there=their_city,
        day=weekday_name(there[0].weekday(), voice) if days != {ours[0].date()} else "",
    )


def _city(zone: str, voice: Voice) -> str:
    """What people call a zone by; empty for one that is no place, such as `UTC`."""
    if "/" not in zone or zone.startswith("Etc/"):
        return ""
    name = get_timezone_location(zone, locale=voice.babel_locale, return_city=True)
    return name.rpartition("/")[2]
