"""Whether thousands of runs leave anything behind: memory, processes, descriptors, scratch folders.

    python benchmarks/soak.py [--runs N]

Runs follow each other without a pause, so most find no worker waiting and some do. Handlers return, raise and
die in turns. Exits with 1 when memory grew by more than 5 % after the first tenth, or anything else is left.
"""

import argparse
import sys
import tempfile
from pathlib import Path

import psutil
import workloads

from rossum_studio.runtime.runner import WarmRunner

MEGABYTE = 1024 * 1024
MAX_GROWTH = 1.05
HANDLERS = (
    workloads.HEADER_PYTHON,
    workloads.WALK_PYTHON,
    "def rossum_hook_request_handler(payload):\n    print('x' * 100_000)\n    raise ValueError(payload)\n",
    "import os\ndef rossum_hook_request_handler(payload):\n    os._exit(3)\n",
    "def rossum_hook_request_handler(payload):\n    open('note.txt', 'w').write('x' * 100_000)\n",
)


def main() -> int:
    """Run, watch, print; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=10_000)
    runs = parser.parse_args().runs
    us, payload = psutil.Process(), workloads.payload_of(200)
    descriptors = us.num_fds()
    with tempfile.TemporaryDirectory(prefix="rossum-soak-") as folder:
        tempfile.tempdir = folder
        resident = soak(runs, payload)
        scratch = list(Path(folder).iterdir())
    growth = resident[-1] / resident[len(resident) // 10]
    left = {
        "descriptors": us.num_fds() - descriptors,
        "processes": len(us.children(recursive=True)),
        "scratch folders": len(scratch),
    }
    print(f"memory x{growth:.3f} (limit {MAX_GROWTH})", *(f"{name} {count}" for name, count in left.items()))
    return int(growth > MAX_GROWTH or any(left.values()))


def soak(runs: int, payload: bytes) -> list[float]:
    """Run the handlers in turns; returns resident memory in MB, measured a hundred times."""
    resident, every = [], max(1, runs // 100)
    with WarmRunner() as runner:
        for number in range(runs):
            runner.prepare(payload)
            runner.run(HANDLERS[number % len(HANDLERS)], "hook.py", payload)
            if number % every == 0:
                resident.append(psutil.Process().memory_info().rss / MEGABYTE)
                print(f"\r{number:>7} runs, {resident[-1]:.1f} MB", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return resident


if __name__ == "__main__":
    sys.exit(main())
