"""Phone: what makes a valid number, and how digits heard over several turns and corrections by the end join.

Validity is `phonenumbers`' (libphonenumber's) word for the business's region.
"""

from dataclasses import dataclass

import phonenumbers

from frontdesk.model.caller import PhoneDigits, PhoneEnding, PhoneNumber
from frontdesk.model.numbering import TRUNK, find_valid, is_short, lacks_area_code, read_number

LAST_GROUP = 4
"""So many digits, said where a number is put right, are its last group: "no, oh one three four"."""

AREA = 3
"""Digits of the shortest beginning that is known again: "030"."""


@dataclass(frozen=True, slots=True)
class PartialNumber:
    """A beginning that can still become a number."""

    digits: str


@dataclass(frozen=True, slots=True)
class WrongNumber:
    """Digits that are no number and cannot become one by adding more."""


def parse(digits: str, region: str) -> PhoneNumber | None:
    """The valid number that digits mean in a region, if they do."""
    number = find_valid(digits, region)
    return PhoneNumber(number) if number else None


def join(
    heard: PhoneNumber | PhoneDigits | PhoneEnding, so_far: str, old: PhoneNumber | None, region: str
) -> PhoneNumber | PartialNumber | WrongNumber:
    """What is known after hearing this: `so_far` are digits of earlier turns, `old` the number that is corrected."""
    if isinstance(heard, PhoneNumber):
        return heard
    if isinstance(heard, PhoneEnding):
        return _with_ending(heard.digits, so_far, old, region)
    if old and not so_far and (grown := _grown(heard.digits, old, region)):
        return grown
    if old and not so_far and len(heard.digits) == LAST_GROUP:
        put_right = _with_ending(heard.digits, "", old, region)
        if isinstance(put_right, PhoneNumber):
            return put_right
    digits = heard.digits if _begins_anew(heard.digits, so_far) else so_far + heard.digits
    for candidate in (digits, heard.digits):
        if number := _whole(candidate, region):
            return number
    return PartialNumber(digits) if _may_grow(digits, region) else WrongNumber()


def _begins_anew(digits: str, so_far: str) -> bool:
    """With its country, or with the area code that was said before: "0171", then "0171 345"."""
    return digits.startswith("+") or (so_far.startswith(TRUNK) and len(so_far) >= AREA and digits.startswith(so_far))


def _whole(digits: str, region: str) -> PhoneNumber | None:
    """A valid number; a few digits without an area code are none, though they would be one with a zero before them."""
    number = parse(digits, region)
    return None if number and is_short(digits, region) and lacks_area_code(digits, region) else number


def _grown(digits: str, old: PhoneNumber, region: str) -> PhoneNumber | None:
    """A valid number that was read back too early, and the digits that were still to come."""
    if not is_short(old.e164, region) or _whole(digits, region):
        return None
    return parse(old.e164 + digits, region)


def _with_ending(ending: str, so_far: str, old: PhoneNumber | None, region: str) -> PhoneNumber | WrongNumber:
    for known in filter(None, (old.e164 if old else "", so_far)):
        if len(known) > len(ending) and (number := parse(known[: -len(ending)] + ending, region)):
            return number
    return WrongNumber()


def _may_grow(digits: str, region: str) -> bool:
    if len(digits.lstrip("+")) < 3:
        return True
    number = read_number(digits, region)
    if number is None:
        return False
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason == phonenumbers.ValidationResult.IS_POSSIBLE:
        return is_short(digits, region)
    return reason in (phonenumbers.ValidationResult.TOO_SHORT, phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY)
