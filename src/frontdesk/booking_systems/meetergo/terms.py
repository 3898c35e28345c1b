"""What meetergo says of our services: the terms of their meeting types, as far as all of one service agree. Pure."""

from collections.abc import Mapping, Sequence

from frontdesk.booking_systems.meetergo.meeting_types import fault_of
from frontdesk.booking_systems.meetergo.settings import MeetergoService
from frontdesk.booking_systems.meetergo.wire import MeetingType
from frontdesk.model.booking import Awaiting
from frontdesk.model.booking_system import ServiceTerms
from frontdesk.model.caller import Channel
from frontdesk.model.service import Confirmation, Service


def terms_of(
    service: Service, section: MeetergoService, video: str | None, told: Mapping[str, MeetingType | None]
) -> ServiceTerms:
    """`told` by id of the profile's host; None where there is no such meeting type."""
    found = [one for one in told.values() if one is not None]
    faults = _faults(service, section, video, told)
    if len(found) < len(told):
        return ServiceTerms(faults=faults)
    offered = [one.channels(video) for one in found]
    return ServiceTerms(
        needs_email=any(one.needs_email for one in found),
        channels=tuple(channel for channel in Channel if all(channel in channels for channels in offered)),
        durations_minutes=common_durations(found),
        confirmation=_confirmation(found),
        faults=faults,
    )


def common_durations(told: Sequence[MeetingType]) -> tuple[int, ...]:
    """In minutes, what every one of them allows; the usual one of the first in front."""
    return tuple(minutes for minutes in told[0].durations if all(minutes in one.durations for one in told))


def minutes_of(service: Service, told: Sequence[MeetingType]) -> int:
    """How long an appointment takes that nobody said more about: as the profile has it, where meetergo goes along.

    It is what `as_allowed` makes of the profile.
    """
    allowed = common_durations(told)
    if service.duration_minutes in allowed:
        return service.duration_minutes
    return next((minutes for minutes in service.durations if minutes in allowed), service.duration_minutes)


def _confirmation(told: Sequence[MeetingType]) -> Confirmation:
    """Where they differ, the one that promises least."""
    words = {one.awaiting for one in told}
    if Awaiting.ATTENDEE in words:
        return Confirmation.DOUBLE_OPT_IN
    return Confirmation.APPROVAL if Awaiting.HOST in words else Confirmation.INSTANT


def _faults(
    service: Service, section: MeetergoService, video: str | None, told: Mapping[str, MeetingType | None]
) -> tuple[str, ...]:
    found = []
    for host, one in told.items():
        key = f"meeting_types.{host}" if section.meeting_types else "meeting_type"
        at = f"booking_system.services.{service.id}.{key}"
        if one is None:
            found.append(f"{at}: meetergo has no such meeting type; copy its id again, or look at the key's rights.")
        elif fault := fault_of(one, of_one_host=bool(section.meeting_types)):
            found.append(f"{at} {fault}.")
        elif set(service.channels) == {Channel.VIDEO} and Channel.VIDEO not in one.channels(video):
            found += [f"{at}: set video_channel to one of {', '.join(one.kinds_of_video)}."] * bool(one.kinds_of_video)
    return tuple(found)
