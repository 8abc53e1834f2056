"""Runs a handler in a worker of its own and waits for the outcome: all a test needs of a host."""

import os
import selectors
import textwrap
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rossum_studio.runtime.conversation import Conversation
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.launch import Child, Launch, Limits
from rossum_studio.runtime.outcome import Outcome

CHUNK = 1024 * 1024

type MakeLaunch = Callable[[int, Path], Launch]


def run_javascript(
    code: str, payload: bytes = b"{}", limits: Limits | None = None, filename: str = "hook.js"
) -> Outcome:
    """Run a file's text; the first line that is not empty is line 1."""
    code = textwrap.dedent(code).lstrip("\n")
    limits = limits or Limits(timeout_s=20)
    return run(code, filename, payload, limits, launch_for("javascript", limits, len(payload)))


def run_body(body: str, payload: bytes = b"{}", limits: Limits | None = None) -> Outcome:
    """Run an async handler made of these statements; the first is line 2."""
    body = textwrap.dedent(body).strip("\n")
    code = f"exports.rossum_hook_request_handler = async (payload) => {{\n{body}\n}};\n"
    return run_javascript(code, payload, limits)


def run(code: str, filename: str, payload: bytes, limits: Limits, make_launch: MakeLaunch) -> Outcome:
    """Run a handler as it is, in a worker started like that."""
    conversation = Conversation(code, filename, payload, limits)
    child = Child.spawn(make_launch)
    try:
        _converse(child, conversation)
        conversation.exited(child.reap(conversation.exit_grace_s))
        for stream, feed in (
            (child.stdout, conversation.feed_stdout),
            (child.stderr, conversation.feed_stderr),
        ):
            with suppress(BlockingIOError):
                feed(os.read(stream.fileno(), CHUNK))
    finally:
        if child.process.returncode is None:
            child.reap()
        child.close()
    return conversation.outcome()


def _converse(child: Child, conversation: Conversation) -> None:
    feeds = {
        child.channel: conversation.feed_channel,
        child.stdout: conversation.feed_stdout,
        child.stderr: conversation.feed_stderr,
    }
    with selectors.DefaultSelector() as selector:
        for end in feeds:
            selector.register(end, selectors.EVENT_READ)
        phase, deadline = None, 0.0
        while not conversation.finished:
            if conversation.phase is not phase:
                phase, deadline = conversation.phase, time.monotonic() + conversation.time_limit_s
            _send(child, conversation)
            remaining_s = deadline - time.monotonic()
            if remaining_s <= 0:
                conversation.timed_out()
            for key, _ in selector.select(max(0.0, remaining_s)):
                data = _read(key.fd)
                if data:
                    feeds[key.fileobj](data)
                elif key.fileobj is child.channel:
                    conversation.channel_closed()
                else:
                    selector.unregister(key.fileobj)


def _send(child: Child, conversation: Conversation) -> None:
    """Write what is waiting; a worker reads its frames before it says or prints much."""
    for chunk in conversation.outgoing():
        child.channel.setblocking(True)
        with suppress(OSError):  # it died; reading tells why
            child.channel.sendall(chunk)
        child.channel.setblocking(False)


def _read(fd: int) -> bytes:
    try:
        return os.read(fd, CHUNK)
    except ConnectionResetError:
        return b""
