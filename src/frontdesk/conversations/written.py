"""What stands on a page for people, in one language: words from `say/manage.toml`, and times as they are written."""

from datetime import datetime

from frontdesk.model.booking import Booking
from frontdesk.speak.describe import service_name
from frontdesk.speak.formats import local, say_moment, say_phone, sentence, tidy
from frontdesk.speak.voice import Voice


class Written:
    """The words of the page that shows one booking to its customer."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        phone = voice.business.policy.handoff_number or voice.business.phone
        self._phone = say_phone(phone, voice) if phone else ""

    @property
    def language(self) -> str:
        return self._voice.language

    def say(self, key: str) -> str:
        """The words under a key of `manage.toml`. Raises KeyError for one that is not there."""
        return tidy(self._voice.say(f"manage.{key}", phone=self._phone))

    def moment(self, instant: datetime) -> str:
        """ "Friday 6 March at 10:00 am", in the business's zone."""
        return sentence(say_moment(local(instant, self._voice), self._voice))

    def service(self, booking: Booking) -> str:
        return sentence(service_name(booking.request.opening.service, self._voice))
