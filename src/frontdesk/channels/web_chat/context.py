"""What a page or a bot platform knows of its visitor, given beside the first message or a later one."""

from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, ConfigDict, Field

from frontdesk.channels.requests import printable
from frontdesk.channels.wire import Wire
from frontdesk.model.arrival import UNKNOWN, Arrival

CampaignValue = Annotated[str, Field(max_length=200), AfterValidator(printable)]


class Campaign(Wire):
    """The campaign parameters of the page's address, as they are."""

    model_config = ConfigDict(extra="forbid")

    utm_source: CampaignValue = ""
    utm_medium: CampaignValue = ""
    utm_campaign: CampaignValue = ""
    utm_term: CampaignValue = ""
    utm_content: CampaignValue = ""
    utm_id: CampaignValue = ""


class ChatContext(Wire):
    """What you know of the other side. It goes into the record of their booking; the first value of each counts."""

    model_config = ConfigDict(extra="forbid")

    campaign: Campaign = Campaign()
    time_zone: str = Field(default="", max_length=64, pattern=r"^([A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*)?$")
    """Where they are, by its IANA name, such as `America/New_York`. A name that is not known here is passed over:
    browsers learn new ones first."""
    customer_reference: Annotated[str, Field(max_length=64), AfterValidator(printable)] = ""
    """Their number in your own records."""


def read_arrival(context: ChatContext | None) -> Arrival:
    if context is None:
        return UNKNOWN
    campaign = tuple((name, value) for name, value in context.campaign.model_dump().items() if value)
    zone = context.time_zone if _is_zone(context.time_zone) else None
    return Arrival(campaign=campaign, time_zone=zone, customer_reference=context.customer_reference.strip())


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # unknown, no name at all, or a folder of names
        return False
    return True
