"""Debugging a handler the way other editors do: a cold process, and a debugger behind a TCP port."""

import base64
import json
import os
import re
import select
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rossum_studio.runtime.debugging import cdp, dap
from rossum_studio.runtime.debugging.messages import Notice
from rossum_studio.runtime.node_launch import node_binary

LISTEN = """
import json, sys
import debugpy
_, port = debugpy.listen(("127.0.0.1", 0))
print(port, flush=True)
debugpy.wait_for_client()
with open({payload!r}, "rb") as file:
    payload = json.load(file)
with open({handler!r}) as file:
    exec(compile(file.read(), {handler!r}, "exec"))
rossum_hook_request_handler(payload)
"""
REQUIRE = """
const payload = JSON.parse(require('node:fs').readFileSync({payload}, 'utf8'));
require({handler}).rossum_hook_request_handler(payload);
"""


def debugpy_session(folder: Path, handler: Path, payload: Path, line: int) -> None:
    """Start Python with debugpy and its adapter, and go on until it stands at that line."""
    script = folder / "listen.py"
    script.write_text(LISTEN.format(payload=str(payload), handler=str(handler)))
    command = [sys.executable, "-X", "frozen_modules=off", str(script)]
    with started(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        port = int(process.stdout.readline())
        with connected(port) as connection:
            client, seen = dap.Client(), set[str]()
            pump = dap_pump(connection, client, seen)
            client.request("initialize", {"adapterID": "benchmark"})
            client.request("attach", {"justMyCode": True})
            pump("initialized")
            breakpoints = [{"line": line}]
            client.request("setBreakpoints", {"source": {"path": str(handler)}, "breakpoints": breakpoints})
            client.request("setExceptionBreakpoints", {"filters": []})
            client.request("configurationDone")
            pump("stopped")


def inspect_session(folder: Path, handler: Path, payload: Path, line: int) -> None:
    """Start Node.js with its inspector, and go on until it stands at that line."""
    script = folder / "require.js"
    script.write_text(REQUIRE.format(payload=json.dumps(str(payload)), handler=json.dumps(str(handler))))
    command = [str(node_binary()), "--inspect-brk=127.0.0.1:0", str(script)]
    with started(command, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        address = re.search(rb"ws://127\.0\.0\.1:(\d+)(/\S+)", process.stderr.readline())
        assert address is not None
        with connected(int(address[1])) as connection:
            upgrade(connection, address[2].decode())
            client, seen = cdp.Client(), list[str]()
            pump = cdp_pump(connection, client, seen)
            client.request("Debugger.enable")
            client.request("Debugger.setBreakpointByUrl", {"lineNumber": line - 1, "url": handler.as_uri()})
            client.request("Runtime.runIfWaitingForDebugger")
            pump()  # where the script begins
            client.request("Debugger.resume")
            pump()


@contextmanager
def started(command: list[str], **pipes: int) -> Iterator[subprocess.Popen[bytes]]:
    """Start a program and kill it, with what it started, at the end."""
    process = subprocess.Popen(command, start_new_session=True, **pipes)  # type: ignore[call-overload]
    try:
        yield process
    finally:
        os.killpg(process.pid, 9)
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    """Connect, and send what is small at once: without that every request takes 40 ms more."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield connection


def dap_pump(connection: socket.socket, client: dap.Client, seen: set[str]) -> Callable[[str], None]:
    """Return what sends all that is asked, and waits for an event."""

    def pump(awaited: str) -> None:
        while awaited not in seen:
            for chunk in client.outgoing():
                connection.sendall(chunk)
            client.feed(received(connection), lambda event: seen.add(event.name))

    return pump


def cdp_pump(connection: socket.socket, client: cdp.Client, seen: list[str]) -> Callable[[], None]:
    """Return what sends all that is asked, and waits for the next pause."""
    buffer = bytearray()

    def note(notice: Notice) -> None:
        seen.append(notice.name)

    def pump() -> None:
        pauses = seen.count("Debugger.paused")
        while seen.count("Debugger.paused") == pauses:
            for chunk in client.outgoing():
                connection.sendall(frame(chunk.rstrip(b"\n")))
            buffer.extend(received(connection))
            while (message := next_message(buffer)) is not None:
                client.feed(message + b"\n", note)

    return pump


def received(connection: socket.socket) -> bytes:
    """Wait for something to read."""
    ready, _, _ = select.select([connection], [], [], 20)
    data = connection.recv(1 << 20) if ready else b""
    assert data, "the debugger has gone"
    return data


# WebSocket, RFC 6455


def upgrade(connection: socket.socket, path: str) -> None:
    """Turn an HTTP connection into one that carries messages."""
    key = base64.b64encode(os.urandom(16)).decode()
    headers = {"Host": "127.0.0.1", "Upgrade": "websocket", "Connection": "Upgrade"}
    headers |= {"Sec-WebSocket-Key": key, "Sec-WebSocket-Version": "13"}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    connection.sendall("\r\n".join(lines).encode())
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        answer += connection.recv(1)


def frame(message: bytes) -> bytes:
    """Return a text message as a client sends it, masked with zeros."""
    size = len(message)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = bytes([0x80 | 126]) + struct.pack(">H", size)
    else:
        length = bytes([0x80 | 127]) + struct.pack(">Q", size)
    return b"\x81" + length + bytes(4) + message


def next_message(buffer: bytearray) -> bytes | None:
    """Take a whole message of the server from the buffer; None while there is none."""
    if len(buffer) < 2:
        return None
    size, start = buffer[1] & 0x7F, 2
    if size >= 126:
        width: Any = {126: ">H", 127: ">Q"}[size]
        start += struct.calcsize(width)
        if len(buffer) < start:
            return None
        (size,) = struct.unpack_from(width, buffer, 2)
    if len(buffer) < start + size:
        return None
    message = bytes(buffer[start : start + size])
    del buffer[: start + size]
    return message
