"""Sets of minutes as whole numbers: bit n is the n-th minute after some beginning that both sides agree on. Pure.

Python's own operators then are the operations of sets, each of them one step however many minutes there are:
`open_ & ~taken` are the minutes that are open and not taken, `minutes.bit_count()` is how many.
"""

from collections.abc import Iterator

Minutes = int

NONE: Minutes = 0


def between(first: int, end: int) -> Minutes:
    """The minutes from `first` up to, not including, `end`; what lies before the beginning is left out."""
    first = max(first, 0)
    return ((1 << (end - first)) - 1) << first if end > first else NONE


def only(minute: int) -> Minutes:
    return 1 << minute


def has(minutes: Minutes, minute: int) -> bool:
    return minutes >> minute & 1 == 1


def earliest(minutes: Minutes) -> int:
    """The first minute of a set that is not empty."""
    return (minutes & -minutes).bit_length() - 1


def each(minutes: Minutes) -> Iterator[int]:
    """The minutes in order."""
    while minutes:
        first = minutes & -minutes
        yield first.bit_length() - 1
        minutes ^= first


def starts_that_meet(first: int, end: int, before: int, after: int) -> Minutes:
    """The starts at which something that reaches from `before` a start until `after` it meets a span of minutes."""
    return between(first - after + 1, end + before) if first < end else NONE
