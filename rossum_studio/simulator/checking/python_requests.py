"""Requests to other machines: without a time limit, without a look at the status, one for every row.

Source: practice, "Traps"; reference 6.4.
"""

import ast
from collections.abc import Iterator
from urllib.parse import urlsplit

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import AllValues, Field, Meaning, Nodes, Row
from rossum_studio.simulator.checking.python_shapes import constant_text
from rossum_studio.simulator.checking.python_tree import FUNCTIONS, FunctionNode

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "request")
_WAITS_FOREVER = frozenset(
    {*(f"requests{kind}.{verb}" for kind in ("", ".Session") for verb in _VERBS), "urllib.request.urlopen"}
)
_HTTPX = frozenset(f"httpx{kind}.{verb}" for kind in ("", ".Client", ".AsyncClient") for verb in _VERBS)
_REQUESTS = _WAITS_FOREVER | _HTTPX
_CHECKED_BY_ITSELF = "urllib.request.urlopen"
_STATUS = frozenset({"raise_for_status", "status_code", "ok", "is_success", "is_error", "reason"})
_HOOKS = frozenset({"hooks", "event_hooks"})
_PLATFORM_HOSTS = (".rossum.app", ".rossum.ai")


def check_requests(code: HandlerCode) -> Iterator[Finding]:
    """How a handler talks to the API and to the internet."""
    requests = {call: code.called(call) for call in code.calls_to(*_REQUESTS)}
    if not requests:
        return
    checks_every_answer = any(node.attr in _HOOKS for node in code.tree.of_type(ast.Attribute)) or any(
        node.arg in _HOOKS for node in code.tree.of_type(ast.keyword)
    )
    for call, name in requests.items():
        yield from _timeout(code, call, name)
        if name != _CHECKED_BY_ITSELF and not checks_every_answer:
            yield from _status(code, call)
        yield from _internet(code, call, name)
    yield from _in_loops(code, set(requests))


def _timeout(code: HandlerCode, call: ast.Call, name: str) -> Iterator[Finding]:
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if None in given or any(isinstance(one, ast.Starred) for one in call.args) or _has_adapter(code):
        return
    timeout = given.get("timeout")
    is_switched_off = isinstance(timeout, ast.Constant) and timeout.value is None
    if timeout is not None and not is_switched_off:
        return
    if timeout is None and (name in _HTTPX or (name == _CHECKED_BY_ITSELF and len(call.args) > 2)):
        return
    yield code.warning(
        call,
        "python-request-without-timeout",
        "This request has no time limit: when the other side does not answer, it hangs until the function "
        "is stopped. Add `timeout=10`.",
        *_timeout_fix(code, call, timeout),
    )


def _has_adapter(code: HandlerCode) -> bool:
    """Whether the file has a transport of its own, which may set a time limit for all requests."""
    bases = (code.meaning(base) for owner in code.tree.of_type(ast.ClassDef) for base in owner.bases)
    return any(getattr(base, "name", "").endswith(("HTTPAdapter", ".Session")) for base in bases)


def _timeout_fix(code: HandlerCode, call: ast.Call, timeout: ast.expr | None) -> list[Fix]:
    arguments: list[ast.AST] = [*call.args, *call.keywords]
    if timeout is not None:
        edit = code.tree.replacement(timeout, "10")
    elif arguments:
        edit = code.tree.insertion_after(arguments[-1], ", timeout=10")
    else:
        return []
    return [Fix("Add `timeout=10`", (edit,))]


def _status(code: HandlerCode, call: ast.Call) -> Iterator[Finding]:
    above = code.tree.parent(call)
    if isinstance(above, ast.Await):
        above = code.tree.parent(above)
    if _is_unchecked(code, above, call):
        yield code.warning(
            call,
            "python-request-status-unchecked",
            "Nobody looks at the status of this answer, so an error page is taken for data. Call "
            "`raise_for_status()` on the answer, or test its `status_code`.",
        )


def _is_unchecked(code: HandlerCode, above: ast.AST | None, call: ast.Call) -> bool:
    match above:
        case ast.Expr():
            return True
        case ast.Attribute(attr=name):
            return name not in _STATUS
        case ast.Assign(targets=[ast.Name(id=name)]):
            return _only_read(code, code.tree.function_of(call), name)
        case ast.withitem(optional_vars=ast.Name(id=name)):
            return _only_read(code, code.tree.function_of(call), name)
    return False


def _only_read(code: HandlerCode, function: FunctionNode | None, name: str) -> bool:
    """Whether all that happens to a name is reading other things of it than its status."""
    for node in code.tree.of_type(ast.Name):
        if node.id != name or code.tree.function_of(node) is not function or isinstance(node.ctx, ast.Store):
            continue
        above = code.tree.parent(node)
        if not isinstance(above, ast.Attribute) or above.attr in _STATUS:
            return False
    return True


def _internet(code: HandlerCode, call: ast.Call, name: str) -> Iterator[Finding]:
    index = 1 if name.endswith(".request") and not name.startswith("urllib") else 0
    named = next((keyword.value for keyword in call.keywords if keyword.arg == "url"), None)
    target = named if named is not None else call.args[index] if len(call.args) > index else None
    if target is None:
        return
    host = _host(_leading_text(code, target))
    if host and not host.endswith(_PLATFORM_HOSTS):
        yield code.info(
            target,
            "python-needs-internet",
            f"Functions reach only the Rossum API unless Rossum allows them more, so {host} may not answer. "
            "Ask Rossum's support to allow internet access for your organization.",
        )


def _leading_text(code: HandlerCode, node: ast.expr) -> str:
    """The text that an address starts with."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str() as text), *_]):
            return text
        case ast.BinOp(left=left, op=ast.Add()):
            return _leading_text(code, left)
    return code.literal_text(node) or ""


def _host(address: str) -> str:
    """The host of an address; empty when it is not complete."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "") if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


def _in_loops(code: HandlerCode, requests: set[ast.Call]) -> Iterator[Finding]:
    """Requests, and calls of functions that make one, in a loop over rows."""
    asking = {code.tree.function_of(call) for call in requests}
    for call in code.calls():
        if call not in requests and code.called_function(call) not in asking - {None}:
            continue
        if _is_in_row_loop(code, call):
            yield code.warning(
                call,
                "python-request-in-loop",
                "This makes a request for every row. Rossum allows two requests a second and refuses more "
                "than ten, and a long table runs into the time limit. Ask for all rows at once.",
            )


def _is_in_row_loop(code: HandlerCode, call: ast.Call) -> bool:
    below: ast.AST = call
    for above in code.tree.ancestors(call):
        if isinstance(above, FUNCTIONS):
            return False
        if isinstance(above, ast.For) and below in above.body and _is_over_rows(code, above.iter):
            return True
        if isinstance(above, ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp):
            part = above.generators[0]
            if below is not part and _is_over_rows(code, part.iter):
                return True
        below = above
    return False


def _is_over_rows(code: HandlerCode, iterable: ast.expr) -> bool:
    found: Meaning | None = code.element(iterable)
    is_children = isinstance(iterable, ast.Subscript) and constant_text(iterable.slice) == "children"
    return is_children or isinstance(found, Row | Field | Nodes | AllValues)
