"""An appointment there is, in words: what is booked, which one is meant, from when to when it moves, and why not."""

from frontdesk.model.agent_acts import AskNewTime, ConfirmMove, SayRefused, TellAppointments, WhichAppointment
from frontdesk.model.booking import Awaiting, Booking, BookingStatus
from frontdesk.model.reply import Line
from frontdesk.speak.appointment import booked
from frontdesk.speak.choices import of_appointments, yes_no
from frontdesk.speak.describe import opening_day
from frontdesk.speak.formats import listed, local, plain, say_moment
from frontdesk.speak.voice import Voice
from frontdesk.speak.zones import time_for_both


def tell(act: TellAppointments, voice: Voice) -> Line:
    """Each with how it stands: what is not confirmed yet is said not to be."""
    if len(act.bookings) == 1:
        one = act.bookings[0]
        return Line(voice.say(f"appointment.tell.{_status(one)}", **_for_whom(one, voice)))
    told = listed([_short(one, voice) for one in act.bookings], "and", voice)
    return Line(voice.say("appointment.tell.several" if act.bookings else "appointment.tell.none", appointments=told))


def _status(booking: Booking) -> str:
    if booking.status is BookingStatus.PENDING:
        return "pending_own" if booking.awaiting is Awaiting.ATTENDEE else "pending"
    return "confirmed"


def _short(booking: Booking, voice: Voice) -> str:
    pending = booking.status is BookingStatus.PENDING
    return voice.say("appointment.one_pending" if pending else "appointment.one", **_for_whom(booking, voice))


def _for_whom(booking: Booking, voice: Voice) -> dict[str, object]:
    """With a name only where somebody else made it than who comes."""
    values = booked(booking, voice)
    return values if booking.request.booked_by is not None else values | {"name": ""}


def which(act: WhichAppointment, voice: Voice) -> Line:
    told = listed([voice.say("appointment.one", **_for_whom(one, voice)) for one in act.bookings], "or", voice)
    choices = of_appointments([one.request.opening for one in act.bookings], voice)
    return Line(voice.say("appointment.which_one", appointments=told, count=len(act.bookings)), choices)


def ask_new_time(act: AskNewTime, voice: Voice) -> Line:
    return Line(voice.say("appointment.new_time", **booked(act.booking, voice)))


def confirm_move(act: ConfirmMove, voice: Voice) -> Line:
    """Both times; the host only where it is another one."""
    request = act.booking.request
    other = act.opening.host != request.opening.host
    values = booked(act.booking, voice) | {
        "host": voice.business.host(act.opening.host).name if other else "",
        "name": "" if act.own else plain(request.attendee.name.full, voice),
        "new_day": opening_day(act.opening, voice),
        "new_time": time_for_both(act.opening, request.channel, request.attendee.time_zone, voice),
    }
    return Line(voice.say("appointment.confirm_move", **values), yes_no(voice))


def refused(act: SayRefused, voice: Voice) -> Line:
    until = say_moment(local(act.until, voice), voice) if act.until else ""
    key = f"appointment.refused.{act.why}"
    text = voice.say(key if voice.prompts.has(key) else "appointment.refused.other", doing=act.doing, until=until)
    return Line(text)
