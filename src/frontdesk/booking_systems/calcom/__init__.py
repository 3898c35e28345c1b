"""Appointments that live at Cal.com, hosted there or by oneself: its API v2 (docs/booking-systems/calcom.md)."""
