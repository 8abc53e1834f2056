"""Whether what a handler did with TxScript gets into its answer.

Source: practice, "Traps"; reference 8.1, 8.5.
"""

import ast
from collections.abc import Iterator, Sequence

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import (
    AllValues,
    Field,
    FieldAttributes,
    Fields,
    Instance,
    Meaning,
    Row,
    TxScriptAnswer,
    TxScriptObject,
)
from rossum_studio.simulator.checking.python_messages import is_message_call
from rossum_studio.simulator.checking.python_tree import FUNCTIONS, LOOPS, FunctionNode

_CODE = "python-answer-not-returned"
_CHANGING = frozenset({"append", "extend", "insert", "remove", "clear", "pop"})
_OF_TXSCRIPT = (TxScriptObject, Fields, Field, Row, AllValues, FieldAttributes)

type Reached = bool | None
"""How a statement is reached: with changes that no answer holds yet, without, or (None) not at all."""


def check_answer(code: HandlerCode) -> Iterator[Finding]:
    """Edits and messages made through TxScript that the handler does not return."""
    yield from _discarded_answers(code)
    if not any(code.calls_to("txscript.TxScript.from_payload")):
        return
    changes = _Changes(code)
    for function in _answering_functions(code):
        if code.txscript_name(function.body[0]) is not None:
            yield from _Paths(code, function, changes).lost()


def _answering_functions(code: HandlerCode) -> list[FunctionNode]:
    """The handler, and the functions whose result it returns."""
    found = [code.handler] if code.handler is not None else []
    for function in found:  # grows while it is walked
        for statement in code.returns_of(function):
            if isinstance(statement.value, ast.Call):
                called = code.called_function(statement.value)
                if called is not None and called not in found:
                    found.append(called)
    return found


def _discarded_answers(code: HandlerCode) -> Iterator[Finding]:
    """`t.hook_response()` as a statement of its own."""
    for statement in code.tree.of_type(ast.Expr):
        if not isinstance(code.meaning(statement.value), TxScriptAnswer):
            continue
        text = code.tree.text(statement.value)
        yield code.error(
            statement,
            _CODE,
            f"The result of `{text}` is thrown away, and with it all edits and messages. Write "
            f"`return {text}`.",
            Fix("Return it", (code.tree.insertion_before(statement, "return "),)),
        )


class _Changes:
    """Which statements change fields or add messages, and which fetch the answer."""

    def __init__(self, code: HandlerCode) -> None:
        self._code = code
        self._changing: set[ast.AST] = set()
        self._answering: set[ast.AST] = set()
        for node in code.tree.of_type(ast.Attribute, ast.Subscript):
            is_target = isinstance(node.ctx, ast.Store | ast.Del)
            if is_target and _is_of_fields(code.meaning(node.value)):
                self._mark(node, self._changing)
        for call in code.calls():
            if isinstance(code.meaning(call), TxScriptAnswer):
                self._mark(call, self._answering)
            elif _changes_fields(code, call):
                self._mark(call, self._changing)
        while self._mark_calls_of_changing_functions():
            pass

    def _mark(self, node: ast.AST, marked: set[ast.AST]) -> None:
        marked.add(node)
        for above in self._code.tree.ancestors(node):
            marked.add(above)
            if isinstance(above, FUNCTIONS):
                return

    def _mark_calls_of_changing_functions(self) -> bool:
        """Whether another call was found that leads to a change."""
        found = False
        for call in self._code.calls():
            function = self._code.called_function(call)
            if function in self._changing and function not in self._answering and call not in self._changing:
                given = [*call.args, *(keyword.value for keyword in call.keywords), call.func]
                if any(self._leads_to_txscript(one) for one in given):
                    self._mark(call, self._changing)
                    found = True
        return found

    def _leads_to_txscript(self, node: ast.expr) -> bool:
        """Whether a call with this argument, or of this method, gets hold of the caller's object."""
        if isinstance(node, ast.Attribute) and isinstance(self._code.meaning(node.value), Instance):
            return True
        return isinstance(self._code.meaning(node), _OF_TXSCRIPT)

    def after(self, node: ast.AST | None, before: bool) -> bool:
        """Whether changes wait for an answer after a statement or expression."""
        if node in self._answering:
            return False
        return before or node in self._changing


def _is_of_fields(found: Meaning | None) -> bool:
    return isinstance(found, Fields | Row | Field | FieldAttributes | AllValues)


