"""How long a run takes, from the request to the parsed outcome, against doing the same the plain way.

    python benchmarks/run_latency.py [--sizes N ...] [--rounds N] [--quick] [--peers]

Plain means: start `python -I`, import json and txscript, read the payload, call the handler, print JSON. The
variants of a table take turns, so that a busy machine slows all of them alike; medians and ratios of one
session are printed, each with its limit. Nothing fails: numbers are for people to read.
"""

import argparse
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial

import workloads
from peers import installed_peers

from rossum_studio.runtime.exchange import MakeLaunch
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.launch import Limits, python_launch
from rossum_studio.runtime.node_launch import node_binary
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.runner import WarmRunner, run_handler

SIZES = (50, 2_000, 20_000, 100_000)
QUICK_SIZES = (50, 2_000)
ROUNDS, QUICK_ROUNDS = 30, 7
PAUSE_S = 0.5
LIMITS = Limits(memory_mb=1024)

HEADER_LIMITS = {50: 0.02, 2_000: 0.02, 20_000: 0.01, 100_000: 0.005}
WALK_LIMITS = {50: 0.02, 2_000: 0.03, 20_000: 0.06, 100_000: 0.08}
EMPTY_LIMITS = {50: 1.3, 100_000: 0.7}
NODE_LIMIT, P95_LIMIT, PEER_LIMIT, FROM_PAYLOAD_LIMIT = 0.06, 2.0, 0.01, 0.2
REFILL_LIMIT, ISOLATED_RUN_LIMIT = 1.10, 1.05

type Measure = Callable[[], float]


@dataclass
class Table:
    """Times of several variants, measured in turns, the first one being what the others are compared with."""

    title: str
    rounds: int
    limits: dict[str, float | None]
    times: dict[str, list[float]] = field(default_factory=dict)

    def measure(self, variants: dict[str, Measure]) -> None:
        """Run all variants once to warm up, then round by round."""
        self.times = {name: [] for name in variants}
        for turn in range(self.rounds + 1):
            for name, measure in variants.items():
                taken = measure()
                if turn:
                    self.times[name].append(taken)

    def show(self) -> None:
        """Print a line for each variant: median, p95, ratio to the first variant, limit."""
        print(f"\n{self.title}")
        floor = statistics.median(next(iter(self.times.values())))
        for name, taken in self.times.items():
            median = statistics.median(taken)
            limit = self.limits.get(name)
            verdict = (
                "" if limit is None else f"limit {limit:g}  {'ok' if median / floor <= limit else 'OVER'}"
            )
            print(f"  {name:34}{median:9.2f} ms  p95{p95(taken):9.2f}   x{median / floor:<8.4f}{verdict}")


def p95(times: list[float]) -> float:
    """The time that one run in twenty exceeds."""
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def completed(outcome: Outcome) -> Outcome:
    """Make sure that what was measured is a run that worked."""
    if outcome.status is not Status.OK:
        sys.exit(f"A run failed: {outcome.sentence}\n{outcome.stderr}")
    return outcome


def cold(argv: list[str], payload: bytes) -> Measure:
    """Start a program, give it the payload, read its JSON."""

    def measure() -> float:
        started = time.perf_counter()
        json.loads(subprocess.run(argv, input=payload, stdout=subprocess.PIPE, check=True).stdout)
        return (time.perf_counter() - started) * 1000

    return measure


def cold_python(handler: str, payload: bytes) -> Measure:
    """The plain way, in Python."""
    return cold([sys.executable, "-I", "-c", workloads.COLD_PYTHON.format(handler=handler)], payload)


def cold_node(handler: str, payload: bytes) -> Measure:
    """The plain way, in JavaScript."""
    return cold([str(node_binary()), "-e", workloads.COLD_JAVASCRIPT.format(handler=handler)], payload)


def warm(runner: WarmRunner, handler: str, payload: bytes) -> Measure:
    """A run that finds its worker waiting."""

    def measure() -> float:
        settle(runner)
        return completed(runner.run(handler, "handler", payload, LIMITS)).total_ms

    return measure


def paused(measure: Measure, runner: WarmRunner) -> Measure:
    """The same, half a second after the last one."""

    def measure_later() -> float:
        until = time.monotonic() + PAUSE_S
        settle(runner)
        time.sleep(max(0.0, until - time.monotonic()))
        return measure()

    return measure_later


def settle(runner: WarmRunner) -> None:
    """Have the workers ready, or give up."""
    if not runner.settle():
        sys.exit("Workers do not start.")


@contextmanager
def prepared(make_launch: MakeLaunch, payload: bytes) -> Iterator[WarmRunner]:
    """Workers that wait for a run on the payload."""
    with WarmRunner(make_launch) as runner:
        runner.prepare(payload, LIMITS)
        yield runner


def python_tables(size: int, rounds: int) -> None:
    """Python at one size: both handlers, and a run that finds no worker."""
    payload = workloads.payload_of(size)
    runs: tuple[tuple[str, str, dict[int, float]], ...] = (
        ("reads the header", workloads.HEADER_PYTHON, HEADER_LIMITS),
        ("walks every datapoint", workloads.WALK_PYTHON, WALK_LIMITS),
    )
    for what, handler, limits in runs:
        title = f"Python, {size:,} datapoints ({len(payload) / 1e6:.2f} MB), {what}"
        table = Table(title, rounds, {"spare": limits.get(size), "empty pool": EMPTY_LIMITS.get(size)})
        with prepared(launch_for("python"), payload) as runner:
            table.measure(
                {
                    "cold python -I": cold_python(handler, payload),
                    "spare": warm(runner, handler, payload),
                    "empty pool": lambda handler=handler: _empty(handler, payload),
                }
            )
        table.show()


