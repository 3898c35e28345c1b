"""Telephone numbers: read, written as E.164, and how long they are where they belong.

Some plans, as Germany's, call a few digits a whole number.
"""

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberFormat, PhoneNumberType

TRUNK = "0"
"""Opens a number with its area code where it opens numbers at all (ITU-T E.164, national prefix)."""


def read_number(written: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    """A number however it is written down, valid or not; None for what is none.

    `region` (ISO 3166-1) is that of numbers without a country; None where they have to have one.
    """
    try:
        return phonenumbers.parse(written, region)
    except phonenumbers.NumberParseException:
        return None


def e164(number: phonenumbers.PhoneNumber) -> str:
    """As the whole world writes it (ITU-T E.164): +14155550123."""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def find_valid(written: str, region: str) -> str | None:
    """In E.164, if there can be such a number."""
    number = read_number(written, region)
    return e164(number) if number is not None and phonenumbers.is_valid_number(number) else None


def is_short(digits: str, region: str) -> bool:
    """Whether more is likely to come: fewer digits than numbers of their kind have there, in libphonenumber's
    examples. A valid mobile number is never short."""
    number = read_number(digits, region)
    if number is None or _is_mobile(number):
        return number is None
    home = phonenumbers.region_code_for_country_code(number.country_code or 0)
    kinds = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)
    usual = [str(one.national_number) for kind in kinds if (one := phonenumbers.example_number_for_type(home, kind))]
    said = str(number.national_number)
    like = [one for one in usual if one[0] == said[0]] or usual[-1:]
    return bool(like) and len(said) < len(like[0])


def lacks_area_code(digits: str, region: str) -> bool:
    """Whether they may stand behind an area code: a number of a fixed line, without its country, and without the trunk
    prefix where the region has one."""
    metadata = PhoneMetadata.metadata_for_region(region)
    trunk = metadata is not None and metadata.national_prefix == TRUNK
    number = read_number(digits, region)
    return trunk and not digits.startswith(("+", TRUNK)) and not (number and _is_mobile(number))


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == PhoneNumberType.MOBILE
