"""Python handlers that make requests, unchanged, and get an answer though they reach no other computer."""

import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest
from service_runs import API, BIG, found, platform, run, told

from rossum_studio.model.http import AnsweredBy, HttpReply, json_reply
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.packs.place import VARIABLE, pack_folder
from rossum_studio.runtime.runner import KeptRunner, WarmRunner, run_handler

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are those of Linux")

HTTPX = ("httpx", "httpcore", "anyio", "h11", "certifi", "idna", "typing_extensions.py")


def test_urllib_asks_through_the_proxy_that_the_environment_names():
    outcome = run(
        f"""
        import json, os, urllib.request
        request = urllib.request.Request("{API}/queues?page=2", headers={{"Authorization": "Bearer abc"}})
        return {{"found": [os.environ["HTTPS_PROXY"], json.load(urllib.request.urlopen(request))["url"]]}}
        """
    )

    assert found(outcome) == ["http://127.0.0.1:3128", f"{API}/queues?page=2"]
    assert told(outcome.calls) == [("GET", f"{API}/queues?page=2", 200, 4)]
    assert ("Authorization", "Bearer abc") in outcome.calls[0].request.headers
    assert outcome.blocked == ()


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_urllib_asks_directly_when_it_is_told_to_use_no_proxy(scheme):
    outcome = run(
        f"""
        import json, urllib.request
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({{}}))
        return {{"found": json.load(opener.open("{scheme}://api.example.com/a"))["url"]}}
        """
    )

    assert found(outcome) == f"{scheme}://api.example.com/a"
    assert told(outcome.calls) == [("GET", f"{scheme}://api.example.com/a", 200, 4)]


def test_a_request_in_the_clear_through_the_proxy_names_its_whole_address():
    outcome = run(
        """
        import json, urllib.request
        return {"found": json.load(urllib.request.urlopen("http://api.example.com:8080/a?b=c"))["url"]}
        """
    )

    assert found(outcome) == "http://api.example.com:8080/a?b=c"
    assert outcome.calls[0].line == 3


def test_two_requests_on_one_connection_have_a_line_each():
    outcome = run(
        """
        import http.client, json
        connection = http.client.HTTPSConnection("elis.rossum.app")
        connection.request("GET", "/first")
        first = json.load(connection.getresponse())["url"]
        held = connection.sock
        connection.request("POST", "/second", body="text")
        second = json.load(connection.getresponse())
        return {"found": [first, second["url"], second["body"], connection.sock is held]}
        """
    )

    assert found(outcome) == [
        "https://elis.rossum.app/first",
        "https://elis.rossum.app/second",
        "text",
        True,
    ]
    assert told(outcome.calls) == [
        ("GET", "https://elis.rossum.app/first", 200, 4),
        ("POST", "https://elis.rossum.app/second", 200, 7),
    ]


@pytest.mark.parametrize("trusts_environment", [True, False])
def test_requests_works_with_and_without_the_environment(trusts_environment):
    outcome = run(
        f"""
        import requests
        with requests.Session() as session:
            session.trust_env = {trusts_environment}
            reply = session.patch("{API}/annotations/1", json={{"a": 1}})
            return {{"found": [reply.json()["method"], reply.json()["body"], reply.headers["Content-Type"]]}}
        """
    )

    assert found(outcome) == ["PATCH", '{"a": 1}', "application/json"]
    assert told(outcome.calls) == [("PATCH", f"{API}/annotations/1", 200, 5)]