def _changes_fields(code: HandlerCode, call: ast.Call) -> bool:
    if is_message_call(code, call):
        return True
    if code.called(call) == "builtins.setattr" and call.args:
        return isinstance(code.meaning(call.args[0]), Fields | Row | FieldAttributes)
    function = call.func
    if not isinstance(function, ast.Attribute) or function.attr not in _CHANGING:
        return False
    return isinstance(code.meaning(function.value), Field | AllValues)


class _Paths:
    """The ways through a handler, and where one ends with changes that are not in the answer."""

    def __init__(self, code: HandlerCode, handler: FunctionNode, changes: _Changes) -> None:
        self._code, self._handler, self._changes = code, handler, changes
        self._lost: list[ast.Return] = []

    def lost(self) -> Iterator[Finding]:
        """A finding for every end of the handler where changes are lost."""
        falls_off = self._run(self._handler.body, False)
        name = self._code.txscript_name(self._handler.body[0]) or "t"
        answer = f"{name}.hook_response()"
        for statement in self._lost:
            fixed = self._code.tree.replacement(statement, f"return {answer}")
            yield self._finding(statement, answer, Fix(f"Return `{answer}`", (fixed,)))
        if falls_off:
            last = self._handler.body[-1]
            indent = " " * self._code.tree.place(self._handler.body[-1]).column
            edit = self._code.tree.insertion_after(last, f"\n{indent}return {answer}")
            yield self._finding(self._handler, answer, Fix(f"Add `return {answer}` at the end", (edit,)))

    def _finding(self, node: ast.AST, answer: str, fix: Fix) -> Finding:
        return self._code.error(
            node,
            _CODE,
            "The handler changes fields or adds messages through TxScript, and here it ends without "
            f"returning them, so they vanish. Write `return {answer}`.",
            *([fix] if self._is_on_own_line() else []),
        )

    def _is_on_own_line(self) -> bool:
        """Whether the body is not written behind the colon of `def`."""
        return self._handler.body[0].lineno > self._handler.lineno

    def _run(self, statements: Sequence[ast.stmt], reached: Reached) -> Reached:
        for statement in statements:
            if reached is None:
                return None
            reached = self._step(statement, reached)
        return reached

    def _step(self, statement: ast.stmt, before: bool) -> Reached:
        after = self._changes.after
        match statement:
            case ast.Return(value=value):
                if after(value, before) and _is_empty_answer(value):
                    self._lost.append(statement)
                return None
            case ast.Raise() | ast.Continue() | ast.Break():
                return None
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                return before
            case ast.If(test=test, body=body, orelse=orelse):
                tested = after(test, before)
                return _either(self._run(body, tested), self._run(orelse, tested))
            case ast.Match(subject=subject, cases=cases):
                tested = after(subject, before)
                return _either(tested, *(self._run(case.body, tested) for case in cases))
            case ast.With(body=body) | ast.AsyncWith(body=body):
                return self._run(body, before)
            case ast.Try():
                return self._try(statement, before)
        if isinstance(statement, LOOPS):
            return self._loop(statement, before)
        return after(statement, before)

    def _loop(self, loop: ast.For | ast.AsyncFor | ast.While, before: bool) -> Reached:
        """A loop may run never or often, so what one round changes is there for the next."""
        changed = self._changes.after(loop, before)
        self._run(loop.body, changed)
        return self._run(loop.orelse, changed)

    def _try(self, statement: ast.Try, before: bool) -> Reached:
        changed = any(self._changes.after(one, before) for one in statement.body)
        body = self._run([*statement.body, *statement.orelse], before)
        handled = [self._run(handler.body, before or changed) for handler in statement.handlers]
        reached = _either(body, *handled)
        return reached if reached is None else self._run(statement.finalbody, reached)


def _either(*ways: Reached) -> Reached:
    """The worst of several ways to get somewhere; None when none leads there."""
    open_ways = [way for way in ways if way is not None]
    return any(open_ways) if open_ways else None


def _is_empty_answer(value: ast.expr | None) -> bool:
    """Whether a return value holds nothing at all: none, `{}`, `{"messages": []}`."""
    if value is None or (isinstance(value, ast.Constant) and value.value is None):
        return True
    if not isinstance(value, ast.Dict) or None in value.keys:
        return False
    return all(_is_empty_display(one) for one in value.values)


def _is_empty_display(node: ast.expr) -> bool:
    return (isinstance(node, ast.List) and not node.elts) or (isinstance(node, ast.Dict) and not node.keys)
