"""What the benchmarks run: payloads of any size, handlers in two languages, the same done the plain way."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parents[1] / "sample_events" / "annotation_content.updated.line_items.json"

HEADER_PYTHON = """\
def rossum_hook_request_handler(payload):
    return {"messages": [{"type": "info", "content": payload["annotation"]["status"]}]}
"""

WALK_PYTHON = """\
def rossum_hook_request_handler(payload):
    filled, waiting = 0, list(payload["annotation"]["content"])
    while waiting:
        node = waiting.pop()
        if node["category"] == "datapoint":
            content = node["content"]
            filled += bool(content and content["value"])
        else:
            waiting += node["children"]
    return {"messages": [{"type": "info", "content": f"{filled} filled"}]}
"""

HEADER_JAVASCRIPT = """\
exports.rossum_hook_request_handler = (payload) => ({
  messages: [{ type: "info", content: payload.annotation.status }],
});
"""

WALK_JAVASCRIPT = """\
exports.rossum_hook_request_handler = (payload) => {
  let filled = 0;
  const waiting = [...payload.annotation.content];
  while (waiting.length) {
    const node = waiting.pop();
    if (node.category === "datapoint") filled += node.content?.value ? 1 : 0;
    else for (const child of node.children) waiting.push(child);
  }
  return { messages: [{ type: "info", content: `${filled} filled` }] };
};
"""

FROM_PAYLOAD = """\
import time
from txscript import TxScript

def rossum_hook_request_handler(payload):
    started = time.perf_counter()
    TxScript.from_payload(payload)
    return {"ms": (time.perf_counter() - started) * 1000}
"""

COLD_PYTHON = """\
import json, sys
import txscript
payload = json.load(sys.stdin.buffer)
{handler}
sys.stdout.write(json.dumps(rossum_hook_request_handler(payload)))
"""

COLD_JAVASCRIPT = """\
const payload = JSON.parse(require("fs").readFileSync(0, "utf8"));
{handler}
process.stdout.write(JSON.stringify(exports.rossum_hook_request_handler(payload)));
"""


def payload_of(size: int) -> bytes:
    """Return the payload of an event whose document has so many datapoints, most of them in a table."""
    payload = json.loads(SAMPLE.read_bytes())
    content = payload["annotation"]["content"]
    (line_items,) = (each for each in _nodes(content) if each["schema_id"] == "line_items")
    row = line_items["children"][0]
    line_items["children"] = []
    missing = size - sum(each["category"] == "datapoint" for each in _nodes(content))
    row_size, first_id = len(row["children"]), 2_000_000
    for number in range(-(-missing // row_size)):
        cells = row["children"][: missing - number * row_size]
        line_items["children"].append(_copy_of_row(row, cells, first_id + number * (row_size + 1)))
    return json.dumps(payload, separators=(",", ":")).encode()


def _nodes(children: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for child in children:
        yield child
        yield from _nodes(child.get("children", []))


def _copy_of_row(row: dict[str, Any], cells: list[dict[str, Any]], row_id: int) -> dict[str, Any]:
    return {
        **row,
        "id": row_id,
        "children": [{**cell, "id": row_id + 1 + at} for at, cell in enumerate(cells)],
    }
