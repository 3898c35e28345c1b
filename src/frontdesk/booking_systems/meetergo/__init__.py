"""meetergo's Platform API v4, as a booking system. Its quirks: docs/booking-systems/meetergo.md."""
