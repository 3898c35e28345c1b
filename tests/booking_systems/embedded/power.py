"""What a power cut leaves of a SQLite file, imitated: a busy desk that notes what is safely on disk, and copies of its
files with everything spoilt that was not.

The layout of the log: https://www.sqlite.org/fileformat.html#the_write_ahead_log
"""

import asyncio
import os
import random
import sys
import threading
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Engine, event
from sqlalchemy.engine.default import DefaultDialect
from tests.booking_systems.embedded.busy_desk import main

HEADER, FRAME_HEADER = 32, 24
CHECKPOINT_AFTER = 40
"""Pages in the log."""


class Log(NamedTuple):
    """The frames of a write-ahead log that belong together; `pages` names the page each of them changes."""

    salt: bytes
    page_size: int
    pages: tuple[int, ...]

    def offset(self, frames: int) -> int:
        return HEADER + frames * (FRAME_HEADER + self.page_size)


def read_log(content: bytes) -> Log:
    """Frames of an earlier round, behind those of this one, have another salt."""
    if len(content) < HEADER:
        return Log(b"", 4096, ())
    page_size, salt, pages = int.from_bytes(content[8:12]), content[16:24], []
    for at in range(HEADER, len(content) - FRAME_HEADER - page_size + 1, FRAME_HEADER + page_size):
        if content[at + 8 : at + 16] != salt:
            break
        pages.append(int.from_bytes(content[at : at + 4]))
    return Log(salt, page_size, tuple(pages))


def cut(folder: Path, into: Path, chance: random.Random) -> Path:
    """Copies the files of a process that stands still, and spoils what a power cut may spoil. Returns the new file."""
    noted = (folder / "synced").read_text("ascii").splitlines()
    file, content = bytearray((folder / "desk.db").read_bytes()), (folder / "desk.db-wal").read_bytes()
    log = read_log(content)
    salt, frames = noted[-1].split() if noted else ("", "0")
    safe = int(frames) if salt == log.salt.hex() else 0
    # What is safe in the log may just be being copied into the file, a page half written.
    for page in set(log.pages[:safe]):
        if chance.random() < 0.5:
            file[(page - 1) * log.page_size + 100 : page * log.page_size] = chance.randbytes(log.page_size - 100)
    # What is not safe may have reached the disk in part, as rubbish, or not at all.
    end = chance.randint(min(log.offset(safe), len(content)), min(log.offset(len(log.pages)), len(content)))
    rubbish = chance.randbytes(chance.choice((0, 7, 5000)))
    (into / "desk.db").write_bytes(file)
    (into / "desk.db-wal").write_bytes(content[:end] + rubbish)
    return into / "desk.db"


def note_what_is_safe(folder: Path) -> None:
    """Once a commit returns, all that the log holds has been synced: one thread alone writes it."""
    commit: Any = DefaultDialect.do_commit
    synced = os.open(folder / "synced", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def do_commit(self: DefaultDialect, connection: Any) -> None:
        commit(self, connection)
        if threading.current_thread().name == "frontdesk-writer":
            log = read_log((folder / "desk.db-wal").read_bytes())
            os.write(synced, f"{log.salt.hex()} {len(log.pages)}\n".encode())
            # The log is copied into the file often, so that many cuts hit that; and only after it is noted as safe:
            # SQLite does so within the commit, where a page could be in the file of which nothing was noted.
            if len(log.pages) >= CHECKPOINT_AFTER:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()

    DefaultDialect.do_commit = do_commit  # type: ignore[method-assign]
    event.listen(Engine, "connect", lambda connection, _: connection.execute("PRAGMA wal_autocheckpoint=0"))


if __name__ == "__main__":
    note_what_is_safe(Path(sys.argv[1]))
    asyncio.run(main(f"sqlite:///{sys.argv[1]}/desk.db", "p", 8, 10_000))
