"""The names of the console. Its text is executed inside the kernel, at the start and after every run.

It imports nothing of ours and leaves no name behind but those it is for.
"""


class Nodes(list):
    """Content nodes. As the result of an input they are a table: a line for each row, a column a field."""

    def _repr_html_(self):
        from html import escape

        rows = [row for row in self._rows() if row]
        columns = list(dict.fromkeys(name for row in rows for name in row))
        if not columns:
            return None
        head = "".join(f"<th align='left'>{escape(name)}</th>" for name in columns)
        lines = ["".join(f"<td>{escape(row.get(name, ''))}</td>" for name in columns) for row in rows]
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        return f"<table border='1' cellspacing='0' cellpadding='4'><tr>{head}</tr>{body}</table>"

    def _rows(self):
        for node in self:
            below = node.get("children") or []
            if node.get("category") == "multivalue":
                yield from ({each["schema_id"]: _value(each)} for each in below if "content" in each)
                yield from (
                    {cell["schema_id"]: _value(cell) for cell in each.get("children") or []} for each in below
                )
            elif below:
                yield {each["schema_id"]: _value(each) for each in below if "content" in each}
            else:
                yield {"id": str(node.get("id")), node.get("schema_id", ""): _value(node)}


def _value(node):
    content = node.get("content")
    return str(content.get("value") or "") if isinstance(content, dict) else ""


def find(schema_id):
    """All nodes of the annotation content with this schema_id, in document order."""
    known = globals().get("annotation")
    content = known.get("content") if isinstance(known, dict) else None
    pending = list(reversed(content)) if isinstance(content, list) else []  # elsewhere it is a URL
    found = Nodes()
    while pending:
        node = pending.pop()
        if node.get("schema_id") == schema_id:
            found.append(node)
        pending.extend(reversed(node.get("children") or []))
    return found


def run(changed=None):
    """Call the function of the last run here: on a copy of `payload`, or of another payload.

    What it returns becomes `response` too.
    """
    import copy
    import json
    import linecache
    import os
    import types
    from pathlib import Path

    file = Path(os.environ["ROSSUM_STUDIO_CONSOLE"], "function.json")
    function = json.loads(file.read_bytes()) if file.exists() else None
    if function is None:
        raise RuntimeError("Run the function once (F5); then it can be called here.")
    if function["language"] != "python":
        raise RuntimeError("The console runs Python. Press F5 to run a function in JavaScript.")
    name, code = function["filename"], function["code"]
    linecache.cache[name] = (len(code), None, code.splitlines(keepends=True), name)
    module = types.ModuleType("handler")
    exec(compile(code, name, "exec"), vars(module))
    given = globals().get("payload") if changed is None else changed
    globals()["response"] = module.rossum_hook_request_handler(copy.deepcopy(given))
    return globals()["response"]


def _rossum_names():
    import json
    import os
    from pathlib import Path

    def read(name):
        file = Path(os.environ["ROSSUM_STUDIO_CONSOLE"], name)
        return json.loads(file.read_bytes()) if file.exists() else None

    def read_txscript():
        try:
            from txscript import TxScript

            return TxScript.from_payload(read("payload.json"))  # a copy of its own: it writes into it
        except Exception:  # not an annotation_content event, no schema sideloaded, a key it wants is missing
            return None

    payload = read("payload.json")
    known = payload if isinstance(payload, dict) else {}
    schemas = known.get("schemas") or [None]
    return {
        "payload": payload,
        "annotation": known.get("annotation"),
        "schema": schemas[0],
        "response": read("response.json"),
        "t": read_txscript(),
    }


globals().update(_rossum_names())
del _rossum_names
