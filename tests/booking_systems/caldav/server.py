"""A real CalDAV server for the tests: Radicale, in a process of its own. It is only run, never imported."""

import atexit
import contextlib
import itertools
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from base64 import b64encode
from functools import cache
from pathlib import Path

USER, PASSWORD = "desk", "a password"
BASIC = f"Basic {b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"

CONFIG = """
[server]
hosts = 127.0.0.1:{port}
max_connections = 0
[auth]
type = htpasswd
htpasswd_filename = {folder}/users
htpasswd_encryption = plain
delay = 0
[storage]
filesystem_folder = {folder}/collections
[logging]
level = critical
"""
RUN = """
import os, runpy, shutil, sys, threading

folder = sys.argv[1]
sys.argv[1:] = ["--config", f"{folder}/config"]

def end():
    sys.stdin.read()  # until the tests are over, however they end
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)

threading.Thread(target=end, daemon=True).start()
runpy.run_module("radicale", run_name="__main__")
"""
STARTS_WITHIN = 30.0
"""Seconds."""


class Radicale:
    """At `url`. Every test gets calendars that nobody used before."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._tests = itertools.count()

    def new_calendars(self, *hosts: str) -> dict[str, str]:
        """Their paths, by host."""
        number = next(self._tests)
        paths = {host: f"/{USER}/{number}-{host}/" for host in hosts}
        for path in paths.values():
            request = urllib.request.Request(self.url + path, method="MKCALENDAR", headers={"Authorization": BASIC})
            with urllib.request.urlopen(request) as answer:
                assert answer.status == 201
        return paths


@cache
def shared() -> Radicale:
    """The one server of a test process; it is thrown away in the end."""
    folder = Path(tempfile.mkdtemp(prefix="radicale-"))
    port = _free_port()
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-c", RUN, str(folder)], stdin=subprocess.PIPE, stderr=log)

    @atexit.register
    def stop() -> None:
        process.communicate()

    _wait_for(port, process, folder)
    return Radicale(f"http://127.0.0.1:{port}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError("Radicale does not start: " + (folder / "log").read_text("utf-8"))
