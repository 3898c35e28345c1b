"""The waitlist as rows, in the order of joining."""

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import Row, exists, insert, select, update

from frontdesk.booking_systems.ledger.history import read_opening, written
from frontdesk.booking_systems.ledger.work import Work
from frontdesk.database.schema import waitlist
from frontdesk.model.booking import Search, Window
from frontdesk.model.waitlist import WaitlistEntry, WaitlistRequest, WaitStatus

_requests = TypeAdapter(WaitlistRequest)
LIVE = (WaitStatus.WAITING, WaitStatus.OFFERED)


@dataclass(frozen=True, slots=True)
class Place:
    """An entry as it is stored: where in the queue, and the hold that keeps its offer."""

    number: int
    entry: WaitlistEntry
    hold: str | None


def add(work: Work, id: str, key: str, request: WaitlistRequest) -> WaitlistEntry:
    row = {
        "id": id,
        "business": work.business.id,
        "key": key,
        "status": WaitStatus.WAITING.value,
        "revision": 0,
        "service": request.wanted.service,
        "until": request.wanted.window.end,
        "phone": request.attendee.phone,
        "request": _requests.dump_json(lasting(request)).decode(),
        "joined": work.now,
        "refused": "[]",
    }
    return _read(work.connection.execute(insert(waitlist).returning(waitlist), row).one(), work.business.zone).entry


def save(work: Work, place: Place, entry: WaitlistEntry, hold: str | None = None) -> None:
    """Writes what has become of an entry, as its next revision."""
    values = {
        "status": entry.status.value,
        "revision": entry.revision + 1,
        "offer": written(entry.offer).decode() if entry.offer else None,
        "hold": hold,
        "offer_until": entry.offer_until,
        "refused": json.dumps([start.astimezone(UTC).isoformat() for start in entry.refused]),
        "booking": entry.booking,
    }
    work.connection.execute(update(waitlist).where(waitlist.c.number == place.number).values(values))


def find(work: Work, id: str) -> Place | None:
    this = waitlist.c.business == work.business.id, waitlist.c.id == id
    row = work.connection.execute(select(waitlist).where(*this)).first()
    return _read(row, work.business.zone) if row else None


def find_by_key(work: Work, key: str) -> WaitlistEntry | None:
    this = waitlist.c.business == work.business.id, waitlist.c.key == key
    row = work.connection.execute(select(waitlist).where(*this)).first()
    return _read(row, work.business.zone).entry if row else None


def of_phone(work: Work, phone: str) -> list[WaitlistEntry]:
    """Those who wait or have an offer, in the order of joining."""
    return [place.entry for place in queue(work, LIVE) if place.entry.request.attendee.phone == phone]


def any_live(work: Work) -> bool:
    live = waitlist.c.business == work.business.id, waitlist.c.status.in_([status.value for status in LIVE])
    return work.connection.execute(select(exists().where(*live))).scalar_one()


def queue(
    work: Work,
    statuses: Collection[WaitStatus],
    after: int = 0,
    limit: int | None = None,
    services: Collection[str] | None = None,
) -> list[Place]:
    """Those in any of some statuses; only those `after` a number, and for some services."""
    query = select(waitlist).where(
        waitlist.c.business == work.business.id,
        waitlist.c.status.in_([status.value for status in statuses]),
        waitlist.c.number > after,
    )
    if services is not None:
        query = query.where(waitlist.c.service.in_(services))
    rows = work.connection.execute(query.order_by(waitlist.c.number).limit(limit))
    return [_read(row, work.business.zone) for row in rows]


def lasting(request: WaitlistRequest) -> WaitlistRequest:
    """What of a request is more than the moment's: who searched, and for how many openings, is not."""
    wanted = request.wanted
    kept = Search(
        wanted.service,
        wanted.window,
        wanted.host,
        duration_minutes=wanted.duration_minutes,
        location=wanted.location,
    )
    return _in(replace(request, wanted=kept), UTC)


def _read(row: Row[tuple[object, ...]], zone: ZoneInfo) -> Place:
    entry = WaitlistEntry(
        id=row.id,
        status=WaitStatus(row.status),
        request=_in(_requests.validate_json(row.request), zone),
        joined=row.joined.astimezone(zone),
        revision=row.revision,
        offer=read_opening(row.offer, zone) if row.offer else None,
        offer_until=row.offer_until.astimezone(zone) if row.offer_until else None,
        refused=tuple(datetime.fromisoformat(start).astimezone(zone) for start in json.loads(row.refused)),
        booking=row.booking,
    )
    return Place(row.number, entry, row.hold)


def _in(request: WaitlistRequest, zone: tzinfo) -> WaitlistRequest:
    wanted = replace(request.wanted, window=_window_in(request.wanted.window, zone))
    return replace(request, wanted=wanted, windows=tuple(_window_in(one, zone) for one in request.windows))


def _window_in(window: Window, zone: tzinfo) -> Window:
    return Window(window.start.astimezone(zone), window.end.astimezone(zone))
