"""The meeting types as meetergo has them just now, remembered for some minutes: every search and booking needs one.

A meeting type says in whose diary its openings are: in that of its queue, or else in that of its user (contract,
"Services"), never in both.
"""

import asyncio
from collections import defaultdict
from urllib.parse import quote

from frontdesk.booking_systems.meetergo.references import Target
from frontdesk.booking_systems.meetergo.refusals import unreadable
from frontdesk.booking_systems.meetergo.wire import MeetingType
from frontdesk.booking_systems.remote.connection import Connection
from frontdesk.booking_systems.remote.ports import Misconfigured

REMEMBERED_SECONDS = 600.0


class NoMeetingType(Misconfigured):
    """There is none of that id."""


class MeetingTypes:
    """Read through one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._known: dict[str, tuple[MeetingType, float]] = {}
        self._reading: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def get(self, id: str, *, fresh: bool = False) -> MeetingType:
        """Raises `NoMeetingType` or `SystemDown`. Who asks while it is being read waits for that."""
        async with self._reading[id]:
            told, until = self._known.get(id, (None, 0.0))
            if told is not None and not fresh and asyncio.get_running_loop().time() < until:
                return told
            answer = await self._connection.read("read a meeting type", f"/meeting-type/{quote(id, safe='')}")
            if answer.status == 404:
                raise NoMeetingType("meetergo has no such meeting type: copy its id again.")
            if not answer.ok:
                raise unreadable(answer)
            told = answer.parse(MeetingType)
            self._known[id] = told, asyncio.get_running_loop().time() + REMEMBERED_SECONDS
            return told

    def forget(self, id: str) -> None:
        """It is not as it was remembered."""
        self._known.pop(id, None)


def fault_of(told: MeetingType, *, of_one_host: bool) -> str | None:
    """Why nothing can be booked in it, with what to do."""
    if not told.queue_id and not told.user_id:
        return "has neither a host nor a queue in meetergo; give it one there"
    if of_one_host and told.queue_id:
        return "is a round robin in meetergo, and meeting_types are for one host each; give it as meeting_type"
    if told.options.force_host_selection:
        return "makes people choose a host in meetergo; turn that off there, or give each host a meeting type"
    return None


def target_of(told: MeetingType, minutes: int, *, of_one_host: bool) -> Target:
    """How to ask for openings of so many minutes, and to book them. Raises `Misconfigured`."""
    if fault := fault_of(told, of_one_host=of_one_host):
        raise Misconfigured(f"A meeting type {fault}.")
    if minutes not in told.durations:
        raise Misconfigured("A meeting type does not allow the duration asked for: set duration_minutes to one it has.")
    duration = None if minutes == told.durations[0] else minutes
    if told.queue_id:
        return Target(meeting_type_id=told.id, queue_id=told.queue_id, duration=duration)
    return Target(meeting_type_id=told.id, host_ids=(told.user_id or "",), duration=duration)
