"""A house with the real receptionist; the words of the language are read once for all tests."""

from unittest.mock import patch

from tests.channels.stand_in import AUTH_TOKEN, PUBLIC_URL, STAFF_TOKEN, business, clock
from tests.spoken import languages_of

from frontdesk.app import join
from frontdesk.channels.desk import Parts
from frontdesk.conversations.ports import Clock
from frontdesk.database.engine import Database
from frontdesk.settings import read_settings

SETTINGS = read_settings(
    {"FRONTDESK_PUBLIC_URL": PUBLIC_URL, "FRONTDESK_STAFF_TOKEN": STAFF_TOKEN, "TWILIO_AUTH_TOKEN": AUTH_TOKEN}
)
BUSINESS = business(policy={"grid_minutes": 30, "handoff_number": "+14155550199", "reason": "never"})


def hire(database: Database, clock: Clock = clock) -> Parts:
    with patch("frontdesk.app.load_languages", lambda *_: languages_of(BUSINESS)):
        return join((BUSINESS,), database, clock, SETTINGS)
