"""The lines of a JavaScript file that statements start on."""

from rossum_studio.simulator.checking.javascript_tree import parse_javascript

_ENDINGS = ("_statement", "_declaration")
_NO_CODE = ("empty_statement", "function_declaration", "generator_function_declaration")
"""What does nothing when it is come to: a function is there before anything runs."""


def lines_with_code(code: str) -> frozenset[int]:
    """Return the lines, from 1, that something runs on; of code with mistakes, those that are understood."""
    return frozenset(
        node.place.line
        for node in parse_javascript(code).root.walk()
        if node.type.endswith(_ENDINGS) and node.type not in _NO_CODE
    )
