"""Shapes of single expressions, told apart without knowing what their names mean."""

import ast


def constant_text(node: ast.AST | None) -> str | None:
    """The text of a string literal; None for anything else."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def last_name(node: ast.Name | ast.Attribute) -> str:
    """What a name ends with: `get` of `requests.get`."""
    return node.id if isinstance(node, ast.Name) else node.attr


def compared_schema_id(node: ast.AST) -> str | None:
    """The text in `node["schema_id"] == "order_id"`; None for anything else."""
    if not (isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.ops[0], ast.Eq)):
        return None
    left, right = node.left, node.comparators[0]
    for asked, text in ((left, right), (right, left)):
        if _reads_schema_id(asked) and (found := constant_text(text)) is not None:
            return found
    return None


def _reads_schema_id(node: ast.expr) -> bool:
    match node:
        case ast.Subscript(slice=ast.Constant(value="schema_id")):
            return True
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value="schema_id"), *_]):
            return True
    return False


def given_argument(call: ast.Call, index: int, name: str) -> ast.expr | None:
    """What a call gives for a parameter; None when it cannot be told or is left to the default."""
    named = next((keyword.value for keyword in call.keywords if keyword.arg == name), None)
    if named is not None:
        return named
    positional = call.args[: index + 1]
    if len(positional) <= index or any(isinstance(one, ast.Starred) for one in positional):
        return None
    return positional[index]


def parameter_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names of the parameters that can be given by position."""
    return {parameter.arg for parameter in [*function.args.posonlyargs, *function.args.args]}


def is_static(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a method gets no `self`."""
    return any(isinstance(one, ast.Name) and one.id == "staticmethod" for one in function.decorator_list)
