"""The words around a conversation: an invite of any booking, in the language of who comes."""

from dataclasses import replace
from functools import cache

import pytest
from tests.speak.scene import BUSINESS, booking
from tests.spoken import languages_of

from frontdesk.conversations.voicing import Voicing
from frontdesk.hiring import give_voice


@cache
def _voicing() -> Voicing:
    business = BUSINESS.model_copy(update={"languages": ("en", "de")})
    return give_voice(business, languages_of(business), None)


@pytest.mark.parametrize(
    ("language", "phone"), [("en", "Phone: "), ("de", "Telefon: "), ("sv", "Phone: "), ("", "Phone: ")]
)
def test_an_invite_is_written_in_the_attendee_s_language_or_else_the_first_of_the_business(
    language: str, phone: str
) -> None:
    request = booking().request
    invite = _voicing().write_invite(replace(request, attendee=replace(request.attendee, language=language)))
    assert invite.title.endswith("Dr Sam Carter")
    assert phone in invite.description
    assert "Priya Nair" in invite.description
