"""Our signature against Twilio's own library, in both directions."""

import pytest
from multidict import MultiDict
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from frontdesk.channels.telephony.signature import is_signed, sign

TOKEN = "12345"
VALIDATOR = RequestValidator(TOKEN)
URLS = [
    "https://desk.example.com/twilio/harbour/turn?n=4",
    "https://desk.example.com:443/twilio/harbour/turn?n=4",
    "https://desk.example.com:8443/twilio/harbour/turn",
    "http://desk.example.com/prefix/twilio/harbour/turn?n=4&waits=1",
    "http://desk.example.com:80/twilio/harbour/voice",
]
FORMS = [
    [],
    [("CallSid", "CA1"), ("From", "+14155550123")],
    [("b", "2"), ("a", "1"), ("a", "0"), ("a", "1")],
    [("SpeechResult", " naïve café 😀 "), ("Digits", "")],
]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("form", FORMS)
def test_twilio_accepts_ours(url: str, form: list[tuple[str, str]]) -> None:
    assert VALIDATOR.validate(url, MultiDict(form), sign(url, form, TOKEN))


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("form", FORMS)
def test_ours_accepts_twilios(url: str, form: list[tuple[str, str]]) -> None:
    assert is_signed(VALIDATOR.compute_signature(url, MultiDict(form)), url, form, TOKEN)


@pytest.mark.parametrize(
    ("signed", "seen"),
    [
        ("https://desk.example.com:443/x", "https://desk.example.com/x"),
        ("https://desk.example.com/x", "https://desk.example.com:443/x"),
        ("http://desk.example.com:80/x", "http://desk.example.com/x"),
    ],
)
def test_the_default_port_may_be_written_or_not(signed: str, seen: str) -> None:
    assert is_signed(VALIDATOR.compute_signature(signed, {}), seen, [], TOKEN)


def test_anything_else_is_refused() -> None:
    url, form = URLS[0], [("CallSid", "CA1")]
    good = sign(url, form, TOKEN)
    assert is_signed(good, url, form, TOKEN)
    assert not is_signed("", url, form, TOKEN)
    assert not is_signed("\udcff", url, form, TOKEN)
    assert not is_signed(good, url, form, "54321")
    assert not is_signed(good, url + "1", form, TOKEN)
    assert not is_signed(good, url, [("CallSid", "CA2")], TOKEN)
    assert not is_signed(good, url.replace("https", "http"), form, TOKEN)
