"""Phone numbers to show how one is written, and what may be wrong with one that cannot be used."""

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType, ValidationResult

from frontdesk.model.numbering import read_number
from frontdesk.speak.voice import Voice

NOBODYS = {"GB": "+442079460123", "US": "+14155550123", "DE": "+493023125012", "FR": "+33199001234"}
"""Numbers their countries keep for stories (Ofcom, NANPA, Bundesnetzagentur, Arcep)."""


def example_phone(voice: Voice) -> str:
    """A number as people where the business is write theirs; elsewhere than in `NOBODYS`, libphonenumber's example."""
    region = voice.business.region
    kept = NOBODYS.get(region)
    number = phonenumbers.parse(kept) if kept else phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    return phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL) if number else ""


def calling_code(voice: Voice) -> str:
    """Of where the conversation's language is at home, "+49"; empty where the business is there too."""
    home = phonenumbers.country_code_for_region(voice.locale.partition("-")[2])
    return f"+{home}" if home and home != phonenumbers.country_code_for_region(voice.business.region) else ""


def is_well_formed(digits: str, voice: Voice) -> bool:
    """Whether it is as long as a number of the business's region, or of the country it names, though none can be it."""
    number = read_number(digits, voice.business.region)
    return number is not None and phonenumbers.is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
