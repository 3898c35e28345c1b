"""Everything behind the staff token. The subjects have a file each; `wire/` is their JSON."""

from aiohttp import web

from frontdesk.channels.staff.blocks import block_time, list_blocks, unblock_time
from frontdesk.channels.staff.bookings import list_bookings, show_booking_history, show_one_booking
from frontdesk.channels.staff.changes import NAMED, edit_booking, issue_management_link, reschedule
from frontdesk.channels.staff.conversations import list_callbacks, show_one_conversation
from frontdesk.channels.staff.creating import create_booking
from frontdesk.channels.staff.hosts import list_hosts
from frontdesk.channels.staff.openings import list_days, list_openings
from frontdesk.channels.staff.waitlist import claim, join, leave, list_waitlist, refuse


def staff_routes() -> list[web.RouteDef]:
    booking = "/v1/bookings/{booking}"
    return [
        web.get("/v1/bookings", list_bookings),
        web.post("/v1/bookings", create_booking),
        web.get(booking, show_one_booking),
        web.patch(booking, edit_booking),
        web.get(f"{booking}/history", show_booking_history),
        web.post(f"{booking}/reschedule", reschedule),
        *(web.post(f"{booking}/{name}", handler) for name, handler in NAMED.items()),
        web.post(f"{booking}/management-link", issue_management_link),
        web.get("/v1/openings", list_openings),
        web.get("/v1/openings/days", list_days),
        web.get("/v1/hosts", list_hosts),
        web.get("/v1/blocks", list_blocks),
        web.post("/v1/blocks", block_time),
        web.delete("/v1/blocks/{block}", unblock_time),
        web.get("/v1/waitlist", list_waitlist),
        web.post("/v1/waitlist", join),
        web.post("/v1/waitlist/{entry}/claim", claim),
        web.post("/v1/waitlist/{entry}/refuse", refuse),
        web.post("/v1/waitlist/{entry}/leave", leave),
        web.get("/v1/conversations/{conversation}", show_one_conversation),
        web.get("/v1/callbacks", list_callbacks),
    ]
