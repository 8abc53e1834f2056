"""One connection of a handler: in the clear, encrypted, or through a proxy that is us as well.

Source: RFC 9110 and 9112; reference 6.4 (proxy trap).
"""

import socket
from collections.abc import Callable

import h11

from rossum_studio.model.http import AnsweredBy, Headers, HttpReply, HttpRequest, json_reply
from rossum_studio.runtime.services.certificates import Authority

CHUNK = 256 * 1024
MAX_HEAD = 64 * 1024
MAX_BODY = 16 * 1024 * 1024
DEFAULT_HOST = "localhost"
HANDSHAKE = b"\x16"  # how TLS begins
OWN_HEADERS = ("connection", "content-length", "keep-alive", "transfer-encoding")
WITHOUT_BODY = (204, 304)

type Respond = Callable[[HttpRequest, HttpReply | None], HttpReply]


def serve(connection: socket.socket, is_encrypted: bool, authority: Authority, respond: Respond) -> None:
    """Answer what arrives on a connection until the handler or we close it. Closes it.

    Args:
        is_encrypted: Whether it begins with TLS.
        authority: Has the certificates for that.
        respond: Called with each request, and with what it has to be refused with, if it has to be.

    Raises:
        OSError: The handler broke off, or does not trust us.
        ValueError: It wants to speak TLS with a host whose name nobody can have.
    """
    host = DEFAULT_HOST
    while host:
        if is_encrypted:
            connection = authority.context_for(name_of(host)).wrap_socket(connection, server_side=True)
        with connection:
            dialogue = Dialogue(connection, "https" if is_encrypted else "http", host, respond)
            host = dialogue.hold()
            if host:
                is_encrypted = connection.recv(1, socket.MSG_PEEK) == HANDSHAKE
                connection = socket.socket(fileno=connection.detach())


def name_of(host: str) -> str:
    """Return a host without its port, and without the brackets of an IPv6 address."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host).strip("[]")


class Dialogue:
    """Requests and replies on one connection."""

    def __init__(self, connection: socket.socket, scheme: str, host: str, respond: Respond) -> None:
        self._connection = connection
        self._base = f"{scheme}://"
        self._host = host
        self._respond = respond
        self._http = h11.Connection(h11.SERVER, MAX_HEAD)

    def hold(self) -> str:
        """Answer requests to the last; returns the host to whom a tunnel was asked for, if that comes."""
        try:
            while isinstance(head := self._next_event(), h11.Request):
                if head.method == b"CONNECT":
                    self._send(h11.Response(status_code=200, headers=[], reason=b"Connection established"))
                    return head.target.decode("latin-1")
                self._answer(head)
                if self._http.our_state is not h11.DONE or self._http.their_state is not h11.DONE:
                    break
                self._http.start_next_cycle()
        except h11.RemoteProtocolError as error:
            self._refuse(error)
        return ""

    def _next_event(self) -> h11.Event | type[h11.PAUSED]:
        while True:
            event = self._http.next_event()
            if event is not h11.NEED_DATA:
                return event  # type: ignore[return-value]
            if self._http.they_are_waiting_for_100_continue:
                self._send(h11.InformationalResponse(status_code=100, headers=[]))
            self._http.receive_data(self._receive())

    def _receive(self) -> bytes:
        """Wait for more. Clients send a body once they know that its head has arrived.

        The system would let it wait 40 ms for that.
        """
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        return self._connection.recv(CHUNK)

    def _answer(self, head: h11.Request) -> None:
        headers: Headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw_items()
        )
        body, size = self._take_body()
        request = HttpRequest(head.method.decode(), self._url(head), headers, body)
        reply = self._respond(request, too_large(size) if size > MAX_BODY else None)
        is_silent = head.method == b"HEAD" or reply.status in WITHOUT_BODY
        self._send(
            beginning_of(reply), *([] if is_silent else [h11.Data(data=reply.body)]), h11.EndOfMessage()
        )

    def _take_body(self) -> tuple[bytes, int]:
        """Read the body to its end, and keep it unless it is too large; returns its size as well."""
        parts, size = [], 0
        while isinstance(event := self._next_event(), h11.Data):
            size += len(event.data)
            if size <= MAX_BODY:
                parts.append(bytes(event.data))
        return b"".join(parts), size

    def _url(self, head: h11.Request) -> str:
        """Return where the request goes; to a proxy it says so itself."""
        target = head.target.decode("latin-1")
        if not target.startswith("/"):
            return target if "://" in target else f"{self._base}{self._host}/"
        named = next((value.decode("latin-1") for name, value in head.headers if name == b"host"), "")
        return f"{self._base}{named or self._host}{target}"

    def _refuse(self, error: h11.RemoteProtocolError) -> None:
        if self._http.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            refusal = says(error.error_status_hint, f"This is not a proper HTTP request: {error}.")
            close = h11.Response(status_code=refusal.status, headers=[("Connection", "close")])
            self._send(close, h11.Data(data=refusal.body), h11.EndOfMessage())

    def _send(self, *events: h11.Event) -> None:
        self._connection.sendall(b"".join(self._http.send(event) or b"" for event in events))


def beginning_of(reply: HttpReply) -> h11.Response:
    """Return status and headers of a reply. How its end is found is our affair, but for chunks.

    Raises:
        ValueError: A header has what no header may have.
        h11.LocalProtocolError: The same, or no reply may have the status.
    """
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in reply.headers]
    kept = [(name, value) for name, value in headers if name.lower().decode("latin-1") not in OWN_HEADERS]
    is_chunked = any(name.lower() == b"transfer-encoding" for name, _ in headers)
    if not is_chunked and reply.status not in WITHOUT_BODY:
        kept.append((b"Content-Length", str(len(reply.body)).encode()))
    return h11.Response(status_code=reply.status, headers=kept, reason=reply.reason.encode("latin-1"))


def says(status: int, sentence: str) -> HttpReply:
    """Return a reply of ours, in the way of the Rossum API."""
    return json_reply(status, {"detail": sentence}, AnsweredBy.NOBODY)


def too_large(size: int) -> HttpReply:
    """Return the reply to a body that nobody should send."""
    limit, found = (f"{each / 1024 / 1024:.0f} MB" for each in (MAX_BODY, size))
    return says(413, f"The request has {found}; here it may have {limit} at most.")
