"""What a run waits with, and the runs it is good for."""

from dataclasses import dataclass, replace

from rossum_studio.model.annotation import Content
from rossum_studio.runtime.event_play import ReadyRun, RunRequest
from rossum_studio.simulator.scenario import Scenario


@dataclass(frozen=True)
class Prepared:
    """Everything that comes before the call of a handler, done ahead for a scenario."""

    scenario: Scenario
    ready: ReadyRun

    def is_for(self, scenario: Scenario) -> bool:
        """Whether the same would be sent for this scenario. Only the code may differ: it is not sent.

        Documents and schemas are known by identity: comparing large ones would take longer than a run.
        """
        mine = self.scenario
        if _content(mine) is not _content(scenario) or mine.schema is not scenario.schema:
            return False
        return _without_code(mine) == _without_code(scenario)

    def ready_for(self, request: RunRequest) -> ReadyRun:
        """The run for a request that differs in code, limits or name only."""
        scenario = replace(self.ready.request.scenario, hook=request.scenario.hook)
        ready = replace(
            self.ready.request,
            scenario=scenario,
            filename=request.filename,
            limits=request.limits,
            mocks=request.mocks,
        )
        return replace(self.ready, request=ready)


def _content(scenario: Scenario) -> Content | None:
    return scenario.annotation.content if scenario.annotation is not None else None


def _without_code(scenario: Scenario) -> Scenario:
    return replace(scenario, hook=scenario.hook.with_code(""))
