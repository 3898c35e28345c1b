"""How long telephone numbers are where they belong: some plans, as Germany's, call a few digits a whole number."""

import phonenumbers
from phonenumbers import PhoneMetadata, PhoneNumberType

TRUNK = "0"
"""Opens a number with its area code where it opens numbers at all (ITU-T E.164, national prefix)."""


def is_short(digits: str, region: str) -> bool:
    """Whether more is likely to come: fewer digits than numbers of their kind have there, in libphonenumber's
    examples. A valid mobile number is never short."""
    number = _read(digits, region)
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
    number = _read(digits, region)
    return trunk and not digits.startswith(("+", TRUNK)) and not (number and _is_mobile(number))


def _read(digits: str, region: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None


def _is_mobile(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == PhoneNumberType.MOBILE
