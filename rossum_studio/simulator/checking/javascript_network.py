"""Calls over the network: not awaited, once for each row, past the platform's proxy.

Source: reference 6.4; practice, "Traps".
"""

from collections.abc import Iterator

from rossum_studio.model.finding import Finding
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.javascript_exports import literal_text
from rossum_studio.simulator.checking.javascript_payload import is_guarded
from rossum_studio.simulator.checking.javascript_script import EACH_ELEMENT, Script, entries_of
from rossum_studio.simulator.checking.javascript_tree import Syntax

_PROXY = "process.env.HTTPS_PROXY"
_FETCHING = ("node-fetch", "axios", "got")
_REQUESTING = ("http", "https", "node:http", "node:https")
_REQUESTS = ("request", "get")
_RESPONSE_PARTS = ("json", "text", "ok", "status", "headers", "body", "arrayBuffer", "blob", "data")
_API_HOST = "rossum.app"


def check_network(script: Script, _: CheckContext) -> Iterator[Finding]:
    """All of the above."""
    calls = _Calls(script)
    for call in calls.fetching:
        yield from _check_awaited(script, call)
        yield from _check_proxy_use(script, call)
    for call in calls.requesting:
        yield from _check_plain_request(script, call)
    for call in calls.all_calls():
        if _is_in_loop(script, call):
            message = (
                "This calls the network once for each element. Rossum's fair use is 2 requests a second, and "
                "10 are the limit. Fetch what you need in one request before the loop."
            )
            yield script.finding(Severity.WARNING, "request-in-loop", call, message)
    yield from _check_proxy_address(script)


class _Calls:
    """The calls of a script that use the network.

    Args:
        fetching: Those that return a promise of a response.
        requesting: Those of the modules http and https.
    """

    def __init__(self, script: Script) -> None:
        self._script = script
        self.fetching: list[Syntax] = []
        self.requesting: list[Syntax] = []
        for call in script.of_type("call_expression"):
            module, keys = self._module(call.fields["function"])
            if module in _FETCHING or module == "fetch":
                self.fetching.append(call)
            elif module in _REQUESTING and keys[-1:] and keys[-1] in _REQUESTS:
                self.requesting.append(call)

    def all_calls(self) -> Iterator[Syntax]:
        """Those calls, and the calls of functions that make them."""
        waiting = [*self.fetching, *self.requesting]
        seen: set[Syntax] = set()
        while waiting:
            call = waiting.pop()
            if call in seen:
                continue
            seen.add(call)
            yield call
            for function in call.ancestors():
                if function.is_function and function is not self._script.handler:
                    waiting += self._script.calls_of(function)

    def _module(self, function: Syntax) -> tuple[str, tuple[str, ...]]:
        """The module that a function comes from, and its keys in it."""
        if self._script.global_path(function) in ("fetch", "globalThis.fetch"):
            return "fetch", ()
        access = self._script.access(function)
        root = access.root
        if root is None or root.type != "call_expression":
            return "", ()
        arguments = root.fields["arguments"].children
        is_load = self._script.global_path(root.fields["function"]) == "require"
        is_load = is_load or root.fields["function"].type == "import"
        return (literal_text(arguments[0]) or "" if is_load and arguments else ""), access.keys


def _check_awaited(script: Script, call: Syntax) -> Iterator[Finding]:
    """A response that is used before it is there, or that nobody waits for."""
    parent = call.parent
    if parent is None:
        return
    if parent.type == "expression_statement":
        message = (
            "Nothing waits for this request, so the run may end before it is sent. Write await before it."
        )
        yield script.finding(Severity.WARNING, "request-not-awaited", call, message)
    elif parent.type == "member_expression":
        if parent.fields["property"].text in _RESPONSE_PARTS:
            yield _not_awaited(script, call)
    elif parent.type == "variable_declarator" and parent.fields["name"].type == "identifier":
        binding = script.names.find(parent.fields["name"])
        uses = [use.parent for use in binding.uses if use.parent is not None] if binding is not None else []
        if uses and all(_is_response_part(use) for use in uses):
            yield _not_awaited(script, call)


def _not_awaited(script: Script, call: Syntax) -> Finding:
    message = "This is a promise of a response, which has no parts yet. Write await before the request."
    return script.finding(Severity.ERROR, "request-not-awaited", call, message)


def _is_response_part(use: Syntax) -> bool:
    return use.type == "member_expression" and use.fields["property"].text in _RESPONSE_PARTS


def _check_proxy_use(script: Script, call: Syntax) -> Iterator[Finding]:
    arguments = call.fields["arguments"].children
    is_own_fetch = script.global_path(call.fields["function"]).endswith("fetch")
    if is_own_fetch and arguments and _is_of_rossum(script, script.value_of(arguments[0])):
        message = (
            "Without internet access a function reaches the Rossum API only through a proxy, which the fetch "
            "of Node.js does not use. Use https.request, or have internet access allowed."
        )
        yield script.finding(Severity.INFO, "fetch-without-proxy", call, message)


def _is_of_rossum(script: Script, url: Syntax) -> bool:
    return any(
        script.payload_keys(node) == ("base_url",)
        if node.type in ("member_expression", "identifier")
        else node.type == "string_fragment" and _API_HOST in node.text
        for node in url.walk()
    )


def _check_plain_request(script: Script, call: Syntax) -> Iterator[Finding]:
    """`http.request` to a proxy with a whole address as the path."""
    for argument in call.fields["arguments"].children:
        path = entries_of(script.value_of(argument)).get("path")
        if path is not None and script.value_of(path).text[1:].startswith("https://"):
            message = (
                "A whole address as the path works only through the platform's proxy, in plain text. "
                "Use https.request with the address itself, which goes through the proxy by itself."
            )
            yield script.finding(Severity.INFO, "request-to-proxy", path, message)


def _is_in_loop(script: Script, call: Syntax) -> bool:
    """Whether a call is made for each element of a list that may be long."""
    child = call
    for parent in call.ancestors():
        if parent.type == "for_in_statement" and child.is_field("body"):
            return script.value_of(parent.fields["right"]).type != "array"
        if parent.type == "for_statement" and child.is_field("body"):
            return not any(node.type == "number" for node in parent.fields["condition"].walk())
        if parent.is_function:
            return _is_called_for_each(script, parent)
        child = parent
    return False


def _is_called_for_each(script: Script, function: Syntax) -> bool:
    arguments = function.parent
    call = arguments.parent if arguments is not None and arguments.type == "arguments" else None
    method = call.fields.get("function") if call is not None else None
    if method is None or method.type != "member_expression":
        return False
    is_each = method.fields["property"].text in (*EACH_ELEMENT, "reduce")
    return is_each and script.value_of(method.fields["object"]).type != "array"


def _check_proxy_address(script: Script) -> Iterator[Finding]:
    for new in script.of_type("new_expression"):
        arguments = new.fields["arguments"].children if "arguments" in new.fields else []
        is_url = script.global_path(new.fields["constructor"]) == "URL"
        if not is_url or not arguments or script.global_path(script.value_of(arguments[0])) != _PROXY:
            continue
        if not any(is_guarded(read) for read in _reads_of_proxy(script)):
            message = f"Where {_PROXY} is not set, new URL fails. Ask whether it is set first."
            yield script.finding(Severity.WARNING, "proxy-not-set", new, message)


def _reads_of_proxy(script: Script) -> Iterator[Syntax]:
    for node in script.of_type("member_expression", "identifier"):
        if script.global_path(script.value_of(node)) == _PROXY:
            yield node
