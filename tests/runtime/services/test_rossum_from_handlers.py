"""Handlers as practitioners write them, unmodified, against the local Rossum API, behind all walls."""

import json
import os
import shutil
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path

import pytest

from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.model.http import HttpRequest
from rossum_studio.model.mock import Mock
from rossum_studio.runtime.event_play import RunRequest, play_hook
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.packs.place import VARIABLE, pack_folder
from rossum_studio.runtime.play import perform
from rossum_studio.runtime.report import Report
from rossum_studio.runtime.runner import run_job
from rossum_studio.simulator.payload import TOKEN_STAND_IN, build_payload
from rossum_studio.simulator.rossum_api.api import LocalRossum
from rossum_studio.simulator.scenario import Scenario

IN_PACK = (
    *("requests", "urllib3", "idna", "certifi", "charset_normalizer", "httpx", "httpcore", "h11", "anyio"),
    *("typing_extensions", "rossum_api", "dacite", "aiofiles", "tenacity"),
)
OWNED = {"id": 7, "token_owner": "https://kestrel.rossum.app/api/v1/users/1", "sideload": ["schemas"]}
PYTHON_HEAD = """\
import json
import os
import urllib.error
import urllib.request


def ask(payload, path, method="GET", body=None, token=None):
    url = path if path.startswith("http") else payload["base_url"] + "/api/v1/" + path
    token = token or payload["rossum_authorization_token"]
    headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            text = reply.read()
            return reply.status, json.loads(text) if text else None, dict(reply.headers)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null"), dict(error.headers)


def say(text):
    return {"messages": [{"type": "info", "content": str(text)}]}


def rossum_hook_request_handler(payload):
    annotation = payload["annotation"]
"""
JAVASCRIPT_HEAD = """\
exports.rossum_hook_request_handler = async (payload) => {
  const { annotation, base_url: base, rossum_authorization_token: token } = payload;
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const say = (text) => ({ messages: [{ type: 'info', content: String(text) }] });
"""

