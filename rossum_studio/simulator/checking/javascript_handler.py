"""Whether Rossum finds the handler of a script, and whether the handler answers.

Source: reference chapter 7, 5.1, 4.1, chapter 12 rows 17 and 18; practice, "Traps".
"""

from collections.abc import Iterator
from difflib import get_close_matches

from rossum_studio.model.finding import Finding, Fix, TextEdit, TextRange
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.javascript_names import Binding, parameters_of
from rossum_studio.simulator.checking.javascript_script import HANDLER, Script, entries_of, replacing
from rossum_studio.simulator.checking.javascript_tree import Syntax

_SIMILAR = 0.75
_LITERALS = ("object", "array", "string", "template_string", "number", "true", "false", "null", "undefined")
_NO_ANSWER = ("array", "string", "template_string", "number", "true", "false")
_ANSWER_KEYS = ("messages", "operations", "automation_blockers", "files")
_ANSWER_LISTS = (*_ANSWER_KEYS, "automationBlockers")
_INERT = ("push", "unshift", "length", "forEach", "sort", "splice")
"""What can be done with a list without handing it on."""


def check_handler(script: Script, context: CheckContext) -> Iterator[Finding]:
    """The export, its parameters and what it returns."""
    if HANDLER not in script.exports.values:
        yield from _check_missing(script)
        return
    value = script.exports.values[HANDLER]
    if value is not None and script.value_of(value).type in _LITERALS:
        message = f"{HANDLER} is not a function, so the call fails. Export a function that takes the payload."
        yield script.finding(Severity.ERROR, "handler-not-a-function", value, message)
    if script.handler is not None:
        yield from _check_parameters(script, script.handler)
        yield from _check_answer(script, script.handler, context)


def _check_missing(script: Script) -> Iterator[Finding]:
    if script.exports.is_open or any(script.of_type("import_statement", "export_statement")):
        return
    found = _misspelt(script) or _not_exported(script)
    if found is not None:
        yield found
        return
    message = (
        f"No function {HANDLER} is exported, so Rossum has nothing to call. "
        f"Write exports.{HANDLER} = async (payload) => {{ ... }};"
    )
    yield script.finding(Severity.ERROR, "no-handler", script.start, message)


def _misspelt(script: Script) -> Finding | None:
    """The export that is meant: one with a name like it, or the only function."""
    exports = script.exports
    close = get_close_matches(HANDLER, exports.values, 1, _SIMILAR)
    functions = [name for name, value in exports.values.items() if value and script.function_of(value)]
    meant = close or (functions if len(functions) == 1 else [])
    if not meant:
        return _exported_without_name(script)
    node = exports.names[meant[0]]
    new = f"{HANDLER}: {node.text}" if node.type == "shorthand_property_identifier" else HANDLER
    message = f"The export is called {meant[0]}, but Rossum calls {HANDLER}, so the hook fails. Rename it."
    fix = Fix(f"Export it as {HANDLER}", (replacing(node, repr(new) if node.type == "string" else new),))
    return script.finding(Severity.ERROR, "no-handler", node, message, fix)


def _exported_without_name(script: Script) -> Finding | None:
    """`module.exports = (payload) => ...`."""
    for node in script.of_type("assignment_expression"):
        left = node.fields["left"]
        if script.global_path(left) == "module.exports" and script.function_of(node.fields["right"]):
            message = (
                f"The module is a function itself, but Rossum calls {HANDLER} in it. Export it by that name."
            )
            fix = Fix(f"Export it as {HANDLER}", (replacing(left, f"exports.{HANDLER}"),))
            return script.finding(Severity.ERROR, "no-handler", left, message, fix)
    return None


def _not_exported(script: Script) -> Finding | None:
    functions = {
        binding.name: binding
        for binding in script.names.bindings
        if _is_top_level(binding, script) and script.function_of(binding.declaration)
    }
    close = get_close_matches(HANDLER, functions, 1, _SIMILAR)
    if not close:
        return None
    line = f"exports.{HANDLER} = {close[0]};"
    message = f"The function {close[0]} is not exported, so Rossum does not find it. Add the line {line}"
    fix = Fix(f"Export {close[0]}", (_last_line(script, line),))
    return script.finding(Severity.ERROR, "no-handler", functions[close[0]].declaration, message, fix)


def _is_top_level(binding: Binding, script: Script) -> bool:
    return binding.kind in ("function", "const", "let", "var") and not any(
        each.is_function for each in _outside(binding.declaration)
    )


def _outside(declaration: Syntax) -> list[Syntax]:
    """What a declared name is in, without the function that it names."""
    parents = list(declaration.ancestors())
    return parents[1:] if parents and parents[0].is_function else parents


def _last_line(script: Script, line: str) -> TextEdit:
    gap = "" if script.root.source.code.endswith("\n") else "\n"
    return replacing(script.end, f"{gap}\n{line}\n")


def _check_parameters(script: Script, handler: Syntax) -> Iterator[Finding]:
    for parameter in parameters_of(handler)[1:2]:
        if parameter.type not in ("assignment_pattern", "rest_pattern"):
            message = f"Rossum calls {HANDLER} with the payload alone, so {parameter.text} is undefined."
            yield script.finding(Severity.WARNING, "handler-parameters", parameter, message)


