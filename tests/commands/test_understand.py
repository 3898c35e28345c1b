"""`frontdesk understand`: a line in, a line out, whatever the line."""

import json
import subprocess
import sys

from tests.commands.running import CLEAN, run

THERE = {"now": "2026-03-05T09:00:00", "tz": "Europe/London"}


def test_every_line_has_its_answer() -> None:
    lines = [
        json.dumps({"task": "time", "text": "tomorrow at 15:00", **THERE}),
        json.dumps({"task": "time", "text": "zzyzx", **THERE}),
        json.dumps({"id": [1], "task": "time", "text": "zzyzx", **THERE}),
        "no json",
        "[]",
        "",
        b"\xff".decode("latin-1"),
        json.dumps({"id": 5, "task": "sing", "text": "la"}),
        json.dumps({"task": "time", "text": "today", "now": "soon"}),
        json.dumps({"task": "name", "text": "it's Ada", "lang": "xx"}),
        json.dumps({"task": "phone", "text": "1", "tz": "Mars/Base"}),
        "[" * 100_000,
        json.dumps({"task": "phone", "text": "020 7946 0123", "lang": "en-GB", "unknown": {}}),
    ]
    done = run("understand", stdin="\n".join(lines))
    assert (done.returncode, done.stderr) == (0, "")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert answers[0]["start"] == "2026-03-06T15:00:00"
    assert answers[1] is None
    assert answers[2] == {"id": [1], "start": None, "end": None, "grain": None}
    errors = answers[3:11]
    assert all("error" in answer for answer in errors)
    assert errors[3]["id"] == 5
    assert "time, phone, name, turn" in errors[3]["error"]
    assert 'no folder for the language "xx"' in errors[5]["error"]
    assert answers[11:] == [{"e164": "+442079460123"}]


def test_an_answer_comes_at_once() -> None:
    command = [sys.executable, "-m", "frontdesk", "understand"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=CLEAN) as process:
        assert process.stdin
        assert process.stdout
        for text in ("tomorrow", "zzyzx"):
            print(json.dumps({"id": text, "task": "time", "text": text, **THERE}), file=process.stdin, flush=True)
            assert json.loads(process.stdout.readline())["id"] == text