@pytest.mark.parametrize("is_async", [False, True])
def test_httpx_works_and_its_requests_have_lines(is_async, tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    place = pack_folder("default", "python") / "python3.12"
    place.mkdir(parents=True)
    libraries = Path(find_spec("httpx").origin).parents[1]
    for name in HTTPX:
        (place / name).symlink_to(libraries / name)
    body = f"""
        import httpx
        with httpx.Client() as client:
            first = client.get("{API}/a").json()["url"]
            return {{"found": [first, client.post("{API}/b", content=b"text").json()["body"]]}}
        """
    if is_async:
        body = f"""
        import asyncio, httpx
        async def ask():
            async with httpx.AsyncClient() as client:
                first = await client.get("{API}/a")
                second = await client.post("{API}/b", content=b"text")
                return [first.json()["url"], second.json()["body"]]
        return {{"found": asyncio.run(ask())}}
        """

    outcome = run(body)

    assert found(outcome) == [f"{API}/a", "text"]
    lines = [5, 6] if is_async else [4, 5]
    assert told(outcome.calls) == [
        ("GET", f"{API}/a", 200, lines[0]),
        ("POST", f"{API}/b", 200, lines[1]),
    ]
    assert outcome.blocked == ()


def test_a_request_made_in_another_thread_has_the_line_that_waits_for_it():
    outcome = run(
        f"""
        import concurrent.futures, functools, urllib.request
        with concurrent.futures.ThreadPoolExecutor() as pool:
            reading = pool.submit(functools.partial(urllib.request.urlopen, "{API}/a"))
            return {{"found": reading.result().status}}
        """
    )

    assert found(outcome) == 200
    assert outcome.calls[0].line in (3, 4, 5)


def test_certificates_that_a_handler_brings_itself_do_not_keep_it_from_trusting_ours():
    outcome = run(
        f"""
        import certifi, ssl, urllib.request
        context = ssl.create_default_context(cafile=certifi.where())
        return {{"found": urllib.request.urlopen("{API}/a", context=context).status}}
        """
    )

    assert found(outcome) == 200


def test_the_name_of_the_host_is_checked_against_its_certificate():
    outcome = run(
        """
        import socket, ssl
        plain = socket.create_connection(("one.example.com", 443))
        secured = ssl.create_default_context().wrap_socket(plain, server_hostname="two.example.com")
        names = [name for _, name in secured.getpeercert()["subjectAltName"]]
        return {"found": [names, secured.version()]}
        """
    )

    assert found(outcome) == [["two.example.com"], "TLSv1.3"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("missing", [404, '{"detail":"Not found."}', None]),
        ("throttled", [429, '{"detail":"Request was throttled."}', "2"]),
        ("gzip", [200, "unpacked", None]),
        ("chunked", [200, "in pieces", None]),
        ("empty", [204, "", None]),
    ],
)
def test_replies_arrive_as_they_were_given(path, expected):
    outcome = run(
        f"""
        import requests
        reply = requests.get("{API}/{path}")
        return {{"found": [reply.status_code, reply.text, reply.headers.get("Retry-After")]}}
        """
    )

    assert found(outcome) == expected
    assert outcome.calls[0].reply.status == expected[0]


def test_five_megabytes_arrive_whole_and_a_head_request_gets_none_of_them():
    outcome = run(
        f"""
        import hashlib, requests
        head = requests.head("{API}/big")
        body = requests.get("{API}/big").content
        return {{"found": [head.headers["Content-Length"], len(head.content), len(body), body[:16].decode()]}}
        """
    )

    assert found(outcome) == [str(len(BIG)), 0, len(BIG), BIG[:16].decode()]


def test_a_body_of_megabytes_arrives_whole_and_a_larger_one_is_refused():
    outcome = run(
        f"""
        import requests
        def pieces():
            for _ in range(20):
                yield b"x" * (1 << 20)
        fine = requests.post("{API}/upload", data=b"y" * (8 << 20)).status_code
        refused = requests.post("{API}/upload", data=pieces())
        return {{"found": [fine, refused.status_code, refused.json()["detail"]]}}
        """
    )

    assert found(outcome) == [200, 413, "The request has 20 MB; here it may have 16 MB at most."]
    assert [call.reply.status for call in outcome.calls] == [200, 413]
    assert len(outcome.calls[0].request.body) == 8 << 20


def test_a_client_that_waits_to_be_told_to_go_on_is_told():
    outcome = run(
        """
        import json, socket
        connection = socket.create_connection(("api.example.com", 80))
        headers = ("Host: api.example.com", "Content-Length: 4", "Expect: 100-continue")
        connection.sendall("\\r\\n".join(("POST /a HTTP/1.1", *headers, "", "")).encode())
        interim = connection.recv(100).decode()
        connection.sendall(b"text")
        reply = json.loads(connection.recv(1000).rpartition(b"\\r\\n")[2])
        return {"found": [interim.split()[1], reply["body"]]}
        """
    )

    assert found(outcome) == ["100", "text"]


def test_what_is_no_request_gets_a_400():
    outcome = run(
        """
        import socket
        connection = socket.create_connection(("api.example.com", 80))
        connection.sendall(b"hello?\\r\\n\\r\\n")
        return {"found": connection.makefile().readline()}
        """
    )

    assert found(outcome).startswith("HTTP/1.1 400 ")
    assert outcome.calls == ()


