"""Words of JavaScript that are offered wherever they fit, and what a handler begins with."""

from rossum_studio.simulator.authoring.completion import Entry, Kind

SKELETON = """\
exports.rossum_hook_request_handler = async ({ annotation, settings }) => {
  const messages = [];
  const operations = [];

  return { messages, operations };
};
"""
_KEYWORDS = (
    *("async", "await", "break", "case", "catch", "class", "const", "continue", "default", "delete", "else"),
    *("false", "finally", "for", "function", "if", "in", "instanceof", "let", "new", "null", "of", "return"),
    *("switch", "this", "throw", "true", "try", "typeof", "undefined", "while"),
)
_GLOBALS = (
    *("exports", "module", "require", "console", "process", "Buffer", "fetch", "URL", "URLSearchParams"),
    *("JSON", "Math", "Object", "Array", "Number", "String", "Boolean", "Date", "Promise", "Map", "Set"),
    *("RegExp", "Error", "parseFloat", "parseInt", "isNaN", "encodeURIComponent", "setTimeout", "Intl"),
)
_OF_GLOBALS = {
    "console": ("log", "error", "warn", "info", "table", "dir"),
    "JSON": ("parse", "stringify"),
    "Math": ("abs", "ceil", "floor", "max", "min", "pow", "round", "sign", "sqrt", "trunc"),
    "Object": ("assign", "entries", "freeze", "fromEntries", "groupBy", "hasOwn", "keys", "values"),
    "Array": ("from", "isArray", "of"),
    "Number": ("isFinite", "isInteger", "isNaN", "parseFloat", "parseInt"),
    "Promise": ("all", "allSettled", "any", "race", "reject", "resolve"),
    "Date": ("now", "parse", "UTC"),
    "exports": ("rossum_hook_request_handler",),
    "process": ("env",),
}
_OF_LISTS = (
    *("at", "concat", "every", "filter", "find", "findIndex", "findLast", "flat", "flatMap", "forEach"),
    *("includes", "indexOf", "join", "length", "map", "pop", "push", "reduce", "reverse", "shift", "slice"),
    *("some", "sort", "splice", "toReversed", "toSorted", "unshift"),
)
_OF_TEXTS = (
    *(
        "at",
        "charAt",
        "endsWith",
        "includes",
        "indexOf",
        "length",
        "match",
        "matchAll",
        "padStart",
        "replace",
    ),
    *("replaceAll", "slice", "split", "startsWith", "substring", "toLowerCase", "toUpperCase", "trim"),
)
_PROPERTIES = ("length",)
RESPONSE = {
    "": (("messages", "a list"), ("operations", "a list"), ("automation_blockers", "a list")),
    "messages": (("type", "error, warning or info"), ("content", "what is said"), ("id", "of a datapoint")),
    "operations": (("op", "replace, add or remove"), ("id", "of a datapoint"), ("value", "an object")),
    "automation_blockers": (("content", "what is said"), ("id", "of a datapoint")),
}
"""Keys of a response, and of the elements of its lists."""


def of_global(name: str) -> list[Entry]:
    """What a thing that is there in every file offers."""
    return [Entry(each, Kind.FUNCTION, name) for each in _OF_GLOBALS.get(name, ())]


def of_list() -> list[Entry]:
    """What a list offers."""
    return [_member(each, "of a list") for each in _OF_LISTS]


def of_text() -> list[Entry]:
    """What a text offers."""
    return [_member(each, "of a text") for each in _OF_TEXTS]


def keys_of(part: str) -> list[Entry]:
    """The keys of a response, or of an element of one of its lists."""
    return [Entry(name, Kind.KEY, told) for name, told in RESPONSE[part]]


def words() -> list[Entry]:
    """What every file knows."""
    known = [Entry(each, Kind.NAME, "of the platform") for each in _GLOBALS]
    return known + [Entry(each, Kind.KEYWORD) for each in _KEYWORDS]


def skeleton() -> Entry:
    """A handler to start from."""
    return Entry(SKELETON, Kind.SNIPPET, "a handler to start from", SKELETON)


def _member(name: str, told: str) -> Entry:
    return Entry(name, Kind.KEY if name in _PROPERTIES else Kind.FUNCTION, told)
