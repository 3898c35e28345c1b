"""Questions the profile answers. What it does not say is said not to be known; nothing is made up."""

from frontdesk.dialog.grounding import service_of
from frontdesk.dialog.state import Situation, State
from frontdesk.model.acts import AskFact, Tell, Topic

SHOWN = (Topic.AVAILABILITY, Topic.BOOKED)
"""Answered by an offer and by the booking, not from the profile."""


def tell(questions: tuple[AskFact, ...], state: State, here: Situation) -> tuple[Tell, ...]:
    """The answers to what was asked of the business."""
    return tuple(Tell(one.topic, _known(one.topic, state, here)) for one in questions if one.topic not in SHOWN)


def _known(topic: Topic, state: State, here: Situation) -> bool:
    business, service = here.business, service_of(state, here)
    match topic:
        case Topic.PRICE:
            return bool((service and service.price) or business.facts.price)
        case Topic.PREPARATION:
            return bool((service and service.preparation) or business.facts.preparation)
        case Topic.PARKING:
            return business.facts.parking is not None
        case Topic.PRIVACY:
            return business.facts.privacy is not None
        case Topic.ADDRESS:
            return bool(business.locations)
        case Topic.PHONE:
            return business.phone is not None
        case Topic.OTHER:
            return False
        case _:
            return True
