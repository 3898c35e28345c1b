"""Keeps a simulated conversation as a transcript, as it went: what should have happened is for a person to write."""

from pathlib import Path

from frontdesk.channels.text.describe import describe_booking
from frontdesk.channels.text.moments import write_moment
from frontdesk.simulation.conversation import Outcome
from frontdesk.simulation.report import reason
from frontdesk.simulation.world import SOURCES

FINALS = {True: "booked", False: "cancelled"}


def write_transcript(outcome: Outcome, profile: str) -> str:
    """`profile` is what the header names."""
    now = outcome.now
    epoch_day = f"{now:%a %Y-%m-%d %H:%M}"
    wanted = outcome.goal.wanted
    time = write_moment(wanted.start, now) if wanted.start else f"{wanted.vague} {wanted.day or ''}".strip()
    goal = outcome.goal
    who = f"{goal.name.full}, {goal.phone}, with {goal.host or 'anyone'}"
    lines = [
        f"# Simulated: {outcome.temperament}, {goal.purpose}; {reason(outcome)}.",
        f"# Wanted: {goal.service}, {time}, {goal.channel}, {who}.",
        f"now: {epoch_day}   profile: {profile}   channel: {SOURCES[outcome.medium]}   locale: {outcome.locale}",
    ]
    if outcome.taken:
        lines.append(f"booked: {', '.join(write_moment(start, now) for start in outcome.taken)}")
    lines.append("")
    for exchange in outcome.exchanges:
        if exchange.said is not None:
            lines.append(f"caller  {exchange.said}")
        lines.append(f"# {exchange.words}")
        lines += [f"agent   {act}" for act in exchange.acts]
    lines.append("")
    for booking in outcome.bookings:
        lines.append(f"{FINALS[booking.stands]}  {', '.join(describe_booking(booking, now)[:8])}")
    if not any(booking.stands for booking in outcome.bookings):
        lines.append("booked  nothing")
    return "\n".join(lines) + "\n"


def save(outcome: Outcome, profile: str, folder: Path) -> Path:
    """Writes the file of one conversation. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{outcome.language}_{str(outcome.temperament).replace(' ', '_')}_{outcome.number}.txt"
    file = folder / name
    file.write_text(write_transcript(outcome, profile), "utf-8")
    return file
