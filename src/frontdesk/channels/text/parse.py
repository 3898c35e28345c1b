"""Reads transcripts: the format is described in `transcript.py`."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from frontdesk.channels.text.moments import read_moment
from frontdesk.channels.text.transcript import (
    FINALS,
    CallsAgain,
    Changed,
    Down,
    Earlier,
    Expected,
    Fault,
    Final,
    Later,
    Line,
    Move,
    Otherwise,
    SameAgain,
    Scene,
    Taken,
    Transcript,
    TranscriptError,
    Whatever,
)
from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.utterance import HangUp, Hypothesis, Keys, Medium, Silence, Unanswered, Words, typed
from frontdesk.model.zones import known_zones

HEADER = frozenset(
    "now|channel|profile|caller id|time zone|locale|openings|booked|appointments|taken meanwhile|down|books as"
    "|strict".split("|")
)
PAIR = re.compile(r"([a-z][a-z ]*):\s(.*)")
CHANNELS = ("any", "telephony", "web_chat", "text")
UNITS = {"second": timedelta(seconds=1), "minute": timedelta(minutes=1), "hour": timedelta(hours=1)}
AFTER = re.compile(r"after (\d{1,4}) (second|minute|hour|day)s?")
KEYS = re.compile(r"keys ([0-9*#]+)")
HEARD = re.compile(r"\((talking over)?(?:, (?=\d))?(?:(\d{1,2})%)?\) (.+)")


def parse(text: str, name: str, profile: Callable[[str | None], Business]) -> Transcript:
    """Reads a transcript; `profile` finds the business that the header names (None: the standard one).

    Raises TranscriptError.
    """
    pairs: dict[str, str] = {}
    lines: list[Line] = []
    scene: Scene | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        try:
            if scene is None and (found := list(_pairs(stripped))):
                for key, value in found:
                    if key in pairs:
                        raise ValueError(f'"{key}" stands twice in the header')
                    pairs[key] = value
                continue
            if scene is None:
                scene = _scene(pairs, profile)
            medium, said = _medium(stripped)
            for says in _body(said, scene):
                if lines and isinstance(lines[-1].says, Final) and not isinstance(says, Final):
                    raise ValueError("the call goes on after its end; put lines about the booking core last")
                lines.append(Line(number, medium, says))
        except ValueError as error:
            raise TranscriptError(f"{name}:{number}: {error}") from error
    if scene is None or all(isinstance(line.says, Expected | Whatever | Final) for line in lines):
        raise TranscriptError(f'{name}: there is no call in it; write lines that start with "caller" and "agent"')
    if scene.channel == "web_chat" and any(isinstance(line.says, HangUp) for line in lines):
        raise TranscriptError(f"{name}: nobody hears how a chat ends; leave (hangs up) away")
    transcript = Transcript(name, tuple(text.splitlines()), scene, tuple(lines))
    for medium in transcript.played_in():
        transcript.script(medium)
    return transcript


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """The header's pairs in a line; none when the line belongs to the call."""
    if line.startswith("[") or line.split()[0] in ("agent", "caller", "meanwhile"):
        return
    for piece in re.split(r"\s{2,}", line):
        match = PAIR.fullmatch(piece)
        if not match:
            return
        if match[1] not in HEADER:
            raise ValueError(f'"{match[1]}" is not a header; there are: {", ".join(sorted(HEADER))}')
        yield match[1], match[2].strip()


def _scene(values: dict[str, str], profile: Callable[[str | None], Business]) -> Scene:
    if "now" not in values:
        raise ValueError('the header must say when it is, like "now: Thu 2026-03-05 09:00"')
    business = profile(values.get("profile"))
    epoch = datetime.fromtimestamp(0, business.zone)
    now = read_moment(values["now"], epoch)
    channel = values.get("channel", "any")
    if channel not in CHANNELS:
        raise ValueError(f'channel "{channel}" is not one of {", ".join(CHANNELS)}')
    if values.get("strict", "no") not in ("yes", "no"):
        raise ValueError('"strict" is yes or no')
    zone = values.get("time zone")
    if zone is not None and zone not in known_zones():
        raise ValueError(f'time zone "{zone}" is not an IANA time zone; write one like "America/New_York"')
    return Scene(
        business=business,
        now=now,
        channel=channel,
        caller_id=values.get("caller id"),
        time_zone=zone,
        locale=values.get("locale"),
        openings=_moments(values["openings"], now) if "openings" in values else None,
        booked=_moments(values.get("booked", ""), now),
        appointments=tuple(_earlier(one, now) for one in values.get("appointments", "").split(";") if one.strip()),
        taken_meanwhile=_moments(values.get("taken meanwhile", ""), now),
        down=_faults(values.get("down", "")),
        otherwise=_otherwise(values["books as"]) if "books as" in values else None,
        strict=values.get("strict") == "yes",
    )


def _moments(text: str, now: datetime) -> tuple[datetime, ...]:
    return tuple(read_moment(piece, now) for piece in text.split(",") if piece.strip())


