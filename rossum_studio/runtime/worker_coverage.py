"""Which lines of the user's file ran. Each line is noted once, so that a loop costs no more than a pass.

Loaded by path from worker.py, so it imports nothing of ours.
"""

import sys
from types import CodeType

TOOL = 1  # sys.monitoring.COVERAGE_ID


class Lines:
    """The lines of one file that ran since the last `start_over`."""

    def __init__(self) -> None:
        self._seen: set[int] = set()

    def start_over(self) -> None:
        """Forget what ran, and note lines again that ran before."""
        if self._seen:
            self._seen.clear()
            sys.monitoring.restart_events()

    def watch(self, code: CodeType) -> None:
        """Note the lines of a file that is about to be executed. Nothing on Pythons before 3.12."""
        if not hasattr(sys, "monitoring"):
            return
        monitoring, seen = sys.monitoring, self._seen
        events = monitoring.events.LINE
        disable = monitoring.DISABLE

        def note(_code: CodeType, line: int) -> object:
            seen.add(line)
            return disable

        try:
            monitoring.use_tool_id(TOOL, "rossum-studio")
        except ValueError:  # somebody else measures already
            return
        monitoring.register_callback(TOOL, events, note)
        left = [code]
        while left:
            block = left.pop()
            monitoring.set_local_events(TOOL, block, events)
            left += [each for each in block.co_consts if isinstance(each, CodeType)]

    def ran(self) -> list[int]:
        """Return the lines that ran, in order."""
        return sorted(self._seen)
