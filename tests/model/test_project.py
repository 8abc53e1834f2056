"""Checkouts and other folders of hooks: opened whole or in part, and matched up."""

import json
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_project import DEV, HANDLER, QUEUE, SAMPLE, copied_project, hook_of, queue_at

from rossum_studio.model.errors import UnreadableFileError
from rossum_studio.model.problem import Severity
from rossum_studio.model.project.layout import is_project
from rossum_studio.model.project.names import file_stem, id_in, id_of_url, name_in
from rossum_studio.model.project.opening import opened_of
from rossum_studio.model.project.project import open_project


@pytest.fixture
def checkout(tmp_path):
    return copied_project(tmp_path)


def test_a_whole_project_is_matched_up():
    project = open_project(SAMPLE)

    names = {hook.name: hook.id for hook in project.hooks}
    queue = queue_at(project, 410)
    assert names == {
        "Draft": None,
        "Master data": 7003,
        "Net sum check": 7001,
        "Old layout": 7006,
        "Old webhook": 7004,
        "Vendor / name": 7002,
    }
    assert [each.name for each in project.queues] == ["Invoices DE", "Orders"]
    assert project.queue_of(hook_of(project, "Net sum check")) is queue
    assert project.schema_of(hook_of(project, "Vendor / name")) is queue_at(project, 411).schema
    assert {hook.name for hook in project.hooks_of(queue)} == names.keys() - {"Draft", "Vendor / name"}
    assert {problem.severity for problem in project.problems} == {Severity.INFO}


@pytest.mark.parametrize("part", ["", "kestrel", "kestrel/dev"])
def test_any_folder_above_the_hooks_opens_the_same_hooks_and_queues(part):
    whole, opened = open_project(SAMPLE), open_project(SAMPLE / part)

    assert [hook.file for hook in opened.hooks] == [hook.file for hook in whole.hooks]
    assert [queue.id for queue in opened.queues] == [410, 411]
    assert [rule.name for rule in opened.rules] == ["Both queues", "Total present", "Tax positive"]


def test_a_queue_folder_opens_alone():
    project = open_project(SAMPLE / QUEUE)

    [queue] = project.queues
    assert (queue.id, queue.name, project.hooks) == (410, "Invoices DE", ())
    assert list(queue.formulas) == ["amount_total"]
    assert [rule.name for rule in queue.rules] == ["Tax positive"]


def test_the_hooks_folder_opens_alone():
    assert len(open_project(SAMPLE / DEV / "hooks").hooks) == 6


@pytest.mark.parametrize("part", ["", "kestrel", "kestrel/dev", "kestrel/dev/hooks", QUEUE])
def test_every_part_of_a_checkout_is_known_as_one(part):
    assert is_project(SAMPLE / part)


def test_other_folders_are_no_checkout(tmp_path):
    (tmp_path / "check.py").write_text(HANDLER)

    assert not is_project(tmp_path)
    assert not is_project(tmp_path / "check.py")
    assert not is_project(tmp_path / "gone")


def test_the_code_file_wins_over_the_object_and_that_is_said():
    project = open_project(SAMPLE)

    hook = hook_of(project, "Vendor / name")
    assert hook.hook.code.startswith("exports.rossum_hook_request_handler")
    assert hook.hook.language == "javascript"
    assert hook.code_path.name == "Vendor  name_[7002].js"
    [problem] = [each for each in project.problems if each.code == "project-code-differs"]
    assert problem.message.endswith(
        "Vendor  name_[7002].js: differs from the code in Vendor  name_[7002].json; the .js file wins."
    )


def test_the_formula_file_wins_over_the_schema_and_that_is_said():
    project = open_project(SAMPLE)

    schema = queue_at(project, 410).schema
    assert "amount_total_tax" in schema.field("amount_total").attributes["formula"]
    assert (
        schema.field("item_amount_total").attributes["formula"] == "field.item_quantity * field.item_amount"
    )
    [problem] = [each for each in project.problems if each.code == "project-formula-differs"]
    assert problem.severity is Severity.INFO
    assert problem.path == str(QUEUE / "formulas/amount_total.py")


def test_store_hooks_webhooks_new_hooks_and_the_older_layout_are_listed():
    project = open_project(SAMPLE)

    store, webhook = hook_of(project, "Master data"), hook_of(project, "Old webhook")
    assert (store.is_from_store, store.hook.code, store.code_path) == (True, "", None)
    assert not webhook.is_function
    assert hook_of(project, "Draft").id is None
    assert hook_of(project, "Old layout").code_path == SAMPLE / DEV / "hooks/Old layout/code.py"


def test_rules_of_a_queue_are_its_own_and_those_that_name_it_or_its_schema():
    project = open_project(SAMPLE)

    invoices, orders = project.queues
    assert [rule.name for rule in invoices.rules] == ["Both queues", "Total present", "Tax positive"]
    assert [rule.name for rule in orders.rules] == ["Both queues"]
    assert invoices.rules[1].condition == "field.amount_total is None"
    assert invoices.rules[2].condition.endswith("field.amount_total_tax < 0\n")


