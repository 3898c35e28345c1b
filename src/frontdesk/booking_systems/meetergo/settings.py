"""What the profile's section says of meetergo: which meeting types our services are there, and how we get in."""

from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from frontdesk.booking_systems.remote.settings import VendorSettings
from frontdesk.model.business import Business
from frontdesk.model.part import Part
from frontdesk.model.service import Assignment, Service

VideoChannel = Literal[
    "google", "zoom", "teamsForBusiness2", "teams2ForExchange", "connect", "webex", "whereby", "kmeet", "jitsi", "zava"
]
VIDEO_CHANNELS: tuple[str, ...] = get_args(VideoChannel)
"""What meetergo calls the kinds of video."""

ENV = r"^[A-Z][A-Z0-9_]*$"


class MeetergoService(Part):
    """What a service of the profile is in meetergo: one meeting type, or one for each of its hosts."""

    meeting_type: str | None = Field(default=None, min_length=1)
    """Its id. Round robin or one-to-one; with whom an appointment is, is meetergo's business."""
    meeting_types: dict[str, Annotated[str, Field(min_length=1)]] = Field(default={})
    """By id of the profile's host: one-to-one meeting types. Then hosts can be asked for by name."""
    video_channel: VideoChannel | None = None
    """Goes before that of all services."""
    notes: dict[str, Annotated[str, Field(min_length=1)]] = Field(default={})
    """By id of the service's question: the field of meetergo's form that takes its answer."""
    reason_note: str | None = Field(default=None, min_length=1)
    """The field of meetergo's form that takes what the appointment is about."""

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if (self.meeting_type is None) == (not self.meeting_types):
            raise ValueError("give either meeting_type, or meeting_types with one for each host")
        if len(set(self.meeting_types.values())) < len(self.meeting_types):
            raise ValueError("two hosts have the same meeting type; for a team give meeting_type instead")
        return self

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(self.meeting_types.values()) or (self.meeting_type or "",)


class MeetergoSettings(VendorSettings[MeetergoService]):
    token_env: str = Field(default="MEETERGO_TOKEN", pattern=ENV)
    """Name of the environment variable with a personal access token (`rgo-…`) or a platform key (`ak_live:…`)."""
    user_id: str | None = Field(default=None, pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")
    """In whose name a platform key acts; a personal access token acts for its owner."""
    base_url: str = Field(default="https://api.meetergo.com/v4", pattern=r"^https?://[^\s/]+")
    video_channel: VideoChannel | None = None
    """Which kind of video we ask for; only needed where a meeting type lets us choose between several."""
    email_reminders: bool = False
    """Ask meetergo to send reminders to those who gave an e-mail address."""
    days_at_once: int = Field(default=31, ge=1, le=62)
    """How many days one question for openings spans."""
    page_size: int = Field(default=20, ge=1, le=100)
    """How many appointments of the list we ask for at once; 20 is what meetergo shows."""

    def video_of(self, service: str) -> VideoChannel | None:
        return self.services[service].video_channel or self.video_channel

    def types_of(self, business: Business, service: str) -> dict[str, str]:
        """The meeting types of a service, by id of the profile's host, in the order of the profile."""
        section, hosts = self.services[service], business.hosts_of(business.service(service))
        return {host.id: section.meeting_types.get(host.id) or section.types[0] for host in hosts}

    @property
    def names_hosts(self) -> bool:
        return all(section.meeting_types for section in self.services.values())

    @property
    def hosts(self) -> dict[str, str]:
        """The profile's host by id of the meeting type, where it has one of their own."""
        return {type: host for section in self.services.values() for host, type in section.meeting_types.items()}

    def require_fitting(self, business: Business) -> None:
        """Raises `ValueError` unless services, hosts and questions are those of the profile."""
        self.require_services_of(business)
        hosts: dict[str, str] = {}
        for service in business.services:
            section, at = self.services[service.id], f"booking_system.services.{service.id}"
            _require_hosts(section, at, business, service)
            for id in sorted(set(section.notes) - {question.id for question in service.questions}):
                raise ValueError(f'{at}.notes.{id}: the service asks no question "{id}"; check the spelling')
            for host, type in section.meeting_types.items():
                if hosts.setdefault(type, host) != host:
                    raise ValueError(f"{at}.meeting_types.{host}: another service has it for somebody else")


def _require_hosts(section: MeetergoService, at: str, business: Business, service: Service) -> None:
    """Every host of a service has a meeting type; a single one is for a single host, such as a team."""
    ours = [host.id for host in business.hosts_of(service)]
    if section.meeting_type is not None:
        if len(ours) > 1:
            raise ValueError(
                f"{at}.meeting_type: the service has several hosts, and one meeting type does not tell with whom; give "
                "each host one of their own in meeting_types, or name one host for the service, such as a team"
            )
        return
    if len(ours) > 1 and service.assignment is Assignment.TOGETHER:
        raise ValueError(f"{at}.meeting_types: hosts who work together need one meeting_type, and one host: the team")
    for id in ours:
        if id not in section.meeting_types:
            raise ValueError(f'{at}.meeting_types.{id} is missing: say there which meeting type is that of "{id}"')
    for id in sorted(set(section.meeting_types) - set(ours)):
        raise ValueError(f'{at}.meeting_types.{id}: the service has no host "{id}"; check the spelling')
