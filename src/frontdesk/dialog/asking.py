"""Which answer each asking act expects, in one table; and asking, which is how every step that wants an answer ends."""

from dataclasses import replace

from frontdesk.dialog.memory import NOTHING
from frontdesk.dialog.rules import rule
from frontdesk.dialog.state import State, Step
from frontdesk.model.agent_acts import (
    AgentAct,
    Ask,
    AskAnythingElse,
    AskConsent,
    AskMoveOrCancel,
    AskNewTime,
    AskWhatToChange,
    Confirm,
    ConfirmCancel,
    ConfirmInstead,
    ConfirmMove,
    ConfirmWaiting,
    HandOff,
    Offer,
    OfferCallback,
    ReadBack,
    Recap,
    Reprompt,
    SayNoOpenings,
    SayNotFound,
    Which,
    WhichAppointment,
)
from frontdesk.model.expectation import Expectation, Expecting, Option
from frontdesk.model.slots import Answer, SlotName, Value


def expected(act: AgentAct) -> Expectation:
    """The answer an asking act waits for; of nothing in particular for an act that does not ask."""
    match act:
        case Ask(slot, question):
            return Expectation(Expecting.SLOT, slot, question, value=act.known)
        case Reprompt(expectation):
            return expectation
        case Confirm(slot, value):
            return Expectation(Expecting.CONFIRM_SLOT, slot, value=value)
        case Which(slot, options):
            return Expectation(Expecting.OPTION, slot, options=options)
        case Offer(openings):
            return Expectation(Expecting.OPENING, SlotName.PREFERRED_TIME, openings=openings)
        case SayNoOpenings():
            return Expectation(Expecting.SLOT, SlotName.PREFERRED_TIME)
        case AskConsent(consent, wording):
            return Expectation(Expecting.CONSENT, question=consent, value=Answer(consent, wording))
        case ReadBack():
            return Expectation(Expecting.CONFIRM_BOOKING)
        case Recap(_, opening, None):
            return Expectation(Expecting.RESUME, openings=(opening,) if opening else ())
        case AskWhatToChange():
            return Expectation(Expecting.CHANGE)
        case SayNotFound():
            return Expectation(Expecting.SLOT, SlotName.APPOINTMENT)
        case WhichAppointment(bookings):
            names = tuple(Option(one.request.attendee.name) for one in bookings)
            openings = tuple(one.request.opening for one in bookings)
            return Expectation(Expecting.APPOINTMENT, SlotName.APPOINTMENT, openings=openings, options=names)
        case AskNewTime():
            return Expectation(Expecting.SLOT, SlotName.PREFERRED_TIME)
        case ConfirmMove():
            return Expectation(Expecting.CONFIRM_MOVE)
        case AskMoveOrCancel():
            return Expectation(Expecting.MOVE_OR_CANCEL)
        case ConfirmCancel():
            return Expectation(Expecting.CONFIRM_CANCEL)
        case ConfirmWaiting():
            return Expectation(Expecting.CONFIRM_WAITING)
        case ConfirmInstead():
            return Expectation(Expecting.INSTEAD)
        case OfferCallback():
            return Expectation(Expecting.CALLBACK)
        case AskAnythingElse():
            return Expectation(Expecting.ANYTHING_ELSE)
        case HandOff():
            return NOTHING
        case _:
            return NOTHING


def ask(state: State, act: AgentAct, values: tuple[Value, ...] = ()) -> Step:
    """Ends a step with a question: it is open from now on. `values` are what it can be answered with, where that is a
    short list: in the order shown, so that keys and "the second one" mean the same. A question that was not answered
    stays the question, however it is put once more."""
    expectation = expected(act)
    if values:
        expectation = replace(expectation, options=tuple(Option(value) for value in values))
    if state.opening is not None and not expectation.openings:
        expectation = replace(expectation, chosen_from=state.table or (state.opening,))
    stays = isinstance(act, Reprompt) and _bare(act.expectation) == _bare(state.expectation) and state.question
    return Step(replace(state, question=state.question if stays else act, expectation=expectation), (act,))


def _bare(expectation: Expectation) -> Expectation:
    """The question alone, whatever was chosen before."""
    return replace(expectation, chosen_from=())


def ask_again(state: State) -> Step:
    """Back to exactly where we were: the open question once more. What led to it was said, and is not said again."""
    if state.question is None:
        return Step(state)
    again = replace(state.question, missed=None, taken=False) if isinstance(state.question, Offer) else state.question
    return Step(state, (again,))


@rule
def ask_briefly(state: State) -> Step:
    """The same, where a question of the caller's came in between: nobody wants to hear everything read out again."""
    question = state.question
    return Step(state, (replace(question, brief=True),)) if isinstance(question, ReadBack) else ask_again(state)