def test_the_payload_of_a_hook_is_kept_in_the_project():
    for part in ("", "kestrel/dev"):
        project = open_project(SAMPLE / part)
        path = project.payload_path(hook_of(project, "Net sum check"))
        assert path == SAMPLE / "payloads" / "payload_Net sum check_[7001].json"
        assert path.is_file()


def test_a_picked_hook_comes_with_its_code_its_schema_and_its_payload():
    project = open_project(SAMPLE)

    opened = opened_of(project, hook_of(project, "Net sum check"))

    [hook], [schema], [document] = opened.hooks, opened.schemas, opened.documents
    assert hook.code_path == SAMPLE / DEV / "hooks/Net sum check_[7001].py"
    assert "amount_total_tax" in schema.schema.field("amount_total").attributes["formula"]
    assert document.event.name == "annotation_content.updated"
    assert opened.errors == ()


def test_a_picked_hook_of_the_older_layout_has_its_code_and_the_payload_that_is_saved_in_it(checkout):
    path = checkout / DEV / "hooks/Old layout.json"
    record = json.loads(path.read_text())
    record["test"] = {"saved_input": {"event": "upload", "action": "created", "files": []}}
    path.write_text(json.dumps(record))
    project = open_project(checkout)

    [hook] = opened_of(project, hook_of(project, "Old layout")).hooks

    assert hook.code_path == checkout / DEV / "hooks/Old layout/code.py"
    assert hook.object_path == path
    assert hook.hook.code
    assert hook.saved_input.event.name == "upload.created"


def test_ids_that_two_environments_share_are_told_apart(checkout):
    shutil.copytree(checkout / DEV, checkout / "kestrel/prod")
    project = open_project(checkout)

    pairs = [(hook, project.queue_of(hook)) for hook in project.hooks if hook.name != "Draft"]
    environments = [
        (hook.file.relative_to(checkout).parts[1], queue.path.relative_to(checkout).parts[1])
        for hook, queue in pairs
    ]
    assert sorted(environments) == [("dev", "dev")] * 5 + [("prod", "prod")] * 5
    assert len(project.hooks_of(project.queues[0])) == 4


