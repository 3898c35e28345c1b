"""Which of the places found in an utterance count: a lone number or month is a time only in the right company."""

from collections.abc import Sequence

from frontdesk.understand.preferred_time.values import Clocks, Mark, Place
from frontdesk.understand.preferred_time.wishes import Gap

JOINING = (Mark.OR, Mark.ELSE, Mark.CORRECTION, Mark.NO)
REFUSING = (Mark.NOT, Mark.NOT_THAT, Mark.UNABLE)


def counting(places: Sequence[Place], gaps: Sequence[Gap], asked: bool) -> list[tuple[Place, Gap]]:
    """The places that count, each with the gap before it; `gaps[i]` stands before `places[i]`.

    Weak places count when a time was asked for, or right beside a place that is not weak. Bare numbers do not count
    where a clock time is said too ("for three at 6:30"), unless the two are joined ("at six or 6:30").
    """
    held = [True] * len(places) if asked else _held(places, gaps)
    clear = any(_has_clock(place) and not place.weak for place in places)
    return [
        (place, gaps[i])
        for i, place in enumerate(places)
        if held[i] and not (clear and place.weak and _has_clock(place) and not _joined(places, gaps, i))
    ]


def _held(places: Sequence[Place], gaps: Sequence[Gap]) -> list[bool]:
    strong = [not (place.weak or _all(place, JOINING + REFUSING)) for place in places]
    for step, order in ((-1, range(1, len(places))), (1, range(len(places) - 2, -1, -1))):
        for i in order:
            gap = gaps[i] if step < 0 else gaps[i + 1]
            if (places[i].weak or _all(places[i], JOINING)) and strong[i + step] and gap.tight:
                strong[i] = True
    return [held or not place.weak for held, place in zip(strong, places, strict=True)]


def _joined(places: Sequence[Place], gaps: Sequence[Gap], i: int) -> bool:
    before = i > 0 and gaps[i].tight and _all(places[i - 1], JOINING)
    after = i + 1 < len(places) and gaps[i + 1].tight and _all(places[i + 1], JOINING)
    return before or after


def _all(place: Place, marks: tuple[Mark, ...]) -> bool:
    return all(piece in marks for piece in place.pieces)


def _has_clock(place: Place) -> bool:
    return any(isinstance(piece, Clocks) for piece in place.pieces)
