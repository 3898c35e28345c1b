"""`frontdesk init`: a profile to start from, with every line explained."""

from pathlib import Path
from typing import Annotated

import typer

from frontdesk.commands.failures import CommandFailed

EXAMPLES = (
    "frontdesk init",
    'frontdesk init my-business.toml --name "Mill Lane Dental" --time-zone Europe/London --region GB',
    'frontdesk init businesses --name "Blue Door Studio" --time-zone America/New_York --region US',
)
ID = "my-business"


def init(
    path: Annotated[
        Path, typer.Argument(metavar="[FILE or FOLDER]", help="The file to write, or the folder to write it to.")
    ] = Path(),
    name: Annotated[str | None, typer.Option(metavar="TEXT", help="The name that callers hear.")] = None,
    time_zone: Annotated[str | None, typer.Option(metavar="ZONE", help="Such as Europe/London.")] = None,
    region: Annotated[str | None, typer.Option(metavar="COUNTRY", help="In two letters, such as GB.")] = None,
    phone: Annotated[str | None, typer.Option(metavar="NUMBER", help="Yours, such as +442079460100.")] = None,
    email: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Yours, such as desk@example.com.")] = None,
) -> None:
    """Write a profile of your business, with every line explained.

    Asks nothing and overwrites nothing. Edit the file, then let `frontdesk check` read it through.
    """
    from frontdesk.profiles import SAMPLE, ProfileError, load_profile

    given = {"id": _id(name), "name": name, "time_zone": time_zone, "region": region, "phone": phone, "email": email}
    text = fill((SAMPLE.parent / "starter.toml").read_text("utf-8"), given)
    file = path if path.suffix == ".toml" else path / f"{given['id'] or ID}.toml"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError as error:
        raise CommandFailed(f"{file} is there already, and nothing is overwritten; name another file") from error
    except OSError as error:
        raise CommandFailed(f"{file} cannot be written: {error.strerror}") from error
    try:
        load_profile(file)
    except ProfileError:
        file.unlink()
        raise
    print(f"{file} is written. Now edit it; these read it through and try it on:")
    print(f"  frontdesk check {file}\n  frontdesk chat --profile {file}\n  FRONTDESK_PROFILE={file} frontdesk serve")


def fill(text: str, given: dict[str, str | None]) -> str:
    """The starter with some settings set: each is a line of its own before the first table, or switched off there."""
    import json

    head, table, rest = text.partition("\n[")
    lines = head.split("\n")
    for key, value in given.items():
        if value is not None:
            at = next(at for at, line in enumerate(lines) if line.removeprefix("# ").startswith(f"{key} = "))
            lines[at] = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    return "\n".join(lines) + table + rest


def _id(name: str | None) -> str | None:
    """The name as an id: small Latin letters, digits and hyphens."""
    import unicodedata

    plain = unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode().lower()
    words = "".join(letter if letter.isalnum() else " " for letter in plain).split()
    id = "-".join(words)
    return id if id[:1].isalpha() else None
