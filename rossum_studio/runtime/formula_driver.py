"""Computes formula fields and the conditions of rules: runs in a worker, in the place of a handler.

Formulas are code of the user, so they share the walls, limits and the one process of a handler's run. This
file is read as text and sent to the worker; it imports nothing of ours. What it is asked is written by
`simulator.formula`, what it answers is read by `simulator.formula_reading`.

Source: reference 8.6 to 8.8 and 9.4.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from txscript import TxScript
from txscript import eval as evaluation
from txscript.formula import Formula
from txscript.txscript import TxScriptAnnotationContent

PROGRESS = "\x1ecomputing "
"""Begins a line on stderr that names what is computed next, for a run that does not live to answer."""

CONDITION = "condition"
DUE = ("updated_datapoint_ids", "force_update_datapoint_ids")
_TIMING = re.compile(r"Computed (?P<schema_id>.*) \((?P<ms>[0-9.]+)ms\)")
_stderr = sys.stderr  # taken before a formula can replace it

type Json = dict[str, Any]

ASKED: Json | None = None
"""What a line behind the end of this file asks, when the document was read ahead."""


def rossum_hook_request_handler(request: Json) -> Json:
    """Compute the formulas, then judge the rules on what they made of the document.

    Args:
        request: `payload` for TxScript, `formulas` and `rules` to compute.

    Returns:
        What TxScript collected (`operations`, `messages`, `automation_blockers`, `exceptions`,
        `computed_ids`, `promises`), and of our own `broken` (formulas that do not parse),
        `dependencies`, `cycle` (text, or null), `durations_ms` and `rules`.
    """
    if ASKED is not None:
        request = brought_up_to_date(request, ASKED)
    formulas, broken = parse_formulas(request["formulas"])
    t = TxScript.from_payload(readable(request["payload"]))
    cycle, durations_ms = compute(formulas, t)
    return {
        **collected(t),
        "broken": broken,
        "cycle": cycle,
        "dependencies": {schema_id: sorted(formula.dependencies) for schema_id, formula in formulas.items()},
        "durations_ms": durations_ms,
        "rules": [result for rule in request["rules"] for result in judge(rule, t)],
    }


def ask(text: str) -> None:
    """Take what `formula_run.later_question` wrote."""
    global ASKED
    ASKED = json.loads(text)


def brought_up_to_date(request: Json, asked: Json) -> Json:
    """Return the request as if it had been made now: with the edits since, and what is asked now."""
    payload = {key: value for key, value in request["payload"].items() if key not in DUE}
    nodes = {node["id"]: node for node in every_node(payload["annotation"]["content"])}
    for edit in asked["edits"]:
        node = nodes[edit["id"]]
        if "node" in edit:
            node.clear()
            node.update(edit["node"])
        else:
            known = {child["id"]: child for child in (*node["children"], *edit["added"])}
            node["children"] = [known[child_id] for child_id in edit["children"]]
    return {"payload": {**payload, **asked["due"]}, "formulas": asked["formulas"], "rules": asked["rules"]}


def every_node(nodes: Iterable[Json]) -> Iterator[Json]:
    """Yield nodes and all below them."""
    for node in nodes:
        yield node
        yield from every_node(node.get("children") or ())


def readable(payload: Json) -> Json:
    """Leave out of the content what the schema does not know: TxScript raises KeyError on it."""
    known = set(schema_ids(payload["schemas"][0]["content"]))
    annotation = payload["annotation"]
    return {**payload, "annotation": {**annotation, "content": nodes_of(known, annotation["content"])}}


def schema_ids(nodes: Iterable[Json]) -> Iterator[str]:
    """Yield the id of every node of a schema."""
    for node in nodes:
        yield node["id"]
        children = node.get("children") or ()
        yield from schema_ids([children] if isinstance(children, dict) else children)


def nodes_of(known: set[str], nodes: Iterable[Json]) -> list[Json]:
    """Return the nodes of known fields, and below them the same."""
    kept = [node for node in nodes if node["schema_id"] in known]
    for node in kept:
        if "children" in node:
            node["children"] = nodes_of(known, node["children"])
    return kept


def parse_formulas(requested: Sequence[Json]) -> tuple[dict[str, Any], list[Json]]:
    """Return the formulas that parse, by schema_id in the order given, and why the others do not."""
    formulas: dict[str, Any] = {}
    broken = []
    for one in requested:
        try:
            formula = Formula(one["schema_id"], one["code"], one["table"])
        except Exception as error:  # the parser's own limits raise more than SyntaxError
            text = f"{type(error).__name__}: {getattr(error, 'msg', error)}"
            line = getattr(error, "lineno", None)
            broken.append({"schema_id": one["schema_id"], "content": text, "line": line})
        else:
            formulas[one["schema_id"]] = announced(formula)
    return formulas, broken


def announced(formula: Any) -> Any:
    """Have the formula say on stderr that its turn has come, once."""
    evaluate = formula.evaluate

    def evaluate_first(t: Any) -> Any:
        announce("formula", formula.schema_id)
        formula.evaluate = evaluate
        return evaluate(t)

    formula.evaluate = evaluate_first
    return formula


def announce(kind: str, name: object) -> None:
    """Name what is computed next."""
    _stderr.write(f"{PROGRESS}{kind} {name}\n")
    _stderr.flush()


def compute(formulas: Mapping[str, Any], t: Any) -> tuple[str | None, dict[str, float]]:
    """Evaluate all that is due, in the order of dependencies.

    Returns:
        What TxScript says about a cycle, which leaves everything uncomputed; and how long each
        formula took, in milliseconds.
    """
    described = {
        schema_id: {"type": "formula", "code": formula.string} for schema_id, formula in formulas.items()
    }
    durations_ms: dict[str, float] = {}
    with taken_from(formulas, durations_ms):
        try:
            evaluation.eval_strings(described, t)
        except RuntimeError as error:  # only `toposort` raises it: formulas are caught one by one
            return str(error), durations_ms
    return None, durations_ms


@contextmanager
def taken_from(formulas: Mapping[str, Any], durations_ms: dict[str, float]) -> Iterator[None]:
    """Have TxScript use the formulas that are parsed already, and note its timing instead of printing it."""

    def note(text: str) -> None:
        if timing := _TIMING.fullmatch(text):
            durations_ms[timing["schema_id"]] = float(timing["ms"])

    evaluation.Formula = lambda schema_id, *_: formulas[schema_id]
    evaluation.print = note
    try:
        yield
    finally:
        evaluation.Formula = Formula
        del evaluation.print


def collected(t: Any) -> Json:
    """Return what TxScript collected, as plain values."""
    response = t.hook_response(separate_exceptions=True)
    return {
        "operations": response["operations"],
        "messages": [{"type": one["type"], **said(one)} for one in response["messages"]],
        "automation_blockers": [said(one) for one in response["automation_blockers"]],
        "exceptions": [
            {**said(one), "line": one["lineno"], "schema_id": one["detail"]["source_schema_id"]}
            for one in response["exceptions"]
        ],
        "computed_ids": sorted(one for one in response["computed_ids"] if one > 0),  # -1: an absent cell
        "promises": response["promises"],
    }


def said(entry: Json) -> Json:
    """Return the text, where it belongs and the datapoint whose formula said it; null where there is none."""
    return {
        "content": str(entry["content"]),
        "id": node_id(entry.get("id")),
        "source_id": node_id(entry["source_id"]),
    }


def node_id(found: object) -> int | None:
    """Return the id of a node; TxScript gives -1, or a schema_id, for what has none."""
    return found if isinstance(found, int) and found > 0 else None


def judge(rule: Json, t: Any) -> Iterator[Json]:
    """Yield whether the rule's condition holds: for each row of its table, or for the document."""
    announce("rule", rule["name"])
    own = TxScriptAnnotationContent(t.field, t.annotation)  # a condition says nothing to the reviewer
    own.context = t.context
    formula = Formula(CONDITION, rule["condition"], rule["table"])
    with t.field._readonly_context():
        if rule["table"] is None:
            yield {"rule": rule["index"], "row_id": None, **verdict(formula, own)}
            return
        for row in t.field._get_field(rule["table"]).get_value():
            with row._row_formula_context(own) as row_t:
                row_id = row._field.attrs["id"]
                yield {"rule": rule["index"], "row_id": row_id, **verdict(formula, row_t)}


def verdict(formula: Any, t: Any) -> Json:
    """Return what the condition came to; both answers are no where it raised."""
    try:
        value = formula._evaluate_formula(t)
        return {"is_true": value is True, "is_truthy": bool(value), "error": None, "line": None}
    except Exception as error:
        text, line, _ = evaluation.parse_formula_exception(formula.string, error)
        return {"is_true": False, "is_truthy": False, "error": text, "line": line}
