"""What an event type means for a service of the profile: what it needs and offers, and what stands against it. Pure.

Phone-only bookings take an e-mail field that is not required, and a phone field that is (Cal.com's own rule and test).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from frontdesk.booking_systems.calcom.event_types import EventType, channel_of, location_for
from frontdesk.booking_systems.calcom.settings import ServiceSettings
from frontdesk.model.booking_system import ServiceTerms
from frontdesk.model.caller import Channel
from frontdesk.model.service import Confirmation, ReasonPolicy, Service

T = TypeVar("T")

BUILT_IN = frozenset({"name", "email", "location", "rescheduleReason"})
"""Fields that are filled by what a booking says anyway, or that only a move asks for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What callers are asked for a service, and where it goes."""

    service: Service
    ours: ServiceSettings
    reason: ReasonPolicy
    phone_field: str

    def filled(self) -> set[str]:
        """Slugs of the fields that are filled in every booking."""
        required = {question.id for question in self.service.questions if question.required}
        slugs = {slug for id, slug in self.ours.fields.items() if id in required}
        unmapped = required - set(self.ours.fields)
        if self.ours.notes_field and (unmapped or self.reason is ReasonPolicy.REQUIRED):
            slugs.add(self.ours.notes_field)
        return {*BUILT_IN, self.phone_field, *slugs}

    def fills_notes(self) -> bool:
        """Whether anything callers say goes to the field for notes."""
        others = any(question.id not in self.ours.fields for question in self.service.questions)
        return bool(self.ours.notes_field) and (others or self.reason is not ReasonPolicy.NEVER)


def terms_of(asked: Asked, kinds: Sequence[tuple[str, EventType | None]]) -> ServiceTerms:
    """What all event types of a service agree on. `kinds` by host; None for one that Cal.com does not list."""
    faults = tuple(dict.fromkeys(fault for host, kind in kinds for fault in _faults(asked, host, kind)))
    known = [kind for _, kind in kinds if kind is not None]
    if not known:
        return ServiceTerms(faults=faults)
    approval = any(kind.confirmation_policy and not kind.confirmation_policy.disabled for kind in known)
    return ServiceTerms(
        needs_email=any(kind.needs_email(asked.phone_field) for kind in known),
        needs_full_name=any(kind.splits_name() for kind in known),
        channels=_common([channels_of(kind, asked.ours) for kind in known]),
        durations_minutes=_common([kind.lengths for kind in known]),
        confirmation=Confirmation.APPROVAL if approval else Confirmation.INSTANT,
        faults=faults,
    )


def channels_of(kind: EventType, ours: ServiceSettings) -> tuple[Channel, ...]:
    """In the order of the event type's locations; what only the settings call a channel comes last."""
    own = [channel for one in kind.locations if (channel := channel_of(one)) is not None]
    return tuple(one for one in dict.fromkeys([*own, *ours.locations]) if location_for(one, kind, ours) is not None)


def _common(every: Sequence[Sequence[T]]) -> tuple[T, ...]:
    return tuple(one for one in dict.fromkeys(every[0]) if all(one in other for other in every))


def _faults(asked: Asked, host: str, kind: EventType | None) -> Iterator[str]:
    which = f'service "{asked.service.id}" with {host}'
    if kind is None:
        yield f"{which}: Cal.com does not list its event type for any of the usernames; check both."
        return
    if kind.seats is not None and not kind.seats.disabled:
        yield f"{which}: its event type has seats, which are not supported; turn them off there, or name another one."
    if kind.requires_booker_email_verification:
        yield f"{which}: its event type verifies e-mails by a code, which no caller can give; turn that off there."
    for channel, name in asked.ours.locations.items():
        if location_for(channel, kind, asked.ours) is None:
            yield f"{which}: its event type has no location {name}, which locations.{channel} names; add it there."
    filled = asked.filled()
    for field in kind.booking_fields:
        if field.required and not field.hidden and field.slug not in filled:
            yield (
                f'{which}: its event type requires the field "{field.slug}", which nobody is asked for; make it '
                "optional there, or add a required question to the service and name the field for it under fields."
            )
    for id, slug in asked.ours.fields.items():
        if kind.field(slug) is None:
            yield f'{which}: its event type has no field "{slug}", which fields.{id} names; add it there.'
    if asked.fills_notes() and kind.field(asked.ours.notes_field) is None:
        yield f'{which}: its event type has no field "{asked.ours.notes_field}" for what callers say; turn it on there.'
