"""Which adapter speaks with which booking system: the one line that a new one adds outside of its folder."""

import re

from pydantic import ValidationError

from frontdesk.booking_systems.remote.ports import Vendor
from frontdesk.model.business import Business, SystemSection
from frontdesk.profiles import ProfileError, first_fault
from frontdesk.settings import Settings, SettingsError

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


def reach(business: Business, section: SystemSection, settings: Settings) -> Vendor:
    """The vendor of a profile's section; nothing is asked of it yet. Raises `ProfileError` or `SettingsError`."""

    def secret(name: str) -> str:
        if not VARIABLE.fullmatch(name):  # it is not repeated: it may be the secret itself
            raise SettingsError(
                f"{business.id}: a setting that ends in _env is the name of an environment variable, like BOOKING_KEY, "
                "and not the key itself; take the key out of the profile"
            )
        value = (settings.secret(name) or "").strip()
        if not value:
            raise SettingsError(f"{business.id} needs {name}, which is not set; set it in the environment")
        if not value.isprintable():
            raise SettingsError(f"{name} holds a line break or another control character; copy the value again")
        return value

    try:
        match section.kind:
            case "caldav":
                from frontdesk.booking_systems.caldav.client import connect
            case "calcom":
                from frontdesk.booking_systems.calcom.client import connect
            case "cubu":
                from frontdesk.booking_systems.cubu.client import connect
            case "meetergo":
                from frontdesk.booking_systems.meetergo.client import connect
            case "savvycal":
                from frontdesk.booking_systems.savvycal.client import connect
            case "vcita":
                from frontdesk.booking_systems.vcita.client import connect
            case _:
                raise ValueError(
                    f'booking_system.kind: "{section.kind}" is no booking system that Frontdesk knows; '
                    "there are calcom, caldav, cubu, meetergo, savvycal and vcita"
                )
        return connect(business, section.settings, secret)
    except ValidationError as error:
        raise ProfileError(f"{business.id}: booking_system.{first_fault(error)}") from error
    except ValueError as error:
        raise ProfileError(f"{business.id}: {error}") from error
