"""Which secrets a hook has or wants, and where their values come from when no keychain is asked.

Source: reference 4.3, 6.1.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from rossum_studio.model.hook import Hook
from rossum_studio.simulator.checking.javascript_script import Script
from rossum_studio.simulator.checking.javascript_tree import parse_javascript
from rossum_studio.simulator.checking.python_meaning import PayloadPart
from rossum_studio.simulator.checking.python_names import Names
from rossum_studio.simulator.checking.python_resolve import Resolver
from rossum_studio.simulator.checking.python_tree import PythonTree

VARIABLE = "ROSSUM_STUDIO_SECRET_"
"""Begins the names of environment variables that hold secrets."""

_SECRETS = "secrets"


def secret_names(hook: Hook) -> tuple[str, ...]:
    """The names a hook has, describes in its `secrets_schema`, or reads in its code; each once."""
    schema = hook.attributes.get("secrets_schema")
    described = schema.get("properties") if isinstance(schema, dict) else None
    names = [*hook.secrets, *(described if isinstance(described, dict) else ()), *names_read(hook)]
    return tuple(dict.fromkeys(names))


def names_read(hook: Hook) -> tuple[str, ...]:
    """The secrets that the code reads by a name, in no particular order; none where it cannot be parsed."""
    return _names_in(hook.code, hook.language) if _SECRETS in hook.code else ()


@lru_cache(maxsize=8)
def _names_in(code: str, language: str) -> tuple[str, ...]:
    try:
        read = _read_by_javascript if language == "javascript" else _read_by_python
        return tuple(dict.fromkeys(read(code)))
    except (SyntaxError, ValueError, RecursionError):
        return ()


def missing_names(hook: Hook, values: Mapping[str, Any]) -> tuple[str, ...]:
    """The secrets that the code reads and that have no value."""
    return tuple(name for name in names_read(hook) if not values.get(name))


def from_environment(names: Iterable[str], environment: Mapping[str, str]) -> dict[str, str]:
    """The values of environment variables: of `erp-login` it is ROSSUM_STUDIO_SECRET_ERP_LOGIN.

    One that fits no name is a secret of its own name in small letters.
    """
    given = {
        name.removeprefix(VARIABLE): value for name, value in environment.items() if name.startswith(VARIABLE)
    }
    named = {variable_part(name): name for name in names}
    return {named.get(part, part.lower()): value for part, value in given.items() if part}


def variable_part(name: str) -> str:
    """How a secret is called in the environment, after the prefix."""
    return re.sub(r"[^A-Z0-9]", "_", name.upper())


def _read_by_python(code: str) -> list[str]:
    tree = PythonTree(code)
    resolver = Resolver(tree, Names(tree), None)
    found = (resolver.meaning(node) for node in tree.of_type(ast.Subscript, ast.Call))
    return [part.path[1] for part in found if isinstance(part, PayloadPart) and _is_of_secrets(part.path)]


def _read_by_javascript(code: str) -> list[str]:
    script = Script(parse_javascript(code).root, "handler.js")
    nodes = [*script.of_type("member_expression", "subscript_expression")]
    nodes += [binding.declaration for binding in script.names.bindings if binding.keys]
    found = (script.payload_keys(node) for node in nodes)
    return [keys[1] for keys in found if keys is not None and _is_of_secrets(keys)]


def _is_of_secrets(path: tuple[str, ...]) -> bool:
    return len(path) == 2 and path[0] == _SECRETS and path[1] != "*"
