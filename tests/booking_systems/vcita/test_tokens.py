"""What lets us in: tokens given, got, exchanged and renewed, and what is said when they are refused."""

import asyncio
from dataclasses import replace

import pytest
from tests.booking_systems.vcita.at_vcita import APP, DIRECTORY, SECRETS, called, desk, maria
from tests.contracts.booking_system import FRIDAY
from tests.doubles.vcita_practice import BUSINESS, STAFF_TOKEN, VcitaSettings

from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.model.booking import Search

APP_TOKEN, BUSINESS_TOKEN = "/oauth/service/token", "/platform/v1/tokens"


async def test_a_token_of_the_staff_is_sent_as_it_is() -> None:
    async with desk() as at:
        await at.openings()
        assert {call.headers["Authorization"] for call in at.double.calls} == {f"Bearer {STAFF_TOKEN}"}
        assert not any("X-On-Behalf-Of" in call.headers for call in at.double.calls)


async def test_an_app_gets_a_token_of_the_business_and_renews_it_before_it_ends() -> None:
    async with desk(token=APP) as at:
        await asyncio.gather(at.openings(), at.openings(), at.openings())
        assert [len(at.double.called("POST", path)) for path in (APP_TOKEN, BUSINESS_TOKEN)] == [1, 1]
        at.seconds = 3600 - 61
        await at.openings()
        assert len(at.double.called("POST", BUSINESS_TOKEN)) == 1
        at.seconds = 3600 - 60
        await at.openings()
        assert [len(at.double.called("POST", path)) for path in (APP_TOKEN, BUSINESS_TOKEN)] == [2, 2]


@pytest.mark.parametrize("as_422", [False, True])
async def test_a_token_that_is_refused_is_renewed_once(as_422: bool) -> None:
    async with desk(VcitaSettings(expired_is_422=as_422), token=APP) as at:
        opening = await at.first()
        for number, do in enumerate(("read", "write"), start=1):
            at.seconds += 60
            held = at.double.access.tokens._held
            for text in [text for text in held if text.startswith("staff-") and text != STAFF_TOKEN]:
                del held[text]
            await (at.openings() if do == "read" else at.vendor.create(maria(opening), "maria-1"))
            assert len(at.double.called("POST", BUSINESS_TOKEN)) == 1 + number
        assert len(at.double.diary.entries) == 1


@pytest.mark.parametrize("as_422", [False, True])
async def test_a_wrong_token_is_said_and_not_shown(as_422: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SECRETS, "VCITA_TOKEN", "not-this-one")
    monkeypatch.setitem(SECRETS, "APP_SECRET", "nor-this-one")
    for token in ({"token_env": "VCITA_TOKEN"}, APP):
        async with desk(VcitaSettings(expired_is_422=as_422), token=token) as at:
            with pytest.raises(Misconfigured, match=r"token|key") as told:
                await at.openings()
            assert "-one" not in str(told.value)


async def test_a_directory_says_for_whom_it_speaks_until_it_has_a_token_of_the_business() -> None:
    async with desk(token=DIRECTORY) as at:
        await at.openings()
        assert {call.headers.get("X-On-Behalf-Of") for call in at.double.calls} == {BUSINESS}
    async with desk(token=DIRECTORY | {"for_business": True}) as at:
        await at.vendor.cancel((await at.vendor.create(maria(await at.first()), "maria-1")).reference, "")
        (exchange,) = at.double.called("POST", BUSINESS_TOKEN)
        assert exchange.headers["X-On-Behalf-Of"] == BUSINESS
        assert not any("X-On-Behalf-Of" in call.headers for call in at.double.calls if call is not exchange)


async def test_the_token_of_a_client_is_theirs_alone_and_kept_for_the_next_time() -> None:
    async with desk() as at:
        first, *_, other = await at.openings()
        await at.vendor.create(maria(first), "maria-1")
        await at.vendor.create(maria(other), "maria-2")
        noah = replace(maria(first), opening=(await at.openings())[3], attendee=called("Noah"))
        await at.vendor.create(noah, "noah-1")
        one, two, three = (call.headers["Authorization"] for call in at.double.called("POST", "/bookings"))
        assert one == two != three
        assert len(at.double.called("POST", "/clients")) == 2


@pytest.mark.parametrize("as_422", [False, True])
async def test_a_client_whose_token_ended_is_entered_again(as_422: bool) -> None:
    async with desk(VcitaSettings(expired_is_422=as_422)) as at:
        first, *_, other = await at.openings()
        await at.vendor.create(maria(first), "maria-1")
        held = at.double.access.tokens._held
        for text in [text for text, token in held.items() if token.client]:
            del held[text]
        await at.vendor.create(maria(other), "maria-2")
        assert len(at.double.called("POST", "/clients")) == 2
        assert len(at.double.diary.entries) == 2


async def test_what_was_booked_by_each_of_a_persons_cards_is_found() -> None:
    """A person has as many cards at vcita as we were started anew."""
    async with desk() as at:
        for opening in (await at.openings())[::4][:3]:
            await at.vendor.create(maria(opening), "maria")
            at.vendor._people._entered.clear()
        found = await at.vendor.find("+442079460123")
        assert len({reading.reference for reading in found}) == 3
        assert {(reading.service, reading.channel) for reading in found} == {("checkup", "phone")}
        assert await at.vendor.find("+442079460150") == []


async def test_the_whole_way_by_search_is_short() -> None:
    """Three requests until something is offered for the first time, one ever after, and two to book."""
    async with desk() as at:
        await at.system.openings(Search("checkup", FRIDAY))
        assert len(at.double.calls) == 3
        found = (await at.system.openings(Search("checkup", FRIDAY))).found
        assert len(at.double.calls) == 4
        await at.system.book(maria(found[0]), "maria-1")
        assert len(at.double.calls) == 6
