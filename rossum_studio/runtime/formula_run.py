"""Has a worker compute formulas and conditions: what to run, and how to read the way it ended.

Source: reference 8.7, step 5.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from rossum_studio.model.annotation import Content
from rossum_studio.model.schema import Schema
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.simulator.formula import FormulaRequest
from rossum_studio.simulator.formula_answer import FormulaAnswer
from rossum_studio.simulator.formula_reading import read_answer, read_failure

DRIVER_NAME = "formula_driver.py"

type Run = Callable[[str, str, bytes], Outcome]


@cache
def driver_code() -> str:
    """The source that a worker runs in the place of a handler."""
    return Path(__file__).with_name(DRIVER_NAME).read_text(encoding="utf-8")


def later_question(text: str) -> str:
    """What to put behind `driver_code` when the worker has read the document ahead.

    Args:
        text: JSON: `edits` since then, and `due`, `formulas` and `rules` of now.
    """
    return f"\nask({text!r})\n"


def compute_formulas(request: FormulaRequest, schema: Schema, content: Content, run: Run) -> FormulaAnswer:
    """Compute in a worker, and wait for it.

    Args:
        schema: As in the request.
        content: As in the request.
        run: `runner.run_handler`, or `run` of a `WarmRunner`.
    """
    return answer_of(run(driver_code(), DRIVER_NAME, request.payload), schema, content)


def answer_of(outcome: Outcome, schema: Schema, content: Content) -> FormulaAnswer:
    """What a run of the driver came to, however it ended."""
    if outcome.status is Status.OK:
        return read_answer(outcome.response, schema, content)
    return read_failure(outcome.sentence, outcome.stderr, schema)
