"""What a Python run with services sees of the network, and which line of the user's file made which request.

Loaded by path from worker.py when the host serves the run, so it imports nothing of ours. There is no DNS in
the run's network: every name gets a loopback address of its own, so that an address tells which name was
meant. Requests are recognised in what is written to sockets, whichever library writes it.
"""

import re
import socket
import ssl
from _thread import allocate_lock
from collections.abc import Callable, Iterable
from contextlib import suppress

MAX_HEAD = 8192
MAX_NAMES = 65_000
LOOPBACK = "127.0.0.1"
KINDS = ((socket.SOCK_STREAM, socket.IPPROTO_TCP), (socket.SOCK_DGRAM, socket.IPPROTO_UDP))
PORTS_BY_NAME = {"http": 80, "https": 443}
BEGINNING = re.compile(rb"([A-Z]{1,20}) (\S+) HTTP/1\.[01]\r\n")
HOST = re.compile(rb"\r\nhost:[ \t]*([^\r\n]*)", re.IGNORECASE)

type Note = Callable[[str, str], None]
type Objection = Callable[[str, tuple[object, ...]], str | None]


def trust(certificates: str) -> None:
    """Have every TLS context that is given certificates trust ours as well, such as those of certifi."""
    load = ssl.SSLContext.load_verify_locations

    def load_verify_locations(
        self: ssl.SSLContext, cafile: object = None, capath: object = None, cadata: object = None
    ) -> None:
        load(self, cafile, capath, cadata)  # type: ignore[arg-type]
        load(self, certificates)

    ssl.SSLContext.load_verify_locations = load_verify_locations  # type: ignore[method-assign]


def watch(ports: Iterable[int], note: Note) -> Objection:
    """Answer names with addresses of this computer, and note the requests that are made, from here on.

    Args:
        ports: Those that may be connected to.
        note: Told the method of each request, and its host and target as one text.

    Returns:
        What tells an audit hook the target of a connection that leads nowhere, and None for one that is fine.
    """
    names = Names()
    answer_names(names)
    connect_by_name(names)
    watch_writing(note)
    allowed = frozenset(ports)

    def objection(_event: str, args: tuple[object, ...]) -> str | None:
        ours, address = args
        if not isinstance(address, tuple):
            return str(address)
        host, port = str(address[0]), address[1]
        is_stream = ours.type == socket.SOCK_STREAM  # type: ignore[attr-defined]
        if is_stream and is_loopback(host) and port in allowed:
            return None
        return f"{names.name_of(host)}:{port}"

    return objection


# Names


class Names:
    """Addresses of this computer, one for each name. Used from several threads at once."""

    def __init__(self) -> None:
        self._addresses = {"localhost": LOOPBACK}
        self._names = {LOOPBACK: LOOPBACK}
        self._lock = allocate_lock()

    def address_of(self, name: str) -> str:
        """Return the address of a name, always the same; that of an address is itself."""
        if is_literal(name):
            return name
        name = name.lower().rstrip(".")
        with self._lock:
            if name not in self._addresses and len(self._addresses) < MAX_NAMES:
                count = len(self._addresses)
                address = f"127.1.{count >> 8}.{count & 255}"
                self._addresses[name], self._names[address] = address, name
            return self._addresses.get(name, LOOPBACK)

    def name_of(self, address: str) -> str:
        """Return the name that has the address; the address itself when none has."""
        return self._names.get(address, address)


def is_literal(host: str) -> bool:
    """Whether that is an address and no name."""
    for family in (socket.AF_INET, socket.AF_INET6):
        with suppress(OSError):
            socket.inet_pton(family, host.partition("%")[0])
            return True
    return False


def is_loopback(host: str) -> bool:
    """Whether that is an address of this computer, the old kind."""
    return host.startswith("127.") and is_literal(host)


