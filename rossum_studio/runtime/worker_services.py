"""A way out of an isolated run that leads to the host alone: ports in the run's own network, served by it.

Loaded by path from worker.py and node_launcher.py, so it imports nothing of ours. A run that has a network
namespace of its own is alone in it with the loopback device. It listens there on the ports of HTTP, HTTPS and
a proxy, hands the listening sockets to the host and forgets them: whoever connects to them talks to the host,
and there is nobody else to connect to.
"""

import _socket
import fcntl
import json
import os
import struct
from collections.abc import Callable, Mapping
from time import monotonic, sleep

HTTP_PORT, HTTPS_PORT, PROXY_PORT = 80, 443, 3128
PORTS = (HTTP_PORT, HTTPS_PORT, PROXY_PORT)
BACKLOG = 128
MARK = b"\n"  # no frame begins with it, so that the host's reader skips it
NO_NETWORK = "this system does not give a run a network of its own"
PATIENCE_S, LOOK_AGAIN_S = 10.0, 0.002

SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1
INTERFACE = "16sH22x"  # struct ifreq, with its flags

PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy")
CERTIFICATE_VARIABLES = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "NODE_EXTRA_CA_CERTS",
)

type UseChannel = Callable[[Callable[[int], None]], None]


class Services:
    """The way to the host, open or not.

    Attributes:
        certificates: Path of the certificate to trust.
        ports: Those that lead to the host; none while it is not open.
        refusal: Why it is not open; empty when it is.
    """

    def __init__(self, certificates: str, use_channel: UseChannel) -> None:
        """Wait until the host has written the certificate: a moment, once in its life.

        Args:
            certificates: Path of the certificate to trust.
            use_channel: Calls what it is given with the descriptor of the channel to the host.
        """
        self.certificates = certificates
        self.ports: tuple[int, ...] = ()
        self.refusal = NO_NETWORK
        self._use_channel = use_channel
        deadline = monotonic() + PATIENCE_S
        while not os.path.exists(certificates) and monotonic() < deadline:  # noqa: PTH110 - see worker.py
            sleep(LOOK_AGAIN_S)

    def open(self, has_own_network: bool) -> None:
        """Listen, hand the sockets to the host, tell programs of it. Needs rights that are dropped later."""
        if not has_own_network:
            return
        try:
            listeners = [listen(port) for port in PORTS]
            raise_loopback(listeners[0].fileno())
        except OSError as error:
            self.refusal = f"{NO_NETWORK}: {error.strerror}"
            return
        self._use_channel(lambda channel: hand_over(channel, listeners))
        for listener in listeners:
            listener.close()
        os.environ.update(environment(self.certificates))
        self.ports, self.refusal = PORTS, ""

    def told(self) -> str:
        """Return what became of it, for the program that this process becomes."""
        return json.dumps({"ports": self.ports, "refusal": self.refusal})


def environment(certificates: str) -> Mapping[str, str]:
    """Return what tells programs of the proxy and of whom to trust."""
    proxy = f"http://127.0.0.1:{PROXY_PORT}"
    return dict.fromkeys(PROXY_VARIABLES, proxy) | dict.fromkeys(CERTIFICATE_VARIABLES, certificates)


def raise_loopback(any_socket: int) -> None:
    """Switch the loopback device of this network namespace on."""
    asked = struct.pack(INTERFACE, b"lo", 0)
    name, flags = struct.unpack(INTERFACE, fcntl.ioctl(any_socket, SIOCGIFFLAGS, asked))
    fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack(INTERFACE, name, flags | IFF_UP))


def listen(port: int) -> _socket.socket:
    """Return a socket that listens on every address of this namespace, all of which are loopback."""
    listener = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    listener.bind(("0.0.0.0", port))
    listener.listen(BACKLOG)
    return listener


def hand_over(channel: int, listeners: list[_socket.socket]) -> None:
    """Send sockets over the channel, ahead of any frame."""
    numbers = struct.pack(f"{len(listeners)}i", *(listener.fileno() for listener in listeners))
    sender = _socket.socket(fileno=channel)
    try:
        sender.sendmsg([MARK], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, numbers)])
    finally:
        sender.detach()