PYTHON = {
    "the annotation": ('return say(ask(payload, annotation["url"])[1]["status"])', "importing"),
    "its content": (
        'return say(ask(payload, annotation["url"] + "/content")[1]["content"][0]["category"])',
        "section",
    ),
    "its queue": ('return say(ask(payload, annotation["queue"])[1]["url"] == annotation["queue"])', "True"),
    "its schema": ('return say(len(ask(payload, annotation["schema"])[1]["content"]) > 0)', "True"),
    "its document": ('return say(ask(payload, payload["document"]["url"])[0])', "200"),
    "its hook": ('return say(ask(payload, payload["hook"])[1]["secrets"])', "{}"),
    "a filtered list": (
        'return say(ask(payload, "annotations?status=importing&page_size=5")[1]["pagination"]["total"])',
        "1",
    ),
    "a search": (
        'query = {"query": {"field.amount_total.number": {"$gt": 1}}}\n'
        '    return say(ask(payload, "annotations/search", "POST", query)[1]["pagination"]["total"])',
        "1",
    ),
    "notes, page by page": (
        "for number in range(3):\n"
        '        ask(payload, "notes", "POST", {"content": str(number), "annotation": annotation["url"]})\n'
        '    found, url = [], payload["base_url"] + "/api/v1/notes?page_size=2"\n'
        "    while url:\n"
        "        page = ask(payload, url)[1]\n"
        '        found += [note["content"] for note in page["results"]]\n'
        '        url = page["pagination"]["next"]\n'
        "    return say(found)",
        "['0', '1', '2']",
    ),
    "metadata, PATCH then GET": (
        'ask(payload, annotation["url"], "PATCH", {"metadata": {"seen": True}})\n'
        '    return say(ask(payload, annotation["url"])[1]["metadata"])',
        "{'seen': True}",
    ),
    "a value, PATCH then GET": (
        'node = ask(payload, annotation["url"] + "/content")[1]["content"][0]["children"][0]\n'
        '    url = annotation["url"] + "/content/" + str(node["id"])\n'
        '    ask(payload, url, "PATCH", {"content": {"value": "PATCHED"}})\n'
        '    return say(ask(payload, url)[1]["content"]["value"])',
        "PATCHED",
    ),
    "a label": (
        'label = ask(payload, "labels", "POST", {"name": "Urgent"})[1]["url"]\n'
        '    body = {"operations": {"add": [label]}, "objects": {"annotations": [annotation["url"]]}}\n'
        '    status = ask(payload, "labels/apply", "POST", body)[0]\n'
        '    return say((status, ask(payload, annotation["url"])[1]["labels"] == [label]))',
        "(204, True)",
    ),
    "a wrong token": ('return say(ask(payload, annotation["url"], token="wrong")[0])', "401"),
    "what is not there": ('return say(ask(payload, "annotations/999")[1])', "{'detail': 'Not found.'}"),
    "what cannot be offline": ('return say(ask(payload, "hooks/7/test", "POST", {})[0])', "501"),
    "too many requests": (
        'status, _, headers = ask(payload, "https://erp.example.com/busy")\n'
        '    return say((status, headers["Retry-After"]))',
        "(429, '7')",
    ),
    "through the proxy": (
        'return say(bool(os.environ.get("HTTPS_PROXY")) and ask(payload, annotation["url"])[0])',
        "200",
    ),
}
WITH_LIBRARIES = {
    "requests": (
        "import requests\n"
        '    headers = {"Authorization": "Token " + payload["rossum_authorization_token"]}\n'
        '    return say(requests.get(annotation["url"], headers=headers, timeout=10).json()["status"])',
        "importing",
    ),
    "a session of requests": (
        "import requests\n"
        "    session = requests.Session()\n"
        '    session.headers["Authorization"] = "Bearer " + payload["rossum_authorization_token"]\n'
        '    reply = session.post(annotation["url"] + "/reject", json={"note_content": "no"}, timeout=10)\n'
        "    reply.raise_for_status()\n"
        '    return say(session.get(reply.json()["note"], timeout=10).json()["content"])',
        "no",
    ),
    "requests that raise for 404": (
        "import requests\n"
        '    headers = {"Authorization": "Bearer " + payload["rossum_authorization_token"]}\n'
        '    reply = requests.get(payload["base_url"] + "/api/v1/queues/999", headers=headers, timeout=10)\n'
        "    try:\n        reply.raise_for_status()\n"
        "    except requests.HTTPError as error:\n        return say(error.response.status_code)",
        "404",
    ),
    "httpx": (
        "import httpx\n"
        '    headers = {"Authorization": "Bearer " + payload["rossum_authorization_token"]}\n'
        "    with httpx.Client(headers=headers, timeout=10) as client:\n"
        '        return say(client.get(annotation["url"] + "/content").json()["results"][0]["category"])',
        "section",
    ),
    "the official client": (
        "from rossum_api import SyncRossumAPIClient\n"
        "    from rossum_api.dtos import Token\n"
        '    token = Token(payload["rossum_authorization_token"])\n'
        '    client = SyncRossumAPIClient(base_url=payload["base_url"] + "/api/v1", credentials=token)\n'
        '    client.update_part_annotation(annotation["id"], {"metadata": {"seen": True}})\n'
        "    counts = [len(list(each())) for each in (client.list_queues, client.list_hooks)]\n"
        '    return say((counts, client.retrieve_annotation(annotation["id"]).metadata))',
        "([1, 1], {'seen': True})",
    ),
    "an action of txscript": (
        "from txscript import TxScript\n"
        "    t = TxScript.from_payload(payload)\n"
        '    t.annotation.action("reject", note_content="Duplicate")\n'
        '    t.show_info("rejected")\n'
        "    return t.hook_response()",
        "rejected",
    ),
    "an action that is refused": (
        "from txscript import TxScript\n"
        "    t = TxScript.from_payload(payload)\n"
        "    try:\n"
        '        t.annotation.action("start")\n'
        "    except Exception as error:\n"
        '        return say("409" in str(error) or type(error).__name__)\n'
        "    return say('started')",
        "True",
    ),
}
JAVASCRIPT = {
    "fetch": ("return say((await (await fetch(annotation.url, { headers })).json()).status);", "importing"),
    "fetch of the content": (
        "const reply = await fetch(`${annotation.url}/content`, { headers });\n"
        "  return say((await reply.json()).content[0].category);",
        "section",
    ),
    "PATCH then GET": (
        "const body = JSON.stringify({ metadata: { seen: 1 } });\n"
        "  await fetch(annotation.url, { method: 'PATCH', headers, body });\n"
        "  return say(JSON.stringify((await (await fetch(annotation.url, { headers })).json()).metadata));",
        '{"seen":1}',
    ),
    "no token": ("return say((await fetch(annotation.url)).status);", "401"),
    "not there": ("return say((await fetch(`${base}/api/v1/queues/999`, { headers })).status);", "404"),
    "https": (
        "const https = require('node:https');\n"
        "  const text = await new Promise((resolve, reject) => {\n"
        "    https.get(annotation.url, { headers }, (reply) => {\n"
        "      let all = '';\n"
        "      reply.on('data', (part) => { all += part; });\n"
        "      reply.on('end', () => resolve(all));\n"
        "    }).on('error', reject);\n"
        "  });\n"
        "  return say(JSON.parse(text).status);",
        "importing",
    ),
    "a verb": (
        "const reply = await fetch(`${annotation.url}/postpone`, { method: 'POST', headers, body: '{}' });\n"
        "  const after = await (await fetch(annotation.url, { headers })).json();\n"
        "  return say(`${reply.status} ${after.status}`);",
        "204 postponed",
    ),
}


