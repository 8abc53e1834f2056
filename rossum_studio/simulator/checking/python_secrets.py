"""Secrets and addresses in code, and secrets in the log.

Source: practice, "Traps"; reference 4.3.
"""

import ast
import string
from collections.abc import Iterator
from urllib.parse import urlsplit

from rossum_studio.model.finding import Finding
from rossum_studio.simulator.checking.payload_keys import TOKEN
from rossum_studio.simulator.checking.python_handler_code import HandlerCode
from rossum_studio.simulator.checking.python_meaning import PayloadPart
from rossum_studio.simulator.checking.python_shapes import constant_text

_PASSWORDS = ("password", "passwd", "pwd", "secret", "api_key", "apikey", "access_key", "private_key")
_TOKENS = ("token", "authorization", "bearer")
_WORDS = (*_PASSWORDS, *_TOKENS, "key", "auth", "secrets", "credential")
_SCHEMES = ("bearer ", "basic ", "token ")
_KNOWN_STARTS = ("AKIA", "ghp_", "sk_live_", "sk-", "xoxb-", "eyJhbGciOi")
_OF_KEYS = frozenset(string.ascii_letters + string.digits + "-_+/=.")
_SHORTEST, _SHORTEST_TOKEN, _LONG = 6, 16, 32
_OBJECTS = ("queue", "label", "schema", "hook", "workspace", "organization", "user", "inbox")
_LEVELS = ("debug", "info", "warning", "error", "exception", "critical")
_LOGS = frozenset(
    {
        *("builtins.print", "pprint.pprint"),
        *(f"{owner}.{level}" for owner in ("logging", "logging.getLogger") for level in _LEVELS),
    }
)


def check_secrets(code: HandlerCode) -> Iterator[Finding]:
    """What should be in the hook's settings or secrets, and what should not be printed."""
    texts, named = list(_texts(code)), dict(_named_values(code))
    yield from _secrets(code, texts, named)
    yield from _addresses(code, texts)
    yield from _ids(code, named)
    yield from _printed(code)


def _secrets(
    code: HandlerCode, texts: list[tuple[ast.AST, str]], named: dict[ast.AST, str]
) -> Iterator[Finding]:
    for node, text in texts:
        name = named.get(node)
        is_named = name is not None and _is_named_secret(name, text)
        if is_named or _has_credentials(text) or _looks_random(text):
            yield code.warning(
                node,
                "python-secret-in-code",
                "This looks like a secret written into the code, where everyone who sees the hook can read "
                'it. Put it into the hook\'s secrets and read `payload["secrets"]["..."]`.',
            )


def _texts(code: HandlerCode) -> Iterator[tuple[ast.AST, str]]:
    """Every text that is long enough to be a secret or an address, documentation aside."""
    for node in code.tree.of_type(ast.Constant):
        text = constant_text(node)
        if text is not None and len(text) >= _SHORTEST and not isinstance(code.tree.parent(node), ast.Expr):
            yield node, text


def _named_values(code: HandlerCode) -> Iterator[tuple[ast.AST, str]]:
    """Every expression that stands behind a name or key, with that name."""
    for assigned in code.tree.of_type(ast.Assign):
        for target in assigned.targets:
            if (name := _last_name(target)) is not None:
                yield assigned.value, name
    for annotated in code.tree.of_type(ast.AnnAssign):
        if annotated.value is not None and (name := _last_name(annotated.target)) is not None:
            yield annotated.value, name
    for keyword in code.tree.of_type(ast.keyword):
        yield keyword.value, keyword.arg or ""
    for node in code.tree.of_type(ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            yield value, constant_text(key) or ""


def _last_name(node: ast.expr) -> str | None:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(value=str() as name)):
            return name
    return None


def _is_named_secret(name: str, text: str) -> bool:
    """Whether a text behind such a name is a secret, and not the name of one."""
    lowered = name.lower().replace("-", "_")
    bare = _without_scheme(text)
    if len(bare) < _SHORTEST or " " in bare or any(word in bare.lower() for word in _WORDS):
        return False
    if lowered.endswith(_PASSWORDS):
        return True
    return lowered.endswith(_TOKENS) and len(bare) >= _SHORTEST_TOKEN and _has_letters_and_digits(bare)


