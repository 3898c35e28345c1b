"""The calls of Cubu that we make, each with what its answers mean. All paths begin with the application's id."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.booking_systems.cubu.settings import CubuSettings, ServiceSettings
from frontdesk.booking_systems.cubu.tokens import Tokens
from frontdesk.booking_systems.cubu.wire import Calendar, Calendars, Case, Cases, Reference, Vacancies
from frontdesk.booking_systems.remote.connection import Answer, Connection, Params
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.conversations.ports import OutcomeUnknown, SystemDown

Sleep = Callable[[float], Awaitable[None]]


class NotThere(Misconfigured):
    """Cubu does not know what it was asked for by an id of the settings."""


class Record(BaseModel):
    """Somebody's customer record. What is in its fields is told by nobody, so it may be missing."""

    model_config = ConfigDict(extra="ignore", frozen=True)
    record_id: str = Field(alias="recordId", pattern=r"^[0-9A-Za-z-]+$")
    fields: dict[str, object] = {}


class Calls:
    """Every method raises `SystemDown` or `Misconfigured`; those that write say what else."""

    def __init__(self, settings: CubuSettings, tokens: Tokens, sleep: Sleep = asyncio.sleep) -> None:
        self.settings = settings
        self.tokens = tokens
        self._connection = Connection("Cubu", settings.base_url, tokens.authorize, settings.limits, sleep)
        self._at_once = asyncio.Semaphore(settings.requests_at_once)

    async def close(self) -> None:
        await self._connection.close()
        await self.tokens.close()

    async def calendars(self, service_id: str, day: date) -> list[Calendar]:
        """Of a service on one day; none where nobody works."""
        answer = await self._get("list calendars", f"/calendars/{service_id}/{day}")
        return _read(answer, "service_id").parse(Calendars).root

    async def vacancies(self, service: ServiceSettings, day: date, cu_index: int) -> Vacancies:
        path = f"/calendars/{service.service_id}/{day}/{cu_index}/vacancies"
        answer = await self._get("list vacancies", path, [("serviceTypeId", service.service_type_id)])
        return _read(answer, "service_type_id").parse(Vacancies)

    async def cases(self, service_id: str, day: date, cu_index: int, customer: str | None = None) -> list[Case]:
        """The appointments of a calendar, with `customer` only that record's; none where the calendar is gone."""
        path = f"/calendars/{service_id}/{day}/{cu_index}/appointments"
        answer = await self._get("list appointments", path, [("customerRecordId", customer)] if customer else [])
        if answer.status == 404:
            return []
        return _read(answer, "service_id").parse(Cases).root

    async def book(self, service_id: str, day: date, cu_index: int, body: object) -> Answer:
        """Raises `OutcomeUnknown`. A 403 is an answer: a hook of the organization can refuse a booking."""
        path = f"{self._path}/calendars/{service_id}/{day}/{cu_index}/appointments"
        return await self._connection.write("book", path, body=body, means=(403,))

    async def cancel(self, one: Reference) -> Answer:
        """By the call that the operator was told of. Raises `OutcomeUnknown`."""
        call = self.settings.cancel
        assert call is not None
        path = call.path.format(
            applicationId=self.settings.application_id,
            serviceId=one.service_id,
            date=one.day,
            cuIndex=one.cu_index,
            caseId=one.case_id,
        )
        return await self._connection.write("cancel", path, method=call.method, means=(403,))

    async def customer(self, slug: str, value: str) -> Record | None:
        """The record with this key. How it is said that there is none is not documented: a 404, or no content."""
        query = {"queryType": "KeyField", "fieldSlug": slug, "fieldValue": value}
        path = f"{self._path}/customers/query"
        answer = await self._connection.read("find a customer", path, method="POST", body=query)
        return None if answer.status in (204, 404) else _read(answer, "phone_slug").parse(Record)

    async def new_customer(self, fields: object) -> str:
        """A record that may have been made by a call that failed is of no harm: nothing is booked by it."""
        try:
            answer = await self._connection.write("make a customer", f"{self._path}/customers", body={"fields": fields})
            return _read(answer, "customers").parse(Record).record_id
        except OutcomeUnknown as error:
            raise SystemDown(f"Nothing was booked: {error}") from error

    @property
    def _path(self) -> str:
        return f"/{self.settings.application_id}"

    async def _get(self, what: str, path: str, params: Params = ()) -> Answer:
        async with self._at_once:
            return await self._connection.read(what, self._path + path, params=params)


def _read(answer: Answer, setting: str) -> Answer:
    """Raises `NotThere` or `Misconfigured` where it is a refusal."""
    if answer.ok:
        return answer
    fault = NotThere if answer.status == 404 else Misconfigured
    raise fault(f"Cubu refuses to {answer.what}: HTTP {answer.status}; look at application_id and {setting}.")
