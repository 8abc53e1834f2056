"""Which line of a handler writes a field."""

import pytest

from rossum_studio.simulator.operation_origin import line_that_writes

PYTHON = """\
from txscript import TxScript

def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if t.field.amount_total > 5:
        t.field.amount_total = 5
    t.field.line_items.append({"item_code": "X"})
    t.field.notes.attr.hidden = True
    return t.hook_response()
"""
PLAIN = """\
def rossum_hook_request_handler(payload):
    number = find(payload["annotation"]["content"], "document_id")
    return {"operations": [replace(number, "A")]}
"""
JAVASCRIPT = """\
exports.rossum_hook_request_handler = ({ annotation }) => {
  const number = findBySchemaId(annotation.content, 'document_id')[0];
  return { operations: [createReplaceOperation(number, 'A')] };
};
"""


@pytest.mark.parametrize(
    ("code", "language", "schema_id", "line"),
    [
        (PYTHON, "python", "amount_total", 6),
        (PYTHON, "python", "line_items", 7),
        (PYTHON, "python", "item_code", 7),
        (PYTHON, "python", "nothing", None),
        (PLAIN, "python", "document_id", 2),
        (JAVASCRIPT, "javascript", "document_id", 2),
        (JAVASCRIPT, "javascript", "amount_total", None),
        ("def (", "python", "amount_total", None),
        ("exports. =", "javascript", "amount_total", None),
    ],
)
def test_the_line_is_the_one_that_writes_or_else_names_the_field(code, language, schema_id, line):
    assert line_that_writes(code, language, schema_id) == line
