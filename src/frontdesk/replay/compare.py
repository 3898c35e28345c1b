"""Where a stored conversation would go differently today, once what can be known of its world is put in place."""

from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.channels.text.describe import describe
from frontdesk.languages import Language
from frontdesk.model.agent_acts import AgentAct, Offer, ReadBack
from frontdesk.model.booking import Opening
from frontdesk.replay.past import Past
from frontdesk.replay.play import Busy, Turn, now_in, play_again

ASSUMPTIONS = 12
"""Times that are tried as somebody else's, at most: each is one more play."""


@dataclass(frozen=True, slots=True)
class Replay:
    """A conversation as it goes today. `busy` is what had to be assumed so that it goes as it went."""

    past: Past
    turns: tuple[Turn, ...]
    busy: tuple[Busy, ...]
    locale: str | None

    def then(self, turn: Turn) -> list[str]:
        return self._described(turn.past.acts)

    def now(self, turn: Turn) -> list[str]:
        return self._described(turn.acts)

    def _described(self, acts: tuple[AgentAct, ...]) -> list[str]:
        return [describe(act, self.past.business, now_in(self.past)) for act in acts]

    @property
    def different(self) -> tuple[int, ...]:
        """Numbers of the turns that are answered differently, from 0."""
        return tuple(number for number, turn in enumerate(self.turns) if self.then(turn) != self.now(turn))

    @property
    def first(self) -> int:
        """The first of them; behind the last turn when there is none."""
        return min(self.different, default=len(self.turns))


async def replay(past: Past, languages: Mapping[str, Language]) -> Replay:
    """Plays it in the world that makes it go as it went for the longest time. The language it began in, and the times
    that others held, were never written down: they are inferred."""
    best: Replay | None = None
    for locale in _locales(past, languages):
        tried = await _in_its_world(past, languages, locale)
        if best is None or tried.first > best.first:
            best = tried
    assert best is not None
    return best


def _locales(past: Past, languages: Mapping[str, Language]) -> list[str]:
    """The one it ended in, then those of the business."""
    return list(dict.fromkeys([past.state.locale, *(languages[code].locale for code in past.business.languages)]))


async def _in_its_world(past: Past, languages: Mapping[str, Language], locale: str) -> Replay:
    """A time that is offered only today is taken for somebody else's, if that brings the old answer back."""
    best = tried = Replay(past, tuple(await play_again(past, languages, locale)), (), locale)
    for _ in range(ASSUMPTIONS):
        free = _offered_only_today(tried)
        if not free:
            break
        busy = (*tried.busy, *(Busy(tried.first, opening) for opening in free))
        tried = Replay(past, tuple(await play_again(past, languages, locale, busy)), busy, locale)
        if tried.first < best.first:
            break
        if tried.first > best.first:
            best = tried
    return best


def _offered_only_today(replay: Replay) -> list[Opening]:
    """Openings of the first turn that goes differently, where it was about openings then, too."""
    if replay.first == len(replay.turns):
        return []
    turn = replay.turns[replay.first]
    then = openings_of(turn.past.acts)
    now = [*openings_of(turn.acts), *(hold.opening for hold in turn.state.holds)]
    known = {(one.host, one.start) for one in then}
    return list({(one.host, one.start): one for one in now if (one.host, one.start) not in known}.values())


def openings_of(acts: tuple[AgentAct, ...]) -> list[Opening]:
    found: list[Opening] = []
    for act in acts:
        match act:
            case Offer(openings):
                found += openings
            case ReadBack():
                found.append(act.opening)
    return found