EARLIER = re.compile(
    r"(?P<when>(?:[A-Z][a-z]{2} )?(?:\d{4}-\d{2}-\d{2} )?\d{1,2}:\d{2}) (?P<name>[^+]+) (?P<phone>\+\d+)"
    r"(?: (?P<ticket>[A-Z]\d{2}))?(?: (?P<pending>pending))?(?: with (?P<host>\S+))?(?: (?P<service>\S+))?"
)


def _earlier(text: str, now: datetime) -> Earlier:
    match = EARLIER.fullmatch(text.strip())
    if not match:
        raise ValueError(
            f'"{text.strip()}" is no appointment; write it like "Tue 10:00 Ada Example +14155550123 K42 pending '
            'with sam check-up", everything after the number where it matters'
        )
    return Earlier(
        start=read_moment(match["when"], now),
        name=match["name"],
        phone=match["phone"],
        ticket=match["ticket"] or "",
        service=match["service"],
        host=match["host"],
        pending=bool(match["pending"]),
    )


def _faults(text: str) -> frozenset[Fault]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in set(Fault):
            raise ValueError(f'"{name}" cannot be down; there are: {", ".join(Fault)}')
    return frozenset(Fault(name) for name in names)


def _otherwise(text: str) -> Otherwise:
    channel, _, place = text.partition(" at ")
    if channel not in set(Channel):
        raise ValueError(f'"{channel}" is no contact channel; there are: {", ".join(Channel)}')
    return Otherwise(Channel(channel), place.strip())


def _medium(line: str) -> tuple[Medium | None, str]:
    for medium in Medium:
        if line.startswith(f"[{medium}]"):
            return medium, line.removeprefix(f"[{medium}]").strip()
    return None, line


def _body(line: str, scene: Scene) -> Iterator[Move | Expected | Whatever | Final]:
    """What a line of the call says: an `agent` line may name several acts."""
    who, _, rest = line.partition(" ")
    rest = rest.strip()
    match who:
        case "agent" if rest == "...":
            yield Whatever()
        case "agent" if rest:
            yield from (_expected(piece) for piece in split(rest, "+"))
        case "caller" if rest:
            yield _move(rest)
        case "meanwhile" if rest:
            yield _meanwhile(rest, scene.now)
        case _ if who in FINALS and rest:
            parts = () if rest == "nothing" else tuple(split(rest, ","))
            if parts and who != "callback":
                read_moment(parts[0], scene.now)
            yield Final(who, parts)
        case _:
            raise ValueError(
                f'"{line[:60]}" is not a line of a transcript; it starts with agent, caller, meanwhile, '
                f"{', '.join(FINALS)} and goes on"
            )


def _expected(piece: str) -> Expected:
    absent = piece.startswith('not "')
    words = piece.removeprefix("not ") if absent else piece
    if len(words) > 2 and words[0] == words[-1] == '"':
        return Expected(words[1:-1], quoted=True, absent=absent)
    return Expected(piece)


def _move(said: str) -> Move:
    if match := HEARD.fullmatch(said):
        return Words((Hypothesis(match[3], int(match[2]) / 100 if match[2] else None),), barge_in=bool(match[1]))
    if not (said.startswith("(") and said.endswith(")")):
        return typed(said)
    inner = said[1:-1].strip()
    if inner == "silence":
        return Silence()
    if inner == "calls again":
        return CallsAgain()
    if inner == "nobody picks up":
        return Unanswered()
    if inner == "hangs up":
        return HangUp()
    if inner == "same message again":
        return SameAgain()
    if match := KEYS.fullmatch(inner):
        return Keys(match[1])
    if match := AFTER.fullmatch(inner):
        return Later(int(match[1]) * (UNITS.get(match[2]) or timedelta(days=1)))
    raise ValueError(
        f'"{said}" is nothing a caller does; there are (silence), (keys 1), (nobody picks up), (hangs up), '
        "(calls again), (after 20 minutes), (same message again), and (60%) or (talking over) before words"
    )


def _meanwhile(what: str, now: datetime) -> Move:
    verb, _, rest = what.partition(" ")
    match verb:
        case "taken" if rest:
            return Taken(read_moment(rest, now))
        case "moved" if " to " in rest:
            start, _, to = rest.partition(" to ")
            return Changed(read_moment(start, now), read_moment(to, now))
        case "cancelled" if rest:
            return Changed(read_moment(rest, now), None)
        case "down" if rest:
            return Down(_faults(rest))
        case "up" if not rest:
            return Down(frozenset())
    raise ValueError('"meanwhile" is followed by "taken Fri 10:00", "down book" or "up"')


def split(text: str, at: str) -> list[str]:
    """The pieces between `at` signs that stand outside quotes, bare; a `+` also needs a space on both sides."""
    pieces, quoted, start = [], False, 0
    for index, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif letter == at and not quoted and (at != "+" or text[index - 1 : index + 2] == " + "):
            pieces.append(text[start:index].strip())
            start = index + 1
    return [piece for piece in [*pieces, text[start:].strip()] if piece]
