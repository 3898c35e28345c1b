"""Phone: what makes a valid number, and how digits heard over several turns and corrections by the end join.

Validity is `phonenumbers`' (libphonenumber's) word for the business's region.
"""

from dataclasses import dataclass

import phonenumbers

from frontdesk.model.caller import PhoneDigits, PhoneEnding, PhoneNumber

LAST_GROUP = 4
"""So many digits, said where a number is put right, are its last group: "no, oh one three four"."""


@dataclass(frozen=True, slots=True)
class PartialNumber:
    """A beginning that can still become a number."""

    digits: str


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """Digits that are no number and cannot become one by adding more."""


def parse(digits: str, region: str) -> PhoneNumber | None:
    """The valid number that digits mean in a region, if they do."""
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return PhoneNumber(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def join(
    heard: PhoneNumber | PhoneDigits | PhoneEnding, so_far: str, old: PhoneNumber | None, region: str
) -> PhoneNumber | PartialNumber | WrongNumber:
    """What is known after hearing this: `so_far` are digits of earlier turns, `old` the number that is corrected."""
    if isinstance(heard, PhoneNumber):
        return heard
    if isinstance(heard, PhoneEnding):
        return _with_ending(heard.digits, so_far, old, region)
    if old and not so_far and len(heard.digits) == LAST_GROUP:
        put_right = _with_ending(heard.digits, "", old, region)
        if isinstance(put_right, PhoneNumber):
            return put_right
    digits = heard.digits if heard.digits.startswith("+") else so_far + heard.digits
    for candidate in (digits, heard.digits):
        if number := parse(candidate, region):
            return number
    return PartialNumber(digits) if _may_grow(digits, region) else WrongNumber()


def _with_ending(ending: str, so_far: str, old: PhoneNumber | None, region: str) -> PhoneNumber | WrongNumber:
    for known in filter(None, (old.e164 if old else "", so_far)):
        if len(known) > len(ending) and (number := parse(known[: -len(ending)] + ending, region)):
            return number
    return WrongNumber()


def _may_grow(digits: str, region: str) -> bool:
    if len(digits.lstrip("+")) < 3:
        return True
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return False
    reason = phonenumbers.is_possible_number_with_reason(number)
    return reason in (phonenumbers.ValidationResult.TOO_SHORT, phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY)
