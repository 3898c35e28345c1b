"""A circuit breaker: who does not answer is left alone for a while, and callers are told at once instead of waiting."""

from collections.abc import Callable


class Breaker:
    """Opens after `failures` calls in a row that failed, for `seconds`; then one call may try. `now` is in seconds."""

    def __init__(self, now: Callable[[], float], failures: int = 5, seconds: float = 20.0) -> None:
        self._now = now
        self._most = failures
        self._seconds = seconds
        self._failed = 0
        self._open_until = 0.0

    def lets_through(self) -> bool:
        if self._failed < self._most:
            return True
        if self._now() < self._open_until:
            return False
        self._open_until = self._now() + self._seconds  # this one tries; the others wait for what it finds
        return True

    def succeeded(self) -> None:
        self._failed = 0

    def failed(self) -> None:
        self._failed += 1
        if self._failed >= self._most:
            self._open_until = self._now() + self._seconds
