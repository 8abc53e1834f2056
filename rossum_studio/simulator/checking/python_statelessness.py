"""What a function should not count on: memory between calls, files, threads, time to wait.

Source: practice, "Traps"; reference 6.4, chapter 12 row 26.
"""

import ast
from collections.abc import Iterator

from rossum_studio.model.finding import Finding
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_names import Binding, How
from rossum_studio.simulator.checking.python_shapes import constant_text

_CONTAINERS = frozenset(
    {
        *(f"builtins.{name}" for name in ("dict", "list", "set", "bytearray")),
        *("collections.defaultdict", "collections.deque", "collections.OrderedDict", "collections.Counter"),
    }
)
_CHANGING = frozenset({"append", "extend", "add", "update", "insert", "setdefault", "pop", "clear", "remove"})
_CACHES = frozenset({"functools.lru_cache", "functools.cache"})
_CONCURRENCY = {
    "threading": "threads",
    "_thread": "threads",
    "multiprocessing": "processes",
    "subprocess": "processes",
    "concurrent": "threads or processes",
}
_WRITING_METHODS = frozenset({"write_text", "write_bytes", "touch", "mkdir"})
_NO_STATE = "Functions keep nothing between calls, so what is kept here is gone at the next one."


def check_statelessness(code: HandlerCode) -> Iterator[Finding]:
    """State at module level, files, threads, sleeping, and code from texts."""
    yield from _globals(code)
    yield from _changed_containers(code)
    yield from _caches(code)
    yield from _concurrency(code)
    yield from _files(code)
    yield from _sleep(code)
    yield from _code_from_text(code)
    yield from _next(code)


def _globals(code: HandlerCode) -> Iterator[Finding]:
    for statement in code.tree.of_type(ast.Global):
        yield code.info(
            statement,
            "python-module-state",
            f"{_NO_STATE} Return the value instead of writing `{', '.join(statement.names)}` of the module.",
        )


def _changed_containers(code: HandlerCode) -> Iterator[Finding]:
    """A list or dict of the module that a function changes."""
    for node, name in _changed_names(code):
        bindings = code.names.bindings(node, name.id)
        is_of_module = bindings == code.names.of_module(name.id)
        if code.tree.function_of(node) is None or not is_of_module or len(bindings) != 1:
            continue
        if _is_container(code, bindings[0]):
            yield code.info(
                node,
                "python-module-state",
                f"{_NO_STATE} Make `{name.id}` in the handler and pass it on.",
            )


def _changed_names(code: HandlerCode) -> Iterator[tuple[ast.AST, ast.Name]]:
    for item in code.tree.of_type(ast.Subscript):
        if isinstance(item.value, ast.Name) and isinstance(item.ctx, ast.Store | ast.Del):
            yield item, item.value
    for call in code.tree.calls_named(*_CHANGING):
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name):
            yield call, call.func.value


def _is_container(code: HandlerCode, binding: Binding) -> bool:
    node = binding.node
    if binding.how is not How.VALUE or node is None:
        return False
    if isinstance(node, ast.Call):
        return code.called(node) in _CONTAINERS
    return isinstance(node, ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp)


def _caches(code: HandlerCode) -> Iterator[Finding]:
    for function in code.tree.of_type(ast.FunctionDef, ast.AsyncFunctionDef):
        for decorator in function.decorator_list:
            named = decorator.func if isinstance(decorator, ast.Call) else decorator
            if getattr(code.meaning(named), "name", "") in _CACHES:
                yield code.info(
                    decorator,
                    "python-module-state",
                    "This cache lives for one call only: functions keep nothing between calls.",
                )


def _concurrency(code: HandlerCode) -> Iterator[Finding]:
    for node in code.tree.of_type(ast.Import, ast.ImportFrom):
        names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
        for name in names:
            kind = _CONCURRENCY.get(name.partition(".")[0])
            if kind is not None:
                yield code.warning(
                    node,
                    "python-threads",
                    f"Rossum discourages {kind} in functions: they share little memory and processor time, "
                    "and end with the call. Do one thing after the other, or use asyncio to wait for several "
                    "answers at once.",
                )


def _files(code: HandlerCode) -> Iterator[Finding]:
    for call, target in _written_files(code):
        text = _start_of_path(code, target)
        if text and not text.startswith("/tmp"):
            yield code.warning(
                call,
                "python-file-written",
                f'This writes to "{text}". {_NO_STATE} Use a file in /tmp for what one call needs, and the '
                "API or an export for what has to last.",
            )


def _written_files(code: HandlerCode) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Calls that write a file, and the path they write to."""
    for call in code.calls_to("builtins.open"):
        given = [one.value for one in call.keywords if one.arg == "mode"] or call.args[1:2]
        mode = constant_text(given[0]) if given else None
        if call.args and mode and set(mode) & set("wax+"):
            yield call, call.args[0]
    for call in code.tree.calls_named(*_WRITING_METHODS):
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        made = code.names.only_value(owner) if isinstance(owner, ast.Name) else owner
        if isinstance(made, ast.BinOp | ast.Call) and _is_path(code, made):
            yield call, made


def _is_path(code: HandlerCode, node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return _is_path(code, node.left)
    return isinstance(node, ast.Call) and code.called(node) in ("pathlib.Path", "pathlib.Path.home")


def _start_of_path(code: HandlerCode, node: ast.expr) -> str:
    """What a path starts with; empty when that cannot be told."""
    match node:
        case ast.BinOp(left=left):
            return _start_of_path(code, left)
        case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]):
            return text
        case ast.Call() if code.called(node) in ("pathlib.Path", "os.path.join", "os.path.expanduser"):
            return _start_of_path(code, node.args[0]) if node.args else "."
        case ast.Call() if code.called(node) == "pathlib.Path.home":
            return "~"
    return code.literal_text(node) or ""


def _sleep(code: HandlerCode) -> Iterator[Finding]:
    for call in code.calls_to("time.sleep"):
        yield code.info(
            call,
            "python-sleep",
            "Waiting counts against the time limit of the function (30 s unless set), and a reviewer waits "
            "as well.",
        )


def _code_from_text(code: HandlerCode) -> Iterator[Finding]:
    for call in code.calls_to("builtins.eval", "builtins.exec"):
        yield code.info(
            call,
            "python-code-from-text",
            f"`{code.tree.text(call.func)}` runs a text as code, and a text from a document can be anything. "
            "Use a dict of functions, or `json.loads` for data.",
        )


def _next(code: HandlerCode) -> Iterator[Finding]:
    for call in code.calls_to("builtins.next"):
        if (
            len(call.args) == 1
            and _may_be_empty(code, call.args[0])
            and not code.is_caught(call, "StopIteration")
        ):
            yield code.warning(
                call,
                "python-next-without-default",
                "When nothing is found, this raises StopIteration and the call fails. Give a second "
                "argument, such as `next(..., None)`, and test for it.",
            )


def _may_be_empty(code: HandlerCode, node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return code.called(node) in ("builtins.filter", "builtins.map")
    return isinstance(node, ast.GeneratorExp)
