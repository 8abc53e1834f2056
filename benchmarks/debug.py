"""How long it takes from F5 to the first stop and from one line to the next, against a cold debugger.

    python benchmarks/debug.py [--rounds N] [--steps N]

Cold means: `debugpy.listen` with its adapter, `node --inspect-brk`, and the client's side of both in here.
The variants take turns; medians and ratios of one session are printed, each with its limit. Nothing fails:
numbers are for people to read.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import workloads
from debug_peers import debugpy_session, inspect_session

from rossum_studio.runtime.debugging.runner import DebugRunner
from rossum_studio.runtime.debugging.session import Breakpoint
from rossum_studio.runtime.launch import Limits

ROUNDS, STEPS = 7, 1_000
STOP_LIMITS = {"python": 0.05, "javascript": 0.25}
STEP_LIMIT_MS, GROWTH_LIMIT_MB = 20.0, 4.0
WARM_UP_STEPS = 200
LIMITS = Limits(timeout_s=600, memory_mb=512)
PEERS = {"python": debugpy_session, "javascript": inspect_session}
HANDLERS = {
    "python": """\
def rossum_hook_request_handler(payload):
    turns = 0
    while turns < 1_000_000:
        turns += 1
    return {}
""",
    "javascript": """\
exports.rossum_hook_request_handler = (payload) => {
  let turns = 0;
  while (turns < 1_000_000) {
    turns += 1;
  }
  return {};
};
""",
}
LINE = 4
SUFFIXES = {"python": "py", "javascript": "js"}


def stop_table(language: str, rounds: int) -> None:
    """Measure the first stop: from F5 in a worker that waits, and from the start of a cold process."""
    payload = workloads.payload_of(50)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        handler, sent = folder / f"handler.{SUFFIXES[language]}", folder / "payload.json"
        handler.write_text(HANDLERS[language])
        sent.write_bytes(payload)
        cold: list[float] = []
        warm: list[float] = []
        for _ in range(rounds):
            cold.append(milliseconds(lambda: PEERS[language](folder, handler, sent, LINE)))
            warm.append(warm_stop(language, payload))
    ours, theirs = statistics.median(warm), statistics.median(cold)
    print(f"{language}: F5 to the first stop {ours:.1f} ms, cold {theirs:.1f} ms, ", end="")
    print(f"ratio {ours / theirs:.3f} (limit {STOP_LIMITS[language]})")


def warm_stop(language: str, payload: bytes) -> float:
    """How long it takes from F5 to the stop."""
    with ready(language, payload) as run:
        started = time.perf_counter()
        run.begin(Breakpoint(1, LINE))
        run.wait_for_stop()
        return (time.perf_counter() - started) * 1000


def step_table(language: str, steps: int) -> None:
    """Make many steps, each with the locals, and look at what that leaves behind."""
    with ready(language, workloads.payload_of(50)) as run:
        run.begin(Breakpoint(1, LINE))
        run.wait_for_stop()
        worker = psutil.Process(run.exchange.child.process.pid)
        taken: list[float] = []
        for number in range(steps):
            if number == min(WARM_UP_STEPS, steps // 2):
                before = worker.memory_info().rss
            taken.append(milliseconds(lambda: step(run)))
        grown = (worker.memory_info().rss - before) / (1024 * 1024)
    left = psutil.Process().children(recursive=True)
    print(f"{language}: a step with its locals {statistics.median(taken):.1f} ms ", end="")
    print(
        f"(limit {STEP_LIMIT_MS:.0f}), {steps} steps take {grown:.1f} MB (limit {GROWTH_LIMIT_MB:.0f}), ",
        end="",
    )
    print(f"{len(left)} processes left")


def step(run: DebugRunner) -> None:
    """Go to the next line and read the names of the function."""
    run.session.step_over()
    run.wait_for_stop()
    (frame,) = run.ask(run.session.stack())
    assert run.ask(run.session.variables(frame))


def ready(language: str, payload: bytes) -> DebugRunner:
    """Return a worker that waits for F5."""
    run = DebugRunner(HANDLERS[language], f"handler.{SUFFIXES[language]}", payload, LIMITS, language)
    run.until_loaded()
    return run


def milliseconds(work: Callable[[], object]) -> float:
    """How long a call takes."""
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--steps", type=int, default=STEPS)
    options = parser.parse_args()
    for language in HANDLERS:
        stop_table(language, options.rounds)
    for language in HANDLERS:
        step_table(language, options.steps)


if __name__ == "__main__":
    main()
