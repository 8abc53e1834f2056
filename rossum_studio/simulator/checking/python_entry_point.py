"""Whether the platform finds the function it calls, and can call it.

Source: reference chapter 7, chapter 12 rows 17 and 27.
"""

import ast
from collections.abc import Iterator
from difflib import get_close_matches

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_resolve import HANDLER
from rossum_studio.simulator.checking.python_tree import FUNCTIONS, FunctionNode

_SIMILAR = 0.75


def check_entry_point(code: HandlerCode) -> Iterator[Finding]:
    """No handler, a handler in the wrong place, or one that cannot be called with a payload."""
    handler = code.handler
    if handler is None:
        if not code.names.of_module(HANDLER) and not code.names.has_star_import:
            yield _missing(code)
        return
    if _is_under_main(code, handler):
        yield code.error(
            handler,
            "python-handler-under-main",
            f"{HANDLER} is defined under `if __name__ == ...`, which is never true on the platform, so it "
            "is not found. Define it at the top level of the file.",
        )
    if not _takes_a_payload(handler.args):
        yield code.error(
            handler,
            "python-handler-parameters",
            f"{HANDLER} is called with one argument, the payload, and this definition does not accept "
            "that: every call will fail with TypeError. Write "
            f"`def {HANDLER}(payload):`.",
        )
    if isinstance(handler, ast.AsyncFunctionDef):
        yield code.warning(
            handler,
            "python-async-handler",
            f"{HANDLER} is `async def`; the platform calls it as a plain function, and what it does with "
            "a coroutine is not documented. Make it a plain `def` that calls `asyncio.run(...)`.",
        )
    yield from _wrong_answers(code, handler)


def _missing(code: HandlerCode) -> Finding:
    functions = list(code.tree.of_type(*FUNCTIONS))
    nested = next((one for one in functions if one.name == HANDLER), None)
    if nested is not None:
        return code.error(
            nested,
            "python-no-handler",
            f"{HANDLER} is defined inside a class or another function, where the platform does not find "
            "it. Define it at the top level of the file.",
        )
    top = [one for one in functions if code.names.is_module_scope(one)]
    similar = get_close_matches(HANDLER, [one.name for one in top], n=1, cutoff=_SIMILAR)
    if not similar:
        first = code.tree.root.body[0] if code.tree.root.body else None
        message = f"The platform calls a function `{HANDLER}(payload)`, and there is none in this file."
        return code.error(first or code.tree.root, "python-no-handler", message)
    function = next(one for one in top if one.name == similar[0])
    return code.error(
        function,
        "python-no-handler",
        f"The platform calls `{HANDLER}`, and there is none in this file; `{function.name}` looks like a "
        "misspelling of it.",
        _renaming(code, function),
    )


def _renaming(code: HandlerCode, function: FunctionNode) -> Fix:
    used = [name for name in code.tree.of_type(ast.Name) if name.id == function.name]
    edits = tuple(code.tree.replacement(node, HANDLER) for node in (function, *used))
    return Fix(f"Rename to {HANDLER}", edits)


def _is_under_main(code: HandlerCode, handler: FunctionNode) -> bool:
    for above in code.tree.ancestors(handler):
        if isinstance(above, ast.If) and any(
            isinstance(one, ast.Name) and one.id == "__name__" for one in ast.walk(above.test)
        ):
            return not any(code.tree.inside(handler, one) for one in above.orelse)
    return False


def _takes_a_payload(parameters: ast.arguments) -> bool:
    """Whether a call with one positional argument succeeds."""
    positional = len(parameters.posonlyargs) + len(parameters.args)
    required = positional - len(parameters.defaults)
    takes_one = required <= 1 and (positional >= 1 or parameters.vararg is not None)
    return takes_one and all(default is not None for default in parameters.kw_defaults)


def _wrong_answers(code: HandlerCode, handler: FunctionNode) -> Iterator[Finding]:
    """Answers that are no JSON object; only a manual invocation may return anything."""
    if any(event.event == "invocation" for event in code.context.hook.events):
        return
    for statement in code.returns_of(handler):
        value = statement.value
        is_object = not isinstance(value, ast.List | ast.Tuple | ast.Set | ast.JoinedStr | ast.ListComp)
        is_none = isinstance(value, ast.Constant) and value.value is None
        if is_object and (not isinstance(value, ast.Constant) or is_none):
            continue
        yield code.error(
            statement,
            "python-answer-not-object",
            "A handler returns an object, and this is none: the call will fail. Return a dict such as "
            '`{"messages": [...], "operations": [...]}`.',
        )
