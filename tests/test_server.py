"""Addresses that can and cannot be listened on."""

import socket

import pytest
from aiohttp import ClientSession, web

from frontdesk.server import CannotListen, address_of, bind, listening


async def test_an_app_is_served_where_it_was_bound() -> None:
    async def hello(_: web.Request) -> web.Response:
        return web.Response(text="hello")

    app = web.Application()
    app.router.add_get("/", hello)
    with bind("127.0.0.1", 0) as on:
        async with listening(app, on) as url, ClientSession() as http, http.get(url) as response:
            assert await response.text() == "hello"
            assert url == f"http://127.0.0.1:{on.getsockname()[1]}"
    assert on.fileno() == -1


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("nohost.invalid", 0, 'Cannot listen on "nohost.invalid": no such host'),
        ("192.0.2.1", 0, "this machine does not have that address"),  # RFC 5737: for documentation only
    ],
)
def test_what_cannot_be_listened_on(host: str, port: int, sentence: str) -> None:
    with pytest.raises(CannotListen, match=sentence):
        bind(host, port)


def test_a_port_is_taken_by_one() -> None:
    with bind("127.0.0.1", 0) as first, pytest.raises(CannotListen, match="something else listens there already"):
        bind("127.0.0.1", first.getsockname()[1])


def test_addresses_as_this_machine_reaches_them() -> None:
    with bind("0.0.0.0", 0) as everywhere:  # noqa: S104
        assert address_of(everywhere) == f"http://127.0.0.1:{everywhere.getsockname()[1]}"
    if socket.has_ipv6:
        with bind("::1", 0) as six:
            assert address_of(six) == f"http://[::1]:{six.getsockname()[1]}"
