"""Which modules a script loads, and how: CommonJS only, and only what the library pack has.

Source: reference 6.4, chapter 7, chapter 12 row 28; practice, "Traps".
"""

from collections.abc import Iterator

from rossum_studio.model.finding import Finding, Fix
from rossum_studio.model.library_pack import KNOWN_PACKS, contents_of
from rossum_studio.model.problem import Severity
from rossum_studio.simulator.checking.context import CheckContext
from rossum_studio.simulator.checking.javascript_exports import literal_text
from rossum_studio.simulator.checking.javascript_script import Script, replacing
from rossum_studio.simulator.checking.javascript_tree import Syntax

_BUILT_IN_NAMES = (
    "assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns "
    "domain events fs http http2 https inspector module net os path perf_hooks process punycode querystring "
    "readline repl stream string_decoder sys timers tls trace_events tty url util v8 vm wasi "
    "worker_threads zlib"
)
_BUILT_IN = frozenset(_BUILT_IN_NAMES.split())
_ONLY_WITH_PREFIX = frozenset(("sea", "sqlite", "test"))
_DISCOURAGED = {
    "child_process": "starts other programs",
    "cluster": "starts other processes",
    "worker_threads": "starts threads",
}
_ENDS_RUN = ("process.exit", "process.abort", "process.reallyExit")


def check_modules(script: Script, context: CheckContext) -> Iterator[Finding]:
    """ES module syntax, modules that are not there, modules that do not belong in a function."""
    for statement in script.of_type("import_statement"):
        yield _import(script, statement)
    for statement in script.of_type("export_statement"):
        yield _export(script, statement)
    for node in script.of_type("meta_property"):
        if node.text == "import.meta":
            message = (
                "import.meta exists in ES modules only; Rossum loads handlers as CommonJS, which refuses it."
            )
            yield script.finding(Severity.ERROR, "es-module", node, message)
    for name in _loaded(script):
        yield from _check_module(script, name, context.pack)


def check_process(script: Script, _: CheckContext) -> Iterator[Finding]:
    """Calls that end the run before there is an answer."""
    for call in script.of_type("call_expression"):
        path = script.global_path(call.fields["function"])
        if path in _ENDS_RUN:
            message = f"{path} ends the run before there is an answer, so the call fails. Return instead."
            yield script.finding(Severity.ERROR, "process-exit", call, message)


def _import(script: Script, statement: Syntax) -> Finding:
    line = _required(statement)
    message = f"Rossum loads handlers as CommonJS, which has no import statement. Write {line}"
    fix = Fix("Load it with require", (replacing(statement, line),))
    return script.finding(Severity.ERROR, "es-module", statement, message, fix)


def _required(statement: Syntax) -> str:
    """The CommonJS spelling of an import."""
    call = f"require({statement.fields['source'].text});"
    clause = next((child for child in statement.children if child.type == "import_clause"), None)
    if clause is None:
        return call
    lines = [f"const {_taken(part)} = {call}" for part in clause.children]
    return "\n".join(lines)


def _taken(part: Syntax) -> str:
    """What stands left of the equals sign for one part of an import clause."""
    if part.type == "namespace_import":
        return part.children[0].text
    if part.type != "named_imports":
        return part.text
    names = [
        ": ".join(
            piece.text for piece in (each.fields["name"], each.fields.get("alias")) if piece is not None
        )
        for each in part.children
    ]
    return f"{{ {', '.join(names)} }}"


def _export(script: Script, statement: Syntax) -> Finding:
    declaration = statement.fields.get("declaration")
    name = _declared_name(declaration)
    message = "Rossum loads handlers as CommonJS, which has no export statement. Write "
    is_default = statement.text.split(maxsplit=2)[1:2] == ["default"]
    if declaration is None or name is None or is_default:
        line = "exports.rossum_hook_request_handler = ...;"
        return script.finding(Severity.ERROR, "es-module", statement, message + line)
    line = f"exports.{name} = {name};"
    keyword = Syntax("export", statement.source, statement.start, declaration.start)
    end = Syntax("end", statement.source, statement.end, statement.end)
    fix = Fix("Export it through exports", (replacing(keyword, ""), replacing(end, f"\n{line}")))
    return script.finding(Severity.ERROR, "es-module", statement, message + line, fix)


def _declared_name(declaration: Syntax | None) -> str | None:
    if declaration is None:
        return None
    if declaration.type == "lexical_declaration" and len(declaration.children) == 1:
        declaration = declaration.children[0]
    name = declaration.fields.get("name")
    return name.text if name is not None and name.type == "identifier" else None


def _loaded(script: Script) -> Iterator[Syntax]:
    """The text of each module that is loaded."""
    for statement in script.of_type("import_statement"):
        yield statement.fields["source"]
    for call in script.of_type("call_expression"):
        function, arguments = call.fields["function"], call.fields["arguments"].children
        is_load = script.global_path(function) == "require" or function.type == "import"
        if is_load and arguments and literal_text(arguments[0]) is not None and not _is_tried(call):
            yield arguments[0]


def _is_tried(call: Syntax) -> bool:
    """Whether a missing module would be caught."""
    return any(parent.type == "try_statement" for parent in call.ancestors())


def _check_module(script: Script, node: Syntax, pack: str | None) -> Iterator[Finding]:
    name = literal_text(node) or ""
    if name.startswith((".", "/")):
        message = (
            f"There is no file {name}: a handler is a single file on Rossum. Put the code into the handler."
        )
        yield script.finding(Severity.ERROR, "module-is-a-file", node, message)
    elif _is_built_in(name):
        root = name.removeprefix("node:").partition("/")[0]
        if root in _DISCOURAGED:
            message = f"{name} {_DISCOURAGED[root]}, which functions on Rossum should not do."
            yield script.finding(Severity.WARNING, "starts-processes", node, message)
    elif pack in (None, *KNOWN_PACKS) and _package(name) not in _libraries(pack):
        yield script.finding(Severity.ERROR, "module-not-in-pack", node, _not_in_pack(name, pack))


def _not_in_pack(name: str, pack: str | None) -> str:
    if pack is None:
        has = "no library pack is chosen, so only the modules built into Node.js are there"
    else:
        has = (
            f"the library pack {pack!r} has {', '.join(_libraries(pack))}, besides the modules built into "
            "Node.js"
        )
    missing = f" It is not in the {pack} library pack." if pack is not None else ""
    return f"The module {name!r} cannot be loaded on Rossum: {has}.{missing}"


def _libraries(pack: str | None) -> tuple[str, ...]:
    return () if pack is None else contents_of(pack)["javascript"].names


def _is_built_in(name: str) -> bool:
    plain = name.removeprefix("node:")
    root = plain.partition("/")[0]
    return root in _BUILT_IN or (name != plain and root in _ONLY_WITH_PREFIX)


def _package(name: str) -> str:
    """The package of `lodash/merge` or `@scope/package/part`."""
    parts = name.split("/")
    return "/".join(parts[:2]) if name.startswith("@") else parts[0]
