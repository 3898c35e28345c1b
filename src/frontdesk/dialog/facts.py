"""Questions the profile answers. What it does not say is said not to be known; nothing is made up."""

from frontdesk.dialog.filling import service_of
from frontdesk.dialog.heard import Acts
from frontdesk.dialog.memory import Filled, Source
from frontdesk.dialog.state import Situation, State
from frontdesk.model.agent_acts import Tell
from frontdesk.model.caller_acts import WRITTEN_TOPICS, AskFact, OwnFact, Subject, Topic
from frontdesk.model.open_days import OpenDays
from frontdesk.model.service import Service
from frontdesk.model.slots import HostChoice, ServiceChoice, SlotName
from frontdesk.model.when import DaySpan, Grain, PreferredTime

SHOWN = (Topic.AVAILABILITY, Topic.BOOKED)
"""Answered by an offer and by the booking, not from the profile."""
OF_SERVICES = (Topic.PRICE, Topic.DURATION, Topic.PREPARATION, Topic.OFFERED, Topic.HOSTS)
"""What is asked about one service shows interest in it."""
MOST_DAYS = 7
ANY_DAY = DaySpan(None, None, Grain.DAY)


def tell(questions: tuple[AskFact, ...], state: State, here: Situation) -> tuple[Tell, ...]:
    """The answers to what was asked of the business."""
    asked = [one for one in questions if one.topic not in SHOWN]
    return tuple(Tell(one.topic, _known(one, state, here), _about(one, state)) for one in asked)


def _about(asked: AskFact, state: State) -> tuple[Subject, ...]:
    """Once a time is chosen, "who does it?" is about just that."""
    chosen = asked.topic is Topic.HOSTS and not asked.about and state.opening
    return (HostChoice((chosen.host,)),) if chosen else asked.about


def take_interest(state: State, acts: Acts, here: Situation) -> State:
    """ "How much is a massage? I'd take one on Friday": the one service asked about is what this is about, until
    another is asked about or chosen, or times are on the table."""
    if state.opening or state.holds or any(one.slot is SlotName.SERVICE for one in acts.informs):
        return state
    filled = state.slots.get(SlotName.SERVICE)
    about = {one for asked in acts.questions if asked.topic in OF_SERVICES for one in asked.about}
    services = [one for one in about if isinstance(one, ServiceChoice)]
    if len(services) != 1 or len(services[0].ids) != 1 or (filled and filled.source is not Source.ASKED):
        return state
    return state.fill(SlotName.SERVICE, Filled(services[0], source=Source.ASKED))


def tell_closed(before: State, after: State, here: Situation) -> tuple[Tell, ...]:
    """A day on which nobody can come is told at once, and not only when it is known what they would come for."""
    wish = after.get(SlotName.PREFERRED_TIME)
    if wish == before.get(SlotName.PREFERRED_TIME) or service_of(after, here) or not isinstance(wish, PreferredTime):
        return ()
    spans = [span for one in wish.wishes if not one.excluded for span in one.days or (ANY_DAY,)]
    days = [tuple(span.dates(MOST_DAYS)) for span in spans]
    if not days or not all(days):
        return ()
    open_days = OpenDays(here.business)
    shut = not any(open_days.presence_of(host, day) for host in here.business.hosts for some in days for day in some)
    return (Tell(Topic.HOURS, about=(wish,)),) if shut else ()


def _known(asked: AskFact, state: State, here: Situation) -> bool:
    facts, services = here.business.facts, _services(asked, state, here)
    match asked.topic:
        case Topic.PRICE:
            return bool(facts.price or any(one.price for one in services))
        case Topic.PREPARATION:
            return bool(facts.preparation or any(one.preparation for one in services))
        case Topic.OFFERED:
            return any(isinstance(one, ServiceChoice) for one in asked.about)
        case Topic.PRESENCE:
            return any(isinstance(one, HostChoice) and one.ids for one in asked.about)
        case Topic.CANCELLATION:
            return bool(facts.cancellation) or here.business.policy.callers_may_cancel
        case Topic.ADDRESS:
            return bool(here.business.locations)
        case Topic.PHONE:
            return here.business.phone is not None
        case Topic.OWN:
            return any(isinstance(one, OwnFact) for one in asked.about)
        case Topic.OTHER:
            return False
        case topic if topic in WRITTEN_TOPICS:
            return getattr(facts, topic) is not None
        case _:
            return True


def _services(asked: AskFact, state: State, here: Situation) -> list[Service]:
    """Those asked about, else the chosen one, else all."""
    named = [id for one in asked.about if isinstance(one, ServiceChoice) for id in one.ids]
    chosen = service_of(state, here)
    if named:
        return [here.business.service(id) for id in named]
    return [chosen] if chosen else list(here.business.services)
