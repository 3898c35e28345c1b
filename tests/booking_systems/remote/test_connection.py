"""Calls over real HTTP: what is repeated and what never is, how long is waited, and what is said of a failure."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from pydantic import BaseModel
from tests.contracts.booking_system import StillClock
from tests.doubles.serving import Double, Fault

from frontdesk.booking_systems.remote.breaker import Breaker
from frontdesk.booking_systems.remote.connection import Connection, Form, Limits, WrongShape
from frontdesk.booking_systems.remote.ports import Failed, Misconfigured
from frontdesk.conversations.ports import OutcomeUnknown, SystemDown

LIMITS = Limits(call=0.15, connect=0.1, patience=0.5, pauses=(0.01, 0.02))


class Count(BaseModel):
    count: int


class Counter(Double):
    """Counts what is written; wants a token, of which each is good until `tokens` says otherwise."""

    def __init__(self) -> None:
        super().__init__(StillClock())
        self.count = 0
        self.good_tokens = {"first"}
        self.told_with_429 = {"Retry-After": "1"}

    def too_many(self) -> web.Response:
        return web.json_response({}, status=429, headers=self.told_with_429)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/count", self.read),
            web.post("/count", self.add),
            web.put("/count", self.add),
            web.delete("/count", self.add),
            web.post("/away", self.away),
        ]

    async def read(self, request: web.Request) -> web.Response:
        return self._answer(request, 200)

    async def add(self, request: web.Request) -> web.Response:
        answer = self._answer(request, 201)
        self.count += answer.status == 201
        return answer

    async def away(self, request: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect("http://127.0.0.1:1/elsewhere")

    def _answer(self, request: web.Request, status: int) -> web.Response:
        if request.headers.get("Authorization") not in {f"Bearer {token}" for token in self.good_tokens}:
            return web.json_response({}, status=401)
        return web.json_response({"count": self.count}, status=status)


@dataclass(slots=True)
class Desk:
    double: Counter
    connection: Connection
    waited: list[float] = field(default_factory=list)
    tokens: list[str] = field(default_factory=lambda: ["first", "second", "third"])

    async def authorize(self, renew: bool) -> Mapping[str, str]:
        if renew:
            self.tokens.pop(0)
        return {"Authorization": f"Bearer {self.tokens[0]}"}

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with Counter() as double:
        desk = Desk(double, Connection("Counter", "http://unset", lambda _: _never(), LIMITS))
        desk.connection = Connection("Counter", double.url, desk.authorize, LIMITS, desk.sleep)
        yield desk
        await desk.connection.close()


async def _never() -> Mapping[str, str]:
    raise AssertionError


async def test_what_is_asked_is_answered(desk: Desk) -> None:
    answer = await desk.connection.write("add one", "/count", body={"more": "é"})
    assert (answer.status, answer.ok, answer.parse(Count).count) == (201, True, 0)
    assert (await desk.connection.read("count", "/count", params=[("a", "b c")])).parse(Count).count == 1
    assert desk.double.calls[0].json == {"more": "é"}
    assert desk.double.calls[1].query == (("a", "b c"),)


async def test_a_form_is_sent_as_one(desk: Desk) -> None:
    await desk.connection.read("add one", "/count", method="POST", body=Form(scope="a b", secret="é&="))
    assert desk.double.calls[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert desk.double.calls[0].body == b"scope=a+b&secret=%C3%A9%26%3D"


@pytest.mark.parametrize(
    "fault", [Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.ERROR_BEFORE, Fault.ERROR_AFTER, Fault.STALL_BEFORE]
)
async def test_reading_is_repeated_after_a_fault(desk: Desk, fault: Fault) -> None:
    desk.double.faults.order(fault)
    assert (await desk.connection.read("count", "/count")).parse(Count).count == 0
    assert len(desk.double.calls) == 2


async def test_reading_is_given_up_in_the_end(desk: Desk) -> None:
    desk.double.faults.order(Fault.RESET_BEFORE, times=9)
    with pytest.raises(SystemDown, match="Counter does not answer: count: "):
        await desk.connection.read("count", "/count")
    assert len(desk.double.calls) == 3


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (Fault.RESET_BEFORE, 0),
        (Fault.RESET_AFTER, 1),
        (Fault.ERROR_BEFORE, 0),
        (Fault.ERROR_AFTER, 1),
        (Fault.STALL_AFTER, 1),
        (Fault.STALL_BEFORE, 0),
    ],
)
async def test_writing_is_never_repeated_where_it_may_have_been_done(desk: Desk, fault: Fault, done: int) -> None:
    desk.double.faults.order(fault)
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk.connection.write("add one", "/count", body={})
    assert isinstance(unknown.value, Failed) is fault.value.startswith("error")
    assert (desk.double.count, len(desk.double.calls)) == (done, 1)


@pytest.mark.parametrize("status", [408, 502, 503, 504, 520, 524, 529])
async def test_what_stands_before_a_system_does_not_know_that_it_is_done(desk: Desk, status: int) -> None:
    desk.double.broken = lambda: web.Response(status=status)  # type: ignore[method-assign]
    desk.double.faults.order(Fault.ERROR_BEFORE)
    with pytest.raises(OutcomeUnknown) as unknown:
        await desk.connection.write("add one", "/count", body={})
    assert not isinstance(unknown.value, Failed)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_no_library_repeats_a_write_for_us(desk: Desk, method: str) -> None:
    await desk.connection.read("count", "/count")  # the connection is there already
    desk.double.faults.order(Fault.RESET_AFTER)
    with pytest.raises(OutcomeUnknown):
        await desk.connection.write("add one", "/count", method=method)
    assert desk.double.count == 1


async def test_nothing_was_done_where_nobody_could_be_reached() -> None:
    async def none(_: bool) -> Mapping[str, str]:
        return {}

    nobody = Connection("Nobody", "http://127.0.0.1:1", none, LIMITS)
    with pytest.raises(SystemDown, match="Nobody cannot be reached"):
        await nobody.write("add one", "/count", body={})
    await nobody.close()


async def test_a_429_is_waited_for_as_it_says_also_by_a_write(desk: Desk) -> None:
    desk.connection = Connection("Counter", desk.double.url, desk.authorize, Limits(patience=5), desk.sleep)
    desk.double.faults.order(Fault.TOO_MANY, times=2)
    await desk.connection.write("add one", "/count", body={})
    assert (desk.waited, desk.double.count) == ([1.0, 1.0], 1)
    await desk.connection.close()


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ({}, 1.0),
        ({"Retry-After": "2", "X-RateLimit-Reset": "3"}, 2.0),
        ({"X-RateLimit-Reset-day": "900", "X-RateLimit-Reset-default": "3"}, 3.0),
        ({"X-RateLimit-Reset": "1772701620"}, 1.0),
        ({"X-RateLimit-Reset": "0"}, 1.0),
        ({"X-RateLimit-Reset": "soon"}, 1.0),
    ],
)
async def test_a_429_says_how_long_in_two_ways(desk: Desk, told: dict[str, str], seconds: float) -> None:
    desk.connection = Connection("Counter", desk.double.url, desk.authorize, Limits(patience=5), desk.sleep)
    desk.double.told_with_429 = told
    desk.double.faults.order(Fault.TOO_MANY)
    await desk.connection.write("add one", "/count", body={})
    assert desk.waited == [seconds]
    await desk.connection.close()


async def test_a_429_there_is_no_time_for_is_told(desk: Desk) -> None:
    desk.double.faults.order(Fault.TOO_MANY)
    with pytest.raises(SystemDown, match="asked too often"):
        await desk.connection.write("add one", "/count", body={})
    assert (desk.waited, desk.double.count) == ([], 0)


async def test_a_token_that_ran_out_is_renewed_once(desk: Desk) -> None:
    desk.double.good_tokens = {"second"}
    await desk.connection.write("add one", "/count", body={})
    assert desk.double.count == 1
    desk.double.good_tokens = set()
    with pytest.raises(Misconfigured, match="look at the key"):
        await desk.connection.write("add one", "/count", body={})


@pytest.mark.parametrize("fault", [Fault.WRONG_SHAPE, Fault.NOT_JSON])
async def test_what_is_not_as_documented_is_an_error_and_after_a_write_unknown(desk: Desk, fault: Fault) -> None:
    desk.double.faults.order(fault, times=2)
    with pytest.raises(WrongShape, match="is not as documented"):
        (await desk.connection.read("count", "/count")).parse(Count)
    answer = await desk.connection.write("add one", "/count", body={})
    with pytest.raises(OutcomeUnknown, match="is not as documented"):
        answer.parse(Count)


async def test_what_is_no_json_is_sent_and_given_as_it_is(desk: Desk) -> None:
    answer = await desk.connection.write(
        "count", "/count", body=b"<one/>", headers={"Content-Type": "application/xml"}, method="PUT"
    )
    sent = desk.double.called("PUT", "/count")[0]
    assert (sent.body, sent.headers["Content-Type"]) == (b"<one/>", "application/xml")
    assert answer.raw == b'{"count": 0}'


async def test_a_redirect_is_not_followed(desk: Desk) -> None:
    answer = await desk.connection.write("add one", "/away", body={})
    assert answer.status == 307


async def test_who_fails_again_and_again_is_left_alone_and_tried_again_later(desk: Desk) -> None:
    desk.double.faults.order(Fault.RESET_BEFORE, times=6)
    for _ in range(2):
        with pytest.raises(SystemDown):
            await desk.connection.read("count", "/count")
    calls = len(desk.double.calls)
    with pytest.raises(SystemDown, match="left alone"):
        await desk.connection.write("add one", "/count", body={})
    assert len(desk.double.calls) == calls


def test_a_breaker_lets_one_try_when_its_time_is_over() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0], failures=2, seconds=10)
    assert breaker.lets_through()
    breaker.failed()
    assert breaker.lets_through()
    breaker.failed()
    assert not breaker.lets_through()
    now[0] = 10.0
    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    breaker.failed()
    now[0] = 19.0
    assert not breaker.lets_through()
    now[0] = 20.0
    assert breaker.lets_through()
    breaker.succeeded()
    assert [breaker.lets_through() for _ in range(3)] == [True, True, True]
