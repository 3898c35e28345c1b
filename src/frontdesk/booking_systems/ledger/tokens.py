"""Tokens that nobody can guess, and the short code of a booking that can be said on the telephone."""

import secrets

CALENDAR_TOKEN_LENGTH = 26
_LETTERS = "23456789abcdefghjkmnpqrstvwxyz"
"""Without those that look or sound alike; nearly five bits each."""
TICKET_LETTERS = "FHJKLMQRWXY"
"""Letters that sound like no other on the telephone."""


def random_token(length: int) -> str:
    number = secrets.randbelow(len(_LETTERS) ** length)  # asked once: asking for every letter took longer than a search
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[letter])
    return "".join(letters)


def ticket(token: str) -> str:
    """A letter and two digits, from three characters of a token."""
    letter, *digits = (ord(char) for char in token)
    return TICKET_LETTERS[letter % len(TICKET_LETTERS)] + "".join(str(digit % 10) for digit in digits)
