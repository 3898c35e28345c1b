"""The conversation on the README's first screen is a real one: played again, word for word, with its invite."""

import re
from pathlib import Path

from tests.conversations.desk import open_office

README = Path(__file__).parents[1] / "README.md"


async def test_the_conversation_in_the_readme_is_what_happens() -> None:
    first = README.read_text("utf-8").split("<!-- first-call -->")[1].split("<!-- end of first-call -->")[0]
    talk, invite = re.findall(r"```text\n(.*?)```", first, re.DOTALL)
    async with open_office() as office:
        heard: list[str] = []
        for line in talk.splitlines():
            who, _, words = line.partition("  ")
            if who == "caller":
                reply = await office.say(words.strip())
                heard = [" ".join(line.text for line in reply.lines)]
            elif who == "desk":
                shown = re.sub(r" https?://\S+", " …", heard.pop())
                shown = re.sub(r"\b[A-Z][0-9]{2}\b", "K42", shown)  # each booking has a code of its own
                assert words.strip() == shown
        (booking,) = await office.bookings()
    title, _, description = invite.partition("\n\n")
    assert title.strip() == booking.request.invite.title
    assert description.strip() == booking.request.invite.description


def test_the_files_that_the_readme_sends_to_are_there() -> None:
    folder = README.parent / "src/frontdesk"
    named = set(re.findall(r"`([a-z_]+/[a-z_/]+\.py)`", README.read_text("utf-8")))
    assert {"model/slots.py", "dialog/policy.py", "understand/interpret.py"} <= named
    assert not [name for name in sorted(named) if not (folder / name).exists() and not (README.parent / name).exists()]
