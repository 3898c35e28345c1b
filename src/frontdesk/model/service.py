"""What a business does for its customers: a service, how long, where, with whom, and what is asked before."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from frontdesk.model.caller import Channel
from frontdesk.model.part import Names, Part, Text


class EmailPolicy(StrEnum):
    NEVER = "never"
    OPTIONAL = "optional"
    REQUIRED = "required"


class ReasonPolicy(StrEnum):
    NEVER = "never"
    OPTIONAL = "optional"
    """Asked for once; "no" or "nothing special" is a fine answer."""
    REQUIRED = "required"


class Question(Part):
    """An extra question a service asks. The answer is kept in the caller's words."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    ask: Text
    required: bool = True


class Assignment(StrEnum):
    """Which host an appointment gets when the caller names none."""

    EACH = "each"
    """Every free host is offered, in the order of the profile: the caller chooses by choosing an opening."""
    FIRST_FREE = "first_free"
    """The first in the order of the profile who is free."""
    ROUND_ROBIN = "round_robin"
    """Of those who are free, the one with the fewest bookings of the service in four weeks."""
    TOGETHER = "together"
    """All hosts of the service at once."""


class Confirmation(StrEnum):
    """What it takes until an appointment is certain."""

    INSTANT = "instant"
    APPROVAL = "approval"
    """Somebody at the business approves it."""
    DOUBLE_OPT_IN = "double_opt_in"
    """The customer confirms it once more, by a link."""


class Service(Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    names: Names
    """What people call it; the first is what the agent says."""
    duration_minutes: int = Field(gt=0, le=24 * 60)
    """How long it usually takes."""
    durations_minutes: tuple[Annotated[int, Field(gt=0, le=24 * 60)], ...] = ()
    """All durations that can be booked, the usual one among them; empty means only that one."""
    channels: tuple[Channel, ...] = Field(default=(Channel.IN_PERSON,), min_length=1)
    hosts: tuple[str, ...] = ()
    """Ids of the hosts who do it; empty means all of them."""
    locations: tuple[str, ...] = ()
    """Ids of the places where it is done; empty means all of them."""
    assignment: Assignment = Assignment.EACH
    confirmation: Confirmation = Confirmation.INSTANT
    capacity: int = Field(default=1, gt=0)
    """How many seats one appointment has: more than one is a group event, which others can join."""
    needs: tuple[str, ...] = ()
    """Kinds of resources that are booked together with the host, such as a room."""
    max_per_day: int | None = Field(default=None, gt=0)
    """How many appointments of this service a day, with all hosts together; a group event counts once."""
    buffer_before_minutes: int = Field(default=0, ge=0, le=24 * 60)
    buffer_after_minutes: int = Field(default=0, ge=0, le=24 * 60)
    minimum_notice_minutes: int | None = Field(default=None, ge=0)
    grid_minutes: int | None = Field(default=None, gt=0, le=24 * 60)
    email: EmailPolicy | None = None
    reason: ReasonPolicy | None = None
    questions: tuple[Question, ...] = ()
    description: Text | None = None
    price: Text | None = None
    preparation: Text | None = None
    full_name: bool | None = None
    """Overrides the policy's."""
    invite: str = "default"
    """Name of the invite templates in `prompts/<lang>/invite/`."""

    @property
    def durations(self) -> tuple[int, ...]:
        """The durations that can be booked, in minutes."""
        return self.durations_minutes or (self.duration_minutes,)

    @model_validator(mode="after")
    def _can_be_booked(self) -> Self:
        if self.duration_minutes not in self.durations:
            raise ValueError(f"durations_minutes lacks {self.duration_minutes}, the duration_minutes; add it")
        for kind in self.needs:
            if self.needs.count(kind) > 1:
                raise ValueError(f'needs names "{kind}" twice; one resource of a kind is booked with an appointment')
        return self
