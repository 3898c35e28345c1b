"""Invites: within a calendar entry's limits, free of control characters, and plain whatever was written."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.speak.scene import LANGUAGES, SAY, WRITTEN, booking
from tests.spoken import language

from frontdesk.channels.telephony import routes as telephony
from frontdesk.channels.web_chat import routes as web_chat
from frontdesk.model.booking import Guest
from frontdesk.model.caller import PersonName
from frontdesk.page import routes as page
from frontdesk.speak.invite import InviteContext, InviteTemplates, invite_context, write_invite

TEMPLATES = InviteTemplates.parse({path.stem: path.read_text("utf-8") for path in (SAY.parent / "invite").glob("*.j2")})
CONTEXT = InviteContext(
    service="Check-up",
    host="Dr Sam Carter",
    channel="By phone",
    place="",
    name="Priya Nair",
    phone="020 7946 0123",
    email="priya@example.com",
    reason="a sore tooth",
    answers=(("Have you been here before?", "no"), ("Any allergies?", "none")),
    source="telephony",
    business="Mill Lane Dental",
)


def test_an_invite_says_who_what_and_how() -> None:
    invite = write_invite(TEMPLATES, CONTEXT)
    assert invite.title == "Check-up: Priya Nair with Dr Sam Carter"
    assert invite.description == (
        "Check-up with Dr Sam Carter, Mill Lane Dental\n"
        "By phone\n\n"
        "Name: Priya Nair\n"
        "Phone: 020 7946 0123\n"
        "E-mail: priya@example.com\n\n"
        "In their own words: a sore tooth\n\n"
        "Have you been here before? no\n"
        "Any allergies? none\n\n"
        "Booked through: telephony"
    )


def test_what_is_not_known_leaves_no_trace() -> None:
    invite = write_invite(TEMPLATES, replace(CONTEXT, host="", email="", reason="", answers=()))
    assert invite.title == "Check-up: Priya Nair"
    assert "E-mail" not in invite.description
    assert "own words" not in invite.description
    assert "\n\n\n" not in invite.description


@pytest.mark.parametrize("hostile", ["{{ 7*7 }}", "{% for x in y %}", "<script>x</script>", "{{ ''.__class__ }}"])
def test_a_caller_s_words_stay_words(hostile: str) -> None:
    description = write_invite(TEMPLATES, replace(CONTEXT, reason=hostile)).description
    assert f"In their own words: {hostile}\n" in description


def test_a_caller_cannot_write_lines_of_their_own() -> None:
    description = write_invite(TEMPLATES, replace(CONTEXT, reason="pain\nPhone: 0\r\n\x00\x1b[31mred")).description
    assert "In their own words: pain Phone: 0 [31mred\n" in description


def test_long_words_are_cut_at_a_word_with_an_ellipsis() -> None:
    invite = write_invite(TEMPLATES, replace(CONTEXT, name="Maria " * 100, reason="word " * 1000))
    assert invite.title.endswith("Maria…")
    assert invite.description.endswith("word…")
    assert 190 < len(invite.title) <= 200
    assert 1990 < len(invite.description) <= 2000
    assert write_invite(TEMPLATES, replace(CONTEXT, name="x" * 500)).title.endswith("…")


@given(st.text(max_size=3000), st.text(max_size=400))
def test_limits_hold_for_any_words(reason: str, name: str) -> None:
    invite = write_invite(TEMPLATES, replace(CONTEXT, reason=reason, name=name))
    assert len(invite.title) <= 200
    assert len(invite.description) <= 2000
    assert invite.title.isprintable()
    assert all(mark.isprintable() or mark == "\n" for mark in invite.description)
    assert all(line == line.strip() for line in invite.description.split("\n"))


def test_the_context_of_a_booking_is_in_words() -> None:
    context = invite_context(booking().request, WRITTEN)
    assert context.service == "check-up"
    assert context.host == "Dr Sam Carter"
    assert context.channel == "In person"
    assert context.phone == "020 7946 0123"
    assert context.answers == (("Have you been here before?", "no"),)


@pytest.mark.parametrize(
    ("channel", "words"),
    [(web_chat.CHANNEL, "chat"), (page.CHANNEL, "chat"), (telephony.CHANNEL, "telephone"), ("staff", "the team")],
)
def test_every_channel_has_words(channel: str, words: str) -> None:
    assert invite_context(replace(booking().request, source=channel), WRITTEN).source == words


@pytest.mark.parametrize(
    ("files", "named"),
    [
        ({"default.title": "x"}, "invite/default.description.j2 is missing"),
        ({}, "invite/default.title.j2 is missing"),
        ({"default.title": "{{ nam }}", "default.description": "x"}, 'invite/default.title.j2: cannot mention "nam"'),
        ({"default.title": "{{ name", "default.description": "x"}, "invite/default.title.j2: is not a template"),
        ({"default.subject": "x"}, "invite/default.subject.j2: name it"),
    ],
)
def test_a_mistake_in_a_template_is_named(files: dict[str, str], named: str) -> None:
    with pytest.raises(ValueError) as refused:
        InviteTemplates.parse(files)
    assert named in str(refused.value)


def test_who_comes_along_and_who_booked_are_named() -> None:
    more = replace(CONTEXT, guests=("Ben Example", "Cleo Example"), booked_by="Grace Example", reference="C-1042")
    description = write_invite(TEMPLATES, more).description
    assert "E-mail: priya@example.com\nComing along: Ben Example, Cleo Example\n" in description
    assert "\nBooked by: Grace Example\nCustomer number: C-1042\n\nIn their own words" in description


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_names_them_line_by_line(code: str) -> None:
    more = replace(CONTEXT, email="", reason="", guests=("Ben Example",), booked_by="Grace Example", reference="C-1042")
    lines = write_invite(language(code).invites, more).description.split("\n")
    told = [line for line in lines if line.endswith(("Ben Example", "Grace Example", "C-1042"))]
    assert len(told) == 3


def test_what_is_for_the_staff_alone_stays_with_them() -> None:
    request = replace(
        booking().request,
        notes="always late",
        tags=("vip",),
        campaign=(("utm_source", "poster"),),
        guests=(Guest(PersonName("Ben", "Example"), "+442079460124", "ben@example.com"),),
    )
    written = str(write_invite(TEMPLATES, invite_context(request, WRITTEN)))
    assert "Ben Example" in written
    assert not [word for word in ("late", "vip", "poster", "946 0124", "ben@") if word in written]


def test_a_guest_cannot_write_lines_of_their_own() -> None:
    description = write_invite(TEMPLATES, replace(CONTEXT, guests=("Ben\nPhone: 0",))).description
    assert "Coming along: Ben Phone: 0\n" in description
