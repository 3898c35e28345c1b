"""Logs: what could repeat a request is left out of them, wherever it comes from."""

import io
import logging
from collections.abc import Iterator

import pytest

from frontdesk.commands.logs import OneLine, tell_kind_only, write_logs


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the log holds; the loggers are as they were afterwards."""
    root, server = logging.getLogger(), logging.getLogger("aiohttp.server")
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    write_logs()
    yield stream
    root.handlers[:], root.level = handlers, level
    server.removeFilter(tell_kind_only)


def test_of_a_request_that_cannot_be_read_the_kind_is_told(written: io.StringIO) -> None:
    try:
        raise ValueError("CallSid=CA1&SpeechResult=a secret")
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling request: %s", "another secret")
    line = written.getvalue()
    assert line.endswith("ERROR aiohttp.server: failed below the routes: ValueError\n")
    assert len(line.splitlines()) == 1
    assert "secret" not in line


def test_other_lines_keep_their_words_and_ids(written: io.StringIO) -> None:
    logging.getLogger("aiohttp.server").warning("closing %d connections", 2)
    logging.getLogger("frontdesk").info("GET / 200", extra={"request": "r-1"})
    assert [line.split(" ", 1)[1] for line in written.getvalue().splitlines()] == [
        "WARNING aiohttp.server: closing 2 connections",
        "INFO frontdesk: GET / 200 request=r-1",
    ]
    assert isinstance(logging.getLogger().handlers[0].formatter, OneLine)
