"""Templates and snippets: each handler runs in a child process and does what it says."""

import json
from typing import Any

import pytest

from rossum_studio.bundled import sample_events
from rossum_studio.model.event import BY_NAME, event_named
from rossum_studio.model.hook import Hook
from rossum_studio.model.template import Template, load_snippets, load_templates
from rossum_studio.runtime.languages import launch_for
from rossum_studio.runtime.outcome import Status
from rossum_studio.runtime.runner import WarmRunner

LANGUAGES = ["python", "javascript"]
TEMPLATES = {
    language: {template.name: template for template in load_templates() if template.language == language}
    for language in LANGUAGES
}
NAMES = list(TEMPLATES["python"])
ANNOTATION_TEMPLATES = sorted({*NAMES} - {"filter_email_documents"})
CONTENT_EVENTS = sorted(
    file.name for file in sample_events().iterdir() if file.name.startswith("annotation_content.")
)

HOOK_KEYS = set(
    """
    type name description queues run_after sideload active events metadata config token_owner
    token_lifetime_s test extension_source settings settings_schema secrets secrets_schema guide
    read_more_url extension_image_url hook_template created_by created_at modified_by modified_at
    """.split()  # noqa: SIM905
)


@pytest.fixture(params=LANGUAGES)
def templates(request) -> dict[str, Template]:
    """The templates of a language by name; a test that asks for them runs once in each."""
    return TEMPLATES[request.param]


