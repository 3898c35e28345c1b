"""`frontdesk check`: reads a profile and its languages through, and tells what callers could book."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from frontdesk.commands.failures import CommandFailed
from frontdesk.commands.options import Now, environment_with, present

if TYPE_CHECKING:
    from datetime import datetime

    from frontdesk.languages import Language
    from frontdesk.model.booking import Openings
    from frontdesk.model.business import Business
    from frontdesk.model.service import Service
    from frontdesk.settings import Settings

EXAMPLES = (
    "frontdesk check my-business.toml",
    "frontdesk check businesses",
    "frontdesk check my-business.toml --book-and-cancel",
    "frontdesk check my-business.toml --now 2026-12-24T09:00",
)
DAYS = 7
CHANNELS = {
    "in_person": "in person",
    "at_customer": "at the customer's",
    "video": "by video",
    "phone": "by phone",
    "phone_incoming": "by phone (the customer calls)",
    "whatsapp": "by WhatsApp",
}
REASONS = {
    "closed": "nobody is open for it",
    "host_away": "who does it is away",
    "notice": "all of it is within the minimum notice",
    "full": "everything is taken",
    "limit": "each day has as many as max_per_day allows",
    "horizon": "it is further ahead than horizon_days",
    "off_grid": "nothing of its length fits between the hours",
    "past": "it is over",
}


def check(
    profile: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PROFILE]", help="A profile, or a folder of them; else FRONTDESK_PROFILE, else the sample."
        ),
    ] = None,
    now: Now = None,
    writes: Annotated[
        bool,
        typer.Option("--book-and-cancel", help="Book the last opening found in the business's name, and cancel it."),
    ] = False,
) -> None:
    """Read a profile through: every setting, every word, and what callers could book in the coming week.

    Warnings are printed and do not fail. A diary of our own is taken to be empty; a booking system of the business's is
    asked for its terms and openings, and nothing is written there without --book-and-cancel.
    """
    import asyncio

    from frontdesk.settings import read_settings

    asyncio.run(_check(read_settings(environment_with(profile=profile, now=now and now.isoformat())), writes))


async def _check(settings: "Settings", writes: bool) -> None:
    from frontdesk.app import load_languages
    from frontdesk.commands import live_system
    from frontdesk.profiles import load_profiles
    from frontdesk.rehearsal import rehearse

    businesses, unbookable, wrong = load_profiles(settings.profile), 0, 0
    languages = load_languages(businesses, settings.prompts, settings.words)
    for business in businesses:
        now = present(settings, business)
        spoken = [languages[code] for code in business.languages]
        try:
            lines = sum(rehearse(business, language, now) for language in spoken)
        except ValueError as error:
            raise CommandFailed(f"{business.name}: {error}") from error
        live = await live_system.look(business, settings, now, DAYS) if business.booking_system else None
        found = live.openings if live else await _search(business, now)
        for line in describe(live.allowed if live else business, spoken, lines, found, now):
            print(line)
        for line in live_system.told(live) if live else ():
            print(f"  {line}")
        if live and writes:
            async for line in live_system.book_and_cancel(business, settings, now, live):
                print(f"  {line}")
        if tried := await _try_language_model(business, settings):
            print(f"  {tried}")
        for misfit in live.misfits if live else ():
            print(f"  to put right: {misfit}")
            wrong += 1
        doubts = live.doubts if live else ()
        for warning in (*doubts, *warnings(business, found, settings), *double_meanings(business, spoken)):
            print(f"  warning: {warning}")
        unbookable += sum(not openings.found for openings in found.values())
        print()
    if wrong:
        raise CommandFailed(f"Callers could not book everything: there {_are(wrong)} to put right, as said above")
    if unbookable:
        print(f"It can be used, but callers could not book {unbookable} of its services: see the warnings.")
    else:
        print("All of it can be used.")


def _are(things: int) -> str:
    return "is one thing" if things == 1 else f"are {things} things"


async def _search(business: "Business", now: "datetime") -> "dict[str, Openings]":
    """The openings of the coming week by service, in an empty diary."""
    from datetime import timedelta

    from frontdesk.booking_systems.embedded.client import EmbeddedBookingSystem
    from frontdesk.database.engine import open_database
    from frontdesk.model.booking import Search, Window

    database = await open_database("sqlite://")
    try:
        system = EmbeddedBookingSystem(database, business, lambda: now)
        week = Window(now, now + timedelta(days=DAYS))
        return {service.id: await system.openings(Search(service.id, week)) for service in business.services}
    finally:
        await database.close()


async def _try_language_model(business: "Business", settings: "Settings") -> str | None:
    """Whether the language model of the profile answers; it is asked about the name of a service."""
    import asyncio

    from frontdesk.conversations.ports import NoProposal
    from frontdesk.hiring import reach_model
    from frontdesk.model.expectation import Expectation, Expecting
    from frontdesk.model.slots import SlotName
    from frontdesk.settings import SettingsError

    server, language = business.language_model, business.languages[0]
    if server is None:
        return None
    try:
        proposer = reach_model(business, server, settings)
        async with asyncio.timeout(server.time_limit_seconds):
            words = business.services[0].names.in_language(language)[0]
            await proposer.propose(words, Expectation(Expecting.SLOT, SlotName.SERVICE), language)
    except SettingsError as error:
        return f"warning: {error}"
    except TimeoutError:
        return f"warning: {server.model} does not answer within time_limit_seconds; callers are served without it"
    except NoProposal as error:
        return f"warning: {server.model} is not asked: {error}; callers are served without it"
    return f"The language model {server.model} at {server.endpoint} answers as it should."


def describe(
    business: "Business", spoken: "list[Language]", lines: int, found: "Mapping[str, Openings]", now: "datetime"
) -> Iterator[str]:
    """What callers can book, in plain words."""
    names = ", ".join(language.name for language in spoken)
    yield f"{business.name} ({business.id}), in {names}; it is {now:%a %Y-%m-%d %H:%M} in {business.time_zone}."
    yield f"  Everything it can say was tried out: {lines} sentences, and none failed."
    system = business.booking_system
    diary = f"at {system.kind}, as it is now" if system else "in an empty diary"
    yield f"  From now on, for {DAYS} days and {diary}, callers can book:"
    for service in business.services:
        yield f"  - {_service(business, service)}"
        openings = found[service.id].found
        if openings:
            first = openings[0]
            starts = len({opening.start for opening in openings})
            host = business.host(first.host).name
            yield f"    {starts} times, the first {first.start:%a %Y-%m-%d %H:%M} with {host}"
        else:
            yield f"    nothing: {REASONS[found[service.id].reason or 'closed']}"


def _service(business: "Business", service: "Service") -> str:
    name = service.names.in_language(business.languages[0])[0]
    channels = " or ".join(CHANNELS[channel] for channel in service.channels)
    either = " and " if service.assignment == "together" else " or "
    hosts = either.join(host.name for host in business.hosts_of(service))
    email = business.email_policy(service)
    asked = {"never": "no e-mail asked", "optional": "e-mail optional", "required": "e-mail required"}[email]
    return f"{name}: {service.duration_minutes} minutes, {channels}, with {hosts}; {asked}"


def unwritten(business: "Business") -> Iterator[str]:
    """What callers would hear in another language than theirs, and be asked about in another."""
    from frontdesk.model.part import texts_of

    for language in business.languages:
        lacking = [at for at, text in texts_of(business) if not text.speaks(language)]
        if lacking:
            yield f'not written in "{language}", so it is said in another language: {", ".join(lacking)}'


def double_meanings(business: "Business", spoken: "list[Language]") -> Iterator[str]:
    """Words of the business's own answers that callers say for another reason, too."""
    from frontdesk.understand.vocabulary import said_anyway

    for language in spoken:
        for id, words in said_anyway(business, language.code, language.lexicon):
            yes_or_no = f"in {language.name} a yes, a no or a command, too: ask for it with one word more"
            yield f'facts.more "{id}" is asked for with "{words}", which is {yes_or_no}'


