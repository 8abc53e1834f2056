"""Opening files: every shape is recognised by its content and matched with what belongs to it."""

import json
import shutil
from pathlib import Path

import pytest

from rossum_studio.model.annotation import Section
from rossum_studio.model.importing.importer import open_paths, open_text
from rossum_studio.model.importing.opened import Kind, OpenedDocument

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests" / "data"
SAMPLES = sorted((ROOT / "sample_events").glob("*.json"))
HANDLER = "def rossum_hook_request_handler(payload):\n    return {}\n"
SCRIPT = "exports.rossum_hook_request_handler = async ({annotation}) => ({messages: []});\n"


def only_document(name: str) -> OpenedDocument:
    opened = open_paths([DATA / name])
    assert not opened.errors
    return opened.documents[0]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_every_sample_opens_without_an_error_or_a_problem(path):
    opened = open_paths([path])

    documents = [*opened.documents, *(choice.open() for choice in opened.choices)]
    assert not opened.errors
    assert documents or opened.schemas
    assert all(not document.problems for document in documents)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_the_tree_of_a_payload_is_written_back_as_it_was_read(path):
    raw = json.loads(path.read_bytes())
    expected = raw.get("annotation", raw).get("content") if isinstance(raw, dict) else None

    for document in open_paths([path]).documents:
        if isinstance(expected, list):
            assert json.loads(document.annotation.content.encode()) == expected


def test_unknown_keys_survive_on_every_kind_of_node():
    expected = json.loads((DATA / "unknown_keys.json").read_text())["content"]

    content = only_document("unknown_keys.json").annotation.content

    assert content.to_builtins() == expected
    assert content.has_unknown


def test_ids_written_as_text_are_read_as_numbers():
    content = only_document("text_ids.json").annotation.content

    assert [node.id for node in content] == [10, 11]


def test_a_payload_brings_event_schema_document_and_the_rest(sample_event):
    opened = sample_event("annotation_content.updated.line_items").opened

    assert opened.kind is Kind.PAYLOAD
    assert opened.event is not None and opened.event.name == "annotation_content.updated"
    assert opened.schema is not None and not opened.schema.is_inferred
    assert opened.document["original_file_name"]
    assert not {"annotation", "document", "schemas"} & opened.rest.keys()
    assert opened.rest["updated_datapoints"]


def test_a_bare_list_is_a_document_or_a_schema_by_what_its_nodes_refer_to():
    nodes = '[{"category": "section", "%s": "head", "label": "Head", "children": []}]'

    document = open_text(nodes % "schema_id").documents[0]
    schema = open_text(nodes % "id").schemas[0].schema

    assert [section.schema_id for section in document.annotation.content.sections] == ["head"]
    assert [section.id for section in schema.sections] == ["head"]


def test_a_very_old_answer_has_only_results():
    opened = open_text('{"results": [{"id": 3, "category": "section", "schema_id": "a", "children": []}]}')

    assert opened.documents[0].annotation.content.sections == (Section(id=3, schema_id="a", children=[]),)


def test_an_annotation_without_its_content_says_so():
    record = {
        "document": "d/1",
        "queue": "q/1",
        "schema": "s/1",
        "status": "to_review",
        "content": "a/1/content",
    }

    opened = open_text(json.dumps(record)).documents[0]

    assert opened.kind is Kind.ANNOTATION
    assert [problem.code for problem in opened.problems] == ["annotation-without-content"]


def test_objects_in_place_of_urls_are_taken_out_of_an_annotation():
    document = {"url": "https://kestrel.rossum.app/api/v1/documents/5", "original_file_name": "k.pdf"}
    record = {"document": document, "queue": "q/1", "status": "exported", "content": []}

    opened = open_text(json.dumps(record)).documents[0]

    assert opened.document == document
    assert opened.annotation.attributes["document"] == document["url"]