def run_handler(template: Template, payload: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """The response of a handler, and what it printed."""
    with WarmRunner(launch_for(template.language)) as runner:
        outcome = runner.run(template.code, "handler", json.dumps(payload).encode())
    assert outcome.status is Status.OK, outcome.sentence
    assert (outcome.warnings, outcome.blocked, outcome.stderr) == ((), (), "")
    return outcome.response, outcome.stdout


def read_event(name: str) -> dict[str, Any]:
    return json.loads((sample_events() / name).read_text(encoding="utf-8"))


def payload_for(template: Template, event_file: str | None = None) -> dict[str, Any]:
    """A sample event as the template's hook would get it."""
    return read_event(event_file or template.sample_event) | {"settings": template.hook["settings"]}


def run_template(template: Template, event_file: str | None = None) -> dict[str, Any]:
    return run_handler(template, payload_for(template, event_file))[0]


def walk(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for node in nodes:
        found += [node, *walk(node.get("children") or [])]
    return found


def datapoints(event_file: str, schema_id: str) -> list[dict[str, Any]]:
    return [
        node
        for node in walk(read_event(event_file)["annotation"]["content"])
        if node["schema_id"] == schema_id
    ]


def written(response: dict[str, Any]) -> dict[int, str]:
    """New values by datapoint id."""
    assert all(operation["op"] == "replace" for operation in response["operations"])
    return {operation["id"]: operation["value"]["content"]["value"] for operation in response["operations"]}


def messages(response: dict[str, Any]) -> list[tuple[str, str, int | None]]:
    return [(message["type"], message["content"], message["id"]) for message in response["messages"]]


def set_value(payload: dict[str, Any], schema_id: str, value: str, normalized: str | None) -> None:
    for node in walk(payload["annotation"]["content"]):
        if node["schema_id"] == schema_id:
            node["content"] |= {"value": value, "normalized_value": normalized}


def test_templates_come_in_their_order_with_the_default_first():
    names = [
        "default",
        "amount_due_equals_sum",
        "due_date_after_issue_date",
        "switch_total_columns",
        "translate_descriptions",
        "filter_email_documents",
    ]
    expected = [(language, name) for language in LANGUAGES for name in names]
    assert [(template.language, template.name) for template in load_templates()] == expected


def test_every_template_has_a_title_of_its_own():
    titles = [template.title for template in load_templates()]

    assert len(set(titles)) == len(titles)
    assert TEMPLATES["javascript"]["default"].title == "Warn about big amounts (JavaScript)"


@pytest.mark.parametrize("name", NAMES)
def test_a_template_carries_a_complete_hook_that_subscribes_to_its_sample_event(templates, name):
    template = templates[name]
    payload = read_event(template.sample_event)
    hook = Hook(template.code, template.hook, template.language)

    assert template.hook.keys() == HOOK_KEYS
    assert template.hook["config"]["code"] == template.code
    assert template.hook["config"]["runtime"] == hook.runtime
    assert event_named(f"{payload['event']}.{payload['action']}") in hook.events
    assert set(template.hook["events"]) <= BY_NAME.keys()
    assert hook.name == template.title.removesuffix(" (JavaScript)")
    assert template.description.endswith(".")
    assert template.shows.endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_template_that_uses_txscript_sideloads_the_schema_and_answers_with_hook_response(templates, name):
    template = templates[name]
    if "TxScript" in template.code:
        assert "schemas" in template.hook["sideload"]
        assert "return t.hook_response()" in template.code


@pytest.mark.parametrize("name", NAMES)
def test_the_settings_of_a_template_fit_their_schema(templates, name):
    import jsonschema

    hook = templates[name].hook
    jsonschema.validate(hook["settings"], hook["settings_schema"] or {})


def test_changing_a_loaded_hook_leaves_the_next_one_as_it_was():
    load_templates()[0].hook["config"]["timeout_s"] = 1

    assert load_templates()[0].hook["config"]["timeout_s"] == 30


def test_default_warns_at_the_one_line_over_a_million(templates):
    event = templates["default"].sample_event
    big, *_rest = datapoints(event, "item_amount_base")

    response = run_template(templates["default"])

    assert messages(response) == [("warning", "Value is too big", big["id"])]
    assert response["operations"] == []


@pytest.mark.parametrize(
    ("content", "warnings"),
    [
        (None, 0),
        ({}, 0),
        ({"value": "", "normalized_value": None}, 0),
        ({"value": "", "normalized_value": "None"}, 0),
        ({"value": "2 000 000"}, 0),
        ({"value": "1 000 000", "normalized_value": "1000000"}, 0),
        ({"value": "1 000 000.01", "normalized_value": "1000000.01"}, 1),
    ],
)
def test_default_reads_only_numbers_that_are_there(templates, content, warnings):
    datapoint = {"id": 1, "schema_id": "item_amount_base", "category": "datapoint", "content": content}
    section = {"id": 2, "schema_id": "any", "category": "section", "children": [datapoint]}
    empty = {"id": 3, "schema_id": "line_items", "category": "multivalue", "children": None}

    response, _ = run_handler(
        templates["default"], {"annotation": {"content": [section, empty, {"schema_id": "bare"}]}}
    )

    assert len(response["messages"]) == warnings


def test_amount_due_that_differs_from_the_lines_is_an_error(templates):
    (amount_due,) = datapoints(templates["amount_due_equals_sum"].sample_event, "amount_due")

    response = run_template(templates["amount_due_equals_sum"])

    text = "Amount due is 1504858.00, but the lines add up to 1504588.00"
    assert messages(response) == [("error", text, amount_due["id"])]


@pytest.mark.parametrize(("normalized", "errors"), [("1504588.01", 0), ("1504588.02", 1), (None, 0)])
def test_amount_due_may_differ_by_the_tolerance_or_be_empty(templates, normalized, errors):
    template = templates["amount_due_equals_sum"]
    payload = payload_for(template)
    set_value(payload, "amount_due", normalized or "", normalized)

    response, _ = run_handler(template, payload)

    assert len(response["messages"]) == errors


def test_amount_due_column_comes_from_the_settings(templates):
    template = templates["amount_due_equals_sum"]
    payload = payload_for(template)
    payload["settings"] = {"column": "item_total_base"}

    response, _ = run_handler(template, payload)

    assert [message["content"] for message in response["messages"]] == [
        "Amount due is 1504858.00, but the lines add up to 1253830.00"
    ]


def test_due_date_before_the_issue_date_is_an_error(templates):
    (date_due,) = datapoints(templates["due_date_after_issue_date"].sample_event, "date_due")

    response = run_template(templates["due_date_after_issue_date"])

    assert messages(response) == [("error", "Due date is before the issue date", date_due["id"])]


@pytest.mark.parametrize("date_due", ["2026-03-12", "2026-03-13", None])
def test_due_date_on_or_after_the_issue_date_or_empty_is_fine(templates, date_due):
    template = templates["due_date_after_issue_date"]
    payload = payload_for(template)
    set_value(payload, "date_due", date_due or "", date_due)

    response, _ = run_handler(template, payload)

    assert response["messages"] == []


def test_switched_columns_change_places_in_every_row_that_has_totals(templates):
    event = templates["switch_total_columns"].sample_event
    totals, bases = datapoints(event, "item_amount_total"), datapoints(event, "item_total_base")

    new = written(run_template(templates["switch_total_columns"]))

    assert [new.get(cell["id"]) for cell in totals] == ["588.00", "180.00", None, "42.60"]
    assert [new.get(cell["id"]) for cell in bases] == ["490.00", "150.00", None, "35.50"]
    assert len(new) == 6


def test_switching_twice_changes_nothing_the_second_time(templates):
    template = templates["switch_total_columns"]
    payload = payload_for(template)
    new = written(run_handler(template, payload)[0])
    for node in walk(payload["annotation"]["content"]):
        if node["id"] in new:
            node["content"] |= {"value": new[node["id"]], "normalized_value": new[node["id"]]}

    assert run_handler(template, payload)[0]["operations"] == []


@pytest.mark.parametrize("total", ["amount_total", "amount_total_base"])
def test_columns_stay_where_they_are_when_a_total_is_missing(templates, total):
    template = templates["switch_total_columns"]
    payload = payload_for(template)
    set_value(payload, total, "", None)

    assert run_handler(template, payload)[0]["operations"] == []


def test_descriptions_are_translated_and_unknown_words_left_alone(templates):
    event = templates["translate_descriptions"].sample_event
    ids = [cell["id"] for cell in datapoints(event, "item_description")]

    new = written(run_template(templates["translate_descriptions"]))

    translations = ["Coffee", "Mineral water Kestrelbrunn", "Filled Roll", "Meeting room, whole Day", "Tip"]
    assert [new[datapoint_id] for datapoint_id in ids] == translations


def test_documents_without_a_german_word_get_no_operations(templates):
    assert (
        run_template(templates["translate_descriptions"], "annotation_content.initialize.invoice.json")[
            "operations"
        ]
        == []
    )


def test_the_logo_beside_the_invoice_is_left_out(templates):
    template = templates["filter_email_documents"]

    response, log = run_handler(template, payload_for(template))

    assert response == {"files": [{"id": "1", "values": []}]}
    assert log == "Left out: logo.png\n"


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"mime_type": "application/zip"}, []),
        ({"width_px": None, "height_px": None}, ["1"]),
        ({"height_px": 599.0}, []),
        ({"mime_type": "image/png"}, ["1"]),
    ],
)
def test_a_file_is_kept_for_its_type_and_its_size(templates, changes, kept):
    template = templates["filter_email_documents"]
    payload = payload_for(template)
    payload["files"] = [payload["files"][0] | changes]

    response, _ = run_handler(template, payload)

    assert [file["id"] for file in response["files"]] == kept


