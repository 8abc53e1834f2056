"""Webhooks on this computer: a real server gets the call, and its answer is judged as Rossum would."""

import hashlib
import hmac
import json
import socket
import threading

import pytest
from recorded_calls import Receiver, Reply, webhook, webhook_object

from rossum_studio.model.errors import InvalidHookError
from rossum_studio.model.event import BY_NAME
from rossum_studio.model.hook import Hook
from rossum_studio.model.webhook import is_webhook, local_address
from rossum_studio.runtime.event_play import RunRequest, play_hook
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.play import perform
from rossum_studio.runtime.report import Report
from rossum_studio.runtime.runner import run_job
from rossum_studio.runtime.webhook import WebhookCall, webhook_job, with_webhooks
from rossum_studio.simulator.scenario import Scenario

UPDATED = BY_NAME["annotation_content.updated"]
EXPORT = BY_NAME["annotation_content.export"]
ERROR = {"type": "error", "content": "No"}


def called(url: str, event=UPDATED, sample=None, timeout_s: float = 30, **config) -> Report:
    hook = Hook("", webhook_object(url, **config))
    annotation, schema = (sample.annotation, sample.schema) if sample else (None, None)
    request = RunRequest(Scenario(event, hook, annotation, schema), url, Limits(timeout_s))
    return perform(play_hook(request), with_webhooks(run_job))


def answering(status: int = 200, body: object = None):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return webhook(lambda _body: Reply(status, data))


def contents(report: Report) -> list[tuple[str, str]]:
    return [(each.type.value, each.content) for each in report.evaluation.messages.spoken.messages]


def test_the_payload_is_posted_and_the_answer_is_shown_like_a_functions(sample_event):
    sample = sample_event("annotation_content.updated.line_items")
    number = sample.content.with_schema_id("document_id")[0].id
    answer = {
        "messages": [{"type": "info", "content": "Seen"}],
        "operations": [{"op": "replace", "id": number, "value": {"content": {"value": "INV-1"}}}],
    }

    with answering(body=answer) as receiver:
        report = called(receiver.url, sample=sample)

    [(path, headers, body)] = receiver.got
    assert path == "/hook?a=1"
    assert body == report.payload
    assert json.loads(body)["settings"] == {"limit": 5}
    assert headers["Content-Type"] == "application/json"
    assert headers["Host"] == receiver.url.split("/")[2]
    assert not [name for name in headers if "ignature" in name]
    assert report.outcome.status is Status.OK and report.exit_status == 0
    assert ("info", "Seen") in contents(report)
    assert report.evaluation.content.find(number).content_object["value"] == "INV-1"
    assert report.as_json()["runtime"] == "webhook"


def test_a_call_is_signed_with_the_secret():
    with answering(body={}) as receiver:
        called(receiver.url, secret="s3crét")

    [(_, headers, body)] = receiver.got
    expected = hmac.new("s3crét".encode(), body, hashlib.sha256).hexdigest()
    assert headers["X-Rossum-Signature-SHA256"] == f"sha256={expected}"
    assert headers["X-Elis-Signature"] == f"sha1={hmac.new('s3crét'.encode(), body, 'sha1').hexdigest()}"


def test_of_an_answer_other_than_2xx_only_messages_are_used(sample_event):
    sample = sample_event("annotation_content.updated.line_items")
    number = sample.content.with_schema_id("document_id")[0].id
    answer = {
        "messages": [{"type": "warning", "content": "Later"}],
        "operations": [{"op": "replace", "id": number, "value": {"content": {"value": "INV-1"}}}],
    }

    with answering(503, answer) as receiver:
        report = called(receiver.url, sample=sample)

    assert report.outcome.status is Status.EXCEPTION and report.exit_status == 1
    assert report.outcome.response == answer
    assert ("warning", "Later") in contents(report)
    assert not report.evaluation.operations
    assert report.outcome.sentence == (
        "The webhook answered 503 Service Unavailable. Rossum shows its messages and uses nothing else of it."
    )


@pytest.mark.parametrize(("body", "said"), [(b"Out of order", "Out of order"), (b"", "HTTP 404 Not Found")])
def test_without_messages_the_text_of_the_answer_is_shown(body, said):
    with answering(404, body) as receiver:
        report = called(receiver.url)

    assert contents(report) == [("error", said)]
    assert report.outcome.response is None
    assert "Rossum shows its text." in report.outcome.sentence


@pytest.mark.parametrize(
    ("status", "config", "words"),
    [
        (503, {}, "up to 4 times"),
        (503, {"retry_count": 2}, "up to 2 times"),
        (400, {}, ""),
        (400, {"retry_on_any_non_2xx": True}, "up to 4 times"),
    ],
)
def test_retries_are_told_on_events_that_nobody_waits_for(status, config, words):
    with answering(status, b"no") as receiver:
        waited = called(receiver.url, UPDATED, **config)
        unwatched = called(receiver.url, EXPORT, **config)

    assert "call again" not in waited.outcome.sentence
    assert ("call again" in unwatched.outcome.sentence) is bool(words)
    assert words in unwatched.outcome.sentence


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "is no JSON"),
        (b'{"a": NaN}', "NaN is no JSON"),
        (b"[1]", "no object"),
        (b"[" * 100_000, "is no JSON"),
        (b"\xff\xfe", "is no JSON"),
    ],
)
def test_an_answer_that_is_no_json_object_is_invalid(body, reason):
    with answering(200, body) as receiver:
        report = called(receiver.url)

    assert report.outcome.status is Status.INVALID_RESPONSE
    assert reason in report.outcome.sentence
    assert report.exit_status == 1


