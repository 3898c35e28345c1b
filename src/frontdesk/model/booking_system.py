"""What a booking system can do, and what it needs to know of a customer: data, by which the dialogue asks and offers.

A profile says what a business wants; `as_allowed` takes from it what its booking system cannot do, and adds what that
system cannot do without. So no part of the dialogue knows which system there is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from frontdesk.model.business import Business
from frontdesk.model.caller import Channel
from frontdesk.model.service import Confirmation, EmailPolicy, Service


class Notices(StrEnum):
    """Whether a system tells us by itself when an appointment is changed there."""

    NONE = "none"
    UNSIGNED = "unsigned"
    """Anybody could send one: it comes by a secret path, and the appointment is read again."""
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a system can do as it is set up. What is False is refused honestly, and never imitated."""

    tells_terms: bool
    """It tells what its services offer and need (`ServiceTerms`); otherwise the profile is all there is to go by."""
    names_hosts: bool
    """Its openings say with whom, and one host can be asked for."""
    phone_only: bool
    """A customer can be booked with a name and a phone number, where the service allows it."""
    chooses_channel: bool
    """One service can be done by several contact channels. Otherwise each channel has a service of its own."""
    invite: bool
    """It takes our title and description for the calendar entry of a single booking."""
    answers: bool
    """It takes the answers to the extra questions, and the reason for the visit."""
    pends: bool
    """A booking may wait there for somebody's word."""
    reads: bool
    """One appointment can be read again."""
    looks_up: bool
    """A booking whose outcome is not known can be looked for."""
    finds: bool
    """Appointments that were made elsewhere are found by phone number."""
    cancels: bool
    moves: bool
    notices: Notices = Notices.NONE
    moves_make_another: bool = False
    """Who moves an appointment there makes another one, by another reference."""


@dataclass(frozen=True, slots=True)
class ServiceTerms:
    """What a system says of one of its services. None: it says nothing, and the profile holds."""

    needs_email: bool = False
    needs_full_name: bool = False
    """A first and a last name, each on its own."""
    channels: tuple[Channel, ...] | None = None
    durations_minutes: tuple[int, ...] | None = None
    confirmation: Confirmation | None = None
    faults: tuple[str, ...] = ()
    """Why no booking of this service can succeed as things are: one sentence each, with what to do."""


def as_allowed(business: Business, capabilities: Capabilities, terms: Mapping[str, ServiceTerms]) -> Business:
    """The same business, as far as its booking system goes along. `terms` by id of the service."""
    policy = business.policy.model_copy(
        update={
            "callers_may_cancel": business.policy.callers_may_cancel and capabilities.cancels,
            "callers_may_reschedule": business.policy.callers_may_reschedule and capabilities.moves,
            "offer_waitlist": False,  # none of them has one that we could keep
        }
    )
    unsaid = ServiceTerms(needs_email=not capabilities.phone_only)
    services = tuple(_service_as_allowed(one, terms.get(one.id, unsaid)) for one in business.services)
    return business.model_copy(update={"policy": policy, "services": services})


def _service_as_allowed(service: Service, terms: ServiceTerms) -> Service:
    """Where a profile and a system have nothing in common, the profile is left as it is: that is one of the faults."""
    update: dict[str, object] = {}
    if terms.needs_email:
        update["email"] = EmailPolicy.REQUIRED
    if terms.needs_full_name:
        update["full_name"] = True
    if channels := tuple(one for one in service.channels if one in (terms.channels or ())):
        update["channels"] = channels
    if durations := tuple(one for one in service.durations if one in (terms.durations_minutes or ())):
        update["durations_minutes"] = durations
        if service.duration_minutes not in durations:
            update["duration_minutes"] = durations[0]
    if terms.confirmation is not None:
        update["confirmation"] = terms.confirmation
    return service.model_copy(update=update)


def misfits(business: Business, terms: Mapping[str, ServiceTerms]) -> tuple[str, ...]:
    """What in a profile does not fit what its booking system says, one sentence each, with what to do."""
    told = ((service, terms[service.id]) for service in business.services if service.id in terms)
    return tuple(misfit for service, its_terms in told for misfit in _misfits(service, its_terms))


def _misfits(service: Service, told: ServiceTerms) -> tuple[str, ...]:
    found = list(told.faults)
    if told.channels is not None and not set(service.channels) & set(told.channels):
        offered = ", ".join(told.channels) or "none"
        found.append(f'service "{service.id}": the system offers it by {offered}; set its channels to one of these.')
    if told.durations_minutes is not None and service.duration_minutes not in told.durations_minutes:
        lasts = " or ".join(str(minutes) for minutes in told.durations_minutes)
        found.append(f'service "{service.id}" lasts {lasts} minutes there; set duration_minutes to that.')
    return tuple(found)
