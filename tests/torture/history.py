"""What clients asked and what they were told, a line each, written as it happens: what a killed process leaves counts.

Instants are seconds after the start, by one clock that all processes share, whatever time they believe it is.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel, ConfigDict


class _Noted(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Claim(_Noted):
    """The minutes since 1970, end exclusive, that some things are kept; those of one `session` share its `seats`."""

    things: tuple[str, ...]
    first: int
    end: int
    session: str = ""
    seats: int = 1


class State(_Noted):
    """A booking in one of its revisions."""

    id: str
    key: str
    revision: int
    status: str
    claim: Claim
    phone: str
    notes: str = ""
    pending_until: float | None = None

    @property
    def stands(self) -> bool:
        return self.status in ("pending", "confirmed")


class Asked(_Noted):
    """What a client wants. Which of these are set depends on what it wants to `do`."""

    who: str
    do: str
    key: str = ""
    request: str = ""
    """Tells one request from another."""
    booking: str = ""
    revision: int | None = None
    hold: str = ""
    claim: Claim | None = None
    """What it would keep, where that is known beforehand; a block does keep it."""


class Told(_Noted):
    """The answer: `done`, or the error in a word. Without one (`unknown`), the client or the system does not know."""

    got: str = "unknown"
    state: State | None = None
    hold: str = ""
    until: float = 0.0
    claim: Claim | None = None
    """What a hold keeps."""
    block: str = ""
    why: str = ""


class Attempt(_Noted):
    """An answer lies between `began` and `ended`; without one, it may still have been done at any time later."""

    began: float
    ended: float | None = None
    asked: Asked
    told: Told = Told()


class Log:
    """Appends to a file; each line is out before anything else happens."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._count = 0

    def ask(self, at: float, asked: Asked) -> int:
        self._count += 1
        self._write({"n": self._count, "at": at, "asked": asked.model_dump(mode="json", exclude_defaults=True)})
        return self._count

    def tell(self, number: int, at: float, told: Told) -> None:
        self._write({"n": number, "at": at, "told": told.model_dump(mode="json", exclude_defaults=True)})

    def _write(self, line: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()


def read(files: Iterable[Path]) -> list[Attempt]:
    """The attempts of all processes, by when they began."""
    attempts: list[Attempt] = []
    for file in files:
        found: dict[int, Attempt] = {}
        for text in file.read_text("utf-8").splitlines(keepends=True):
            if not text.endswith("\n"):
                break  # the process was killed in the middle of it
            line = json.loads(text)
            if "asked" in line:
                found[line["n"]] = Attempt(began=line["at"], asked=Asked(**line["asked"]))
            else:
                answer = {"ended": line["at"], "told": Told(**line["told"])}
                found[line["n"]] = found[line["n"]].model_copy(update=answer)
        attempts += found.values()
    return sorted(attempts, key=lambda attempt: attempt.began)
