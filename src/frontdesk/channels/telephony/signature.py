"""Twilio's request signature (twilio.com/docs/usage/webhooks/webhooks-security)."""

import base64
import hmac
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

DEFAULT_PORTS = {"https": 443, "http": 80}


def sign(url: str, fields: Iterable[tuple[str, str]], auth_token: str) -> str:
    """Base64 of the HMAC-SHA1 over the URL and the form's fields, sorted, each pair once."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(auth_token.encode(), signed.encode(), "sha1")).decode()


def is_signed(signature: str, url: str, fields: Iterable[tuple[str, str]], auth_token: str) -> bool:
    """Whether the signature is Twilio's. `url` is the public one, as configured there, with its query.

    Twilio signs the URL sometimes with and sometimes without the default port, so either counts.
    """
    pairs = set(fields)
    given = signature.encode(errors="replace")
    return any(
        hmac.compare_digest(sign(spelling, pairs, auth_token).encode(), given)
        for spelling in _with_and_without_port(url)
    )


def _with_and_without_port(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = parts.netloc
    if parts.port is not None:
        bare, full = host.removesuffix(f":{parts.port}"), host
    else:
        bare, full = host, f"{host}:{DEFAULT_PORTS[parts.scheme]}"
    without, with_port = (urlunsplit(parts._replace(netloc=spelling)) for spelling in (bare, full))
    return without, with_port