def _check_answer(script: Script, handler: Syntax, context: CheckContext) -> Iterator[Finding]:
    answers = returned(handler)
    yield from _check_answers_are_objects(script, answers, context)
    lost = [binding for binding in script.names.bindings if _is_lost_list(binding, script, handler)]
    if answers:
        for binding in lost:
            message = f"{binding.name} is filled but not returned, so Rossum never sees what is in it."
            yield script.finding(Severity.WARNING, "list-not-returned", binding.declaration, message)
    elif lost:
        yield _finding_on_lost_lists(script, handler, lost)
    else:
        yield from _check_silence(script, handler, context)


def returned(function: Syntax) -> list[Syntax]:
    """What a function returns, as far as it returns anything."""
    body = function.fields["body"]
    if body.type != "statement_block":
        return [body]
    found = [
        node.children[0] for node in body.walk_own() if node.type == "return_statement" and node.children
    ]
    return [node for node in found if node.type != "undefined"]


def _check_answers_are_objects(
    script: Script, answers: list[Syntax], context: CheckContext
) -> Iterator[Finding]:
    if any(event.name == "invocation.manual" for event in context.hook.events):
        return  # whatever it is goes back to the caller
    for answer in answers:
        kind = script.value_of(answer).type
        if kind not in _NO_ANSWER:
            continue
        what = {"array": "a list", "number": "a number"}.get(
            kind, "a text" if "string" in kind else "true or false"
        )
        name = answer.text if answer.text in _ANSWER_KEYS else ""
        instead = f"{{ {name or 'messages'} }}"
        fixes = (Fix(f"Return {instead}", (replacing(answer, instead),)),) if name else ()
        message = f"The handler returns {what}, which Rossum refuses. Return an object such as {instead}."
        yield script.finding(Severity.ERROR, "answer-not-object", answer, message, *fixes)


def _is_lost_list(binding: Binding, script: Script, handler: Syntax) -> bool:
    """Whether a list of the answer is filled in the handler and then left alone."""
    is_list = binding.value is not None and binding.value.type == "array" and not binding.keys
    if not is_list or binding.writes or handler not in binding.declaration.ancestors():
        return False
    methods = [_method_of(use) for use in binding.uses]
    is_answer = binding.name in _ANSWER_LISTS or any(_pushes_answer(use) for use in binding.uses)
    return is_answer and "push" in methods and all(method in _INERT for method in methods)


def _method_of(use: Syntax) -> str:
    parent = use.parent
    is_receiver = parent is not None and parent.type == "member_expression" and use.is_field("object")
    return parent.fields["property"].text if is_receiver and parent is not None else ""


def _pushes_answer(use: Syntax) -> bool:
    call = use.parent.parent if use.parent is not None else None
    if call is None or call.type != "call_expression" or _method_of(use) != "push":
        return False
    return any(
        "op" in entries or {"type", "content"} <= entries.keys()
        for entries in map(entries_of, call.fields["arguments"].children)
    )


def _finding_on_lost_lists(script: Script, handler: Syntax, lost: list[Binding]) -> Finding:
    names = " and ".join(binding.name for binding in lost)
    body = handler.fields["body"]
    answer = f"return {{ {', '.join(binding.name for binding in lost)} }};"
    are_in_reach = all(_block_of(binding.declaration) is body for binding in lost)
    is_answer = all(binding.name in _ANSWER_KEYS for binding in lost)
    last = body.children[-1]
    fixes = (Fix(f"Add {answer}", (_after(last, answer),)),) if are_in_reach and is_answer else ()
    message = f"The handler fills {names}, but returns nothing, so Rossum never sees them. Write {answer}"
    return script.finding(Severity.ERROR, "answer-not-returned", lost[0].declaration, message, *fixes)


def _block_of(node: Syntax) -> Syntax | None:
    return next((each for each in node.ancestors() if each.type == "statement_block"), None)


def _after(statement: Syntax, line: str) -> TextEdit:
    place = statement.place
    first_line = statement.source.code[statement.start - place.column : statement.start]
    indent = first_line if not first_line.strip() else ""
    end = TextRange(place.end_line, place.end_column, place.end_line, place.end_column)
    return TextEdit(end, f"\n{indent}{line}")


def _check_silence(script: Script, handler: Syntax, context: CheckContext) -> Iterator[Finding]:
    """A handler that returns nothing: it may drop an answer, or have no effect on the document."""
    if any(node.type == "throw_statement" for node in handler.fields["body"].children):
        return
    for statement in handler.walk_own():
        if statement.type == "expression_statement" and _drops_answer(script, statement):
            message = (
                f"The answer of {statement.text.rstrip(';')} is dropped, so Rossum never sees it. Return it."
            )
            fix = Fix("Return the answer", (replacing(_before(statement), "return "),))
            yield script.finding(Severity.ERROR, "answer-not-returned", statement, message, fix)
            return
    events = context.hook.events
    if events and all(event.has_content for event in events):
        message = (
            "The handler returns nothing, so it shows no message and changes no field. "
            "Return an object such as { messages, operations }."
        )
        yield script.finding(Severity.INFO, "no-answer", script.exports.names[HANDLER], message)


def _before(node: Syntax) -> Syntax:
    return Syntax("start", node.source, node.start, node.start)


def _drops_answer(script: Script, statement: Syntax) -> bool:
    call = statement.children[0]
    while call.type == "await_expression":
        call = call.children[0]
    if call.type != "call_expression" or _block_of(statement) is not _body_of(script):
        return False
    function = script.function_of(call.fields["function"])
    answers = [] if function is None else returned(function)
    return any(entries_of(answer).keys() & {"messages", "operations"} for answer in answers)


def _body_of(script: Script) -> Syntax | None:
    return None if script.handler is None else script.handler.fields["body"]
