"""Turns a second, and the median and p99 of a turn: understanding alone, a turn in process, a turn over HTTP with its
durable commit, beside bare aiohttp servers with the same JSON. One run, so that the ratios mean something.

    make bench                  prints the table
    make bench ARGS=--write     also puts it into docs/performance.md
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles

import aiohttp
from benchmarks.pages import PERFORMANCE, put

from frontdesk.app import load_languages, open_house
from frontdesk.conversations.ports import ConversationKey
from frontdesk.hiring import give_voice
from frontdesk.model.expectation import Expectation, Expecting
from frontdesk.model.slots import SlotName
from frontdesk.model.utterance import Medium, typed
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.settings import read_settings
from frontdesk.understand.interpret import interpret

HERE = Path(__file__).parent
CONVERSATION = (
    "hello",
    "hi, I'd like a follow-up next Thursday afternoon",
    "the first one please",
    "by phone, if that's possible",
    "my name is Ada Example",
    "oh two oh, seven nine four six, oh one two three",
    "I don't have e-mail",
    "it's about my shoulder, it hurts when I lift things",
    "actually, could we make it video instead?",
    "yes, that's right",
)
"""One caller, answer by answer; every message is one turn."""
CALLERS = 40
AT_ONCE = 8
ROUNDS = 300


@dataclass(frozen=True, slots=True)
class Timing:
    """What was measured, in seconds a turn, and turns a second of wall time."""

    name: str
    p50: float
    p99: float
    rate: float


def timing(name: str, seconds: list[float], wall: float) -> Timing:
    return Timing(name, median(seconds), quantiles(seconds, n=100)[-1], len(seconds) / wall)


def understanding() -> Timing:
    """`interpret` over the conversation's turns, each with the question that was open."""
    business = load_profile(SAMPLE)
    vocabulary = give_voice(business, load_languages((business,)), "http://localhost").vocabularies["en"]
    now = datetime(2026, 3, 5, 9, tzinfo=business.zone)
    asked = [SlotName.SERVICE, SlotName.SERVICE, SlotName.PREFERRED_TIME, SlotName.CONTACT_CHANNEL, SlotName.NAME]
    asked += [SlotName.PHONE, SlotName.EMAIL, SlotName.REASON, SlotName.REASON, SlotName.REASON]
    turns = [(typed(text), Expectation(Expecting.SLOT, slot)) for text, slot in zip(CONVERSATION, asked, strict=True)]
    for words, expectation in turns:
        interpret(words, expectation, now, vocabulary)
    seconds: list[float] = []
    began = time.perf_counter()
    for _ in range(ROUNDS):
        for words, expectation in turns:
            before = time.perf_counter()
            interpret(words, expectation, now, vocabulary)
            seconds.append(time.perf_counter() - before)
    return timing("understanding alone", seconds, time.perf_counter() - began)


async def in_process(name: str, database: str) -> Timing:
    """Whole turns through the receptionist: understand, step, search and hold, render, commit to the database."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"FRONTDESK_DATABASE_URL": database.format(folder), "FRONTDESK_NOW": "2026-03-05T09:00"}
        async with open_house(read_settings(environment)) as parts:
            (desk,) = parts.desks.values()

            async def say(sender: str, number: int, text: str) -> None:
                key = ConversationKey(desk.business.id, "web_chat", sender)
                await desk.receptionist.take(key, typed(text), delivery=str(number), medium=Medium.TEXT)

            return await load(name, say, at_once=1)


async def over_http(server: str, name: str, at_once: int) -> Timing:
    """The same turns posted to a server in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        async with running(server, Path(folder)) as port, aiohttp.ClientSession() as session:
            address = f"http://127.0.0.1:{port}/v1/chat"

            async def say(sender: str, number: int, text: str) -> None:
                body = {"sender": sender, "message": text, "message_id": str(number)}
                async with session.post(address, json=body) as response:
                    assert response.status == 200, await response.text()
                    await response.read()

            return await load(name, say, at_once)


@asynccontextmanager
async def running(server: str, folder: Path) -> AsyncIterator[int]:
    process = subprocess.Popen(
        [sys.executable, str(HERE / "servers.py"), server, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        yield int(await asyncio.to_thread(process.stdout.readline))
    finally:
        process.stdin.close()
        await asyncio.to_thread(process.wait, 10)


async def load(name: str, say: Callable[[str, int, str], Awaitable[None]], at_once: int) -> Timing:
    """Callers one after another, `at_once` of them at the same time. The first warms up and is not counted."""
    seconds: list[float] = []
    waiting = iter(range(1, CALLERS + 1))

    async def callers() -> None:
        for caller in waiting:
            for number, text in enumerate(CONVERSATION):
                before = time.perf_counter()
                await say(f"caller-{caller}", number, text)
                seconds.append(time.perf_counter() - before)

    for number, text in enumerate(CONVERSATION):
        await say("warm-up", number, text)
    began = time.perf_counter()
    await asyncio.gather(*(callers() for _ in range(at_once)))
    return timing(name, seconds, time.perf_counter() - began)


async def measure() -> list[Timing]:
    timings = [
        understanding(),
        await in_process("a turn in process, in memory", "sqlite://"),
        await in_process("a turn in process, with its commit", "sqlite:///{}/desk.db"),
    ]
    for at_once in (1, AT_ONCE):
        callers = "one caller" if at_once == 1 else f"{at_once} callers at once"
        timings += [
            await over_http("echo", f"bare echo over HTTP, {callers}", at_once),
            await over_http("echo-commit", f"bare echo with one commit, {callers}", at_once),
            await over_http("frontdesk", f"a turn over HTTP, {callers}", at_once),
        ]
    return timings


def table(timings: list[Timing]) -> str:
    """Every row relative to the bare echo with one commit for the same number of callers."""
    lines = [
        "| what | p50 | p99 | turns a second | p50 against the echo with one commit |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    one, many = (timing for timing in timings if "one commit" in timing.name)
    for row in timings:
        base = many if "at once" in row.name else one
        lines.append(
            f"| {row.name} | {row.p50 * 1000:.2f} ms | {row.p99 * 1000:.2f} ms | {row.rate:,.0f} "
            f"| {row.p50 / base.p50:.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the table into docs/performance.md")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    arguments = parser.parse_args()
    timings = asyncio.run(measure())
    if arguments.json:
        print(json.dumps([(one.name, one.p50, one.p99, one.rate) for one in timings]))
        return
    print(table(timings))
    if arguments.write:
        put(PERFORMANCE, {"turns": table(timings) + "\n"})


if __name__ == "__main__":
    main()
