"""Many runs of one hook, each in a process that was booted while the run before it was under way."""

import time
from pathlib import Path
from typing import Self

from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.outcome import Outcome
from rossum_studio.runtime.play import Job, Role
from rossum_studio.runtime.pool import Pool
from rossum_studio.runtime.runner import Loop, run_job
from rossum_studio.runtime.spare import Need


class BatchRunner:
    """Runs jobs one after the other and waits for each. Close it, or use `with`.

    Args:
        interpreter: The Python for jobs in Python; the running one when None.
    """

    def __init__(self, interpreter: Path | None = None) -> None:
        self._interpreter = interpreter
        self._loop = Loop()
        self._pools: dict[Role, Pool] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def run(self, job: Job) -> Outcome:
        """Run a job in a fresh process that is gone when the next run begins, or soon after.

        Raises:
            NotSupportedError: This system cannot run handlers.
        """
        if job.answer is not None:  # whose requests are answered while it runs
            return run_job(job, self._interpreter)
        started = time.perf_counter()
        make_launch = launch_for(job.language, job.limits, len(job.payload), self._interpreter)
        pool = self._pools.setdefault(job.role, Pool(self._loop))
        pool.prepare(Need(None, job.limits, make_launch))
        try:
            exchange = pool.start(job.code, job.filename, Need(job.payload, job.limits, make_launch))
        except OSError:
            return run_job(job, self._interpreter)  # which says why no process can be started
        try:
            return self._loop.run(exchange, started, None)
        finally:
            pool.retire(exchange)
            pool.tend()

    def close(self) -> None:
        """End all workers."""
        for pool in self._pools.values():
            pool.close()
        self._loop.close()
