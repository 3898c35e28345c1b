"""The practice that simulated callers call."""

from pathlib import Path

from frontdesk.profiles import load_profile

PRACTICE = load_profile(Path(__file__).parents[1] / "booking_systems" / "conversations" / "desk.toml")
