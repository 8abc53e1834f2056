"""The benchmarks run; what they measure is not judged here."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_tree_benchmark_prints_every_measurement():
    command = [sys.executable, str(ROOT / "benchmarks" / "tree.py"), "--sizes", "300", "--rounds", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    for what in (
        "300 datapoints",
        "json.loads",
        "drop to first paint",
        "and a frame",
        "filter '1'",
        "memory",
    ):
        assert what in done.stdout
