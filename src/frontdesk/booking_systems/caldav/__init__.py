"""Calendars on a CalDAV server as a booking system: one calendar for each host (docs/booking-systems/caldav.md)."""
