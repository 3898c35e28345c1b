"""The call: one request to the endpoint of the profile, on a connection of its own, since calls are rare."""

from http import HTTPStatus

from aiohttp import ClientError, ClientResponse, ClientSession

from frontdesk.conversations.ports import NoProposal
from frontdesk.language_models.wire import read_response, write_request
from frontdesk.model.business import Business
from frontdesk.model.expectation import Expectation
from frontdesk.model.language_model import LanguageModel
from frontdesk.model.proposal import Proposal

LARGEST = 64 * 1024
"""Bytes of an answer that are read."""


class ChatCompletions:
    """The language model of one business, behind a server with OpenAI's interface. `key` is sent as a bearer token."""

    def __init__(self, business: Business, server: LanguageModel, key: str | None) -> None:
        self._business = business
        self._server = server
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def propose(self, words: str, expectation: Expectation, language: str) -> Proposal:
        """Raises NoProposal. How long it may take is for the caller to limit."""
        model, temperature = self._server.model, self._server.temperature
        request = write_request(self._business, model, temperature, words, expectation, language)
        url = f"{self._server.endpoint}/chat/completions"
        try:
            async with (
                ClientSession(headers=self._headers) as http,
                http.post(url, json=request, allow_redirects=False) as response,
            ):
                if response.status != HTTPStatus.OK:
                    raise NoProposal(f"the language model's server answered {response.status}")
                return read_response(await _read(response))
        except (ClientError, OSError) as error:
            raise NoProposal(f"the language model's server cannot be reached: {type(error).__name__}") from None


async def _read(response: ClientResponse) -> bytes:
    """The body. Raises NoProposal when it is longer than any proposal."""
    body = bytearray()
    async for chunk in response.content.iter_chunked(LARGEST):
        body += chunk
        if len(body) > LARGEST:
            raise NoProposal("the language model's server answered too much")
    return bytes(body)
