"""Completion, signatures, hover and definitions for Python."""

from pathlib import Path

import pytest
from authoring_places import known_about, names, place
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.simulator.authoring import python
from rossum_studio.simulator.authoring.completion import Completions, Definition, Kind, Known

TEMPLATES = sorted((Path(__file__).parents[3] / "resources" / "templates").rglob("*.py"))
HANDLER = """\
from txscript import TxScript, is_empty
import json


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    annotation = payload["annotation"]
    {line}
    return t.hook_response()


def helper(first, second=2):
    "Does something."
    return first
"""


@pytest.fixture
def known(sample_event) -> Known:
    return known_about(sample_event)


@pytest.fixture
def complete(known):
    """What is offered at the caret of a line in a handler."""

    def offered(line: str) -> Completions:
        return python.complete(*place(HANDLER.replace("{line}", line)), known)

    return offered


@pytest.mark.parametrize(
    "line",
    [
        "t.field.|",
        "x = t.field.am|",
        "if t.field.|",
        "if t.field.|:\n        pass",
        "for row in t.field.|",
        "while not is_empty(t.field.|",
        "x = [t.field.|",
        'x = f"total {t.field.|}"',
        't.show_warning("Too big", t.field.|',
        'return {"messages": [\n        {"id": t.field.|.id},\n    ]}',
        "t.field.|amount_total",
    ],
)
def test_fields_are_offered_wherever_they_are_written(complete, line):
    assert {"amount_total", "document_id", "line_items"} <= set(names(complete(line)))


def test_a_field_has_its_label_type_and_current_value(complete):
    entry = next(each for each in complete("t.field.am|").entries if each.text == "amount_total")

    assert entry.kind is Kind.FIELD
    assert entry.detail.split("   ") == ["Total", "number", "1 504 588.00"]


def test_what_was_begun_is_replaced(complete):
    found = complete("x = t.field.am|")

    assert found.start_column == len("    x = t.field.")


@pytest.mark.parametrize(
    "line",
    [
        "for row in t.field.line_items:\n        row.|",
        "for row in t.field.line_items:\n        x = row.|",
        "for number, row in enumerate(t.field.line_items):\n        row.|",
        "x = [row.| for row in t.field.line_items]",
        "x = sum(row.item_quantity for row in t.field.line_items if row.|)",
        "t.field.line_items[0].|",
    ],
)
def test_rows_offer_their_columns_and_no_header_fields(complete, line):
    found = names(complete(line))

    assert {"item_quantity", "item_description", "_index"} <= set(found)
    assert "amount_total" not in found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("t.|", {"field", "annotation", "show_error", "automation_blocker", "hook_response"}),
        ("t.field.amount_total.|", {"attr", "id"}),
        ("t.field.document_id.|", {"attr", "upper", "startswith"}),
        ("t.field.item_quantity.|", {"all_values"}),
        ("t.field.amount_total.attr.|", {"hidden", "options", "validation_sources", "value"}),
        ("t.annotation.|", {"action", "status", "document"}),
        ("t.annotation.document.|", {"original_file_name"}),
    ],
)
def test_objects_of_txscript_offer_what_they_have(complete, line, expected):
    assert expected <= set(names(complete(line)))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('payload["|', {"annotation", "document", "settings", "base_url"}),
        ('payload["|"]', {"annotation", "document"}),
        ('x = payload["annotation"]["|', {"status", "content", "url"}),
        ('annotation["|', {"status", "content"}),
        ('annotation.get("|', {"status"}),
        ('payload.get("document", {}).get("|")', {"original_file_name"}),
        ("annotation['content'][0]['|", {"schema_id", "children"}),
        ('for section in annotation["content"]:\n        section["|', {"schema_id", "children"}),
        ('for s in annotation["content"]:\n        for node in s["children"]:\n            node["|', {"id"}),
        ('payload["settings"]["|', {"max_amount"}),
        ('payload["secrets"].get("|', {"password"}),
    ],
)
def test_keys_of_the_payload_are_offered(complete, line, expected):
    assert expected <= set(names(complete(line)))


