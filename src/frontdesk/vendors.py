"""Which adapter speaks with which booking system: the one line that a new one adds outside of its folder."""

from pydantic import ValidationError

from frontdesk.booking_systems.remote.ports import Vendor
from frontdesk.model.business import Business, SystemSection
from frontdesk.profiles import ProfileError, first_fault
from frontdesk.settings import Settings, SettingsError


def reach(business: Business, section: SystemSection, settings: Settings) -> Vendor:
    """The vendor of a profile's section; nothing is asked of it yet. Raises `ProfileError` or `SettingsError`."""

    def secret(name: str) -> str:
        value = settings.secret(name)
        if value is None:
            raise SettingsError(f"{business.id} needs {name}, which is not set; set it in the environment")
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
                raise ValueError(f'booking_system.kind: "{section.kind}" is no booking system that Frontdesk knows')
        return connect(business, section.settings, secret)
    except ValidationError as error:
        raise ProfileError(f"{business.id}: booking_system.{first_fault(error)}") from error
    except ValueError as error:
        raise ProfileError(f"{business.id}: {error}") from error
