"""Twilio's voice webhooks: its form fields to our utterances, our replies to TwiML.

Attributes and limits are those of twilio.com/docs/voice/twiml; what we send is held to them by the tests.
"""

import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace

import phonenumbers
from pydantic import Field

from frontdesk.channels.wire import Wire
from frontdesk.model.arrival import Arrival
from frontdesk.model.business import TwilioDoor
from frontdesk.model.numbering import read_number
from frontdesk.model.reply import Answer, Listen, Reply
from frontdesk.model.utterance import MAX_WORDS, Hypothesis, Keys, Silence, Utterance, Words

MAX_HINTS = 500
MAX_HINT = 100
MAX_SAY = 4_000
"""Characters of one `<Say>`: Twilio allows 4,096."""
NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class CallFields(Wire):
    """The fields of Twilio's form that we read; it sends many more, and may add others at any time."""

    call_sid: str = Field(alias="CallSid", min_length=1, max_length=128)
    caller: str = Field(default="", alias="From")
    dialled: str = Field(default="", alias="To")
    speech: str = Field(default="", alias="SpeechResult")
    confidence: str = Field(default="", alias="Confidence")
    digits: str = Field(default="", alias="Digits")
    call_status: str = Field(default="", alias="CallStatus")
    dial_status: str = Field(default="", alias="DialCallStatus")


ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
"""Call statuses after which nobody is on the line."""
PICKED_UP = frozenset({"completed", "answered"})


def read_arrival(fields: CallFields) -> Arrival:
    """Who calls and which number, where the network tells."""
    return Arrival(caller_id=_read_number(fields.caller), dialled=_read_number(fields.dialled) or "")


def _read_number(text: str) -> str | None:
    """A number in E.164; None for a caller who withholds it (Twilio then sends words, or digits that spell them) and
    for what is called without one."""
    number = read_number(text, None) if re.fullmatch(r"\+[0-9]+", text) else None
    return text if number is not None and phonenumbers.is_valid_number(number) else None


def read_utterance(fields: CallFields) -> Utterance:
    """Keys, else words, else silence. A confidence is optional, and what is no number from 0 to 1 is none."""
    keys = "".join(key for key in fields.digits if key in "0123456789*#")[:MAX_WORDS]
    if keys:
        return Keys(keys)
    if speech := fields.speech.strip()[:MAX_WORDS]:
        return Words((Hypothesis(speech, _read_confidence(fields.confidence)),))
    return Silence()


def _read_confidence(text: str) -> float | None:
    try:
        confidence = float(text[:20])
    except ValueError:
        return None
    return confidence if 0 <= confidence <= 1 else None


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to listen: seconds to the first word or between keys, and seconds of silence that end an answer."""

    first: int
    end: int
    one_key: bool = True


WHEN_ASKED_TO_WAIT = Patience(first=20, end=3)
PATIENCE = {
    Answer.YES_NO: Patience(first=5, end=1),
    Answer.CHOICE: Patience(first=6, end=1),
    Answer.FREE: Patience(first=6, end=2),
    Answer.DIGITS: Patience(first=6, end=3, one_key=False),
    Answer.SPELLING: Patience(first=8, end=3),
}


@dataclass(frozen=True, slots=True)
class CallPaths:
    """Where the call goes on. `base` is the path of the business's call webhooks as the world sees it: a proxy in
    front of this server may have put something before it."""

    base: str
    turn: int
    locale: str = ""
    """That the call is held in, where it is not the business's first: what has to be said before the next turn is
    answered is said in it."""

    @property
    def next_turn(self) -> str:
        return f"{self.base}/turn?n={self.turn + 1}{self._held_in}"

    @property
    def dialed(self) -> str:
        return f"{self.base}/dialed?n={self.turn + 1}{self._held_in}"

    def this_turn(self, waits: int) -> str:
        """The same turn once more, to fetch its answer when it is ready."""
        return f"{self.base}/turn?n={self.turn}&waits={waits}{self._held_in}"

    @property
    def _held_in(self) -> str:
        return f"&locale={self.locale}" if self.locale else ""


def write_reply(reply: Reply, door: TwilioDoor, paths: CallPaths) -> str:
    """Speaks the reply, then listens, transfers or hangs up."""
    texts, locale = [line.text for line in reply.lines], reply.listen.language
    if reply.handoff is not None and reply.handoff.number is not None:
        return write_transfer(texts, locale, reply.handoff.number, door, paths)
    if reply.done or reply.listen.answer is Answer.NOTHING:
        return write_ending(texts, locale, door)
    response = ET.Element("Response")
    gather = ET.SubElement(response, "Gather", _listening(reply.listen, door, paths.next_turn))
    _say(gather, texts, locale, door)
    # Only reached if the provider falls through instead of reporting silence; without it the call would end.
    ET.SubElement(response, "Redirect", method="POST").text = paths.next_turn
    return _document(response)


def write_transfer(texts: list[str], locale: str, number: str, door: TwilioDoor, paths: CallPaths) -> str:
    response = ET.Element("Response")
    _say(response, texts, locale, door)
    dial = ET.SubElement(response, "Dial", action=paths.dialed, method="POST", timeout="25", answerOnBridge="true")
    ET.SubElement(dial, "Number").text = number
    return _document(response)


def write_ending(texts: list[str], locale: str, door: TwilioDoor) -> str:
    response = ET.Element("Response")
    _say(response, texts, locale, door)
    ET.SubElement(response, "Hangup")
    return _document(response)


def write_wait(text: str, locale: str, door: TwilioDoor, again: str) -> str:
    """Keeps the caller company while a slow turn goes on, then comes back to the same turn at `again`."""
    response = ET.Element("Response")
    _say(response, [text] if text else [], locale, door)
    ET.SubElement(response, "Pause", length="1")
    ET.SubElement(response, "Redirect", method="POST").text = again
    return _document(response)


def _listening(listen: Listen, door: TwilioDoor, action: str) -> dict[str, str]:
    patience = PATIENCE[listen.answer]
    if listen.patient:
        patience = replace(WHEN_ASKED_TO_WAIT, one_key=patience.one_key)
    attributes = {
        "input": "dtmf speech",
        "action": action,
        "method": "POST",
        "language": listen.language,
        "speechModel": door.speech_model,
        "timeout": str(patience.first),
        "speechTimeout": str(patience.end),
        "actionOnEmptyResult": "true",
    }
    if patience.one_key:
        attributes |= {"numDigits": "1", "finishOnKey": ""}  # so that star and hash are keys like the others
    else:
        attributes |= {"finishOnKey": "#"}
    if hints := _hints(listen.hints):
        attributes["hints"] = hints
    if not listen.interruptible:
        attributes["bargeIn"] = "false"
    return attributes


def _hints(words: tuple[str, ...]) -> str:
    cleaned = (" ".join(_xml_text(word).replace(",", " ").split()) for word in words)
    fitting = dict.fromkeys(word for word in cleaned if 0 < len(word) <= MAX_HINT)
    return ", ".join(list(fitting)[:MAX_HINTS])


def _say(parent: ET.Element, texts: list[str], locale: str, door: TwilioDoor) -> None:
    attributes = {"language": locale} | ({"voice": door.voice} if door.voice else {})
    for text in texts:
        if said := _xml_text(text).strip():
            ET.SubElement(parent, "Say", attributes).text = said[:MAX_SAY]


def _xml_text(text: str) -> str:
    """What XML 1.0 can hold; the rest has no place in speech either."""
    return NOT_XML.sub(" ", text)


def _document(response: ET.Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + ET.tostring(response, encoding="unicode")
