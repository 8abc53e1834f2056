"""Business rules: how they are read, when they act, and what they do."""

from typing import Any

import msgspec
import pytest
from formula_document import document, experiment, ids
from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.annotation import Content
from rossum_studio.model.message import MessageSource
from rossum_studio.model.problem import Severity
from rossum_studio.runtime import formula_driver
from rossum_studio.runtime.formula_run import compute_formulas
from rossum_studio.runtime.runner import run_handler
from rossum_studio.simulator.formula import formula_request
from rossum_studio.simulator.formula_answer import RuleResult
from rossum_studio.simulator.formula_apply import apply_formula_answer
from rossum_studio.simulator.formula_reading import read_answer
from rossum_studio.simulator.rule_effects import RuleEffects, apply_rules
from rossum_studio.simulator.rules import ParsedRules, rules_of

SCHEMA = experiment()


def action(kind: str, event: str | None = None, **payload: Any) -> dict[str, Any]:
    return {"type": kind, "payload": payload, **({"event": event} if event else {})}


def rule(condition: str | None, *actions: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {} if condition is None else {"trigger_condition": condition}
    return {"id": 7, "name": "Big", **given, "actions": list(actions), **more}


def parse(*rules: object) -> ParsedRules:
    return rules_of(list(rules), SCHEMA)


def codes(parsed: ParsedRules) -> list[str]:
    return [problem.code for problem in parsed.problems]


def effects_of(content: Content, *rules: object, **more: Any) -> RuleEffects:
    """What these rules do to a document, their conditions judged in this process."""
    parsed = parse(*rules).rules
    request = formula_request(SCHEMA, content, changed=(), rules=parsed)
    results: tuple[RuleResult, ...] = ()
    if request is not None:
        raw = formula_driver.rossum_hook_request_handler(msgspec.json.decode(request.payload))
        results = read_answer(raw, SCHEMA, content).rule_results
    return apply_rules(content, SCHEMA, parsed, results, **more)


def said(effects: RuleEffects) -> list[tuple[str, str, int | None]]:
    return [(one.type.value, one.content, one.datapoint_id) for one in effects.messages]


# Reading


def test_rules_of_a_schema_object_a_list_and_a_single_file_are_found_with_their_place():
    one = rule("True")

    assert [found.pointer for found in rules_of({"content": [], "rules": [one, one]}, SCHEMA).rules] == [
        "/rules/0",
        "/rules/1",
    ]
    assert [found.pointer for found in rules_of([one], SCHEMA).rules] == ["/0"]
    assert [found.pointer for found in rules_of(one, SCHEMA).rules] == [""]
    assert rules_of({"content": []}, SCHEMA) == ParsedRules()


def test_a_rule_without_condition_always_holds():
    (found,) = parse(rule(None)).rules

    assert (found.condition, found.is_judged) == ("True", True)


@pytest.mark.parametrize(
    ("raw", "code", "path"),
    [
        (rule("field.total >"), "rule-syntax", "/0/trigger_condition"),
        (rule("x = 1"), "rule-syntax", "/0/trigger_condition"),
        (rule("True", name="n" * 256), "rule-name-too-long", "/0/name"),
        (rule("True", action("shout")), "rule-unknown-action", "/0/actions/0/type"),
        (
            rule("True", action("show_message", "midnight", type="info", content="c")),
            "rule-unknown-event",
            "/0/actions/0/event",
        ),
        (
            rule("True", action("show_message", "annotation_imported", type="info", content="c")),
            "rule-wrong-event",
            "/0/actions/0/event",
        ),
        (rule("True", action("show_message", type="info")), "rule-action-payload", "/0/actions/0/payload"),
        (
            rule("True", action("show_message", type="warn", content="c")),
            "rule-message-type",
            "/0/actions/0/payload/type",
        ),
        (
            rule("True", action("hide_field", schema_ids=["nope"])),
            "rule-unknown-field",
            "/0/actions/0/payload",
        ),
        (
            rule("True", action("show_field", schema_id="kind"), action("show_field", schema_id="total")),
            "rule-repeated-action",
            "/0/actions",
        ),
        ("https://kestrel.rossum.app/api/v1/rules/7", "rule-not-an-object", "/0"),
    ],
)
def test_what_is_wrong_with_a_rule_is_named_with_its_place(raw, code, path):
    (problem,) = parse(raw).problems

    assert (problem.code, problem.path) == (code, path)


@pytest.mark.parametrize(
    "raw",
    [
        rule("field.total > 1 and (\n  field.kind == 'a'\n)", action("hide_field", schema_ids=["kind"])),
        rule(" True ", action("hide_field", schema_id="kind")),
        rule("True", action("send_email", "annotation_exported", to=["a@kestrel.com"], subject="s")),
        rule("True", *[action("show_message", type="info", content="c")] * 2),
        rule(
            "True",
            *[
                action("show_field", schema_id="kind"),
                {**action("show_field", schema_id="total"), "enabled": False},
            ],
        ),
        rule("True", name="n" * 255),
    ],
)
def test_a_rule_without_fault_has_no_problems(raw):
    assert codes(parse(raw)) == []


@pytest.mark.parametrize(
    ("condition", "table"),
    [
        ("field.qty > 1", "lines"),
        ("field.total > 1 and field.amt > 2", "lines"),
        ('getattr(field, "qty") > 1', "lines"),
        ("field.qty.attr.rir_confidence", "lines"),
        ("sum(field.amt.all_values) > 1", None),
        ("any(row.qty > 1 for row in field.lines)", None),
        ("field.total > 1", None),
        ("field.po_no", None),
    ],
)
def test_a_condition_that_reads_columns_is_judged_row_by_row(condition, table):
    (found,) = parse(rule(condition)).rules

    assert found.table == table


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["rules", "name", "id", "trigger_condition", "actions", "type", "payload", "event"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=80, deadline=None)
@given(json_values)
def test_no_json_breaks_the_reading_and_what_was_read_can_be_carried_out(raw):
    parsed = rules_of(raw, SCHEMA)
    content = document(SCHEMA)

    results = [RuleResult(index, None, True, True) for index in range(len(parsed.rules))]

    assert apply_rules(content, SCHEMA, parsed.rules, results).content is content


# Acting


def test_a_message_goes_to_its_field_and_names_its_rule():
    content = document(SCHEMA)

    effects = effects_of(
        content,
        rule("field.total > 5", action("show_message", type="error", content="Too big", schema_id="total")),
        rule("field.total > 50", action("show_message", type="error", content="Huge")),
    )

    assert said(effects) == [("error", "Too big", ids(content, "total")[0])]
    assert effects.messages[0].source is MessageSource.SCHEMA
    (fired,) = effects.fired
    assert (fired.rule_id, fired.name, fired.actions) == (7, "Big", ("show_message",))
    assert fired.messages == effects.messages
    assert effects.content is content


def test_a_condition_must_be_exactly_true_unless_told_otherwise():
    content = document(SCHEMA)
    one = rule("field.total", action("show_message", type="info", content="c"))

    assert effects_of(content, one).messages == ()
    assert len(effects_of(content, one, must_be_true=False).messages) == 1


def test_a_rule_on_columns_speaks_about_each_row_it_holds_for():
    content = document(SCHEMA)
    one = rule(
        "field.qty >= 2 and field.total == 8",
        action("show_message", type="warning", content="Many", schema_id="desc"),
        action("add_automation_blocker", content="Look", schema_id="qty"),
    )

    effects = effects_of(content, one)

    assert said(effects) == [("warning", "Many", one_id) for one_id in ids(content, "desc")]
    assert [one.id for one in effects.blockers] == ids(content, "qty")
    assert effects.fired[0].row_ids == tuple(row.id for row in content.multivalue("lines").rows)


def test_what_rows_say_alike_is_said_once():
    content = document(SCHEMA)

    effects = effects_of(
        content,
        rule(
            "field.qty > 1",
            action("show_message", type="info", content="Document"),
            action("add_automation_blocker", content="Look", schema_id="total"),
            action("send_email", "annotation_imported", to=["ann@kestrel.com"], subject="s"),
        ),
    )

    assert said(effects) == [("info", "Document", None)]
    assert [(one.content, one.id) for one in effects.blockers] == [("Look", ids(content, "total")[0])]
    assert len(effects.not_simulated) == 1


def test_a_message_about_a_whole_column_is_about_the_document():
    effects = effects_of(
        document(SCHEMA), rule("True", action("show_message", type="info", content="c", schema_id="qty"))
    )

    assert said(effects) == [("info", "c", None)]


@pytest.mark.parametrize(
    ("kind", "condition", "hidden"),
    [
        ("show_hide_field", "True", False),
        ("show_hide_field", "False", True),
        ("hide_field", "True", True),
        ("hide_field", "False", None),
        ("show_field", "True", False),
        ("show_field", "False", None),
    ],
)
@pytest.mark.parametrize("was_hidden", [True, False])
def test_fields_are_shown_and_hidden(kind, condition, hidden, was_hidden):
    content = document(SCHEMA)
    kind_id = ids(content, "kind")[0]
    content = content.replaced({kind_id: msgspec.structs.replace(content.node(kind_id), hidden=was_hidden)})

    effects = effects_of(content, rule(condition, action(kind, schema_ids=["kind"])))

    expected = was_hidden if hidden is None else hidden
    assert effects.content.node(kind_id).hidden is expected
    changes = [(one.id, one.attribute, one.before, one.after) for one in effects.changes]
    assert changes == ([] if expected is was_hidden else [(kind_id, "hidden", was_hidden, expected)])
    assert (effects.content is content) is (expected is was_hidden)


def test_columns_are_hidden_row_by_row_and_header_fields_while_no_row_holds():
    content = document(SCHEMA)
    one = rule("field.qty > 5", action("show_hide_field", schema_ids=["price", "kind"]))

    shown = effects_of(content, one).content
    assert [bool(shown.node(cell).hidden) for cell in ids(content, "price")] == [True, False]
    assert not shown.node(ids(content, "kind")[0]).hidden

    empty = document(SCHEMA, lines=[])
    assert effects_of(empty, one).content.node(ids(empty, "kind")[0]).hidden is True


def test_of_two_rules_about_one_field_the_later_wins():
    content = document(SCHEMA)
    hide, show = action("hide_field", schema_id="kind"), action("show_field", schema_id="kind")

    assert effects_of(content, rule("True", hide), rule("True", show)).changes == ()
    assert len(effects_of(content, rule("True", show), rule("True", hide)).changes) == 1


def test_a_validation_source_is_added_once():
    content = document(SCHEMA)
    one = rule("field.total == 8", action("add_validation_source", schema_id="total"))

    effects = effects_of(content, one, one)

    assert effects.content.node(ids(content, "total")[0]).sources == ["rules"]
    assert len(effects.changes) == 1


def test_what_is_not_simulated_is_said_in_sentences():
    effects = effects_of(
        document(SCHEMA),
        rule(
            "True",
            action("add_label", labels=["https://kestrel.rossum.app/api/v1/labels/3"]),
            action("change_status", "annotation_imported", method="postpone"),
            action("change_queue", "annotation_confirmed", queue_id=410),
            action("send_email", "annotation_exported", email_template="t/1"),
        ),
        rule("False", action("add_label", labels=["x"])),
    )

    assert effects.not_simulated == (
        'Rule "Big" would add labels (https://kestrel.rossum.app/api/v1/labels/3).',
        'Rule "Big" would change the status (postpone) when the document has been imported.',
        'Rule "Big" would move the document to another queue (410) when the document has been confirmed.',
        'Rule "Big" would send an e-mail (t/1) when the document has been exported.',
    )


def test_disabled_rules_and_actions_do_nothing():
    shout = action("show_message", type="info", content="c")

    effects = effects_of(
        document(SCHEMA), rule("True", shout, enabled=False), rule("True", {**shout, "enabled": False})
    )

    assert effects.messages == ()
    assert [one.actions for one in effects.fired] == [()]


def test_a_condition_that_raises_is_an_error_and_leaves_fields_alone():
    content = document(SCHEMA)
    one = rule("field.total / 0 > 1", action("show_hide_field", schema_ids=["kind"]))

    effects = effects_of(content, one)

    assert said(effects) == [("error", 'Rule "Big" failed: ZeroDivisionError: float division by zero', None)]
    (problem,) = effects.problems
    assert (problem.code, problem.path, problem.severity) == (
        "rule-exception",
        "/0/trigger_condition",
        Severity.ERROR,
    )
    assert effects.content is content
    assert effects.fired == ()


def test_rules_see_what_formulas_computed_in_the_same_process():
    content = document(SCHEMA)
    parsed = parse(
        rule("field.amt > 5", action("show_message", type="error", content="Row", schema_id="amt")),
        rule("field.calc == 8", action("show_message", type="info", content="Sum", schema_id="calc")),
    )
    request = formula_request(SCHEMA, content, rules=parsed.rules)

    answer = compute_formulas(request, SCHEMA, content, run_handler)
    computed = apply_formula_answer(content, SCHEMA, answer).content
    effects = apply_rules(computed, SCHEMA, parsed.rules, answer.rule_results)

    assert said(effects) == [
        ("error", "Row", ids(content, "amt")[0]),
        ("info", "Sum", ids(content, "calc")[0]),
    ]


def test_a_rule_whose_condition_was_never_judged_does_nothing():
    content = document(SCHEMA)
    parsed = parse(rule("field.qty > 1", action("show_hide_field", schema_ids=["kind"])))

    assert apply_rules(content, SCHEMA, parsed.rules, ()).content is content