def test_an_export_offers_its_documents_by_file_name_and_status():
    opened = open_paths([ROOT / "sample_events" / "queue_export.receipts.json"])

    assert not opened.documents
    assert len(opened.choices) == 5
    assert all(choice.title and choice.status for choice in opened.choices)


def test_an_export_opened_twice_gets_the_same_running_ids():
    path = ROOT / "sample_events" / "queue_export.receipts.json"

    first, second = (open_paths([path]).choices[2].open() for _ in range(2))

    ids = [node.id for node in first.annotation.content]
    assert ids == list(range(1_000_001, 1_000_001 + len(ids)))
    assert ids == [node.id for node in second.annotation.content]
    assert first.generated_ids


def test_an_export_of_one_document_opens_it(tmp_path):
    export = json.loads((ROOT / "sample_events" / "queue_export.receipts.json").read_bytes())
    file = tmp_path / "one.json"
    file.write_text(json.dumps(export | {"results": export["results"][:1]}))

    opened = open_paths([file])

    assert not opened.choices
    assert opened.documents[0].kind is Kind.QUEUE_EXPORT
    assert opened.documents[0].document["original_file_name"] == export["results"][0]["document"]["file_name"]
    assert opened.documents[0].field_types["amount_total"] == "number"


def test_an_annotation_list_gives_each_annotation_its_sideloaded_values():
    first, second = open_paths([DATA / "annotation_list.json"]).choices

    values = [
        [point.value for point in choice.open().annotation.content.datapoints()] for choice in (first, second)
    ]
    assert (first.title, first.status, second.title) == ("k-204.pdf", "to_review", "annotation 88002")
    assert values == [["K-204"], ["K-205"]]
    assert first.open().document["id"] == 66001


def test_a_connector_body_keeps_its_ids_and_gives_the_others_one():
    document = only_document("connector.json")

    total = document.annotation.content.with_schema_id("net_sum")[0]
    assert [node.id for node in document.annotation.content] == [19656, 19657, 1_000_001]
    assert total.content_object["value"] == "1250.50"
    assert document.field_types == {"net_sum": "number"}


def test_a_log_record_gives_event_expected_answer_and_no_secrets():
    document = only_document("log_record.json")

    assert document.kind is Kind.LOG_RECORD
    assert document.event is not None and document.event.name == "annotation_content.updated"
    assert document.expected == {
        "messages": [{"type": "warning", "content": "Odd", "id": 11}],
        "operations": [],
    }
    assert document.removed_secrets == 2
    assert document.rest["secrets"] == {"password": ""}
    assert "hunter2" not in repr(document) and "rossum_authorization_token" not in document.rest


def test_a_page_of_the_log_offers_its_records():
    record = json.loads((DATA / "log_record.json").read_text())

    opened = open_text(json.dumps({"results": [record, record]}))

    assert [choice.title for choice in opened.choices] == [
        "annotation_content.updated 2026-03-04T09:15:27.402118Z"
    ] * 2
    assert opened.choices[1].open().expected is not None


def test_a_record_without_its_request_says_why():
    (error,) = open_text('{"request": null, "response": {}}').errors

    assert "/request" in str(error) and "payload logging" in str(error)


def test_a_test_request_brings_its_payload_and_its_handler():
    opened = open_paths([DATA / "hook_test.json"])

    assert opened.documents[0].kind is Kind.HOOK_TEST
    assert opened.documents[0].annotation.id == 88001
    assert opened.hooks[0].hook.code == HANDLER


def test_the_answer_to_a_test_request_is_an_expected_answer():
    opened = open_text('{"response": {"messages": []}, "log": "printed"}')

    assert opened.documents[0].expected == {"messages": []}


def test_redacted_secrets_are_named_and_not_counted_as_removed():
    document = only_document("redacted.json")

    assert document.removed_secrets == 1  # the token
    assert [problem.code for problem in document.problems] == ["secrets-redacted"]
    assert "password" in document.problems[0].message


