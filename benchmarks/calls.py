"""How long a handler waits for the answer to a request, against asking a plain server on this computer.

    python benchmarks/calls.py [--rounds N] [--requests N]

The plain server is `http.server` on the loopback device, asked by the same handler in a run that may use the
network. All variants take turns, so that a busy machine slows them alike; medians and ratios of one session
are printed, each with its limit. Nothing fails: numbers are for people to read.
"""

import argparse
import json
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rossum_studio.model.http import HttpReply, HttpRequest
from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import run_handler

ROUNDS, REQUESTS = 7, 50
BODY = json.dumps({"results": [{"id": number} for number in range(20)]}).encode()
SAME, NEW = "one connection", "a connection each"
LIMITS = {("http", SAME): 2.0, ("https", SAME): 2.5, ("http", NEW): 2.5, ("https", NEW): None}

HANDLER = """
import http.client, ssl, time

def rossum_hook_request_handler(payload):
    context = ssl.create_default_context() if payload["scheme"] == "https" else None
    more = {"context": context} if context else {}
    make = http.client.HTTPSConnection if context else http.client.HTTPConnection
    connect = lambda: make(payload["host"], payload["port"], **more)
    connection, taken = connect(), []
    for number in range(payload["requests"] + 1):
        began = time.perf_counter()
        if payload["is_new"]:
            connection = connect()
        connection.request("GET", "/api/v1/queues")
        connection.getresponse().read()
        taken.append((time.perf_counter() - began) * 1000)
    return {"taken": taken[1:]}
"""


class PlainHandler(BaseHTTPRequestHandler):
    """Answers as we do, in the least code the standard library allows."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Send the body."""
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def plain_server() -> Iterator[int]:
    """Serve on the loopback device, and return the port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), PlainHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def answer(_request: HttpRequest) -> HttpReply:
    """Reply with the same body."""
    return HttpReply(200, (("Content-Type", "application/json"),), BODY)


def ask(scheme: str, host: str, port: int, how: str, requests: int, limits: Limits) -> float:
    """Return the median time of a request in milliseconds."""
    payload = {"scheme": scheme, "host": host, "port": port, "is_new": how == NEW, "requests": requests}
    outcome: Outcome = run_handler(HANDLER, "hook.py", json.dumps(payload).encode(), limits, answer=answer)
    assert outcome.status is Status.OK and outcome.response is not None, outcome.sentence
    return statistics.median(outcome.response["taken"])


def measure(how: str, rounds: int, requests: int) -> None:
    """Print what each variant takes, the plain server first."""
    times: dict[str, list[float]] = {"plain": [], "http": [], "https": []}
    with plain_server() as plain_port:
        for turn in range(rounds + 1):
            variants = {
                "plain": ("http", "127.0.0.1", plain_port, how, requests, Limits(allow_network=True)),
                "http": ("http", "elis.rossum.app", 80, how, requests, Limits(services=True)),
                "https": ("https", "elis.rossum.app", 443, how, requests, Limits(services=True)),
            }
            for name, variant in variants.items():
                taken = ask(*variant)
                if turn:
                    times[name].append(taken)
    print(f"\n{how}: {requests} requests, {rounds} rounds")
    floor = statistics.median(times["plain"])
    for name, taken in times.items():
        ratio, limit = statistics.median(taken) / floor, LIMITS.get((name, how))
        verdict = "" if limit is None else f"limit {limit:g}  {'ok' if ratio <= limit else 'OVER'}"
        print(f"  {name:8}{statistics.median(taken):8.3f} ms  x{ratio:<7.2f}{verdict}")


def main() -> None:
    """Read the options and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--requests", type=int, default=REQUESTS)
    options = parser.parse_args()
    for how in (SAME, NEW):
        measure(how, options.rounds, options.requests)


if __name__ == "__main__":
    main()
