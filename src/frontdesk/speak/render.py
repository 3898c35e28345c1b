"""From the agent's acts to lines in one language, for voice or for text."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from frontdesk.model.agent_acts import (
    Acknowledge,
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
    Goodbye,
    Greet,
    HandOff,
    Help,
    NotifyFailure,
    NotifySuccess,
    NotifyWaiting,
    NotOffered,
    Offer,
    OfferCallback,
    ReadBack,
    Recap,
    Reprompt,
    Say,
    SayNoOpenings,
    SayNotFound,
    SayRefused,
    Tell,
    TellAppointments,
    Which,
    WhichAppointment,
)
from frontdesk.model.note import Note
from frontdesk.model.reply import Line
from frontdesk.model.slots import SlotName
from frontdesk.speak import appointment, appointments, asking
from frontdesk.speak.choices import move_or_cancel, needs_full_name, yes_no
from frontdesk.speak.describe import slot_label
from frontdesk.speak.facts import tell
from frontdesk.speak.formats import local, plain, say_phone, sentence, space_marks
from frontdesk.speak.prompts import part_of_day
from frontdesk.speak.voice import Voice

__all__ = ["Voice", "render"]


def render(acts: tuple[AgentAct, ...], voice: Voice) -> tuple[Line, ...]:
    """Says every act, in order. Acknowledgements and short notes share the line of what follows them.

    A line's choices answer the question in it. The same acts and voice give the same lines.
    """
    if Greet() in acts:
        acts = tuple(act for act in acts if act != Say(Note.HELLO))  # the greeting answers a "hello" as well
    lines: list[Line] = []
    opening = ""
    for text, line, short in _said(acts, voice):
        if short:
            opening = f"{opening} {text}".strip()
        else:
            lines.append(Line(sentence(f"{opening} {text}"), line.choices))
            opening = ""
    if opening:
        lines.append(Line(sentence(opening)))
    return tuple(Line(space_marks(line.text, voice), line.choices) for line in lines if line.text)


def _said(acts: tuple[AgentAct, ...], voice: Voice) -> Iterator[tuple[str, Line, bool]]:
    """Each act's text, starting with a capital; its line; and whether it is short enough to lead into the next."""
    for kind, run in groupby(acts, key=lambda act: act.kind):
        group = list(run)
        if kind == "acknowledge":
            line = appointment.acknowledge([act for act in group if isinstance(act, Acknowledge)], acts, voice)
            yield sentence(line.text), line, True
            continue
        for act in _told_once(group):
            line = _line(act, voice)
            yield sentence(line.text), line, isinstance(act, Say | NotOffered)


def _told_once(acts: list[AgentAct]) -> Iterator[AgentAct]:
    """Who does it instead is said once, behind the last of those who do not."""
    for act, behind in zip(acts, [*acts[1:], None], strict=True):
        if isinstance(act, NotOffered) and isinstance(behind, NotOffered) and act.instead == behind.instead:
            act = replace(act, instead=())
        yield act


def _line(act: AgentAct, voice: Voice) -> Line:
    match act:
        case Greet():
            return _greet(voice)
        case Ask():
            return asking.ask(act, voice)
        case Reprompt():
            return asking.reprompt(act, voice)
        case Confirm():
            return asking.confirm(act, voice)
        case Acknowledge():
            return appointment.acknowledge([act], (act,), voice)
        case Which():
            return asking.which(act, voice)
        case Offer():
            return appointment.offer(act, voice)
        case SayNoOpenings():
            return appointment.no_openings(act, voice)
        case NotOffered():
            return appointment.not_offered(act, voice)
        case AskConsent():
            return asking.consent(act, voice)
        case ReadBack():
            return appointment.read_back(act, voice)
        case Recap():
            return appointment.recap(act, voice)
        case AskWhatToChange():
            return Line(voice.say("booking.change_what"))
        case NotifySuccess():
            return appointment.success(act, voice)
        case ConfirmInstead():
            return appointment.instead(act, voice)
        case NotifyFailure(failure):
            return Line(voice.say(f"booking.failure.{failure}"))
        case Tell():
            return tell(act, voice)
        case Help():
            return asking.help(act, voice)
        case Say():
            return _note(act, voice)
        case OfferCallback():
            return Line(voice.say("goodbye.offer_callback"), yes_no(voice))
        case HandOff(reason, number):
            said = say_phone(number, voice) if number else ""
            return Line(voice.say(f"goodbye.hand_off.{reason}", number=said))
        case AskAnythingElse():
            return Line(voice.say("goodbye.anything_else"), yes_no(voice))
        case SayNotFound():
            return Line(voice.say("appointment.not_found"))
        case TellAppointments():
            return appointments.tell(act, voice)
        case WhichAppointment():
            return appointments.which(act, voice)
        case AskNewTime():
            return appointments.ask_new_time(act, voice)
        case ConfirmMove():
            return appointments.confirm_move(act, voice)
        case AskMoveOrCancel():
            return Line(voice.say("appointment.move_or_cancel"), move_or_cancel(voice))
        case SayRefused():
            return appointments.refused(act, voice)
        case ConfirmCancel():
            return appointment.confirm_cancel(act, voice)
        case ConfirmWaiting():
            return appointment.confirm_waiting(act, voice)
        case NotifyWaiting():
            return appointment.waiting(act, voice)
        case Goodbye():
            return Line(voice.say("goodbye.goodbye"))


def _greet(voice: Voice) -> Line:
    now = local(voice.now, voice)
    part = part_of_day(now.hour * 60 + now.minute, voice.prompts.parts_of_day)
    greeting = voice.business.greeting
    welcome = plain(greeting.in_language(voice.language), voice) if greeting else ""
    return Line(voice.say("greeting.greet", hello=voice.say(f"greeting.hello.{part}"), welcome=welcome))


def _note(act: Say, voice: Voice) -> Line:
    label = slot_label(act.slot, voice)
    if act.note is Note.NEEDED:
        own = f"{act.slot}.{'needed_full' if act.slot is SlotName.NAME and needs_full_name(voice) else 'needed'}"
        return Line(voice.say(own if voice.prompts.has(own) else "repair.needed", slot=label))
    return Line(voice.say(f"repair.note.{act.note}", slot=label))