def test_a_hook_object_brings_its_saved_input():
    payload = json.loads((DATA / "hook_test.json").read_text())["payload"]
    record = {"config": {"runtime": "nodejs22.x", "code": SCRIPT}, "events": ["annotation_content"]}

    kept = open_text(json.dumps(record | {"test": {"saved_input": payload}})).hooks[0]
    of_template = open_text(json.dumps(record | {"test": payload})).hooks[0]
    empty = open_text(json.dumps(record | {"test": {"saved_input": {}}})).hooks[0]

    assert kept.hook.language == "javascript"
    assert kept.saved_input is not None and kept.saved_input.annotation.id == 88001
    assert of_template.saved_input is not None and of_template.saved_input.annotation.id == 88001
    assert empty.saved_input is None


@pytest.mark.parametrize(("code", "language"), [(HANDLER, "python"), (SCRIPT, "javascript")])
def test_pasted_code_is_recognised_by_its_handler(code, language):
    (opened,) = open_text(code).hooks

    assert (opened.hook.code, opened.hook.language, opened.code_path) == (code, language, None)


def test_a_byte_order_mark_and_windows_line_ends_are_no_obstacle(tmp_path):
    file = tmp_path / "handler.py"
    file.write_bytes(b"\xef\xbb\xbf" + HANDLER.replace("\n", "\r\n").encode())

    assert open_paths([file]).hooks[0].hook.code == HANDLER


def hook_pair(folder: Path) -> tuple[Path, Path]:
    code, record = folder / "Net sum_[7001].py", folder / "Net sum_[7001].json"
    code.write_text(HANDLER + "# newer\n")
    config = {"runtime": "python3.12", "code": HANDLER}
    record.write_text(json.dumps({"id": 7001, "type": "function", "events": [], "config": config}))
    return code, record


@pytest.mark.parametrize("given", [(0,), (1,), (0, 1), (1, 0)])
def test_code_and_object_of_one_stem_are_one_hook_whichever_is_given(tmp_path, given):
    pair = hook_pair(tmp_path)

    (hook,) = open_paths([pair[index] for index in given]).hooks

    assert (hook.code_path, hook.object_path) == pair
    assert hook.hook.code.endswith("# newer\n")
    assert hook.hook.attributes["id"] == 7001


def test_a_payload_beside_a_handler_is_not_opened_unasked(tmp_path):
    (tmp_path / "check.py").write_text(HANDLER)
    shutil.copy(DATA / "log_record.json", tmp_path / "check.json")

    opened = open_paths([tmp_path / "check.py"])

    assert len(opened.hooks) == 1
    assert not opened.documents


def test_a_project_folder_gives_hooks_and_schemas_and_passes_over_the_rest(tmp_path):
    hooks, queue = tmp_path / "hooks", tmp_path / "workspaces" / "w_[1]" / "queues" / "q_[2]"
    (queue / "formulas").mkdir(parents=True)
    hooks.mkdir()
    hook_pair(hooks)
    shutil.copy(ROOT / "sample_events" / "schema.invoice.json", queue / "schema.json")
    (queue / "formulas" / "net_sum.py").write_text("1 + 1\n")
    (tmp_path / "organization.json").write_text('{"id": 1, "name": "Kestrel"}')
    (tmp_path / "tsconfig.json").write_text("{ // not JSON\n}")
    shutil.copy(DATA / "unknown_keys.json", tmp_path)

    opened = open_paths([tmp_path])

    assert not opened.errors
    assert [hook.hook.attributes["id"] for hook in opened.hooks] == [7001]
    assert [schema.schema.name for schema in opened.schemas] == ["Kestrel invoices"]
    assert len(opened.documents) == 1


def test_a_folder_with_nothing_of_ours_says_so(tmp_path):
    (tmp_path / "notes.json").write_text("{}")

    (error,) = open_paths([tmp_path]).errors

    assert "holds nothing that can be opened" in str(error)


def test_a_file_given_twice_is_opened_once():
    path = DATA / "unknown_keys.json"

    assert len(open_paths([path, path]).documents) == 1
