"""What meetergo tells by itself. It signs nothing: a notice only says which appointment to read again. Pure."""

from pydantic import BaseModel, ConfigDict, Field, ValidationError

EVENTS = frozenset({"booking_created", "booking_cancelled", "booking_rescheduled"})
"""Those about appointments (contract, "Webhooks"); others are none of ours."""


class Noticed(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=1)


class Notice(BaseModel):
    """Flat, or as an older page has it, nested."""

    model_config = ConfigDict(extra="ignore")
    webhook_type: str | None = Field(default=None, alias="webhookType")
    event: str | None = None
    data: object = None


def appointment_of(body: bytes) -> str | None:
    """The id of the appointment it is about; None for other news. Raises `ValueError` for what is no notice."""
    try:
        notice = Notice.model_validate_json(body)
        nested = notice.webhook_type is None
        event = notice.event if nested else notice.webhook_type
        if event is None:
            raise ValueError("This is no notice of meetergo: it names no event.")
        if event not in EVENTS:
            return None
        return (Noticed.model_validate(notice.data) if nested else Noticed.model_validate_json(body)).id
    except ValidationError:
        raise ValueError("This is no notice of meetergo: it is not as documented.") from None