@pytest.mark.parametrize("name", ANNOTATION_TEMPLATES)
@pytest.mark.parametrize("event_file", [name for name in CONTENT_EVENTS if ".initialize." in name])
def test_a_template_runs_on_every_kind_of_document(templates, name, event_file):
    assert run_template(templates[name], event_file).keys() >= {"messages", "operations"}


@pytest.mark.parametrize("name", ANNOTATION_TEMPLATES)
def test_a_template_survives_a_document_whose_every_field_is_empty(templates, name):
    template = templates[name]
    payload = payload_for(template)
    for node in walk(payload["annotation"]["content"]):
        if node.get("content"):
            node["content"] = dict.fromkeys(node["content"]) | {"value": ""}

    response, _ = run_handler(template, payload)

    assert (response["messages"], response["operations"]) == ([], [])


@pytest.mark.parametrize("name", NAMES)
def test_a_template_runs_without_settings(templates, name):
    template = templates[name]
    payload = payload_for(template)
    del payload["settings"]

    assert isinstance(run_handler(template, payload)[0], dict)


@pytest.mark.parametrize(
    ("name", "event_file"),
    [(name, None) for name in NAMES]
    + [(name, file) for name in ANNOTATION_TEMPLATES for file in CONTENT_EVENTS],
)
def test_a_template_does_the_same_in_both_languages(name, event_file):
    python, javascript = (
        essence(run_template(TEMPLATES[language][name], event_file)) for language in LANGUAGES
    )

    assert javascript == python


def essence(response: dict[str, Any]) -> dict[str, Any]:
    """What Rossum acts on; TxScript adds keys of its own, and to messages too."""
    kept = {key: response[key] for key in ("messages", "operations", "files") if key in response}
    if "messages" in kept:
        kept["messages"] = messages(response)
    return kept


@pytest.mark.parametrize("language", LANGUAGES)
def test_snippets_are_code_that_the_templates_use(language):
    snippets = load_snippets(language)
    code = "".join(template.code for template in TEMPLATES[language].values())

    assert [snippet.title for snippet in snippets] == [
        "Find datapoints by schema id",
        "Create a message",
        "Create a replace operation",
    ]
    assert all(snippet.code in code for snippet in snippets)
    assert all(snippet.description.endswith(".") for snippet in snippets)


def test_a_language_without_snippets_has_none():
    assert load_snippets("cobol") == ()
