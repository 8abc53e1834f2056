"""Runs of any hook: functions in workers, webhooks by a call to this computer."""

from rossum_studio.gui.process import HandlerProcess
from rossum_studio.gui.recorded.posting import Posting
from rossum_studio.gui.run.controller import RunController
from rossum_studio.model.webhook import is_webhook
from rossum_studio.runtime.event_play import ReadyRun
from rossum_studio.runtime.play import Job
from rossum_studio.runtime.spare import Need
from rossum_studio.runtime.webhook import WebhookJob


class CallController(RunController):
    """A `RunController` that calls webhooks as well; no worker waits for those."""

    def _start_job(self, job: Job) -> HandlerProcess | Posting:
        return Posting(job, self) if isinstance(job, WebhookJob) else super()._start_job(job)

    def _hook_need(self, ready: ReadyRun) -> Need | None:
        return None if is_webhook(ready.request.scenario.hook) else super()._hook_need(ready)
