"""The words of a calendar entry, from the templates in prompts/<lang>/invite/.

What a caller or a business wrote is put in as plain text: never read as a template, never markup.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from jinja2 import Template

from frontdesk.model.booking import BookingRequest, Invite
from frontdesk.speak.asking import question_text
from frontdesk.speak.describe import service_name
from frontdesk.speak.formats import say_phone, sentence
from frontdesk.speak.schema import SOURCES
from frontdesk.speak.templates import compile_template
from frontdesk.speak.voice import Voice

MOST_TITLE = 200
MOST_DESCRIPTION = 2000
ELLIPSIS = "…"
PARTS = ("title", "description")


@dataclass(frozen=True, slots=True)
class InviteContext:
    """Everything an invite template can mention; what is not known is empty. `template` is the service's choice.

    The customer reads it too: notes, tags and campaigns, which are for the staff, are not among it.
    """

    service: str
    host: str
    channel: str
    place: str
    name: str
    phone: str
    email: str
    reason: str
    answers: tuple[tuple[str, str], ...]
    """The extra questions and their answers, both in words."""
    source: str
    """The channel the conversation happened on."""
    business: str
    guests: tuple[str, ...] = ()
    """Names of those who come along."""
    booked_by: str = ""
    """Name of who made the appointment, where that is somebody else."""
    reference: str = ""
    """The customer's number in the business's own records."""
    template: str = "default"


MENTIONS = frozenset(field.name for field in fields(InviteContext)) - {"template"}


@dataclass(frozen=True, slots=True, eq=False)
class InviteTemplates:
    """By name; `default` is always there."""

    by_name: Mapping[str, tuple[Template, Template]]

    @classmethod
    def parse(cls, files: Mapping[str, str]) -> "InviteTemplates":
        """From `<name>.title` and `<name>.description` to the template's text.

        Raises ValueError naming the file of the first mistake.
        """
        names = {"default"} | {file.rpartition(".")[0] for file in files}
        for file in files:
            if file.rpartition(".")[2] not in PARTS:
                raise ValueError(f"invite/{file}.j2: name it <name>.title.j2 or <name>.description.j2")
        found: dict[str, tuple[Template, Template]] = {}
        for name in sorted(names):
            for part in PARTS:
                if f"{name}.{part}" not in files:
                    raise ValueError(f"invite/{name}.{part}.j2 is missing; an invite needs a title and a description")
            title, description = (_compile(f"{name}.{part}", files[f"{name}.{part}"]) for part in PARTS)
            found[name] = (title, description)
        return cls(found)


def _compile(file: str, text: str) -> Template:
    try:
        return compile_template(text, MENTIONS)
    except ValueError as error:
        raise ValueError(f"invite/{file}.j2: {error}") from error


def invite_context(request: BookingRequest, voice: Voice) -> InviteContext:
    """What is known of a booking that is about to be made, in words. It is read: give it a voice for text."""
    service = voice.business.service(request.opening.service)
    return InviteContext(
        service=service_name(service.id, voice),
        host=voice.business.host(request.opening.host).name,
        channel=sentence(voice.say(f"contact_channel.names.{request.channel}")),
        place=request.place,
        name=request.attendee.name.full,
        phone=say_phone(request.attendee.phone, voice),
        email=request.attendee.email or "",
        reason=request.reason,
        answers=tuple((question_text(id, voice) or id, answer) for id, answer in request.answers),
        source=voice.say(f"summary.sources.{request.source}") if request.source in SOURCES else request.source,
        business=voice.business.name,
        guests=tuple(guest.name.full for guest in request.guests),
        booked_by=request.booked_by.name.full if request.booked_by else "",
        reference=request.customer_reference,
        template=service.invite,
    )


def write_invite(templates: InviteTemplates, context: InviteContext) -> Invite:
    """Title and description within the limits of a calendar entry, free of control characters.

    Raises KeyError when there are no templates of that name; profiles are checked for it at start.
    """
    title, description = templates.by_name[context.template]
    values = {field.name: _clean(getattr(context, field.name)) for field in fields(InviteContext)}
    return Invite(
        title=_cut(" ".join(_printable(title.render(values)).split()), MOST_TITLE),
        description=_cut(_lines(_printable(description.render(values))), MOST_DESCRIPTION),
    )


def _clean(value: object) -> object:
    """A value on one line, so that words cannot pass for a line of the template."""
    if isinstance(value, tuple):
        return tuple(_clean(item) for item in value)
    return " ".join(_printable(str(value)).split())


def _printable(text: str) -> str:
    return "".join(mark if mark.isprintable() or mark == "\n" else " " for mark in text)


def _lines(text: str) -> str:
    """Each line tidy, at most one empty line between two."""
    lines: list[str] = []
    for line in (" ".join(line.split()) for line in text.split("\n")):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()


def _cut(text: str, most: int) -> str:
    """Cut at the end of a word where there is one, with an ellipsis in place of the rest."""
    if len(text) <= most:
        return text
    kept = text[: most - len(ELLIPSIS)]
    if not text[len(kept)].isspace():
        words = kept.rsplit(None, 1)
        kept = words[0] if len(words) == 2 else kept
    return kept.rstrip(" \n,;:.") + ELLIPSIS