def test_without_anybody_to_answer_a_request_is_refused_with_a_sentence():
    outcome = run(
        f"""
        import requests
        reply = requests.get("{API}/a")
        return {{"found": [reply.status_code, reply.json()["detail"]]}}
        """,
        answer=None,
    )

    assert found(outcome) == [502, "Nobody answers the requests of this run."]
    assert outcome.calls[0].reply.answered_by is AnsweredBy.NOBODY


@pytest.mark.parametrize(
    ("answer", "detail"),
    [
        (lambda _request: {}["nothing"], "Answering failed: KeyError: 'nothing'."),
        (lambda _request: HttpReply(200, (("X", "a\nb"),)), "The answer that was found cannot be sent:"),
        (lambda _request: HttpReply(7), "The answer that was found cannot be sent:"),
    ],
)
def test_an_answer_that_fails_does_not_leave_the_handler_waiting(answer, detail):
    outcome = run(
        f"""
        import requests
        reply = requests.get("{API}/a")
        return {{"found": [reply.status_code, reply.json()["detail"]]}}
        """,
        answer,
    )

    status, sentence = found(outcome)
    assert status == 502
    assert sentence.startswith(detail)


def test_calls_have_times_since_the_handler_was_called():
    outcome = run(
        f"""
        import time, urllib.request
        began = time.perf_counter()
        time.sleep(0.05)
        urllib.request.urlopen("{API}/a")
        return {{"found": time.perf_counter() - began}}
        """
    )

    (call,) = outcome.calls
    assert 0.05 <= call.started_s < outcome.duration_ms / 1000
    assert 0 < call.duration_ms < found(outcome) * 1000


def test_of_very_many_calls_the_first_thousand_are_kept_and_the_rest_is_told():
    outcome = run(
        """
        import http.client
        connection = http.client.HTTPConnection("api.example.com")
        for number in range(1003):
            connection.request("GET", f"/{number}")
            connection.getresponse().read()
        return {"found": number}
        """,
        lambda request: json_reply(200, {}),
    )

    assert found(outcome) == 1002
    assert [call.request.path for call in outcome.calls] == [f"/{number}" for number in range(1000)]
    assert {call.line for call in outcome.calls} == {5}
    assert outcome.warnings == ("1003 requests were answered; only 1000 of them are listed.",)


def test_a_handler_that_is_ended_while_it_waits_for_an_answer_leaves_nothing(nothing_left_behind):
    stop, release = threading.Event(), threading.Event()

    def slow(_request):
        stop.set()
        release.wait()
        return json_reply(200, {})

    code = f"import urllib.request\ndef rossum_hook_request_handler(p): urllib.request.urlopen('{API}/a')\n"
    outcome = run_handler(code, "hook.py", b"{}", Limits(services=True), stop=stop, answer=slow)
    release.set()
    for thread in threading.enumerate():
        if thread.name == "services":
            thread.join()

    assert outcome.status is Status.STOPPED
    assert outcome.calls == ()


def test_a_kept_worker_is_served_in_every_call_by_whoever_answers_then(nothing_left_behind):
    code = (
        "import http.client, json\n"
        "def rossum_hook_request_handler(payload):\n"
        "    connection = http.client.HTTPSConnection('api.example.com')\n"
        "    connection.request('GET', '/a')\n"
        "    return json.load(connection.getresponse())\n"
    )
    limits = Limits(services=True)
    with KeptRunner() as runner:
        outcomes = [
            runner.run(code, "hook.py", b"{}", limits, answer=lambda _request, n=n: json_reply(200, {"n": n}))
            for n in (1, 2)
        ]

    assert [outcome.response for outcome in outcomes] == [{"n": 1}, {"n": 2}]
    assert [len(outcome.calls) for outcome in outcomes] == [1, 1]
    assert [outcome.call_number for outcome in outcomes] == [1, 2]


def test_a_worker_that_waited_is_served_and_one_without_services_is_not_taken_for_it(nothing_left_behind):
    code = (
        "import urllib.request\n"
        "def rossum_hook_request_handler(payload):\n"
        "    return {'status': urllib.request.urlopen('https://api.example.com/a').status}\n"
    )
    payload = b"{}"
    with WarmRunner() as runner:
        runner.prepare(payload, Limits())
        assert runner.settle()
        fresh = runner.run(code, "hook.py", payload, Limits(services=True), answer=platform)
        runner.prepare(payload, Limits(services=True))
        assert runner.settle()
        waited = runner.run(code, "hook.py", payload, Limits(services=True), answer=platform)

    assert [fresh.response, waited.response] == [{"status": 200}, {"status": 200}]
    assert [len(fresh.calls), len(waited.calls)] == [1, 1]
