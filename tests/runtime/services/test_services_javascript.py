"""JavaScript handlers that make requests, unchanged, and get an answer but reach no other computer."""

import sys

import pytest
from service_runs import API, BIG, found, run_javascript, told

from rossum_studio.model.http import json_reply
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.runner import KeptRunner

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="namespaces are those of Linux")

SEND = """  const send = (request, body) => new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', (reply) => {
      const parts = [];
      reply.on('data', (part) => parts.push(part));
      reply.on('end', () => resolve({ status: reply.statusCode, text: Buffer.concat(parts).toString() }));
    });
    request.end(body);
  });"""
LINES = SEND.count("\n") + 2  # up to the last one of it


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_modules_of_node_ask_directly(scheme):
    outcome = run_javascript(
        f"""{SEND}
  const module = require('{scheme}');
  const reply = await send(module.request('{scheme}://api.example.com/a?b=c', {{ method: 'POST' }}), 'text');
  return {{ found: [JSON.parse(reply.text).body, reply.status] }};
"""
    )

    assert found(outcome) == ["text", 200]
    assert told(outcome.calls) == [("POST", f"{scheme}://api.example.com/a?b=c", 200, LINES + 2)]
    assert outcome.blocked == ()


def test_two_requests_on_one_connection_have_a_line_each():
    outcome = run_javascript(
        f"""{SEND}
  const https = require('https');
  const agent = new https.Agent({{ keepAlive: true, maxSockets: 1 }});
  const first = await send(https.get('{API}/first', {{ agent }}));
  const held = Object.values(agent.freeSockets).flat().length;
  const request = https.get('{API}/second', {{ agent }});
  const second = await send(request);
  return {{ found: [first.status, second.status, held, request.reusedSocket] }};
"""
    )

    assert found(outcome) == [200, 200, 1, True]
    assert [(call.request.path, call.line) for call in outcome.calls] == [
        ("/api/v1/first", LINES + 3),
        ("/api/v1/second", LINES + 5),
    ]


def test_fetch_asks_directly_and_each_call_has_its_line():
    outcome = run_javascript(
        f"""
        const first = await fetch('{API}/a', {{ headers: {{ Authorization: 'Bearer abc' }} }});
        const second = await fetch(new Request('{API}/b', {{ method: 'PATCH', body: 'text' }}));
        const big = await (await fetch('{API}/big')).arrayBuffer();
        return {{ found: [(await first.json()).url, (await second.json()).body, big.byteLength] }};
        """
    )

    assert found(outcome) == [f"{API}/a", "text", len(BIG)]
    assert told(outcome.calls) == [
        ("GET", f"{API}/a", 200, 2),
        ("PATCH", f"{API}/b", 200, 3),
        ("GET", f"{API}/big", 200, 4),
    ]


def test_a_tunnel_through_the_proxy_leads_to_the_host_it_names():
    outcome = run_javascript(
        f"""{SEND}
  const http = require('http');
  const https = require('https');
  const proxy = new URL(process.env.HTTPS_PROXY);
  const asked = {{ host: proxy.hostname, port: proxy.port, method: 'CONNECT', path: 'a.example.com:8443' }};
  const tunnel = http.request(asked);
  const socket = await new Promise((resolve) => tunnel.on('connect', (_, found) => resolve(found)).end());
  const tls = require('tls').connect({{ socket, servername: 'a.example.com' }});
  const reply = await send(https.get('https://a.example.com:8443/x', {{ createConnection: () => tls }}));
  return {{ found: JSON.parse(reply.text).url }};
"""
    )

    assert found(outcome) == "https://a.example.com:8443/x"
    assert told(outcome.calls) == [("GET", "https://a.example.com:8443/x", 200, LINES + 8)]


def test_the_proxy_takes_an_encrypted_address_without_a_tunnel_as_the_documentations_sample_asks():
    outcome = run_javascript(
        f"""{SEND}
  const {{ hostname, port }} = new URL(process.env.HTTPS_PROXY);
  const headers = {{ Authorization: 'token abc', Host: 'elis.rossum.app' }};
  const reply = await send(require('http').request({{ hostname, port, path: '{API}/queues', headers }}));
  return {{ found: JSON.parse(reply.text).url }};
"""
    )

    assert found(outcome) == f"{API}/queues"
    assert told(outcome.calls) == [("GET", f"{API}/queues", 200, LINES + 3)]


@pytest.mark.parametrize("path", ["missing", "throttled", "gzip", "chunked"])
def test_replies_arrive_as_they_were_given(path):
    outcome = run_javascript(
        f"""
        const reply = await fetch('{API}/{path}');
        return {{ found: [reply.status, await reply.text(), reply.headers.get('retry-after')] }};
        """
    )

    expected = {
        "missing": [404, '{"detail":"Not found."}', None],
        "throttled": [429, '{"detail":"Request was throttled."}', "2"],
        "gzip": [200, "unpacked", None],
        "chunked": [200, "in pieces", None],
    }
    assert found(outcome) == expected[path]


def test_without_anybody_to_answer_a_request_is_refused():
    outcome = run_javascript(f"return {{ found: (await fetch('{API}/a')).status }};", answer=None)

    assert found(outcome) == 502


def test_a_kept_worker_is_served_in_every_call(nothing_left_behind):
    code = (
        "exports.rossum_hook_request_handler = async () =>\n"
        "  (await fetch('https://api.example.com/a')).json();\n"
    )
    with KeptRunner() as runner:
        outcomes = [
            runner.run(
                code,
                "hook.js",
                b"{}",
                Limits(services=True),
                language="javascript",
                answer=lambda _request, n=n: json_reply(200, {"n": n}),
            )
            for n in (1, 2)
        ]

    assert [outcome.response for outcome in outcomes] == [{"n": 1}, {"n": 2}]
    assert [[call.line for call in outcome.calls] for outcome in outcomes] == [[2], [2]]
