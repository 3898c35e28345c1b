"""Every command in docs/staff-api.md is played, in its order, and does what it shows."""

import json
import re
import shlex
from pathlib import Path

from tests.channels.conftest import MakeClient
from tests.channels.stand_in import STAFF_TOKEN, build_house

from frontdesk.database.engine import open_database
from frontdesk.profiles import SAMPLE, load_profile
from frontdesk.web import create_web_app

PAGE = Path(__file__).parents[1] / "docs/staff-api.md"
NAMED = {"/v1/bookings": "BOOKING", "/v1/blocks": "BLOCK", "/v1/waitlist": "ENTRY"}
"""What the page calls the id of what was just made, by where it was made."""


def commands() -> list[list[str]]:
    blocks = re.findall(r"```sh\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    return [
        shlex.split(command.replace("\\\n", ""))
        for block in blocks
        for command in re.split(r"(?m)^(?=curl )", block)
        if command
    ]


def read_command(words: list[str]) -> tuple[str, str, dict[str, str], str | None]:
    """Method, path, headers and body of a curl command."""
    method, path, headers, body = "", "", {}, None
    arguments = iter(words[1:])
    for word in arguments:
        match word:
            case "-X":
                method = next(arguments)
            case "-H":
                name, _, value = next(arguments).partition(": ")
                headers[name] = value
            case "--json":
                body = next(arguments)
                headers["Content-Type"] = "application/json"
            case _:
                path = word
    return method or ("POST" if body else "GET"), path, headers, body


async def test_every_command_of_the_page_works(aiohttp_client: MakeClient) -> None:
    database = await open_database("sqlite://")
    client = await aiohttp_client(create_web_app(build_house(database, load_profile(SAMPLE)).parts))
    values = {"DESK": "", "TOKEN": STAFF_TOKEN}
    listed = commands()
    for command in listed:
        filled = [re.sub(r"\$([A-Z]+)", lambda name: values[name[1]], word) for word in command]
        method, path, headers, body = read_command(filled)
        response = await client.request(method, path, headers=headers, data=body)
        text = await response.text()
        assert response.status < 300, f"{shlex.join(command)}: {response.status} {text}"
        if response.status == 201:
            values[NAMED[path]] = json.loads(text)["id"]
        if path.endswith("/management-link"):
            values["LINK"] = "/manage" + json.loads(text)["url"].partition("/manage")[2]
    assert len(listed) >= 15
    await database.close()
