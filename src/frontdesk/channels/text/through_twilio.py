"""A telephone call as Twilio makes it: signed form posts to a running server, whose TwiML is obeyed like Twilio does.

The signature and the reading of TwiML are written from twilio.com/docs, apart from the code they try out.
"""

import base64
import hmac
from dataclasses import replace
from xml.etree import ElementTree

from aiohttp import ClientSession

from frontdesk.channels.text.play import Heard
from frontdesk.conversations.ports import ConversationKey
from frontdesk.model.utterance import Keys, Medium, Silence, Unanswered, Words

WITHHELD = "anonymous"
CONFIDENCE = 0.92
MAX_REDIRECTS = 8


class CallFailed(Exception):
    """The call could not go on as a real one would; the message says what the server answered."""


class ThroughTwilio:
    """`url` is where the server listens, `public_url` the address that Twilio signs; `caller_id` is E.164."""

    def __init__(
        self,
        http: ClientSession,
        url: str,
        public_url: str,
        key: ConversationKey,
        number: str,
        auth_token: str,
        caller_id: str | None = None,
    ) -> None:
        self.http = http
        self.url = url
        self.public_url = public_url
        self.key = key
        self.medium = Medium.VOICE
        self.auth_token = auth_token
        self.call = {
            "CallSid": key.sender,
            "AccountSid": "AC00000000000000000000000000000000",
            "From": caller_id or WITHHELD,
            "To": number,
            "Direction": "inbound",
            "ApiVersion": "2010-04-01",
        }
        self.gather: ElementTree.Element | None = None
        self.dial: ElementTree.Element | None = None
        self.last: tuple[str, dict[str, str]] = ("", {})

    async def connect(self) -> Heard | None:
        return await self._call(f"/twilio/{self.key.business}/voice", {"CallStatus": "ringing"})

    async def say(self, utterance: Words | Keys | Silence | Unanswered) -> Heard:
        if isinstance(utterance, Unanswered):
            if self.dial is None:
                raise CallFailed("the desk has put the call through to nobody, so nobody can fail to pick up")
            return await self._call(self.dial.get("action", ""), {"DialCallStatus": "no-answer"})
        if self.gather is None:
            raise CallFailed("the desk has hung up or transferred the call, so nobody hears what is said next")
        return await self._call(self.gather.get("action", ""), self._input(utterance, self.gather))

    async def again(self) -> Heard:
        return await self._call(*self.last)

    async def call_again(self) -> Heard | None:
        self.key = replace(self.key, sender=f"{self.key.sender}-again")
        self.call["CallSid"] = self.key.sender
        return await self.connect()

    async def hang_up(self) -> None:
        await self._post(f"/twilio/{self.key.business}/status", {"CallStatus": "completed"})

    def _input(self, utterance: Words | Keys | Silence, gather: ElementTree.Element) -> dict[str, str]:
        """What Twilio posts after listening: nothing at all for silence, only as many keys as it waited for."""
        fields = {"CallStatus": "in-progress"}
        match utterance:
            case Words():
                return fields | {
                    "SpeechResult": utterance.text,
                    "Confidence": str(utterance.alternatives[0].confidence or CONFIDENCE),
                }
            case Keys():
                finish = gather.get("finishOnKey", "#")
                keys = utterance.keys.split(finish)[0] if finish else utterance.keys
                limit = int(gather.get("numDigits", "0")) or None
                return fields | {"Digits": keys[:limit]}
            case Silence():
                return fields

    async def _call(self, path: str, fields: dict[str, str]) -> Heard:
        self.last = (path, fields)
        words: list[str] = []
        for _ in range(MAX_REDIRECTS):
            document = ElementTree.fromstring(await self._post(path, fields))
            words += ["".join(say.itertext()) for say in document.iter("Say")]
            self.gather, self.dial = document.find("Gather"), document.find("Dial")
            redirect = document.find("Redirect")
            if self.gather is not None or redirect is None:
                break
            path = redirect.text or ""
        else:
            raise CallFailed(f"the call is sent in circles between {path} and others")
        return Heard(" ".join(words), done=self.gather is None)

    async def _post(self, path: str, fields: dict[str, str]) -> str:
        form = self.call | fields
        headers = {"X-Twilio-Signature": sign(f"{self.public_url}{path}", form, self.auth_token)}
        async with self.http.post(f"{self.url}{path}", data=form, headers=headers) as response:
            text = await response.text()
            if response.status not in (200, 204):
                raise CallFailed(f"POST {path} was answered with {response.status}: {text}")
            return text


def sign(url: str, form: dict[str, str], auth_token: str) -> str:
    """Base64 of HMAC-SHA1 over the public URL and all fields, sorted by name (twilio.com/docs/usage/security)."""
    signed = url + "".join(f"{name}{form[name]}" for name in sorted(form))
    return base64.b64encode(hmac.new(auth_token.encode(), signed.encode(), "sha1").digest()).decode()
