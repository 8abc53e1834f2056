"""Runs handlers whose requests are answered by the test, as a platform of a few lines would."""

import gzip
import json
import textwrap
from collections.abc import Sequence
from pathlib import Path

from rossum_studio.model.http import Answer, Call, HttpReply, HttpRequest, json_reply
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import run_handler

API = "https://elis.rossum.app/api/v1"
BIG = b"0123456789abcdef" * (5 * 1024 * 1024 // 16)
TEXT = (("Content-Type", "text/plain"),)


def platform(request: HttpRequest) -> HttpReply:
    """Answer what the path asks for; tell everything else what arrived."""
    match request.path.rpartition("/")[2]:
        case "missing":
            return json_reply(404, {"detail": "Not found."})
        case "throttled":
            reply = json_reply(429, {"detail": "Request was throttled."})
            return HttpReply(429, (*reply.headers, ("Retry-After", "2")), reply.body)
        case "gzip":
            return HttpReply(200, (*TEXT, ("Content-Encoding", "gzip")), gzip.compress(b"unpacked"))
        case "chunked":
            return HttpReply(200, (*TEXT, ("Transfer-Encoding", "chunked")), b"in pieces")
        case "big":
            return HttpReply(200, TEXT, BIG)
        case "empty":
            return HttpReply(204)
    return json_reply(200, {"method": request.method, "url": request.url, "body": request.body.decode()})


def run(
    body: str,
    answer: Answer | None = platform,
    payload: object = None,
    interpreter: Path | None = None,
    **limits,
) -> Outcome:
    """Run a Python handler made of these statements; the first is line 2."""
    lines = textwrap.indent(textwrap.dedent(body).strip("\n"), "    ")
    return run_handler(
        f"def rossum_hook_request_handler(payload):\n{lines}\n",
        "hook.py",
        json.dumps(payload).encode(),
        Limits(**{"services": True, "timeout_s": 20} | limits),
        interpreter=interpreter,
        answer=answer,
    )


def run_javascript(body: str, answer: Answer | None = platform, payload: object = None, **limits) -> Outcome:
    """Run an async JavaScript handler made of these statements; the first is line 2."""
    body = textwrap.dedent(body).strip("\n")
    return run_handler(
        f"exports.rossum_hook_request_handler = async (payload) => {{\n{body}\n}};\n",
        "hook.js",
        json.dumps(payload).encode(),
        Limits(**{"services": True, "timeout_s": 20} | limits),
        language="javascript",
        answer=answer,
    )


def found(outcome: Outcome) -> object:
    """What the handler returned under `found`."""
    assert outcome.status is Status.OK, outcome.sentence + outcome.stderr
    return outcome.response["found"]


def told(calls: Sequence[Call]) -> list[tuple[str, str, int, int | None]]:
    """Method, address, status and line of each call."""
    return [(call.request.method, call.request.url, call.reply.status, call.line) for call in calls]
