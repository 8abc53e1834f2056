"""One run after the other: formulas, payload, process, report; the GUI thread waits for none of them."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from rossum_studio.gui.debugging.process import DebugPool, DebugProcess
from rossum_studio.gui.play import PlayRun
from rossum_studio.gui.pool import WorkerPool
from rossum_studio.gui.process import HandlerProcess
from rossum_studio.gui.recorded.posting import Posting
from rossum_studio.gui.run.prepared import Prepared
from rossum_studio.gui.task import TaskRunner
from rossum_studio.model.errors import StudioError
from rossum_studio.model.webhook import is_webhook
from rossum_studio.runtime.event_play import Baseline, ReadyRun, RunRequest, get_ready, judge
from rossum_studio.runtime.kept import KeptWorker
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.play import Job, Play, Role
from rossum_studio.runtime.report import Report
from rossum_studio.runtime.settling import FORMULA_LIMITS, computes
from rossum_studio.runtime.spare import Need
from rossum_studio.runtime.webhook import WebhookJob
from rossum_studio.simulator.payload import Payload

BURY_AGAIN_MS = 50
PREPARE_AGAIN_MS = 100
"""After a run, so that its result is painted first."""
HURRY_S = 0.006
"""Before a run, so that its worker is busy while the edit that caused it is painted."""


class RunController(QObject):
    """At most one run is under way. Between runs a worker waits with the payload of the next one."""

    run_started = Signal()
    run_finished = Signal(object)  # Report
    run_failed = Signal(str)  # no process was started
    debugging_started = Signal(object)  # DebugProcess

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.debug_workers: DebugPool | None = None
        self.debugs_next = False
        self._debugs = False
        self._tasks = tasks
        self._play: PlayRun | None = None
        self._preparing: PlayRun | None = None
        self._pool = WorkerPool(self)
        self._formula_pool = WorkerPool(self)
        self._kept = KeptWorker()
        self._burying = QTimer(self, interval=BURY_AGAIN_MS)
        self._burying.timeout.connect(self._bury)
        self.interpreter: Path | None = None
        self._reuses_process = False
        self._prepared: Prepared | None = None
        self._baseline: Baseline | None = None
        self._next: RunRequest | None = None
        self._again = QTimer(self, singleShot=True, interval=PREPARE_AGAIN_MS)
        self._again.timeout.connect(self._prepare_next)

    @property
    def is_running(self) -> bool:
        """Whether a run, a chain or a step is under way."""
        return self._play is not None

    @property
    def is_prepared(self) -> bool:
        """Whether a worker waits with the payload that was prepared last."""
        return self._prepared is not None and self._pool.is_settled and self._formula_pool.is_settled

    @property
    def reuses_process(self) -> bool:
        """Whether runs of one function share a process, to show what it leaves behind in it."""
        return self._reuses_process

    @reuses_process.setter
    def reuses_process(self, reuses: bool) -> None:
        if reuses != self._reuses_process:
            self._reuses_process = reuses
            self._kept.close()
            self.prepare(self._next)

    def prepare(self, request: RunRequest | None) -> None:
        """Have a worker ready for this run, or none at all; call it when anything of it has changed."""
        self._next = request
        self._stop_preparing()
        self._prime_formulas(request)
        if request is None:
            self._prepared = None
            self._pool.prepare(None)
            if self.debug_workers is not None:
                self.debug_workers.prepare(None)
        elif self._prepared is not None and self._prepared.is_for(request.scenario):
            self._pool.prepare(self._hook_need(self._prepared.ready_for(request)))
        else:
            self._preparing = self._start(get_ready(request, self._baseline))
            self._preparing.finished.connect(lambda ready: self._on_prepared(request, ready))
            self._preparing.failed.connect(self._on_not_prepared)

    def run(self, request: RunRequest, *, debugs: bool = False) -> None:
        """Start a run; ignored while one is under way.

        Args:
            debugs: Call the handler under the debugger.
        """
        if self.is_running:
            return
        self._next, self._debugs = request, debugs
        self.run_started.emit()
        prepared, self._prepared = self._prepared, None  # each event is sent once
        if prepared is not None and prepared.is_for(request.scenario):
            play = _run_prepared(prepared.ready_for(request))
        else:
            play = self._prepare_and_run(request, prepared.ready.payload if prepared is not None else None)
        run = self._begin(play)
        run.finished.connect(self._on_report)
        run.failed.connect(self._on_failed)
        run.hurry(HURRY_S)

    def perform(self, play: Play[Any]) -> PlayRun | None:
        """Start any other play; None while a run is under way."""
        if self.is_running:
            return None
        self._prepared = None
        run = self._begin(play)
        for ended in (run.finished, run.failed):
            ended.connect(lambda _result: self._on_performed())
        return run

    def _begin(self, play: Play[Any]) -> PlayRun:
        self._stop_preparing()
        self._play = self._start(play)
        return self._play

    def _on_performed(self) -> None:
        self._play = None
        self._again.start()

    def stop(self) -> None:
        """End the run now, wherever it is."""
        if self._play is not None:
            self._play.stop()

    def close(self) -> None:
        """End the run and the workers without a word: the window is going away."""
        self.prepare(None)
        if self._play is not None:
            self._play.close()
            self._play = None
        self._pool.close()
        self._burying.stop()
        if self.debug_workers is not None:
            self.debug_workers.close()
        self._kept.close()
        self._formula_pool.close()

    def _prime_formulas(self, request: RunRequest | None) -> None:
        """Have a worker wait for formulas and rules, where the schema has any."""
        schema = request.scenario.schema if request is not None else None
        is_needed = schema is not None and computes(schema)
        self._formula_pool.prepare(self._formula_need() if is_needed else None)

    def _prepare_and_run(self, request: RunRequest, earlier: Payload | None) -> Play[Report]:
        """Run what is not prepared, in a worker that may have parsed an earlier payload."""
        ready = yield from get_ready(request, self._baseline)
        self._baseline = ready.baseline
        return (yield from _run_prepared(replace(ready, earlier=earlier)))

    def _start(self, play: Play[Any]) -> PlayRun:
        return PlayRun(play, self._start_job, self._tasks, self)

    def _start_job(self, job: Job) -> HandlerProcess | Posting:
        if isinstance(job, WebhookJob):
            return Posting(job, self)
        if self._debugs and job.role is Role.HOOK and self.debug_workers is not None:
            return self._start_debugged(job, self.debug_workers)
        process = HandlerProcess(
            self._pool_for(job), job.code, job.filename, self._need(job), self, job.answer
        )
        process.finished.connect(lambda _outcome: self._burying.start())
        return process

    def _start_debugged(self, job: Job, workers: DebugPool) -> DebugProcess:
        self._debugs = False
        process = DebugProcess(workers, job.code, job.filename, self._need(job), self)
        self.debugging_started.emit(process)
        return process

    def _pool_for(self, job: Job) -> WorkerPool | KeptWorker:
        if job.role is not Role.HOOK:
            return self._formula_pool
        return self._kept if self._reuses_process else self._pool

    def _bury(self) -> None:
        """See to what a killed run left of a kept process."""
        if not self._kept.tend():
            self._burying.stop()

    def _stop_preparing(self) -> None:
        self._again.stop()
        if self._preparing is not None:
            self._preparing.close()
            self._preparing = None

    def _on_prepared(self, request: RunRequest, ready: ReadyRun) -> None:
        self._preparing = None
        self._baseline = ready.baseline
        self._prime_formulas(request)
        self._prepared = Prepared(request.scenario, ready)
        self._pool.prepare(self._hook_need(ready))

    def _on_not_prepared(self) -> None:
        self._preparing = None  # the run will say why

    def _prepare_next(self) -> None:
        self.prepare(self._next)

    def _hook_need(self, ready: ReadyRun) -> Need | None:
        """What waits for the next run; a process that is used again needs no other to wait."""
        if is_webhook(ready.request.scenario.hook):
            return None
        need = self._need(ready.job)
        if self.debug_workers is not None:
            self.debug_workers.prepare(need if self.debugs_next else None)
        return None if self._reuses_process else need

    def _formula_need(self) -> Need:
        """Workers that have read the document ahead, once one of them has been asked about it."""
        read_ahead = self._baseline.settled.read_ahead if self._baseline is not None else None
        payload = read_ahead.payload if read_ahead is not None else None
        launch = launch_for("python", FORMULA_LIMITS, interpreter=self.interpreter)
        return Need(payload, FORMULA_LIMITS, launch)

    def _need(self, job: Job) -> Need:
        launch = launch_for(job.language, job.limits, len(job.payload), self.interpreter)
        return Need(job.payload, job.limits, launch, job.later)

    def _on_report(self, report: Report) -> None:
        self._play = None
        self.run_finished.emit(report)
        if self._prepared is None and self._preparing is None:
            self._again.start()

    def _on_failed(self, error: StudioError) -> None:
        self._play = None
        self.run_failed.emit(str(error))


def _run_prepared(ready: ReadyRun) -> Play[Report]:
    outcome = yield ready.job
    return (yield from judge(ready, outcome))
