"""`frontdesk serve` as a process: it says where it listens, stops when told, and says why it cannot start."""

import json
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.commands.running import CLEAN, NOW, STANDARD, fails, run, run_here


@contextmanager
def serving(folder: Path, *options: str, **environment: str) -> Iterator[tuple[subprocess.Popen[str], str, list[str]]]:
    """The process, its address, and the lines it greets with; ended in the end, whatever happens."""
    process = subprocess.Popen(
        [sys.executable, "-m", "frontdesk", "serve", "--port", "0", *options],
        cwd=folder,
        env=CLEAN | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        lines: list[str] = []
        while not lines or "  staff  " not in lines[-1]:
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            lines.append(line.rstrip("\n"))
        address = next(word for word in lines[0].split() if word.startswith("http://127.0.0.1:")).rstrip("/")
        yield process, address, lines
    finally:
        process.kill()
        process.communicate()


def get(url: str, **body: str) -> tuple[int, str]:
    data = json.dumps(body).encode() if body else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.status, response.read().decode()


@pytest.mark.parametrize(
    ("engine", "number"), [("sqlite", signal.SIGINT), ("postgresql", signal.SIGTERM)], indirect=["engine"]
)
def test_it_serves_until_it_is_told_to_stop(
    tmp_path: Path, engine: str, database_url: str, number: signal.Signals
) -> None:
    chosen = {} if engine == "sqlite" else {"FRONTDESK_DATABASE_URL": database_url}
    with serving(tmp_path, "--now", NOW, FRONTDESK_STAFF_TOKEN="only-for-tests", **chosen) as (process, address, lines):
        assert any("THE CLOCK IS NOT THE REAL ONE" in line and "Thu 2026-03-05 09:00" in line for line in lines)
        assert f"  page   {address}/" in lines
        assert f"  chat   POST {address}/v1/chat" in lines
        assert any(f"{address}/twilio/harbour-physio/voice" in line for line in lines)
        assert any("until TWILIO_AUTH_TOKEN holds" in line for line in lines)
        assert get(f"{address}/healthz") == (200, '{"status": "ok"}')
        assert get(f"{address}/readyz")[0] == 200
        assert "Harbour Physio" in get(f"{address}/")[1]
        assert get(f"{address}/v1/chat", sender="me", message="hello")[0] == 200
        process.send_signal(number)
        out, err = process.communicate(timeout=20)
        assert process.returncode == 0, err
        assert out == "Stopped.\n"
        assert "only-for-tests" not in "".join(lines) + err
        assert "POST /v1/chat 200" in err
        assert "hello" not in err
    assert (tmp_path / "frontdesk.db").exists() == (engine == "sqlite")


def test_a_new_token_is_shown_once_and_the_real_clock_is_not_mentioned(tmp_path: Path) -> None:
    with serving(tmp_path, FRONTDESK_PROFILE=str(STANDARD)) as (process, address, lines):
        assert process.stdout
        token = process.stdout.readline().split()[-1]
        request = urllib.request.Request(f"{address}/v1/callbacks", headers={"Authorization": f"Bearer {token}"})
        with urllib.request.urlopen(request, timeout=10) as response:
            assert response.status == 200
        text = "\n".join(lines)
        assert "CLOCK" not in text
        assert "  page " not in text
        assert "Twilio" not in text


def test_an_address_that_is_taken(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("serve", "--port", str(port), cwd=tmp_path)
        fails(done, f"Cannot listen on 127.0.0.1 port {port}: something else listens there already")
    assert list(tmp_path.iterdir()) == [], "nothing was opened"


def test_what_cannot_be_started_is_said_in_a_sentence(tmp_path: Path) -> None:
    port = ("--port", "0")
    fails(run_here("serve", *port, FRONTDESK_PROFILE="nowhere.toml", cwd=tmp_path), "nowhere.toml cannot be read")
    fails(run_here("serve", *port, FRONTDESK_PROMPTS="nowhere", cwd=tmp_path), "nowhere is not a folder of words")
    fails(
        run_here("serve", *port, FRONTDESK_DATABASE_URL="sqlite:///no/such/folder.db", cwd=tmp_path),
        "check that its folder",
    )
    fails(run_here("serve", FRONTDESK_PORT="http", cwd=tmp_path), 'FRONTDESK_PORT is "http"; write a number')
    fails(run_here("serve", *port, FRONTDESK_NOW="soon", cwd=tmp_path), '"soon" is not a time')
    fails(run_here("serve", "--host", "nohost.invalid", cwd=tmp_path), 'Cannot listen on "nohost.invalid"')
    fails(run_here("serve", "--now", "soon", cwd=tmp_path), '"soon" is not a time; write it like', code=2)
    fails(run_here("serve", "--port", "70000", cwd=tmp_path), "less than or equal to 65535", code=2)
