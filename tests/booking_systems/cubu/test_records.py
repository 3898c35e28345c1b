"""Customer records of Cubu: one for everybody who books, nobody else's, and under the name that the guide misspells."""

from dataclasses import replace

import pytest
from tests.booking_systems.cubu.practice import CUSTOMERS, PRACTICE, practice
from tests.doubles.cubu import NAME_FIELD, PHONE_FIELD
from tests.doubles.serving import Fault

from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import SystemDown

BOOKED = "/appointments"


async def test_a_record_is_made_once_for_one_person_and_another_for_who_shares_the_phone() -> None:
    async with practice(replace(PRACTICE, customer_required=True), customers=CUSTOMERS, name_field_id=None) as here:
        first = await here.wish(0)
        await here.vendor.create(first, "1")
        await here.vendor.create(await here.wish(1), "2")
        assert [record[NAME_FIELD] for record in here.double.customers.values()] == ["Maria Lopez"]
        await here.vendor.create(await here.wish(2, name="Noah"), "3")
        assert [record[NAME_FIELD] for record in here.double.customers.values()] == ["Maria Lopez", "Noah Lopez"]
        assert {record[PHONE_FIELD] for record in here.double.customers.values()} == {"02079460123"}
        assert here.double.diary.entries[0].details["customer"] != here.double.diary.entries[2].details["customer"]


async def test_a_record_that_failed_booked_nothing() -> None:
    async with practice(customers={**CUSTOMERS, "phone_slug": None}) as here:
        here.double.faults.order(Fault.RESET_AFTER, "/customers", method="POST")
        wish = await here.wish()
        with pytest.raises(SystemDown, match="Nothing was booked"):
            await here.vendor.create(wish, "key")
        assert here.standing == []


async def test_a_right_that_is_missing_is_said() -> None:
    settings = replace(PRACTICE, roles=("Appointments Manager",))
    async with practice(settings, customers=CUSTOMERS) as here:
        with pytest.raises(Misconfigured):
            await here.book()


async def test_the_corrected_spelling_can_be_set() -> None:
    settings = replace(PRACTICE, customer_required=True, customer_field="customerRecordId")
    async with practice(settings, customers=CUSTOMERS, customer_key="customerRecordId") as here:
        await here.book()
        assert here.double.diary.entries[0].details["customer"] in here.double.customers


async def test_the_misspelled_key_is_what_is_sent() -> None:
    async with practice(customers=CUSTOMERS) as here:
        await here.book()
        (sent,) = here.double.called("POST", BOOKED)
        assert "cusotmerRecordId" in sent.json
        assert "bypassTimeslotCheck" not in sent.json