def test_an_empty_answer_is_an_empty_object():
    with answering(204, b"") as receiver:
        report = called(receiver.url)

    assert report.outcome.status is Status.OK
    assert report.outcome.response == {}


def test_202_says_that_rossum_would_ask_again():
    with answering(202, {}) as receiver:
        report = called(receiver.url, EXPORT)

    assert report.outcome.status is Status.INVALID_RESPONSE
    assert "every 30 s" in report.outcome.sentence


def test_a_redirect_is_not_followed():
    with (
        answering(200, {}) as elsewhere,
        webhook(lambda _body: Reply(302, b"", {"Location": elsewhere.url})) as receiver,
    ):
        report = called(receiver.url)

    assert report.outcome.status is Status.EXCEPTION
    assert not elsewhere.got


@pytest.fixture
def silent():
    """A webhook that takes calls and never answers, until the test is over."""
    released = threading.Event()

    def wait(_body: bytes) -> Reply:
        released.wait(30)
        return Reply()

    with webhook(wait) as receiver:
        yield receiver
        released.set()


def test_a_webhook_that_does_not_answer_times_out(silent: Receiver):
    report = called(silent.url, timeout_s=0.2)

    assert report.outcome.status is Status.TIMEOUT
    assert report.outcome.sentence == "Timed out (limit 0.2 s): the webhook did not answer."
    assert contents(report) == [("error", f'Read timeout on endpoint URL: "{silent.url}"')]


def test_one_that_answers_byte_by_byte_times_out_as_well():
    server = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        connection, _ = server.accept()
        with connection:
            try:
                while not over.wait(0.02):
                    connection.send(b"H")
            except OSError:
                return

    thread = threading.Thread(target=drip)
    thread.start()
    report = called(f"http://127.0.0.1:{server.getsockname()[1]}/", timeout_s=0.3)
    over.set()
    thread.join()
    server.close()

    assert report.outcome.status is Status.TIMEOUT


def test_a_call_can_be_stopped_from_another_thread(silent: Receiver):
    hook = Hook("", webhook_object(silent.url))
    call = WebhookCall(webhook_job(hook, b"{}", Limits(), is_interactive=True))
    threading.Timer(0.05, call.stop).start()

    assert call.perform().status is Status.STOPPED


def test_nobody_there_is_told_with_what_to_do():
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://localhost:{free.getsockname()[1]}/"

    report = called(url)

    assert report.outcome.status is Status.CRASHED
    assert report.outcome.sentence == f"Nothing listens at {url}: start the webhook there, then run again."


def test_a_webhook_that_hangs_up_is_told():
    with webhook(lambda _body: None) as receiver:
        report = called(receiver.url)

    assert report.outcome.status is Status.CRASHED
    assert "broke the connection off" in report.outcome.sentence


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://hooks.example.com/a",
        "http://localhost.example.com/",
        "http://localhost@example.com/",
        "http://127.0.0.1.example.com/",
        "http://127.0.0.2/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://[::2]/",
        "http://192.168.1.1/",
        "http://example.com\\@localhost.example.com/",
        "https://localhost/",
        "ftp://localhost/",
        "localhost:5000",
        "http://localhost:port/",
        "http://[::1/",
        "",
    ],
)
def test_only_this_computer_is_called(url):
    with pytest.raises(InvalidHookError, match="so that no document leaves it"):
        called(url)


@pytest.mark.parametrize(
    ("url", "hosts", "port", "target"),
    [
        ("http://localhost:5000", ("127.0.0.1", "::1"), 5000, "/"),
        ("http://LOCALHOST/a b?c=ž", ("127.0.0.1", "::1"), 80, "/a%20b?c=%C5%BE"),
        ("http://127.0.0.1:81/x?y=%20", ("127.0.0.1",), 81, "/x?y=%20"),
        ("http://[::1]:82/", ("::1",), 82, "/"),
        ("http://user:word@localhost:83/", ("127.0.0.1", "::1"), 83, "/"),
    ],
)
def test_addresses_on_this_computer(url, hosts, port, target):
    found = local_address(url)

    assert (found.hosts, found.port, found.target) == (hosts, port, target)
    assert "@" not in found.netloc


@pytest.mark.parametrize(
    ("attributes", "is_one"),
    [
        ({"type": "webhook", "config": {"url": "http://localhost"}}, True),
        ({"config": {"url": "http://localhost"}}, True),
        ({"type": "function", "config": {"url": "http://localhost"}}, False),
        ({"config": {"runtime": "python3.12", "url": ""}}, False),
        ({}, False),
    ],
)
def test_a_hook_without_a_type_is_told_by_its_config(attributes, is_one):
    assert is_webhook(Hook("", attributes)) is is_one