def _empty(handler: str, payload: bytes) -> float:
    return completed(run_handler(handler, "handler", payload, LIMITS)).total_ms


def node_table(size: int, rounds: int) -> None:
    """JavaScript at one size."""
    payload = workloads.payload_of(size)
    make_launch = launch_for("javascript", LIMITS, len(payload))
    table = Table(f"JavaScript, {size:,} datapoints, walks every datapoint", rounds, {"spare": NODE_LIMIT})
    with prepared(make_launch, payload) as runner:
        table.measure(
            {
                "cold node": cold_node(workloads.WALK_JAVASCRIPT, payload),
                "spare": warm(runner, workloads.WALK_JAVASCRIPT, payload),
            }
        )
    table.show()


def pause_table(size: int, rounds: int) -> None:
    """Whether runs are evenly fast when somebody presses the key twice a second."""
    payload = workloads.payload_of(size)
    with prepared(launch_for("python"), payload) as runner:
        measure = paused(warm(runner, workloads.WALK_PYTHON, payload), runner)
        times = [measure() for _ in range(rounds + 1)][1:]
    median, late = statistics.median(times), p95(times)
    verdict = "ok" if late / median <= P95_LIMIT else "OVER"
    print(
        f"\nPython, {size:,} datapoints, walk, {PAUSE_S} s between runs\n  median {median:.2f} ms, "
        f"p95 {late:.2f} ms   x{late / median:.2f}   limit {P95_LIMIT:g}  {verdict}"
    )


def isolation_tables(size: int, rounds: int) -> None:
    """What all layers of isolation cost: until workers are ready, and in a run."""
    payload = workloads.payload_of(size)
    launches = {"no isolation": partial(python_launch, with_walls=False), "isolation": python_launch}

    def refill(make_launch: MakeLaunch) -> float:
        started = time.perf_counter()
        with prepared(make_launch, payload) as runner:
            settle(runner)
            return (time.perf_counter() - started) * 1000

    refills = Table(f"Workers made ready, {size:,} datapoints", rounds, {"isolation": REFILL_LIMIT})
    refills.measure({name: partial(refill, make_launch) for name, make_launch in launches.items()})
    refills.show()
    runs = Table(f"Runs, {size:,} datapoints, walk", rounds, {"isolation": ISOLATED_RUN_LIMIT})
    with ExitStack() as stack:
        runners = {name: stack.enter_context(prepared(each, payload)) for name, each in launches.items()}

        def run(runner: WarmRunner) -> float:
            for each in runners.values():  # else the workers of one get ready beside a run of the other
                settle(each)
            return warm(runner, workloads.WALK_PYTHON, payload)()

        runs.measure({name: partial(run, runner) for name, runner in runners.items()})
    runs.show()


def from_payload_table(size: int, rounds: int) -> None:
    """TxScript on a payload that the collector leaves alone, against a plain Python."""
    payload = workloads.payload_of(size)
    program = [sys.executable, "-I", "-c", workloads.COLD_PYTHON.format(handler=workloads.FROM_PAYLOAD)]
    title = f"TxScript.from_payload alone, {size:,} datapoints"
    table = Table(title, rounds, {"worker": FROM_PAYLOAD_LIMIT})

    def plain() -> float:
        done = subprocess.run(program, input=payload, stdout=subprocess.PIPE, check=True)
        return float(json.loads(done.stdout)["ms"])

    with prepared(launch_for("python"), payload) as runner:

        def in_worker() -> float:
            settle(runner)
            response = completed(runner.run(workloads.FROM_PAYLOAD, "handler", payload, LIMITS)).response
            return float((response or {})["ms"])

        table.measure({"python -I, default collection": plain, "worker": in_worker})
    table.show()


def peer_tables(rounds: int) -> None:
    """Other people's ways to run a serverless function on a desk, installed into a temporary folder."""
    payload = workloads.payload_of(50)
    with ExitStack() as stack:
        for peer in stack.enter_context(installed_peers()):
            handler = workloads.WALK_PYTHON if peer.language == "python" else workloads.WALK_JAVASCRIPT
            runner = stack.enter_context(prepared(launch_for(peer.language, LIMITS, len(payload)), payload))
            table = Table(f"{peer.name}, 50 datapoints, walk", rounds, {"spare": PEER_LIMIT})
            command = peer.command(handler, payload)

            def call(command: list[str] = command) -> float:
                started = time.perf_counter()
                subprocess.run(command, capture_output=True, check=True)
                return (time.perf_counter() - started) * 1000

            table.measure({peer.name: call, "spare": warm(runner, handler, payload)})
            table.show()


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="datapoints")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--quick", action="store_true", help="two sizes, few rounds")
    parser.add_argument("--peers", action="store_true", help="also install and measure other programs")
    options = parser.parse_args()
    sizes = options.sizes or (QUICK_SIZES if options.quick else SIZES)
    rounds = options.rounds or (QUICK_ROUNDS if options.quick else ROUNDS)
    for size in sizes:
        python_tables(size, rounds)
    for size in sizes:
        node_table(size, rounds)
    for size in sizes:
        pause_table(size, rounds)
    for size in sizes:
        isolation_tables(size, rounds)
    from_payload_table(max(sizes), rounds)
    if options.peers:
        peer_tables(rounds)


if __name__ == "__main__":
    main()
