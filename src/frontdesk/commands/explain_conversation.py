"""`frontdesk explain --conversation`: a stored conversation, turn by turn, and why each answer was given."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from frontdesk.commands.stored import describe_past, find_past

if TYPE_CHECKING:
    from frontdesk.model.utterance import Utterance
    from frontdesk.replay.compare import Replay
    from frontdesk.replay.play import Turn
    from frontdesk.settings import Settings


async def explain_conversation(settings: "Settings", id: str) -> None:
    """Raises CommandFailed."""
    from frontdesk.replay.compare import replay

    past, languages = await find_past(settings, id)
    played = await replay(past, languages)
    print(describe_past(past))
    for number, turn in enumerate(played.turns):
        print()
        print("\n".join(_lines(number, turn, played)))


def _lines(number: int, turn: "Turn", played: "Replay") -> Iterator[str]:
    from frontdesk.channels.text.describe import describe_expectation
    from frontdesk.channels.text.describe_caller import describe_caller_act, describe_slots
    from frontdesk.commands.explain import aligned, rows_of
    from frontdesk.conversations.insight import MISSING, look
    from frontdesk.model.utterance import Words
    from frontdesk.watching import rules

    now, said, past = turn.past.at, turn.past.utterance, played.past
    asked = f" · asked: {describe_expectation(turn.asked)}" if turn.asked else ""
    yield f"turn {number + 1} · {now:%H:%M:%S}{asked}"
    yield f"  heard   {show_utterance(said)}"
    if isinstance(said, Words):
        rows = list(rows_of(said.text, turn.evidence, now))
        yield from (f"          {row}" for row in aligned([("words", "reader", "sure", "means"), *rows]))
    meant = [describe_caller_act(act, now) for act in turn.state.heard]
    if isinstance(said, Words) and not turn.evidence:
        yield f"          {', '.join(meant) or 'nothing was understood'}"
    purposes = rules()
    for name in turn.state.rules:
        yield f"  rule    {name}" + (f": {purposes[name]}" if purposes.get(name) else "")
    then, today = played.then(turn), played.now(turn)
    yield from (f"  {'said' if at == 0 else '    '}    {act}" for at, act in enumerate(then))
    if then != today:
        yield "  today   it would be answered differently; rules and slots are those of today:"
        yield from (f"          {act}" for act in today)
    slots = list(describe_slots(look(turn.state, past.business), now))
    if known := [row for row in slots if row[1] != MISSING]:
        yield from (f"  slot    {row}" for row in aligned(known))
    if missing := [row[0] for row in slots if row[1] == MISSING]:
        yield f"  missing {', '.join(missing)}"
    yield f"  asks    {describe_expectation(turn.state.expectation)} ({turn.state.task}, {turn.state.phase})"


def show_utterance(utterance: "Utterance | None") -> str:
    """What came in, with what the recogniser thought of it."""
    from frontdesk.model.utterance import HangUp, Keys, Silence, Unanswered, Words

    match utterance:
        case None:
            return "nothing: the agent speaks first"
        case Words():
            best, *others = utterance.alternatives
            sure = "" if best.confidence is None else f" (recogniser {best.confidence:.2f})"
            or_else = "".join(f' or "{one.text}"' for one in others)
            return f'"{best.text}"{sure}{or_else}' + (", talking over the prompt" if utterance.barge_in else "")
        case Keys():
            return f"keys {utterance.keys}"
        case Silence():
            return "silence"
        case HangUp():
            return "the caller left"
        case Unanswered():
            return "nobody picked up"
