"""What meetergo says of our services: read from its meeting types, and held against the profile."""

import pytest
from tests.booking_systems.meetergo.desk import SEARCH, Desk, open_desk
from tests.contracts.booking_system import BUSINESS
from tests.doubles.meetergo import MEETING_TYPES

from frontdesk.booking_systems.meetergo.settings import MeetergoService
from frontdesk.booking_systems.meetergo.terms import minutes_of, terms_of
from frontdesk.booking_systems.meetergo.wire import MeetingType
from frontdesk.booking_systems.remote.ports import Misconfigured
from frontdesk.model.booking import Awaiting
from frontdesk.model.booking_system import ServiceTerms
from frontdesk.model.caller import Channel
from frontdesk.model.service import Confirmation, Service

CHECKUP = BUSINESS.service("checkup")
IDS = {"ada": MEETING_TYPES["ada"], "ben": MEETING_TYPES["ben"]}


def told(options: object = None, **changes: object) -> MeetingType:
    whole = {"id": "a", "userId": "u", "meetingInfo": {"duration": 30, "channel": "phone"}, "meetingOptions": options}
    return MeetingType.model_validate({**whole, **changes})


async def test_the_plainest_case(desk: Desk) -> None:
    assert await desk.vendor.terms() == {
        "checkup": ServiceTerms(
            needs_email=False,
            channels=(Channel.IN_PERSON, Channel.VIDEO, Channel.PHONE),
            durations_minutes=(30,),
            confirmation=Confirmation.INSTANT,
        )
    }
    assert len(desk.double.calls) == 2


async def test_what_the_practice_sets_is_what_is_told(desk: Desk) -> None:
    desk.set(durations=(45, 30, 60), channels=("local", "phone"), select_channel=False, phone_only=False)
    assert (await desk.vendor.terms())["checkup"] == ServiceTerms(
        needs_email=True,
        channels=(Channel.IN_PERSON,),
        durations_minutes=(45, 30, 60),
        confirmation=Confirmation.INSTANT,
    )
    desk.set(pending="requireHostConfirmation")
    assert (await desk.vendor.terms())["checkup"].confirmation is Confirmation.APPROVAL
    desk.set(pending="doubleOptIn")
    twice = (await desk.vendor.terms())["checkup"]
    assert (twice.confirmation, twice.needs_email) == (Confirmation.DOUBLE_OPT_IN, True), "it is a link in an e-mail"


async def test_a_meeting_type_that_is_not_there_is_a_fault_and_a_key_that_fails_is_none() -> None:
    async with open_desk(settings={"services": {"checkup": {"meeting_types": {**IDS, "ben": "gone"}}}}) as desk:
        terms = (await desk.vendor.terms())["checkup"]
        (fault,) = terms.faults
        assert fault.startswith("booking_system.services.checkup.meeting_types.ben: meetergo has no such meeting type")
        assert terms == ServiceTerms(faults=terms.faults)
        desk.set(token="rgo-another")
        with pytest.raises(Misconfigured):
            await desk.vendor.terms()
    async with open_desk() as desk:
        before = await desk.vendor.terms()
        desk.set(select_channel=False)
        await desk.vendor.openings(SEARCH, None)
        assert await desk.vendor.terms() != before, "never what is remembered"


def of(*types: MeetingType, service: Service = CHECKUP, video: str | None = None) -> ServiceTerms:
    by_host = dict(zip(("ada", "ben"), types, strict=False))
    return terms_of(service, MeetergoService(meeting_types=dict(zip(by_host, "ab", strict=False))), video, by_host)


def test_hosts_who_differ_agree_on_what_they_have_in_common() -> None:
    open_ = {"allowSelectChannel": True, "allowedChannels": ["phone", "whatsapp"], "allowPhoneOnlyBooking": True}
    one = told({**open_, "allowedDurations": [60, 45]})
    other = told({**open_, "allowedChannels": ["whatsapp", "local"], "requireHostConfirmation": True})
    other = other.model_copy(update={"meeting_info": one.meeting_info.model_copy(update={"channel": "local"})})
    found = of(one, other)
    assert found.channels == (Channel.WHATSAPP,)
    assert found.durations_minutes == (30,)
    assert found.confirmation is Confirmation.APPROVAL
    assert not found.needs_email
    assert of(one, told()).needs_email


