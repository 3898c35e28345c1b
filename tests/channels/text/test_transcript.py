"""Transcripts are read as written, and what cannot be read is named with its line."""

from datetime import datetime, timedelta

import pytest
from tests.channels.text.samples import BUSINESS, read

from frontdesk.channels.text.transcript import (
    Down,
    Expected,
    Fault,
    Final,
    Later,
    Move,
    SameAgain,
    Script,
    Taken,
    TranscriptError,
)
from frontdesk.model.utterance import HangUp, Keys, Medium, Silence, typed

HEADER = "now: Thu 2026-03-05 09:00\n"


def script(text: str, medium: Medium = Medium.TEXT) -> Script:
    return read(HEADER + text).script(medium)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=BUSINESS.zone)


def test_a_header_sets_the_scene() -> None:
    scene = read(
        "# a note\n"
        "now: Thu 2026-03-05 09:00   channel: telephony   caller id: +14155550123\n"
        "openings: Fri 10:00, Fri 2026-03-13 10:30\n"
        "booked: Thu 11:00   taken meanwhile: Wed 09:00   down: book, lookup   strict: yes   locale: en-GB\n"
        "time zone: Asia/Tokyo\n"
        "\n"
        "agent ask phone\n"
        "caller hello\n"
        "agent ...\n"
    ).scene
    assert scene.now == at(5, 9)
    assert (scene.channel, scene.caller_id, scene.locale) == ("telephony", "+14155550123", "en-GB")
    assert scene.time_zone == "Asia/Tokyo"
    assert scene.openings == (at(6, 10), at(13, 10, 30))
    assert scene.booked == (at(5, 11),)
    assert scene.taken_meanwhile == (at(11, 9),)
    assert scene.down == {Fault.BOOK, Fault.LOOKUP}
    assert scene.strict


def test_without_settings_the_scene_is_plain() -> None:
    scene = read(HEADER + "caller hello\nagent greet").scene
    assert (scene.channel, scene.openings, scene.booked, scene.strict) == ("any", None, (), False)
    assert not scene.down


@pytest.mark.parametrize(
    ("line", "move"),
    [
        ("caller four one five: yes (that one)", typed("four one five: yes (that one)")),
        ("caller (silence)", Silence()),
        ("caller (keys 12*#)", Keys("12*#")),
        ("caller (hangs up)", HangUp()),
        ("caller (after 20 minutes)", Later(timedelta(minutes=20))),
        ("caller (after 1 day)", Later(timedelta(days=1))),
        ("caller (same message again)", SameAgain()),
        ("meanwhile taken Fri 10:00", Taken(at(6, 10))),
        ("meanwhile down openings", Down(frozenset({Fault.OPENINGS}))),
        ("meanwhile up", Down(frozenset())),
    ],
)
def test_every_move_is_read(line: str, move: Move) -> None:
    assert script(f"caller hello\nagent ...\n{line}\nagent ...").cues[2].move == move


def test_agent_lines_belong_to_the_move_before_them() -> None:
    cues = script(
        "agent greet\ncaller hi\n"
        'agent offer Fri 10:00, Fri 10:30; full + say slower\nagent "a + b"\nagent not "booked"\n'
    ).cues
    assert cues[0].expected == ((2, Expected("greet")),)
    assert [expected for _, expected in cues[1].expected] == [
        Expected("offer Fri 10:00, Fri 10:30; full"),
        Expected("say slower"),
        Expected("a + b", quoted=True),
        Expected("booked", quoted=True, absent=True),
    ]


def test_the_end_is_read_part_by_part() -> None:
    finals = script(
        'caller hi\nagent ...\nbooked Fri 10:30, Priya Nair, +14155550123, reason "a knee, and a hip"\nheld nothing\n'
    ).finals
    parts = ("Fri 10:30", "Priya Nair", "+14155550123", 'reason "a knee, and a hip"')
    assert finals == ((4, Final("booked", parts)), (5, Final("held", ())))


def test_a_line_can_be_for_one_medium() -> None:
    text = (
        "caller 415 555 0123\n[voice] agent confirm phone\n[voice] caller yes\nagent read back\n[text] booked nothing\n"
    )
    spoken, written = script(text, Medium.VOICE), script(text, Medium.TEXT)
    assert [cue.move for cue in spoken.cues] == [None, typed("415 555 0123"), typed("yes")]
    assert [cue.move for cue in written.cues] == [None, typed("415 555 0123")]
    assert written.cues[1].expected == ((5, Expected("read back")),)
    assert not spoken.finals
    assert written.finals == ((6, Final("booked", ())),)


def test_only_the_media_of_the_channel_must_be_whole() -> None:
    text = "caller hi\n[voice] agent greet\n"
    assert read(HEADER.strip() + "  channel: telephony\n" + text).played_in() == (Medium.VOICE,)
    with pytest.raises(TranscriptError, match=r"say what the agent does then \(text\)"):
        read(HEADER + text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("caller hi\nagent ...", "must say when it is"),
        (HEADER, "no call in it"),
        (HEADER + "caller hi\n", ":2: say what the agent does"),
        (HEADER + "caller hi\ncaller there\nagent ...", ":2: say what the agent does"),
        (HEADER + "mood: sunny\ncaller hi\nagent ...", '"mood" is not a header'),
        (HEADER + "now: Thu 2026-03-05 10:00\ncaller hi\nagent ...", "twice"),
        ("now: Fri 2026-03-05 09:00\ncaller hi\nagent ...", "is a Thu, not a Fri"),
        ("now: nine\ncaller hi\nagent ...", '"nine" is not a time'),
        ("now: Thu 2026-03-05 09:00  openings: 10:00\ncaller hi\nagent ...", '"10:00" is not a time'),
        ("now: Thu 2026-03-05 09:00  channel: pigeon\ncaller hi\nagent ...", 'channel "pigeon"'),
        ("now: Thu 2026-03-05 09:00  down: power\ncaller hi\nagent ...", '"power" cannot be down'),
        ("now: Thu 2026-03-05 09:00  books as: fax\ncaller hi\nagent ...", '"fax" is no contact channel'),
        ("now: Thu 2026-03-05 09:00  time zone: Mars\ncaller hi\nagent ...", "is not an IANA time zone"),
        ("now: Thu 2026-03-05 09:00  strict: maybe\ncaller hi\nagent ...", '"strict" is yes or no'),
        (HEADER + "caller (sneezes)\nagent ...", "nothing a caller does"),
        (HEADER + "caler hi\nagent ...", "is not a line of a transcript"),
        (HEADER + "caller hi\nagent ...\nmeanwhile snow", '"meanwhile" is followed by'),
        (HEADER + "caller hi\nagent ...\nbooked nothing\ncaller hi\nagent ...", "goes on after its end"),
        (HEADER + "caller hi\nagent ...\nbooked Priya Nair", "is not a time"),
        (HEADER + "channel: web_chat\ncaller hi\nagent ...\ncaller (hangs up)", "nobody hears how a chat ends"),
    ],
)
def test_what_cannot_be_read_is_named(text: str, says: str) -> None:
    with pytest.raises(TranscriptError, match=r"calls/a_call\.txt") as caught:
        read(text)
    assert says in str(caught.value)
