"""Files that are whole or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from frontdesk.commands.failures import CommandFailed


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Gives an empty file to write, for its owner's eyes only, that has the name `path` once it is whole and on disk.

    Raises `CommandFailed` if there is such a file, also if there is one by then: nothing is overwritten.
    """
    part = path.with_name(f".{path.name}.part-{os.getpid()}")
    try:
        if path.exists():
            raise FileExistsError
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            yield part
            _sync(part)
            os.link(part, path)
        finally:
            part.unlink()
        _sync(path.parent)
    except FileExistsError:
        raise CommandFailed(f"{path} is there already; name another file") from None
    except OSError as error:
        raise CommandFailed(f"{path} cannot be written: {error.strerror or error}") from error


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
