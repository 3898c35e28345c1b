"""How vcita says errors, and how what is sent is read: forms of times, zones, names, and the first thing wrong."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo, available_timezones

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)")
ZONES = available_timezones()


class Refused(Exception):
    """An error of the API. With a complaint where the contract forbids what was asked."""

    def __init__(self, status: int, code: str, message: str, complaint: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.complaint = status, code, message, complaint

    def answer(self, v3: bool) -> web.Response:
        if v3:
            errors = [{"code": self.code.lower(), "message": [self.message]}]
            return web.json_response({"success": False, "errors": errors}, status=self.status)
        if self.status == 401:
            return web.json_response({"error": "Unauthorized"}, status=401)
        body = {"status": "Error", "error": self.message, "error_code": self.code}
        return web.json_response(body, status=self.status)


def invalid(message: str, complaint: str = "") -> Refused:
    return Refused(422, "FORM_VALIDATION_ERROR", message, complaint or message)


def missing(name: str) -> Refused:
    return Refused(400, "PARAMETER_MISSING", f"{name} is missing", f"{name} is missing")


def unauthorized(complaint: str) -> Refused:
    """Also what is forbidden arrives as 422."""
    return Refused(422, "UNAUTHORIZED", "Unauthorized", complaint)


def not_found(what: str, complaint: str = "") -> Refused:
    return Refused(404, "NOT_FOUND", f"{what} not found", complaint)


def taken() -> Refused:
    return Refused(422, "TIMESLOT_UNAVAILABLE", "The requested time slot is not available")


def ok(data: object, status: int = 200) -> web.Response:
    return web.json_response({"status": "OK", "data": data}, status=status)


# --- forms of values


def an_instant(text: str) -> str:
    if not ISO.fullmatch(text):
        raise ValueError("a time is ISO 8601 with Z or an offset")
    datetime.fromisoformat(text)
    return text


def in_utc(text: str) -> str:
    if datetime.fromisoformat(an_instant(text)).utcoffset() != timedelta(0):
        raise ValueError("the time must be in UTC")
    return text


def a_day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise ValueError("a date is YYYY-MM-DD")
    date.fromisoformat(text)
    return text


def a_zone(text: str) -> str:
    if text not in ZONES:
        raise ValueError("the zone is no IANA name")
    return text


def an_email(text: str) -> str:
    """Everybody's address in tests is at example.com, so any other was made up to please a validator."""
    name, _, domain = text.partition("@")
    if domain != "example.com" or not re.fullmatch(r"[\w.+-]+", name):
        raise ValueError("the e-mail is no address that a caller gave")
    if re.search(r"no.?reply|no.?e?mail|unknown|placeholder|anonymous|^none$|^\+?\d+$", name, re.IGNORECASE):
        raise ValueError("the e-mail looks invented")
    return text


def a_name(text: str) -> str:
    if not re.search(r"\w", text) or text.strip().lower() in ("unknown", "none", "n/a", "client", "customer", "caller"):
        raise ValueError("the name looks invented")
    return text


def a_number(text: str) -> str:
    if not re.fullmatch(r"\+?[\d ()-]{6,}", text):
        raise ValueError("this is no phone number")
    return text


def a_medium_is_no_source(text: str) -> str:
    media = "in_person at_customer phone video online zoom skype voice text sms whatsapp email"
    if text.lower() in media.split() or text.endswith(("_location", "_phone")):
        raise ValueError("channel is the marketing source, not how people meet")
    return text


class Wire(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


M = TypeVar("M", bound=Wire)


def read(model: type[M], data: Mapping[str, object]) -> M:
    """What was sent, or the documented error for the first thing that is wrong with it."""
    try:
        return model.model_validate(data)
    except ValidationError as errors:
        first = errors.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        if first["type"] == "missing":
            raise missing(where) from errors
        if first["type"] == "extra_forbidden":
            raise invalid(f"{where} is no field of this call") from errors
        raise invalid(f"{where}: {first['msg']}") from errors


def listed(many: str | list[str]) -> list[str]:
    return many.split(",") if isinstance(many, str) else many


def utc(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def local(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat(timespec="seconds")
