"""A call for tests: posts signed by Twilio's own library, answers read back as XML."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field

from tests.channels.conftest import Client
from tests.channels.stand_in import AUTH_TOKEN, PUBLIC_URL
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

VALIDATOR = RequestValidator(AUTH_TOKEN)


@dataclass
class Call:
    client: Client
    fields: dict[str, str] = field(
        default_factory=lambda: {
            "CallSid": "CA1",
            "AccountSid": "AC1",
            "From": "+14155550123",
            "To": "+14155550100",
            "CallStatus": "in-progress",
        }
    )

    async def post(self, path: str, **fields: str) -> ET.Element:
        status, text = await self.answer(path, **fields)
        assert status == 200, text
        return ET.fromstring(text)

    async def answer(self, path: str, **fields: str) -> tuple[int, str]:
        form = self.fields | fields
        signature = VALIDATOR.compute_signature(PUBLIC_URL + path, form)
        response = await self.client.post(path, data=form, headers={"X-Twilio-Signature": signature})
        return response.status, await response.text()


def said(document: ET.Element) -> list[str]:
    return ["".join(say.itertext()) for say in document.iter("Say")]


def tags(document: ET.Element) -> list[str]:
    return [element.tag for element in document]
