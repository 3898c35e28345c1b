"""`frontdesk replay`: a stored conversation against today's code and words."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.options import Profile, environment_with
from frontdesk.commands.stored import DatabaseUrl, describe_past, find_past

if TYPE_CHECKING:
    from collections.abc import Mapping

    from frontdesk.languages import Language
    from frontdesk.replay.compare import Replay
    from frontdesk.settings import Settings

EXAMPLES = (
    "frontdesk replay 3f9c2a7be1d04c58",
    "frontdesk replay 3f9c2a7be1d04c58 --save tests/conversations/corrections/the_day_after.txt",
)


def replay(
    id: Annotated[str, typer.Argument(metavar="ID", help="Of the conversation: it stands in every reply and log.")],
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write it as a transcript, its people and what they said made up."),
    ] = None,
    profile: Profile = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Play a stored conversation again, and show where it would go differently today.

    It is played in memory, with the profile, code and words of today and the clock of then. Nothing is booked, sent or
    stored, and no language model is asked. Exit code 0: the same answers; 1: others.
    """
    import asyncio

    from frontdesk.settings import read_settings

    settings = read_settings(environment_with(profile=profile, database_url=database_url))
    played, languages = asyncio.run(_replay(settings, id))
    if save is not None:
        _save(played, languages, settings.profile, save)
    if played.different:
        raise typer.Exit(1)


async def _replay(settings: "Settings", id: str) -> "tuple[Replay, Mapping[str, Language]]":
    from frontdesk.replay.compare import replay

    past, languages = await find_past(settings, id)
    played = await replay(past, languages)
    print(describe_past(past))
    print("\n".join(_world(played)))
    print("\n".join(_differences(played)))
    return played, languages


def _save(played: "Replay", languages: "Mapping[str, Language]", profiles: Path, file: Path) -> None:
    """Writes the transcript, and beside it the profile it needs, unless that is found from there anyway."""
    import asyncio

    from frontdesk.commands.files import new_file
    from frontdesk.profiles import load_profile
    from frontdesk.replay.save import write_transcript
    from frontdesk.stage import find_profile

    business = played.past.business
    known = sorted(profiles.glob("*.toml")) if profiles.is_dir() else [profiles]
    profile = next(one for one in known if load_profile(one).id == business.id)
    text, otherwise = asyncio.run(write_transcript(played, languages, profile.stem))
    try:
        found = find_profile(file, profile.stem)
    except ValueError:
        found = None
    if found is None or load_profile(found) != business:
        with new_file(file.parent / profile.name) as part:
            part.write_bytes(profile.read_bytes())
    with new_file(file) as part:
        part.write_text(text, "utf-8")
    print(f"Saved as {file}.")
    if otherwise:
        turns = ", ".join(map(str, otherwise))
        print(f"With the made-up words and times it goes another way than the call did in turn {turns}.")


def _world(played: "Replay") -> Iterator[str]:
    """What the world of then was made of, and what nobody knows of it."""
    from frontdesk.channels.text.moments import write_moment

    diary, now = played.past.diary, played.past.began
    others = len(diary.standing) + len(diary.later)
    yield f"  played with: the profile of today; {others} appointments of others, {len(diary.blocks)} blocked times"
    for one in played.busy:
        when = write_moment(one.opening.start, now)
        yield f"  assumed:     {when} with {one.opening.host} was kept for somebody else from turn {one.turn + 1} on"
    yield "  not known:   what others held then without booking it, and what the profile said then"


def _differences(played: "Replay") -> Iterator[str]:
    from frontdesk.commands.explain_conversation import show_utterance

    for number in played.different:
        turn = played.turns[number]
        yield f"turn {number + 1}  {show_utterance(turn.past.utterance)}"
        then, now = played.then(turn), played.now(turn)
        yield from (f"  - {act}" for act in then if act not in now)
        yield from (f"  + {act}" for act in now if act not in then)
        if set(then) == set(now):
            yield f"  + {', '.join(now)} (in another order)"
    same = len(played.turns) - len(played.different)
    if not played.different:
        yield f"The same in all {same} turns."
    else:
        first = played.first + 1
        yield f"The same in {same} of {len(played.turns)} turns; after turn {first} the caller answers old questions."
