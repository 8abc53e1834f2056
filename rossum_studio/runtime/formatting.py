"""The usual format of a handler's code, in both languages."""

from rossum_studio.model.errors import StudioError
from rossum_studio.runtime.ruff_code import formatted

_JAVASCRIPT_INDENT = 2


def format_code(code: str, language: str) -> str:
    """Return the code in the usual format, with the line ends it had.

    Args:
        language: `python` or `javascript`.

    Raises:
        StudioError: It cannot be read, so it stays as it is.
    """
    line_end = "\r\n" if "\r\n" in code else "\n"
    plain = code.replace("\r\n", "\n")
    found = formatted(plain) if language == "python" else _formatted_javascript(plain)
    if found is None:
        raise StudioError("The code cannot be formatted before it can be read: mend its first error (F8).")
    return found.replace("\n", line_end)


def _formatted_javascript(code: str) -> str:
    import jsbeautifier  # 60 ms, and seldom wanted

    options = jsbeautifier.default_options()
    options.indent_size = _JAVASCRIPT_INDENT
    options.end_with_newline = True
    options.brace_style = "collapse,preserve-inline"
    return str(jsbeautifier.beautify(code, options))
