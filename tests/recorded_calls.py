"""Records of the extension log, made of sample events, and a webhook on this computer."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

SAMPLE_EVENTS = Path(__file__).parents[1] / "sample_events"
INVOICE = "annotation_content.updated.line_items"


def sample_payload(name: str = INVOICE) -> dict[str, Any]:
    """A sample event with a token and a secret in it, as the platform sends them."""
    payload = json.loads((SAMPLE_EVENTS / f"{name}.json").read_text())
    return {**payload, "rossum_authorization_token": "d1e2f3a4b5", "secrets": {"password": "hunter2"}}


def record_of(payload: dict[str, Any], response: Any, **more: Any) -> dict[str, Any]:
    """What GET hooks/logs has of a call: request and response are texts."""
    return {
        "timestamp": "2026-03-04T09:15:27.402118Z",
        "request_id": payload.get("request_id"),
        "event": payload["event"],
        "action": payload["action"],
        "organization_id": 9,
        "hook_id": 7001,
        "hook_type": "function",
        "log_level": "INFO",
        "message": "",
        "status": "completed",
        "status_code": 200,
        "output": "",
        "request": json.dumps(payload),
        "response": response if isinstance(response, str) else json.dumps(response),
        **more,
    }


def datapoint_id(payload: dict[str, Any], schema_id: str) -> int:
    """The id of the first node with that schema_id."""

    def walk(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for node in nodes:
            yield node
            yield from walk(node.get("children") or [])

    return next(
        node["id"] for node in walk(payload["annotation"]["content"]) if node["schema_id"] == schema_id
    )


@dataclass(frozen=True)
class Reply:
    """What a webhook answers."""

    status: int = 200
    body: bytes = b"{}"
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Receiver:
    """A webhook that runs, and the requests it got: path, headers, body."""

    url: str
    got: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def webhook(answer: Callable[[bytes], Reply | None], host: str = "127.0.0.1") -> Iterator[Receiver]:
    """A real server; an `answer` of None hangs up without a word."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.got.append((self.path, dict(self.headers), body))
            reply = answer(body)
            if reply is None:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer((host, 0), Handler)
    receiver = Receiver(f"http://localhost:{server.server_port}/hook?a=1")
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def webhook_object(url: str, **config: Any) -> dict[str, Any]:
    """A hook object of type webhook."""
    return {
        "type": "webhook",
        "name": "Checks elsewhere",
        "active": True,
        "events": ["annotation_content.updated", "annotation_content.export"],
        "sideload": ["schemas"],
        "settings": {"limit": 5},
        "config": {"url": url, **config},
    }