def warnings(business: "Business", found: "Mapping[str, Openings]", settings: "Settings") -> Iterator[str]:
    """What works, and is probably not meant."""
    for service in business.services:
        if not found[service.id].found:
            yield f'nobody can book "{service.id}" in the coming week; look at opening_hours, hosts and their hours'
    idle = [host for host in business.hosts if not any(host in business.hosts_of(s) for s in business.services)]
    for host in idle:
        yield f"{host.name} does none of the services; name them in a service's hosts, or take them out"
    for service in business.services:
        if "video" in service.channels and business.video_link is None and business.booking_system is None:
            yield f'"{service.id}" is offered by video and there is no video_link: the host must send a link each time'
    doors = business.doors
    if doors.twilio and settings.secret(doors.twilio.auth_token_env) is None:
        yield f"{doors.twilio.auth_token_env} is not set: calls are refused until it holds Twilio's auth token"
    if doors.chat.token_env and settings.secret(doors.chat.token_env) is None:
        yield f"{doors.chat.token_env} is not set: the chat lets nobody in until it holds the token"
    yield from unwritten(business)
    if doors.try_page:
        yield "try_page is on: everybody who can open the page sees the day's bookings; for trying out only"
    if business.policy.handoff_number is None:
        yield "there is no handoff_number: who asks for a person is noted to be called back"
