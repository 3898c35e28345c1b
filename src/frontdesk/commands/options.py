"""Options that several commands have."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from frontdesk.model.business import Business
    from frontdesk.settings import Settings


def read_time(text: str) -> datetime:
    """A local time of the business, as an option takes it."""
    from frontdesk.settings import SettingsError, read_now

    try:
        now = read_now(text)
    except SettingsError as error:
        raise typer.BadParameter(str(error)) from error
    if now is None:
        raise typer.BadParameter("is empty; write it like 2026-03-05T09:00")
    return now


Now = Annotated[
    datetime | None,
    typer.Option(parser=read_time, metavar="TIME", help="Pretend it is this local time, like 2026-03-05T09:00."),
]
Profile = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="The business's profile; else FRONTDESK_PROFILE, else the sample."),
]


def present(settings: "Settings", business: "Business") -> datetime:
    """The instant that was asked for, to the minute, else the real one; in the zone of the business."""
    from frontdesk.conversations.clock import system_clock

    now = settings.now or system_clock()
    return now.astimezone(business.zone) if now.tzinfo else now.replace(tzinfo=business.zone)


def environment_with(**settings: object) -> dict[str, str]:
    """The environment, with the options that were given in the place of FRONTDESK_…"""
    import os

    given = {f"FRONTDESK_{name.upper()}": str(value) for name, value in settings.items() if value is not None}
    return {**os.environ, **given}
