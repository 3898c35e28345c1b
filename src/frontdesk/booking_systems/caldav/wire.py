"""What is asked of a CalDAV server, and its multi-status answers (RFC 4791, RFC 4918). Pure.

Raises `ValueError` for what is not as in the RFCs; no message holds anything of an answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

XML_BODY = {"Content-Type": "application/xml; charset=utf-8", "Accept": "application/xml, text/xml, text/calendar"}
CALENDAR_BODY = {"Content-Type": "text/calendar; charset=utf-8", "Accept": "text/calendar"}
NOT_COMPRESSED = {"Accept-Encoding": "identity"}
"""What stands before a server and compresses makes an ETag of its own, which no condition fits (RFC 9110, 8.8.3.3)."""
DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"

WHAT_IT_IS = b'<D:propfind xmlns:D="DAV:"><D:prop><D:resourcetype/></D:prop></D:propfind>'
"""Of one address; also asked for where only the time of the answer matters."""


@dataclass(frozen=True, slots=True)
class Member:
    """One resource of a calendar: the last part of its address, its revision, and what it is in iCalendar."""

    name: str
    etag: str
    text: str


def events_between(start: datetime, end: datetime, expand: bool) -> bytes:
    """The events that touch a time (7.8); where `expand`ed, each time of a recurring one is an event (9.6.5)."""
    span = _time_range(start, end)
    expanded = f"<C:expand {span}/>" if expand else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f"<D:prop><D:getetag/><C:calendar-data>{expanded}</C:calendar-data></D:prop>"
        '<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f"<C:time-range {span}/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
    ).encode()


def free_busy_between(start: datetime, end: datetime) -> bytes:
    """When it is busy (7.10)."""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">'
        f"<C:time-range {_time_range(start, end)}/></C:free-busy-query>"
    ).encode()


def members(raw: bytes) -> list[Member]:
    """The resources of a multi-status answer. One that is cut off (RFC 4791, 7.8; 507) is an error, too."""
    return [_member(response) for response in _responses(raw)]


def is_calendar(raw: bytes) -> bool:
    """Whether an address, asked `WHAT_IT_IS`, is that of a calendar collection: each says so of itself (4.2, 5.2)."""
    responses = _responses(raw)
    if len(responses) != 1:
        raise ValueError("it was asked about one address, and the answer is not about one")
    return any(
        propstat.find(f"{DAV}prop/{DAV}resourcetype/{CALDAV}calendar") is not None
        for propstat in responses[0].iter(f"{DAV}propstat")
    )


def name_in(href: str) -> str:
    """The last part of an address or path."""
    return unquote(urlsplit(href).path.rstrip("/").rpartition("/")[2])


def path_of(name: str) -> str:
    """Where a resource lies in its calendar."""
    return f"/{quote(name, safe='')}"


def told_at(headers: Mapping[str, str]) -> datetime:
    """When the server answered, by its own clock (RFC 9110, 6.6.1)."""
    try:
        at = parsedate_to_datetime(headers.get("date", ""))
    except ValueError as error:
        raise ValueError("the answer has no date") from error
    return at if at.tzinfo else at.replace(tzinfo=UTC)


class _NoDocumentType(ElementTree.TreeBuilder):
    """No answer needs one, and with one a short answer can become a very long one."""

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise ValueError("the answer has a document type")


def _responses(raw: bytes) -> list[ElementTree.Element]:
    try:
        root = ElementTree.fromstring(raw, ElementTree.XMLParser(target=_NoDocumentType()))
    except ElementTree.ParseError as error:
        raise ValueError("the answer is no XML") from error
    if root.tag != f"{DAV}multistatus":
        raise ValueError("the answer is no multi-status")
    return list(root.iter(f"{DAV}response"))


def _member(response: ElementTree.Element) -> Member:
    href = response.findtext(f"{DAV}href")
    if not href or response.find(f"{DAV}status") is not None:
        raise ValueError("the answer is cut off")
    for propstat in response.iter(f"{DAV}propstat"):
        if " 200" in (propstat.findtext(f"{DAV}status") or ""):
            etag = propstat.findtext(f"{DAV}prop/{DAV}getetag")
            text = propstat.findtext(f"{DAV}prop/{CALDAV}calendar-data")
            if etag and text:
                return Member(name_in(href), etag.strip(), text)
    raise ValueError("an entry is told of, and not told")


def _time_range(start: datetime, end: datetime) -> str:
    return f'start="{start.astimezone(UTC):%Y%m%dT%H%M%SZ}" end="{end.astimezone(UTC):%Y%m%dT%H%M%SZ}"'
