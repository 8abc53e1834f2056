"""Computes formulas within the tests' own process, for properties that want many."""

import msgspec

from rossum_studio.model.annotation import Content
from rossum_studio.model.schema import Schema
from rossum_studio.runtime import formula_driver
from rossum_studio.simulator.apply import Applied
from rossum_studio.simulator.formula import formula_request
from rossum_studio.simulator.formula_answer import FormulaAnswer
from rossum_studio.simulator.formula_apply import apply_formula_answer
from rossum_studio.simulator.formula_reading import read_answer


def computed_here(schema: Schema, content: Content, changed=None, forced=()) -> FormulaAnswer:
    request = formula_request(schema, content, changed, forced)
    if request is None:
        return FormulaAnswer()
    raw = formula_driver.rossum_hook_request_handler(msgspec.json.decode(request.payload))
    return read_answer(raw, schema, content)


def applied_here(schema: Schema, content: Content, changed=None, forced=()) -> Applied:
    return apply_formula_answer(content, schema, computed_here(schema, content, changed, forced))
