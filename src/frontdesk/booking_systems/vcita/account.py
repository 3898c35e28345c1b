"""Calls in the name of one account. A token that is refused is renewed once, also where the refusal comes as a 422."""

from collections.abc import Collection
from urllib.parse import quote

from frontdesk.booking_systems.remote.connection import Answer, Connection, Params, WrongShape
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.booking_systems.vcita.tokens import Tokens
from frontdesk.booking_systems.vcita.wire import Code, code_of
from frontdesk.conversations.ports import BookingRejected, OpeningTaken, OutcomeUnknown
from frontdesk.model.change import Refusal


class Account:
    """Reads and writes. Raises `SystemDown`, `Misconfigured`, and a write `OutcomeUnknown`."""

    def __init__(self, connection: Connection, tokens: Tokens) -> None:
        self._connection = connection
        self._tokens = tokens

    async def read(self, what: str, path: str, params: Params = (), means: Collection[int] = ()) -> Answer:
        """An answer that is good, or of a status that this call `means` something by."""
        answer = await self._connection.read(what, path, params=params)
        if refuses_token(answer) and self._tokens.renewable:
            await self._tokens.authorize(True)
            answer = await self._connection.read(what, path, params=params)
        _require_allowed(answer)
        if answer.ok or answer.status in means:
            return answer
        _require_found(answer)
        raise WrongShape(f"vcita refuses a question: {what}: HTTP {answer.status}.")

    async def write(self, what: str, path: str, body: object, method: str = "POST") -> Answer:
        """An answer of any kind, but for those that say that we may not: `require_done` tells the others apart."""
        answer = await self._connection.write(what, path, body=body, method=method)
        if refuses_token(answer) and self._tokens.renewable:  # so nothing was done
            await self._tokens.authorize(True)
            answer = await self._connection.write(what, path, body=body, method=method)
        _require_allowed(answer)
        return answer

    async def close(self) -> None:
        await self._connection.close()


def refuses_token(answer: Answer) -> bool:
    return answer.status == 401 or (not answer.ok and code_of(answer.json) == Code.UNAUTHORIZED)


def is_not_found(answer: Answer) -> bool:
    return not answer.ok and (answer.status == 404 or code_of(answer.json) == Code.NOT_FOUND)


def require_done(answer: Answer) -> None:
    """Raises what a refused write means: `OpeningTaken`, `BookingRejected` or `Misconfigured`.

    And `OutcomeUnknown` for what is no refusal that vcita documents.
    """
    if answer.ok:
        return
    _require_allowed(answer)
    _require_found(answer)
    match code_of(answer.json):
        case Code.TAKEN:
            raise OpeningTaken(f"vcita has given the time away: {answer.what}.")
        case Code.REGISTERED:
            raise BookingRejected(f"The client is registered already: {answer.what}.", Refusal.AT_THAT_TIME)
        case "":
            raise OutcomeUnknown(f"vcita answers as it is not documented: {answer.what}: HTTP {answer.status}.")
        case _:
            raise BookingRejected(f"vcita does not take it: {answer.what}: HTTP {answer.status}.")


def of_one(path: str, id: str) -> str:
    return path.replace("{id}", quote(id, safe=""))


def _require_allowed(answer: Answer) -> None:
    if refuses_token(answer):
        raise Misconfigured(f"vcita does not allow it: {answer.what}; look at the token and its rights.")


def _require_found(answer: Answer) -> None:
    if is_not_found(answer):
        raise Misconfigured(
            f"vcita has no such call, service or member of the staff: {answer.what}; "
            "look at the ids in booking_system, and at booking_system.paths."
        )
