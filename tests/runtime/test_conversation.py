"""The order of things in a run, with bytes instead of a process."""

import json

import pytest

from rossum_studio.runtime.conversation import BOOT_TIMEOUT_S, FLOOD_BYTES, Conversation, preload_for
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Blocked, Status
from rossum_studio.runtime.protocol import MARKER, Frame, FrameReader, encode_frame

NONCE = "ab" * 16


def frame(kind: str, body: object = None) -> bytes:
    return encode_frame(NONCE, Frame(kind, b"" if body is None else json.dumps(body).encode()))


READY = frame("ready", {"runtime": "python3.12", "version": "3.12.1"})
LOADED = frame("loaded", {"load_ms": 0.1})
RESULT = frame("result", {"messages": []})


@pytest.fixture
def conversation() -> Conversation:
    return Conversation("code", "hook.py", b'{"a": 1}', Limits(timeout_s=7), nonce=NONCE)


@pytest.fixture
def running(conversation) -> Conversation:
    conversation.feed_channel(READY + LOADED)
    return conversation


def sent(conversation: Conversation) -> list[Frame]:
    return FrameReader(NONCE).feed(b"".join(conversation.outgoing()))


def test_the_payload_is_sent_ahead_and_verbatim(conversation):
    boot, payload = sent(conversation)

    assert boot.kind == "boot"
    assert payload == Frame("payload", b'{"a": 1}')
    assert conversation.outgoing() == []


def test_only_a_worker_with_nothing_to_run_yet_is_given_time_to_get_ready(conversation):
    waiting = Conversation(None, "", None, Limits(timeout_s=7), nonce=NONCE)

    (boot, _), (boot_ahead,) = sent(conversation), sent(waiting)

    assert json.loads(boot.body)["ahead"] is False
    assert json.loads(boot_ahead.body)["ahead"] is True
    assert json.loads(boot_ahead.body)["timeout_s"] == 7
    assert json.loads(boot_ahead.body)["memory_mb"] == 256


def test_the_handler_is_sent_once_the_payload_is_loaded(conversation):
    conversation.outgoing()
    conversation.feed_channel(READY)
    assert sent(conversation) == []

    conversation.feed_channel(LOADED)

    (run,) = sent(conversation)
    assert json.loads(run.body) == {"code": "code", "filename": "hook.py"}


def test_the_hooks_clock_starts_with_the_handler(conversation):
    assert conversation.time_limit_s == BOOT_TIMEOUT_S
    conversation.feed_channel(READY + LOADED)

    assert conversation.running
    assert conversation.time_limit_s == 7


def test_a_result_ends_the_run(running):
    running.feed_channel(RESULT)

    assert running.finished
    assert running.outcome().response == {"messages": []}
    assert running.exit_grace_s == 0


def test_what_comes_after_the_end_changes_nothing(running):
    running.feed_channel(RESULT + frame("result", {"late": True}))
    running.timed_out()
    running.stopped()
    running.channel_closed()
    running.exited(1)

    assert running.outcome().response == {"messages": []}


def test_output_read_after_the_end_is_still_kept(running):
    running.feed_stdout(b"before ")
    running.feed_channel(RESULT)
    running.feed_stdout(b"after")
    running.feed_stderr(b"trouble")

    assert running.outcome().stdout == "before after"
    assert running.outcome().stderr == "trouble"


def test_refused_calls_are_collected(running):
    running.feed_channel(frame("blocked", {"call": "socket.connect", "target": "a:1", "line": 3}) + RESULT)

    assert running.outcome().blocked == (Blocked("socket.connect", "a:1", 3),)


def test_a_kind_only_a_newer_worker_knows_is_passed_over(running):
    running.feed_channel(frame("novelty", {"x": 1}) + RESULT)

    assert running.outcome().status is Status.OK


def test_a_second_loaded_frame_does_not_run_the_handler_twice(running):
    running.outgoing()
    running.feed_channel(LOADED)

    assert sent(running) == []


def test_a_boot_that_hangs_is_not_the_handlers_timeout(conversation):
    conversation.timed_out()

    assert conversation.outcome().status is Status.CRASHED
    assert conversation.outcome().sentence == "The process did not start in time"


def test_a_closed_channel_waits_a_moment_for_the_exit_status(running):
    running.channel_closed()
    assert running.exit_grace_s > 0
    running.exited(-11)

    assert running.outcome().sentence.startswith("The process died (signal SIGSEGV): compiled code")


def test_stop_works_before_the_worker_has_booted(conversation):
    conversation.stopped()

    assert conversation.outcome().status is Status.STOPPED


def test_an_announced_giant_is_refused_and_what_came_before_it_kept(running):
    blocked = frame("blocked", {"call": "socket.bind", "target": "a:1", "line": None})
    running.feed_channel(blocked + MARKER + NONCE.encode() + b" result 104857600\n")

    outcome = running.outcome()
    assert outcome.status is Status.INVALID_RESPONSE
    assert "100 MB" in outcome.sentence
    assert outcome.blocked


def test_a_damaged_report_is_a_crash_and_no_bug(running):
    running.feed_channel(encode_frame(NONCE, Frame("measured", b'{"load_ms": "fast"}')))

    assert running.outcome().status is Status.CRASHED


def test_a_flood_of_output_ends_the_run(running):
    chunk = bytes(FLOOD_BYTES // 4)
    for _ in range(2):
        running.feed_stdout(chunk)
        running.feed_stderr(chunk)
    assert not running.finished
    running.feed_stdout(b"x")

    assert running.finished
    assert running.outcome().status is Status.CRASHED


@pytest.mark.parametrize(
    ("code", "payload", "modules"),
    [
        ("import json", b"{}", []),
        ("from txscript import TxScript", b"{}", ["txscript"]),
        ("from rossum_python import RossumPython", b"{}", ["txscript"]),
        ("", bytes(1024 * 1024), ["orjson"]),
    ],
)
def test_only_what_the_run_will_want_is_imported_ahead(code, payload, modules):
    assert preload_for(code, payload) == modules