def test_phone_only_is_read_where_either_page_has_it() -> None:
    assert not of(told({"allowPhoneOnlyBooking": True})).needs_email
    assert not of(told(allowPhoneOnlyBooking=True)).needs_email
    assert of(told({"allowPhoneOnlyBooking": None, "allowedDurations": None, "allowedChannels": None})).needs_email


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"queueId": "q"}, "is a round robin"),
        ({"userId": None}, "neither a host nor a queue"),
        ({"options": {"forceHostSelection": True}}, "choose a host"),
    ],
)
def test_what_nothing_can_be_booked_in(changes: dict[str, object], says: str) -> None:
    (fault,) = of(told(**changes)).faults
    assert fault.startswith("booking_system.services.checkup.meeting_types.ada ")
    assert says in fault


VIDEO = {"allowSelectChannel": True, "allowedChannels": ["google", "zoom", "phone"]}


@pytest.mark.parametrize(
    ("usual", "options", "video", "asked"),
    [
        ("google", None, None, ""),
        ("google", None, "zoom", ""),
        ("phone", VIDEO, "zoom", "zoom"),
        ("phone", VIDEO, "webex", None),
        ("phone", VIDEO, None, None),
        ("google", VIDEO, None, ""),
        ("google", VIDEO, "zoom", "zoom"),
        ("google", {"allowSelectChannel": True, "allowedChannels": ["phone"]}, "zoom", None),
        ("phone", {**VIDEO, "allowedChannels": ["whereby"]}, None, "whereby"),
        ("custom", None, None, None),
        (None, None, None, None),
    ],
)
def test_which_video(usual: str | None, options: object, video: str | None, asked: str | None) -> None:
    """Where nothing can be chosen it is what it is; where several kinds can, the profile says which."""
    type = told(options, meetingInfo={"duration": 30, "channel": usual})
    assert type.channels(video).get(Channel.VIDEO) == asked


def test_a_choice_of_video_that_nobody_made_is_a_fault_where_there_is_only_video() -> None:
    by_video = CHECKUP.model_copy(update={"channels": (Channel.VIDEO,)})
    (fault,) = of(told(VIDEO), service=by_video).faults
    assert fault.endswith("ada: set video_channel to one of google, zoom.")
    assert not of(told(VIDEO), service=by_video, video="zoom").faults
    assert not of(told(VIDEO)).faults


def test_a_duration_nobody_asked_for_is_the_profiles_where_it_can_be() -> None:
    long = CHECKUP.model_copy(update={"duration_minutes": 45, "durations_minutes": (45, 60, 30)})
    assert minutes_of(long, [told({"allowedDurations": [45]})]) == 45
    assert minutes_of(long, [told({"allowedDurations": [60]})]) == 60
    assert minutes_of(long, [told()]) == 30
    assert minutes_of(CHECKUP.model_copy(update={"duration_minutes": 20}), [told()]) == 20


def test_whose_word_it_waits_for() -> None:
    assert told({"doubleOptIn": True, "requireHostConfirmation": True}).awaiting is Awaiting.ATTENDEE
    assert told({"requireHostConfirmation": True}).awaiting is Awaiting.HOST
    assert told().awaiting is None


async def test_a_channel_is_sent_where_it_can_be_chosen_and_only_there(desk: Desk) -> None:
    by_video = await desk.wanted(channel=Channel.VIDEO)
    made = await desk.vendor.create(by_video, "maria-1")
    assert (desk.sent()["channel"], made.channel) == ("google", Channel.VIDEO)
    desk.set(channels=("phone",), select_channel=False)
    desk.again()
    made = await desk.vendor.create(await desk.wanted(), "maria-2")
    assert ("channel" in desk.sent(), made.channel) == (False, Channel.PHONE)
