"""Clients: entered with what is known of them and nothing else, whoever vcita knows already."""

import pytest
from tests.booking_systems.vcita.at_vcita import called, desk, maria
from tests.doubles.vcita_practice import VcitaSettings

from frontdesk.booking_systems.vcita.answers import ClientSaid
from frontdesk.conversations.ports import BookingRejected
from frontdesk.model.booking import Attendee

EMAIL = "family@example.com"
KNOWN = ("conflict", "found", "found_with_token")


@pytest.mark.parametrize(
    ("attendee", "entered"),
    [
        (called("Maria", "Lopez"), {"first_name": "Maria", "last_name": "Lopez", "phone": "+442079460123"}),
        (called("Maria"), {"first_name": "Maria", "phone": "+442079460123"}),
        (called("", "Okafor"), {"first_name": "Okafor", "phone": "+442079460123"}),
        (called("Maria", email=EMAIL), {"first_name": "Maria", "phone": "+442079460123", "email": EMAIL}),
    ],
)
async def test_nothing_is_made_up(attendee: Attendee, entered: dict[str, str]) -> None:
    async with desk() as at:
        made = await at.vendor.create(maria(await at.first(), attendee=attendee), "one")
        (call,) = at.double.called("POST", "/clients")
        assert call.json == entered
        (found,) = await at.vendor.find("+442079460123")
        assert found.reference == made.reference
        assert found.name is not None
        assert found.name.full == attendee.name.full


@pytest.mark.parametrize("known", KNOWN)
@pytest.mark.parametrize("booking", ["checked", "unchecked"])
async def test_an_address_of_somebody_else_does_not_make_two_of_one(known: str, booking: str) -> None:
    """Two people share an e-mail address: the second is booked under the own name, and without it."""
    theirs = VcitaSettings(existing_client=known)  # type: ignore[arg-type]
    async with desk(theirs, booking=booking) as at:
        first, *_, other = await at.openings()
        noah = called("Noah", "Lopez", "+442079460150", EMAIL)
        await at.vendor.create(maria(first, email=EMAIL), "maria-1")
        await at.vendor.create(maria(other, attendee=noah), "noah-1")
        people = at.double.catalogue.people.values()
        assert [(one.first_name, one.email) for one in people] == [("Maria", EMAIL), ("Noah", "")]
        found = await at.vendor.look_up(maria(other, attendee=noah), "noah-1", at.clock())
        assert found is not None
        assert other.starts_at(found.start)


@pytest.mark.parametrize("known", KNOWN)
async def test_who_comes_back_is_booked_and_found(known: str) -> None:
    async with desk(VcitaSettings(existing_client=known)) as at:  # type: ignore[arg-type]
        first, *_, other = await at.openings()
        await at.vendor.create(maria(first, email=EMAIL), "maria-1")
        at.vendor._people._entered.clear()
        await at.vendor.create(maria(other, email=EMAIL), "maria-2")
        assert len(at.double.catalogue.people) == (1 if known == "found_with_token" else 2)
        assert len(await at.vendor.find("+442079460123")) == 2


async def test_with_our_own_token_who_comes_back_is_the_same_client() -> None:
    async with desk(booking="unchecked") as at:
        first, *_, other = await at.openings()
        await at.vendor.create(maria(first), "maria-1")
        at.vendor._people._entered.clear()
        await at.vendor.create(maria(other), "maria-2")
        assert len(at.double.catalogue.people) == 1


async def test_without_a_token_nobody_is_booked_and_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk() as at:
        opening = await at.first()
        monkeypatch.setattr(at.double.access.tokens, "give_client", lambda client: None)
        with pytest.raises(BookingRejected, match="unchecked"):
            await at.vendor.create(maria(opening), "maria-1")


async def test_a_number_is_the_same_however_the_practice_wrote_it(monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk() as at:
        await at.openings()
        client = at.double.catalogue.add("Maria", "Lopez", phone="+44 (20) 7946-0123")
        people = at.vendor._people
        assert [one.id for one in await people.by_phone("+442079460123")] == [client.id]

        async def broadly(by: str, term: str) -> list[ClientSaid]:
            numbers = {"a": "020 7946 0123", "b": "+1 415 555 0123", "c": "0123", "d": None}
            return [ClientSaid(id=id, mobile_phone=number) for id, number in numbers.items()]

        monkeypatch.setattr(people, "_find", broadly)
        assert [one.id for one in await people.by_phone("+442079460123")] == ["a"]


@pytest.mark.parametrize("booking", ["checked", "unchecked"])
async def test_who_was_merged_at_vcita_since_is_booked_all_the_same(booking: str) -> None:
    """The card that we remember is gone, and another has its number."""
    async with desk(booking=booking, fair=False) as at:
        first, *_, other = await at.openings()
        await at.vendor.create(maria(first), "maria-1")
        people = at.double.catalogue.people
        people.clear()
        at.double.catalogue.add("Maria", "Lopez", phone="+442079460123")
        assert other.starts_at((await at.vendor.create(maria(other), "maria-2")).start)
        assert len(at.double.diary.standing) == 2