@pytest.fixture(scope="module")
def packs(tmp_path_factory):
    """The default pack, from the packages of the tests: nothing is downloaded."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(tmp_path_factory.mktemp("packs"))
    place = pack_folder("default", "python") / "python3.12"
    place.mkdir(parents=True)
    for name in IN_PACK:
        found = find_spec(name)
        assert found is not None and found.origin is not None
        source = Path(found.origin)
        if source.name == "__init__.py":
            shutil.copytree(source.parent, place / name)
        else:
            shutil.copy(source, place)
    yield
    os.environ[VARIABLE] = before if before is not None else ""


@pytest.fixture
def scenario(sample_event):
    event = sample_event("annotation_content.initialize.invoice")
    completed, rest = event.completed, event.opened.rest
    hook = Hook("", attributes=OWNED)
    annotation, document = completed.annotation, completed.document
    named = event_named("annotation_content.initialize")
    return Scenario(named, hook, annotation, completed.schema, document, rest)


def run(scenario: Scenario, code: str, language: str = "python") -> Report:
    filename = "hook.py" if language == "python" else "hook.js"
    hook = replace(scenario.hook, code=code, language=language)
    busy = Mock("GET", "https://erp.example.com/busy", 429, (("Retry-After", "7"),), {"detail": "Slow down"})
    request = RunRequest(replace(scenario, hook=hook), filename, Limits(timeout_s=20), mocks=(busy,))
    return perform(play_hook(request), run_job)


def said(report: Report) -> str:
    assert report.outcome.status is Status.OK, (report.outcome.sentence, report.outcome.stderr)
    return report.outcome.response["messages"][0]["content"]


@pytest.mark.parametrize("name", PYTHON)
def test_python_asks_and_is_answered(scenario, name):
    body, expected = PYTHON[name]

    assert said(run(scenario, f"{PYTHON_HEAD}    {body}\n")) == expected


@pytest.mark.parametrize("name", WITH_LIBRARIES)
def test_libraries_of_the_pack_ask_and_are_answered(scenario, packs, name):
    body, expected = WITH_LIBRARIES[name]

    assert said(run(scenario, f"{PYTHON_HEAD}    {body}\n")) == expected


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript_asks_and_is_answered(scenario, name):
    body, expected = JAVASCRIPT[name]

    assert said(run(scenario, f"{JAVASCRIPT_HEAD}  {body}\n}};\n", "javascript")) == expected


def test_an_action_moves_the_simulated_document(scenario, packs):
    body, _ = WITH_LIBRARIES["an action of txscript"]

    report = run(scenario, f"{PYTHON_HEAD}    {body}\n")

    assert report.evaluation.annotation_status == "rejected"
    assert ("status", "importing", "rejected") in [
        (w.attribute, w.before, w.after) for w in report.api_writes
    ]
    call = report.outcome.calls[0]
    assert (call.request.method, call.reply.status, call.reply.answered_by.value) == ("POST", 200, "rossum")


def test_without_a_token_owner_there_is_no_api(scenario):
    rest = {key: value for key, value in scenario.rest.items() if key != "rossum_authorization_token"}
    without = replace(scenario, hook=Hook("", attributes={**OWNED, "token_owner": None}), rest=rest)
    code = PYTHON_HEAD + '    return say("rossum_authorization_token" in payload)\n'

    report = run(without, code)

    assert said(report) == "False"
    assert report.api_writes == ()


# The official client


class _Bridge(BaseHTTPRequestHandler):
    """Hands requests on to the local API, for a client that is not isolated."""

    def _answer(self) -> None:
        rossum: LocalRossum = self.server.rossum
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        base = f"http://127.0.0.1:{self.server.server_port}"
        request = HttpRequest(self.command, base + self.path, tuple(self.headers.items()), body)
        reply = rossum.answer(request)
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(reply.body)))
        self.end_headers()
        self.wfile.write(reply.body)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _answer

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def client(scenario):
    from rossum_api import SyncRossumAPIClient
    from rossum_api.dtos import Token

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bridge)
    base = f"http://127.0.0.1:{server.server_port}"
    text = json.dumps(scenario.annotation.attributes).replace("https://kestrel.rossum.app", base)
    annotation = replace(scenario.annotation, attributes=json.loads(text))
    here = replace(scenario, annotation=annotation, rest={**scenario.rest, "base_url": base})
    server.rossum = LocalRossum(here, build_payload(here))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = SyncRossumAPIClient(base_url=f"{base}/api/v1", credentials=Token(TOKEN_STAND_IN))
    yield made
    made.internal_client.client.close()
    server.shutdown()
    server.server_close()


def test_the_official_client_reads_every_kind(client):
    annotation = next(iter(client.list_annotations()))

    assert client.retrieve_annotation(annotation.id).status == "importing"
    assert [queue.id for queue in client.list_queues()]
    assert [schema.id for schema in client.list_schemas()]
    assert [hook.id for hook in client.list_hooks()] == [7]
    assert client.retrieve_document(int(annotation.document.rpartition("/")[2])).id


def test_the_official_client_writes(client):
    annotation = next(iter(client.list_annotations()))

    client.update_part_annotation(annotation.id, {"metadata": {"seen": True}})

    assert client.retrieve_annotation(annotation.id).metadata == {"seen": True}


def test_the_official_client_uploads_a_text(client, tmp_path):
    queue = next(iter(client.list_queues()))
    file = tmp_path / "a.txt"
    file.write_text("hello")

    tasks = client.upload_document(queue.id, [(str(file), "a.txt")])

    assert tasks[0].status.value == "succeeded"