BROKEN = {
    "hooks/Net sum check_[7001].json": ('{"id": 7001,\n "name": }', "line 2, column 10: '}' is not JSON"),
    "hooks/Draft_[].json": ("[]", "is no hook; expected an object with type, events and config."),
    "hooks/Old webhook_[7004].json": ('"text"', "expected a JSON object or list"),
    "hooks/Net sum check_[7001].py": (b"# \xe9\n", "line 1: is not UTF-8; save it as UTF-8"),
    "rules/Both queues_[82].json": ("[1]", "is a list; expected a rule as a JSON object"),
    "rules/Total present_[81].json": ("", "is empty"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_a_problem_and_the_others_open(checkout, name):
    text, expected = BROKEN[name]
    (checkout / DEV / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    before = open_project(SAMPLE)

    project = open_project(checkout)

    [problem] = [each for each in project.problems if each.severity is not Severity.INFO]
    assert problem.message.startswith(f"{DEV / name}: ")
    assert expected in problem.message
    assert problem.path.startswith(str(DEV / name))
    assert len(project.queues) == 2
    assert len(project.hooks) + len(project.rules) >= len(before.hooks) + len(before.rules) - 1


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("schema.json", '{"content": [{"category": "box"}]}', "/content/0: \"category\" is 'box'; expected"),
        ("schema.json", '{"name": "x"}', "/content: expected a list of sections"),
        ("schema.json", '{"content": [', "the file ends inside the list"),
        ("queue.json", "[]", "is a list; expected a queue as a JSON object"),
        ("formulas/other.py", "1", "schema.json has no field 'other'; expected the id of a field"),
    ],
)
def test_a_broken_queue_file_leaves_the_queue(checkout, name, text, expected):
    (checkout / QUEUE / name).write_text(text)

    project = open_project(checkout)

    [problem] = [each for each in project.problems if each.severity is not Severity.INFO]
    assert problem.message.startswith(f"{QUEUE / name}: ") and expected in problem.message
    queue = queue_at(project, 410)
    assert (queue.schema is None) == (name == "schema.json")
    assert project.queue_of(hook_of(project, "Net sum check")) is queue


def test_a_queue_without_a_schema_is_listed_and_said(checkout):
    (checkout / QUEUE / "schema.json").unlink()

    project = open_project(checkout)

    assert queue_at(project, 410).schema is None
    assert "project-schema-missing" in {problem.code for problem in project.problems}


def test_a_schema_that_is_nested_without_end_is_a_problem(checkout):
    (checkout / QUEUE / "schema.json").write_text('{"content": ' + "[" * 100_000)

    project = open_project(checkout)

    assert any("nested too deeply" in problem.message for problem in project.problems)


def test_a_folder_that_is_not_there_cannot_be_opened(tmp_path):
    with pytest.raises(UnreadableFileError, match="gone: cannot be read"):
        open_project(tmp_path / "gone")


def test_a_code_file_that_the_runtime_does_not_run_is_reported(checkout):
    hooks = checkout / DEV / "hooks"
    (hooks / "Net sum check_[7001].js").write_text("exports.rossum_hook_request_handler = () => ({});\n")

    project = open_project(checkout)

    [problem] = [each for each in project.problems if each.code == "project-code-unused"]
    assert "is not used; the runtime of Net sum check_[7001].json is python3.12." in problem.message
    assert len(project.hooks) == 6


def test_five_hundred_hooks_open(tmp_path):
    for number in range(500):
        record = {"id": number, "type": "function", "name": f"Hook {number}", "events": [], "config": {}}
        stem = tmp_path / "hooks" / file_stem(f"Hook {number}", number)
        stem.parent.mkdir(exist_ok=True)
        stem.with_name(stem.name + ".json").write_text(json.dumps(record))
        stem.with_name(stem.name + ".py").write_text(f"{HANDLER}# {number}\n")

    project = open_project(tmp_path)

    assert {hook.id for hook in project.hooks} == set(range(500))
    assert all(hook.hook.code == f"{HANDLER}# {hook.id}\n" for hook in project.hooks)
    assert project.problems == ()


# Plain folders


def test_a_plain_folder_has_hooks_a_schema_and_documents(tmp_path):
    schema = json.loads((SAMPLE / QUEUE / "schema.json").read_text())
    record = {"type": "function", "events": ["upload"], "config": {"runtime": "python3.12", "code": ""}}
    (tmp_path / "check.json").write_text(json.dumps(record))
    (tmp_path / "check.py").write_text(HANDLER)
    (tmp_path / "alone.js").write_text("exports.rossum_hook_request_handler = () => ({});\n")
    (tmp_path / "program.py").write_text("print(1)\n")
    (tmp_path / "schema.json").write_text(json.dumps(schema["content"]))
    (tmp_path / "document.json").write_text('{"event": "upload", "action": "created"}')
    (tmp_path / "own.json").write_text('{"big": 1234567890123456789012345678901234567890}')

    project = open_project(tmp_path)

    assert [(hook.name, hook.hook.language) for hook in project.hooks] == [
        ("check", "python"),
        ("alone", "javascript"),
    ]
    assert project.hooks[0].hook.code == HANDLER
    assert project.schema_of(project.hooks[0]).find("line_items")
    assert project.schema_of(project.hooks[1]) is project.schema_of(project.hooks[0])
    assert [path.name for path in project.documents] == ["document.json"]
    assert project.problems == ()


def test_an_empty_code_file_wins_too(tmp_path):
    record = {"type": "function", "events": [], "config": {"runtime": "python3.12", "code": HANDLER}}
    (tmp_path / "check.json").write_text(json.dumps(record))
    (tmp_path / "check.py").write_text("")

    assert open_project(tmp_path).hooks[0].hook.code == ""


def test_other_programs_and_secrets_of_a_deployment_are_not_read(tmp_path):
    for folder in ("node_modules", ".git", "deploy_secrets"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "broken.json").write_text("{")

    assert open_project(tmp_path).problems == ()


# Names


@pytest.mark.parametrize(
    ("name", "object_id", "stem"),
    [
        ("Net sum check", 7001, "Net sum check_[7001]"),
        ("A/B\\C \"D\" 'E' `F`", 1, "ABC D E F_[1]"),
        ("New", None, "New_[]"),
        ("Zůstatek v1.2", 3, "Zůstatek v1.2_[3]"),
    ],
)
def test_files_are_named_after_their_object(name, object_id, stem):
    assert file_stem(name, object_id) == stem
    assert id_in(stem) == object_id


@given(st.text(), st.none() | st.integers(min_value=0))
def test_a_name_gives_back_the_id_it_was_made_with(name, object_id):
    stem = file_stem(name, object_id)

    assert id_in(stem) == object_id
    assert not set(stem) & set("/\\\"'`")
    assert stem.startswith(name_in(stem))


def test_urls_end_in_an_id():
    assert id_of_url("https://kestrel.rossum.app/api/v1/queues/410") == 410
    assert id_of_url("https://kestrel.rossum.app/api/v1/queues/410/") == 410
    assert id_of_url("https://kestrel.rossum.app/api/v1/queues") is None
    assert id_of_url(410) is None


def test_a_schema_brings_the_rules_that_are_kept_beside_it():
    queue = queue_at(open_project(SAMPLE), 410)

    names = {rule["name"] for rule in queue.schema_with_rules.attributes["rules"]}

    assert names == {rule.name for rule in queue.rules}
    assert "rules" not in queue.schema.attributes