def _without_scheme(text: str) -> str:
    for scheme in _SCHEMES:
        if text.lower().startswith(scheme):
            return text[len(scheme) :]
    return text


def _looks_random(text: str) -> bool:
    """Whether a text has the look of a key: a known start, or long and without any words."""
    bare = _without_scheme(text) if len(text) >= _SHORTEST_TOKEN else ""
    if len(bare) < _SHORTEST_TOKEN or not set(bare) <= _OF_KEYS:
        return False
    if bare.startswith(_KNOWN_STARTS) and _has_letters_and_digits(bare):
        return True
    if len(bare) < _LONG or any(one in "/._-" for one in bare.rstrip("=")):
        return False
    digits = sum(one.isdigit() for one in bare)
    return len(bare) // 8 <= digits < len(bare) and len(set(bare)) >= 10


def _has_letters_and_digits(text: str) -> bool:
    return any(one.isdigit() for one in text) and any(one.isalpha() for one in text)


def _has_credentials(text: str) -> bool:
    """Whether an address holds a password: `https://user:password@host`."""
    if "://" not in text or "@" not in text:
        return False
    try:
        return bool(urlsplit(text).password)
    except ValueError:
        return False


def _addresses(code: HandlerCode, texts: list[tuple[ast.AST, str]]) -> Iterator[Finding]:
    for node, text in texts:
        if not text.startswith("https://") or ".rossum." not in text:
            continue
        host = text.removeprefix("https://").partition("/")[0]
        if host.endswith((".rossum.app", ".rossum.ai")):
            yield code.info(
                node,
                "python-address-in-code",
                f"The address of one environment ({host}) is written into the code, so the hook breaks when "
                'it is copied to another. Read `payload["base_url"]`, or put the address into the settings.',
            )


def _ids(code: HandlerCode, named: dict[ast.AST, str]) -> Iterator[Finding]:
    """`QUEUE_ID = 12345`, also as a list and as keys of a dict."""
    for value, name in named.items():
        kind = _kind_of_id(name) if _holds_ids(value) else None
        if kind is not None:
            yield code.info(
                value,
                "python-id-in-code",
                f"The id of a {kind} is written into the code, so the hook breaks when it is copied to "
                "another environment. Put it into the hook's settings.",
            )


def _kind_of_id(name: str) -> str | None:
    words = name.lower().split("_")
    is_id = words[-1] in ("id", "ids") or words[-1] in [f"{kind}s" for kind in _OBJECTS]
    return next((kind for kind in _OBJECTS if kind in words or f"{kind}s" in words), None) if is_id else None


def _holds_ids(node: ast.AST) -> bool:
    match node:
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() as number):
            return number > 9
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return bool(parts) and all(_holds_ids(part) for part in parts)
        case ast.Dict(keys=keys):
            return bool(keys) and all(key is not None and _holds_ids(key) for key in keys)
    return False


def _printed(code: HandlerCode) -> Iterator[Finding]:
    for call in code.calls_to(*_LOGS):
        for argument in [*call.args, *(keyword.value for keyword in call.keywords)]:
            yield from _printed_value(code, argument)


def _printed_value(code: HandlerCode, node: ast.expr) -> Iterator[Finding]:
    match node:
        case ast.JoinedStr(values=parts):
            for part in parts:
                if isinstance(part, ast.FormattedValue):
                    yield from _printed_value(code, part.value)
            return
        case ast.Call(args=[first, *_]) if code.called(node) in (
            "json.dumps",
            "builtins.str",
            "builtins.repr",
        ):
            yield from _printed_value(code, first)
            return
        case ast.BinOp(left=left, right=right):
            yield from _printed_value(code, left)
            yield from _printed_value(code, right)
            return
    found = code.meaning(node)
    if not isinstance(found, PayloadPart):
        return
    if found.path[:1] in (("secrets",), (TOKEN,)):
        yield code.warning(
            node,
            "python-secret-printed",
            "This writes a secret into the hook's log, where others can read it. Leave it out.",
        )
    elif not found.path:
        yield code.info(
            node,
            "python-payload-printed",
            "This writes the whole payload into the hook's log, the token and the secrets with it. Print "
            "only the keys you need.",
        )
