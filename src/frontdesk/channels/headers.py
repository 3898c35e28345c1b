"""Headers that make a change safe: a key to repeat it by, and the revision it is meant for."""

import re

from aiohttp import web

from frontdesk.channels.operation import Header
from frontdesk.channels.problems import Problem
from frontdesk.model.booking import Booking

KEY = re.compile(r'^(?:"(?:[ !#-\[\]-~]|\\["\\]){1,200}"|[!#-+\--~]{1,200})$')
TAGS = re.compile(r'^(?:\*|(?:W/)?"[!#-~]*"(?:[ \t]*,[ \t]*(?:W/)?"[!#-~]*"){0,19})$')
TAG = re.compile(r'(W/)?"([!#-~]*)"')

IDEMPOTENCY_KEY = Header(
    "Idempotency-Key",
    "Makes the request safe to repeat: the same key and request are done once and answered the same again. Bare, or in "
    "double quotes (draft-ietf-httpapi-idempotency-key-header).",
    KEY.pattern,
)
IF_MATCH = Header("If-Match", "The ETag of the booking as it was read: it is only changed if it is so.", TAGS.pattern)
IF_NONE_MATCH = Header("If-None-Match", "The ETag of what is already there: 304 if it is still so.", TAGS.pattern)
ETAG = Header("ETag", "The revision, for If-Match.")
LINK = Header("Link", 'The next page, `rel="next"`, where there is one (RFC 8288).')
LOCATION = Header("Location", "Where the booking can be read.")
RETRY_AFTER = Header("Retry-After", "Seconds to wait before trying again.")


def idempotency_key(request: web.Request) -> str | None:
    """The key as the client means it, without quotes; None where there is none. Raises `Problem` 400."""
    written = request.headers.get("Idempotency-Key")
    if written is None:
        return None
    if not KEY.fullmatch(written.strip()):
        raise Problem(
            400, "Idempotency-Key must be 1 to 200 printable ASCII characters, bare or in double quotes.", "key"
        )
    written = written.strip()
    return re.sub(r'\\(["\\])', r"\1", written[1:-1]) if written.startswith('"') else written


def expected_revision(request: web.Request, booking: Booking) -> int | None:
    """The revision the client wants to change, by If-Match; None where it takes any. Raises `Problem` 400 or 412."""
    written = ",".join(request.headers.getall("If-Match", ())).strip()
    if not written or written == "*":
        return None
    if not TAGS.fullmatch(written):
        raise Problem(400, 'If-Match must be an ETag in double quotes, like "3", or *.', "if-match")
    revisions = [int(tag) for weak, tag in TAG.findall(written) if not weak and re.fullmatch(r"[0-9]{1,9}", tag)]
    if not revisions:
        raise changed_meanwhile()
    return booking.revision if booking.revision in revisions else revisions[0]


def changed_meanwhile() -> Problem:
    return Problem(412, "The booking is not at this revision any more: read it again, then decide.", "revision-changed")


def set_etag(response: web.Response, booking: Booking) -> web.Response:
    response.etag = str(booking.revision)
    return response
