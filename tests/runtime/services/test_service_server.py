"""The host's end: what listens, without a worker that connects."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from service_runs import platform

from rossum_studio.model.http import json_reply
from rossum_studio.runtime.services.certificates import authority
from rossum_studio.runtime.services.connection import name_of
from rossum_studio.runtime.services.server import MAX_KEPT_BYTES, Server

HTTP, HTTPS, PROXY = range(3)
WAIT_S = 10
GET = b"GET /a HTTP/1.1\r\nHost: h\r\n\r\n"


class House:
    """Three doors on this computer, and a server behind them."""

    def __init__(self, stack: ExitStack, answer=platform) -> None:
        self.listeners = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(3)]
        self.server = Server(self.listeners, answer)
        stack.callback(self.server.join, WAIT_S)
        stack.callback(self.server.close)

    def enter(self, door: int) -> socket.socket:
        return socket.create_connection(self.listeners[door].getsockname(), WAIT_S)

    def ask(self, data: bytes, door: int = HTTP) -> bytes:
        """Send it all, and read to the end."""
        with self.enter(door) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            parts = []
            with suppress(ConnectionResetError):  # what it would not read is lying about
                while part := connection.recv(1 << 16):
                    parts.append(part)
            return b"".join(parts)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def house(stack) -> House:
    return House(stack)


def secured(connection: socket.socket, host: str) -> ssl.SSLSocket:
    context = ssl.create_default_context(cafile=str(authority().path))
    return context.wrap_socket(connection, server_hostname=host)


@pytest.mark.parametrize("door", [HTTP, PROXY])
def test_requests_one_after_the_other_are_answered_in_order(house, door):
    replies = house.ask(GET + GET.replace(b"/a", b"/b"), door)

    assert replies.count(b"HTTP/1.1 200 OK\r\n") == 2
    assert replies.index(b"http://h/a") < replies.index(b"http://h/b")


@pytest.mark.parametrize("host", ["api.example.com", "xn--bcher-kva.example"])
def test_every_host_has_a_certificate(house, host):
    with secured(house.enter(HTTPS), host) as connection:
        assert connection.selected_alpn_protocol() is None
        connection.sendall(GET)
        assert b"https://h/a" in connection.recv(1 << 16)


def test_an_address_in_place_of_a_name_has_one_as_well(house):
    with house.enter(PROXY) as plain:
        plain.sendall(b"CONNECT 10.1.2.3:443 HTTP/1.1\r\nHost: 10.1.2.3:443\r\n\r\n")
        assert plain.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        with secured(plain, "10.1.2.3") as connection:
            connection.sendall(GET.replace(b"Host: h", b"Host: 10.1.2.3"))
            assert b"https://10.1.2.3/a" in connection.recv(1 << 16)


def test_a_host_that_nobody_can_be_is_turned_away(house):
    with house.enter(HTTPS) as plain, pytest.raises(ssl.SSLError):
        secured(plain, "not_a_name.example")

    assert house.ask(GET).startswith(b"HTTP/1.1 200")


def test_a_tunnel_leads_to_a_host_that_is_not_encrypted_too(house):
    with house.enter(PROXY) as connection:
        connection.sendall(b"CONNECT h:8080 HTTP/1.1\r\nHost: h:8080\r\n\r\n")
        assert connection.recv(1 << 16).startswith(b"HTTP/1.1 200 ")
        connection.sendall(b"GET /a HTTP/1.0\r\n\r\n")
        assert b"http://h:8080/a" in connection.recv(1 << 16)


@pytest.mark.parametrize(
    ("host", "name"),
    [("h", "h"), ("h:443", "h"), ("[::1]:443", "::1"), ("[::1]", "::1"), ("10.0.0.1:1", "10.0.0.1")],
)
def test_a_host_is_known_without_its_port(host, name):
    assert name_of(host) == name


def test_several_are_answered_at_once(stack):
    everybody = threading.Barrier(4)

    def answer(request):
        everybody.wait(WAIT_S)  # none gets an answer before all have asked
        return json_reply(200, {})

    house = House(stack, answer)
    replies = []
    threads = [threading.Thread(target=lambda: replies.append(house.ask(GET))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [reply[:12] for reply in replies] == [b"HTTP/1.1 200"] * 4


def test_what_is_kept_is_bounded_in_bytes(stack):
    house = House(stack, lambda _request: json_reply(200, "x" * (MAX_KEPT_BYTES // 3)))

    for _ in range(3):
        house.ask(GET)

    assert len(house.server.served) == 2
    assert house.server.count == 3


def test_closing_breaks_off_who_is_still_there(stack):
    house = House(stack)
    with house.enter(HTTP) as idle, house.enter(HTTPS) as shaking_hands:
        idle.sendall(GET)
        assert idle.recv(1 << 16).startswith(b"HTTP/1.1 200")

        house.server.close()
        house.server.join(WAIT_S)

        assert idle.recv(1) == b""
        shaking_hands.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "services"]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    door=st.sampled_from([HTTP, HTTPS, PROXY]),
    data=st.binary(max_size=200)
    | st.builds(lambda cut, tail: GET[:cut] + tail, st.integers(0, len(GET)), st.binary(max_size=40)),
)
def test_whatever_somebody_sends_the_next_is_answered(house, door, data):
    house.ask(data, door)

    assert house.ask(GET).startswith(b"HTTP/1.1 200 OK\r\n")
