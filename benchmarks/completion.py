"""How long the completion list of `t.field.` takes with a schema of 300 fields, beside plain Jedi.

    python benchmarks/completion.py [--fields 300] [--lines 500] [--rounds 30]

The handler has --lines lines, the caret is in the middle. Jedi alone, which knows no schema, is the peer: it
is asked for the names at the same place of the same file. Figures are medians after a first round that is not
counted; the first answer, with all imports, is printed as well. Exits with 1 when the limit is exceeded.
"""

import argparse
import sys
import time

import jedi
from timing import median_of_rounds

from rossum_studio.model.schema import Schema, parse_schema
from rossum_studio.simulator.authoring import javascript, python
from rossum_studio.simulator.authoring.completion import Known

LIMIT_MS = 30.0
_HEAD = ["from txscript import TxScript", "", "", "def rossum_hook_request_handler(payload):"]
_SCRIPT = ["exports.rossum_hook_request_handler = ({ annotation }) => {"]


def schema_of(count: int) -> Schema:
    """A schema with that many header fields in one section."""
    fields = [
        {"category": "datapoint", "id": f"field_{number}", "label": f"Field {number}", "type": "number"}
        for number in range(count)
    ]
    return parse_schema([{"category": "section", "id": "basic", "label": "Basic", "children": fields}])


def python_handler(lines: int) -> tuple[str, int, int]:
    """A handler and the place of a caret after `t.field.` in its middle."""
    body = ["    t = TxScript.from_payload(payload)"]
    body += [f"    value_{number} = t.field.field_{number % 300}" for number in range(lines)]
    middle = len(body) // 2
    body[middle] = "    t.field."
    code = "\n".join([*_HEAD, *body, "    return t.hook_response()", ""])
    return code, len(_HEAD) + middle + 1, len("    t.field.")


def javascript_handler(lines: int) -> tuple[str, int, int]:
    """The same with `annotation.`."""
    body = [f"  const value_{number} = annotation.status;" for number in range(lines)]
    middle = len(body) // 2
    body[middle] = "  annotation."
    code = "\n".join([*_SCRIPT, *body, "  return {};", "};", ""])
    return code, len(_SCRIPT) + middle + 1, len("  annotation.")


def main() -> int:
    """Measure, print, and say whether the limit holds."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--fields", type=int, default=300)
    parser.add_argument("--lines", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    payload = {"annotation": {"status": "to_review", "content": []}}
    known = Known(schema_of(options.fields), payload=payload)
    in_python, in_javascript = python_handler(options.lines), javascript_handler(options.lines)
    started = time.perf_counter()
    offered = python.complete(*in_python, known).entries
    first = (time.perf_counter() - started) * 1000
    if len(offered) != options.fields or not javascript.complete(*in_javascript, known).entries:
        sys.exit("Not every field is offered.")
    variants = {
        "Python, t.field.": lambda: python.complete(*in_python, known),
        "JavaScript, annotation.": lambda: javascript.complete(*in_javascript, known),
        "Jedi alone, t.field.": lambda: jedi.Script(in_python[0]).complete(*in_python[1:]),
    }
    median_of_rounds(variants, 1)
    taken = median_of_rounds(variants, options.rounds)
    floor = taken["Jedi alone, t.field."]
    print(f"{options.fields} fields, {options.lines} lines; first answer {first:.0f} ms")
    for name, each in taken.items():
        limit = "" if name.startswith("Jedi") else f"   limit {LIMIT_MS:.0f} ms"
        verdict = "" if not limit else "  ok" if each <= LIMIT_MS else "  OVER"
        print(f"  {name:26}{each:8.1f} ms   x{each / floor:.3f}{limit}{verdict}")
    return int(any(each > LIMIT_MS for name, each in taken.items() if not name.startswith("Jedi")))


if __name__ == "__main__":
    sys.exit(main())
