"""Cubu, over its server-to-server API (docs/booking-systems/cubu.md)."""