def answer_names(names: Names) -> None:
    """Replace the functions that look names up. What is an address of another computer is left to them."""
    look_up = socket.getaddrinfo

    def getaddrinfo(
        host: str | bytes | None, port: object, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0
    ) -> list[object]:
        name = text_of(host) if host else LOOPBACK
        if is_literal(name) and not is_loopback(name):
            return look_up(host, port, family, type, proto, flags)  # type: ignore[arg-type, return-value]
        if family not in (socket.AF_UNSPEC, socket.AF_INET):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        address = (names.address_of(name), port_number(port))
        kinds = [each for each in KINDS if type in (0, each[0]) and proto in (0, each[1])]
        canonical = name if flags & socket.AI_CANONNAME else ""
        return [(socket.AF_INET, kind, protocol, canonical, address) for kind, protocol in kinds]

    def gethostbyname(hostname: str) -> str:
        return str(getaddrinfo(hostname, 0, socket.AF_INET)[0][4][0])  # type: ignore[index]

    def gethostbyname_ex(hostname: str) -> tuple[str, list[str], list[str]]:
        return hostname, [], [gethostbyname(hostname)]

    socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]
    socket.gethostbyname = gethostbyname
    socket.gethostbyname_ex = gethostbyname_ex


def text_of(host: str | bytes) -> str:
    """Return a host as text, as the resolver takes it."""
    if isinstance(host, str):
        return host.encode("idna").decode() if not host.isascii() else host
    return host.decode()


def port_number(port: object) -> int:
    """Return a port that may be given as a number, as text or by its service's name."""
    if port is None:
        return 0
    if isinstance(port, int):
        return port
    text = text_of(port)  # type: ignore[arg-type]
    if text.isdigit():
        return int(text)
    if text not in PORTS_BY_NAME:
        raise socket.gaierror(socket.EAI_SERVICE, "Servname not supported for ai_socktype")
    return PORTS_BY_NAME[text]


def connect_by_name(names: Names) -> None:
    """Let sockets be connected to names, which they would look up without asking anything replaced above."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def with_address(ours: socket.socket, address: object) -> object:
        if ours.family == socket.AF_INET and isinstance(address, tuple) and isinstance(address[0], str):
            return (names.address_of(address[0]), *address[1:])
        return address

    def connect_to(self: socket.socket, address: object) -> None:
        connect(self, with_address(self, address))  # type: ignore[arg-type]

    def connect_ex_to(self: socket.socket, address: object) -> int:
        return connect_ex(self, with_address(self, address))  # type: ignore[arg-type]

    socket.socket.connect = connect_to  # type: ignore[assignment, method-assign]
    socket.socket.connect_ex = connect_ex_to  # type: ignore[assignment, method-assign]


# Requests


def watch_writing(note: Note) -> None:
    """Look at what is written in the clear or will be encrypted. A TLS socket sends all through `send`."""
    for owner, method in (
        (socket.socket, "send"),
        (socket.socket, "sendall"),
        (ssl.SSLSocket, "send"),
        (ssl.SSLObject, "write"),
    ):
        setattr(owner, method, watched(getattr(owner, method), note))


def watched(write: Callable[..., object], note: Note) -> Callable[..., object]:
    """Return a method that writes as the given one does, and notes a request when one begins there."""

    def send(self: object, data: object, *rest: object, **named: object) -> object:
        with suppress(TypeError, ValueError):  # the method itself says what is wrong with the data
            note_request(bytes(memoryview(data).cast("B")[:MAX_HEAD]), note)  # type: ignore[arg-type]
        return write(self, data, *rest, **named)

    return send


def note_request(head: bytes, note: Note) -> None:
    """Note the request that begins there, if one does; a tunnel through a proxy is none yet."""
    beginning = BEGINNING.match(head)
    if beginning is None or beginning[1] == b"CONNECT":
        return
    target, host = beginning[2].decode("latin-1"), HOST.search(head)
    if target.startswith("/"):
        target = (host[1].decode("latin-1").strip() if host else "") + target
    note(beginning[1].decode(), target.partition("://")[2] or target)
