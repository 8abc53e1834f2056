"""How long things take, measured in turns so that all of them see the same machine."""

import gc
import statistics
import time
from collections.abc import Callable


def milliseconds(work: Callable[[], object]) -> float:
    """How long one call takes, without what it returns being freed."""
    gc.collect()
    started = time.perf_counter()
    kept = work()
    elapsed = (time.perf_counter() - started) * 1000
    del kept
    return elapsed


def median_of_rounds(variants: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median duration of each variant; each runs once a round."""
    taken: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, work in variants.items():
            taken[name].append(milliseconds(work))
    return {name: statistics.median(each) for name, each in taken.items()}
