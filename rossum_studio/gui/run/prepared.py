"""A payload built ahead of its run, and the runs it is good for."""

from dataclasses import dataclass, replace

from rossum_studio.model.annotation import Content
from rossum_studio.simulator.payload import Payload
from rossum_studio.simulator.scenario import Scenario


@dataclass(frozen=True)
class Prepared:
    """What would be sent for a scenario."""

    scenario: Scenario
    payload: Payload

    def is_for(self, scenario: Scenario) -> bool:
        """Whether the same would be sent for this scenario. Only the code may differ: it is not sent.

        Documents and schemas are known by identity: comparing large ones would take longer than a run.
        """
        mine = self.scenario
        if _content(mine) is not _content(scenario) or mine.schema is not scenario.schema:
            return False
        return _without_code(mine) == _without_code(scenario)


def _content(scenario: Scenario) -> Content | None:
    return scenario.annotation.content if scenario.annotation is not None else None


def _without_code(scenario: Scenario) -> Scenario:
    return replace(scenario, hook=scenario.hook.with_code(""))