def test_a_key_has_its_value_unless_it_is_a_secret(complete):
    status = next(each for each in complete('annotation["|').entries if each.text == "status")
    secret = complete('payload["secrets"]["|').entries[0]

    assert status.detail.startswith('"')
    assert "•" not in secret.detail + secret.documentation


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ('x = annotation["schema_id"] == "|', "amount_total"),
        ('x = find_by_schema_id(annotation["content"], "|', "amount_total"),
        ('x = "amount_t|"', "amount_total"),
        ('x = {"type": "|', "warning"),
        ('x = {"op": "|', "replace"),
    ],
)
def test_texts_are_offered_where_rossum_expects_certain_ones(complete, line, expected):
    assert expected in names(complete(line))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("json.du|", "dumps"),
        ("help|", "helper"),
        ("is_em|", "is_empty"),
        ("pay|", "payload"),
        ("import dateti|", "datetime"),
    ],
)
def test_the_language_itself_is_completed(complete, line, expected):
    assert expected in names(complete(line))


@pytest.mark.parametrize(
    "line", ["# t.field.|", "x = 5|", 'x = "|"', 'x = f"t.field.|"', "def t|", '"""t.field.|"""']
)
def test_nothing_is_offered_in_comments_numbers_and_plain_texts(complete, line):
    assert complete(line).entries == ()


def test_without_a_document_payload_keys_are_unknown_and_nothing_breaks():
    code, line, column = place(HANDLER.replace("{line}", 'payload["annotation"]["|'))

    assert python.complete(code, line, column, Known()).entries == ()


@pytest.mark.parametrize(
    ("line", "signature", "argument"),
    [
        ("t.show_warning(|", "show_warning(content, field=None, **extra)", "content"),
        ('t.show_warning("a, b", |', "show_warning(content, field=None, **extra)", "field=None"),
        ("helper(1, |)", "helper(first, second=2)", "second=2"),
        ("helper((1, 2), [3, |", "helper(first, second=2)", "second=2"),
    ],
)
def test_a_call_is_helped_with_the_argument_at_the_caret(known, line, signature, argument):
    told = python.call_help(*place(HANDLER.replace("{line}", line)), known)

    assert told is not None
    assert told.signature == signature
    assert told.argument is not None
    assert told.signature[slice(*told.argument)] == argument


@pytest.mark.parametrize("line", ["x = 1|", "t.field.amount_total|", "x = [1, |"])
def test_outside_a_call_there_is_no_help(known, line):
    assert python.call_help(*place(HANDLER.replace("{line}", line)), known) is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("x = t.field.amount_to|tal", "Total (number)"),
        ('x = annotation["schema_id"] == "amount_t|otal"', "Total (number)"),
        ('x = annotation["sta|tus"]', '"importing"'),
        ('x = payload["settings"]["max_am|ount"]', "1000"),
        ("t.show_war|ning('x')", "Add a warning."),
        ("hel|per(1)", "Does something."),
        ('x = payload["secrets"]["pass|word"]', "not shown"),
    ],
)
def test_what_stands_at_a_place_is_told(known, line, told):
    found = python.hover(*place(HANDLER.replace("{line}", line)), known)

    assert found is not None
    assert told in found


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x = t.field.amount_to|tal", Definition(schema_id="amount_total")),
        ('x = annotation["schema_id"] == "amount_t|otal"', Definition(schema_id="amount_total")),
        ("hel|per(1)", Definition(line=12)),
        ("x = annotat|ion", Definition(line=7)),
        ("x = unknown_na|me", None),
    ],
)
def test_names_lead_to_where_they_are_from(known, line, expected):
    assert python.definition(*place(HANDLER.replace("{line}", line)), known) == expected


def test_the_symbols_of_a_file_are_its_functions_classes_and_constants():
    code = "LIMIT = 5\n\nclass Check:\n    def run(self):\n        pass\n\ndef handler(x):\n    y = 1\n"

    assert python.symbols(code) == (("LIMIT", 1), ("Check", 3), ("Check.run", 4), ("handler", 7))


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_place_in_any_template_breaks_it(data, sample_known):
    code = data.draw(st.sampled_from(TEMPLATES)).read_text("utf-8")
    offset = data.draw(st.integers(0, len(code)))
    cut = (
        code[:offset] + data.draw(st.sampled_from(["", ".", '["', "(", "'", "[", "t.field."])) + code[offset:]
    )
    line, column = cut.count("\n", 0, offset) + 1, offset - (cut.rfind("\n", 0, offset) + 1)

    for ask in (python.complete, python.hover, python.call_help, python.definition):
        ask(cut, line, column, sample_known)


@pytest.fixture(scope="module")
def sample_known():
    return Known()


@settings(max_examples=60, deadline=None)
@given(code=st.text(max_size=40), line=st.integers(0, 5), column=st.integers(0, 50))
def test_no_text_breaks_it(code, line, column):
    for ask in (python.complete, python.hover, python.call_help, python.definition):
        ask(code, line, column, Known())
