"""`rossum-studio check`, with real files."""

import argparse
import json
import sys
from pathlib import Path

import pytest

from rossum_studio import cli_check
from rossum_studio.model.errors import StudioError

ROOT = Path(__file__).parents[1]
SCHEMA = ROOT / "sample_events" / "schema.invoice.json"
INVOICE = ROOT / "sample_events" / "annotation_content.updated.line_items.json"
RECEIPTS = ROOT / "sample_events" / "queue_export.receipts.json"
TEMPLATES = sorted((ROOT / "resources" / "templates").iterdir())

GOOD = """
def rossum_hook_request_handler(payload):
    return {"messages": []}
"""
TXSCRIPT = """from txscript import TxScript


def rossum_hook_request_handler(payload):
    t = TxScript.from_payload(payload)
    if t.field.document_id is None:
        t.show_error("Empty")
    return t.hook_response()
"""
ES_MODULE = """import _ from 'lodash';

exports.rossum_hook_request_handler = async (payload) => {
  return { messages: [{ type: 'warn', content: _.capitalize(payload.action) }] };
};
"""
JAVASCRIPT = "exports.rossum_hook_request_handler = async (payload) => ({ messages: [] });\n"


def hook_object(number: int, **changes: object) -> dict:
    """A hook object without problems."""
    url = "https://kestrel.rossum.app/api/v1"
    return {
        "id": number,
        "type": "function",
        "url": f"{url}/hooks/{number}",
        "name": f"Hook {number}",
        "queues": [f"{url}/queues/410"],
        "run_after": [],
        "sideload": ["schemas"],
        "active": True,
        "events": ["annotation_content.initialize"],
        "config": {"runtime": "python3.12", "code": GOOD},
        "token_owner": None,
        "settings": {},
        **changes,
    }


@pytest.fixture
def written(tmp_path):
    """Writes code or JSON; returns the path."""

    def write(content: object, name: str = "handler.py") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            content if isinstance(content, str) else json.dumps(content, indent=2), encoding="utf-8"
        )
        return path

    return write


def call(*arguments: object) -> int:
    """What the command line does with the sub-command."""
    parser = argparse.ArgumentParser()
    cli_check.add_parser(parser.add_subparsers())
    parsed = parser.parse_args(["check", *map(str, arguments)])
    try:
        return parsed.command(parsed)
    except StudioError as error:
        print(f"rossum-studio: {error}", file=sys.stderr)
        return 2


def problems(capsys, *arguments: object) -> list[dict]:
    call(*arguments, "--json")
    return json.loads(capsys.readouterr().out)["problems"]


def codes(capsys, *arguments: object) -> list[str]:
    return [problem["code"] for problem in problems(capsys, *arguments)]


@pytest.mark.parametrize("folder", TEMPLATES, ids=lambda path: path.name)
@pytest.mark.parametrize("name", ["handler.py", "handler.js"])
def test_a_template_has_no_problems(folder, name, capsys):
    assert call(folder / name, "--schema", SCHEMA) == 0
    assert capsys.readouterr().out == "No problems found.\n"


def test_a_problem_is_a_line_with_file_line_column_severity_code_and_sentence(written, capsys):
    path = written(TXSCRIPT)

    assert call(path, "--schema", SCHEMA) == 0

    line, total = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{path}:6:8 warning python-is-none-on-field: ")
    assert line.endswith(".")
    assert total == "1 warning."


def test_an_error_makes_the_status_one(written, capsys):
    assert call(written("def rossum_hook_request_handler(payload:\n")) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "1 error."


def test_javascript_that_node_cannot_read_has_nodes_own_place(written, capsys):
    path = written("exports.rossum_hook_request_handler = () => {\n  let a; let a;\n};\n", "handler.js")

    (problem,) = problems(capsys, path)

    assert problem["code"] == "javascript-syntax"
    assert (problem["line"], problem["column"], problem["end_column"]) == (2, 13, 14)
    assert "already been declared" in problem["message"]


def test_json_has_the_problem_its_place_and_its_fixes(written, capsys):
    path = written(ES_MODULE, "handler.js")

    first, second = problems(capsys, path)

    assert first == {
        "severity": "error",
        "where": "code",
        "path": "handler.js:1",
        "message": "Rossum loads handlers as CommonJS, which has no import statement. "
        "Write const _ = require('lodash');",
        "code": "javascript-es-module",
        "file": str(path),
        "line": 1,
        "column": 0,
        "end_line": 1,
        "end_column": 23,
        "fixes": [
            {
                "title": "Load it with require",
                "edits": [
                    {
                        "line": 1,
                        "column": 0,
                        "end_line": 1,
                        "end_column": 23,
                        "text": "const _ = require('lodash');",
                    }
                ],
                "sideload": [],
            }
        ],
    }
    assert second["code"] == "javascript-message-type"


def test_a_hook_object_is_checked_with_pointers_into_it(written, capsys):
    path = written(hook_object(1, events=["annotation_content.initialise"], token_lifetime_s=-1), "hook.json")

    found = problems(capsys, path)

    assert {problem["path"] for problem in found} >= {"/events/0", "/token_lifetime_s"}
    assert {problem["where"] for problem in found} == {"hook"}
    assert {problem["file"] for problem in found} == {str(path)}
    assert {problem["line"] for problem in found} == {None}


def test_code_in_a_hook_object_is_named_by_its_place_in_it(written, capsys):
    path = written(hook_object(1, config={"runtime": "python3.12", "code": TXSCRIPT}), "hook.json")

    call(path, "--schema", SCHEMA)

    assert capsys.readouterr().out.startswith(f"{path}:/config/code:6:8 warning python-is-none-on-field: ")


def test_the_worst_problems_come_first(written, capsys):
    path = written(
        "exports.rossum_hook_request_handler = (payload) => {\n"
        "  console.log(payload);\n"
        "  return { messages: [{ type: 'nothing', content: 'x' }] };\n"
        "};\n",
        "handler.js",
    )

    assert [problem["severity"] for problem in problems(capsys, path)] == ["error", "info"]


def test_a_schema_is_checked_with_its_formulas(written, capsys):
    section = {
        "category": "section",
        "id": "header",
        "label": "Header",
        "children": [
            {
                "category": "datapoint",
                "id": "total",
                "type": "number",
                "label": "Total",
                "formula": "field.totl * 2",
                "rir_field_names": [],
                "ui_configuration": {"type": "formula", "edit": "disabled"},
            }
        ],
    }
    schema = written(
        [{**section, "label": 5}, {**section, "id": "header_two", "children": []}], "schema.json"
    )

    found = problems(capsys, written(GOOD), "--schema", schema)

    formula = next(problem for problem in found if problem["code"] == "formula-unknown-field")
    assert formula["path"] == "/0/children/0/formula"
    assert formula["file"] == str(schema)
    assert any(problem["path"] == "/0/label" for problem in found)


def test_fields_are_looked_up_in_the_schema_of_a_payload(written, capsys):
    path = written(
        "exports.rossum_hook_request_handler = () => ({});\nconst f = (n) => n.schema_id === 'totl';\n",
        "a.js",
    )

    assert codes(capsys, path) == []
    assert codes(capsys, path, "--schema", SCHEMA) == ["javascript-unknown-field"]


def test_an_inferred_schema_is_said_to_be_inferred_and_accuses_nobody(written, capsys):
    path = written(
        "exports.rossum_hook_request_handler = () => ({});\nconst f = (n) => n.schema_id === 'totl';\n",
        "a.js",
    )

    found = codes(capsys, path, "--annotation", RECEIPTS)

    assert "javascript-unknown-field" not in found
    assert not any(code.startswith("schema-") and code != "schema-inferred" for code in found)


def test_settings_and_secrets_of_files_are_checked_in_place_of_the_hooks_own(written, capsys):
    path = written(
        hook_object(
            1,
            settings_schema={"type": "object", "properties": {"limit": {"type": "number"}}},
            settings={"limit": 1},
        ),
        "hook.json",
    )
    settings = written({"limit": "high"}, "settings.json")

    assert "/settings/limit" not in [problem["path"] for problem in problems(capsys, path)]
    assert "/settings/limit" in [
        problem["path"] for problem in problems(capsys, path, "--settings", settings)
    ]


def test_an_event_replaces_those_of_the_hook(written, capsys):
    code = "exports.rossum_hook_request_handler = (payload) => ({ n: payload.annotation.content.length });\n"
    path = written(code, "handler.js")
    events = ["annotation_content.initialize"]
    written(hook_object(1, events=events, config={"runtime": "nodejs22.x", "code": code}), "handler.json")

    assert codes(capsys, path) == []
    assert codes(capsys, path, "--event", "invocation.scheduled") == ["javascript-no-annotation"]


def test_code_without_an_object_is_checked_for_an_event_without_accusing_what_is_not_known(written, capsys):
    code = (
        "exports.rossum_hook_request_handler = (payload) =>\n"
        "  ({ a: payload.schemas.length, b: payload.rossum_authorization_token.length });\n"
    )

    assert codes(capsys, written(code, "handler.js"), "--event", "annotation_content.updated") == []


def test_fixes_are_written_to_the_code_and_the_hook_object(written, capsys):
    path = written(TXSCRIPT.replace("\n", "\r\n"), "a.py")
    text = json.dumps(hook_object(1, sideload=[], config={"runtime": "python3.12", "code": ""}), indent=3)
    written(text.replace('"id": 1', '"id":   1'), "a.json")

    assert call(path, "--schema", SCHEMA, "--fix") == 0

    lines = capsys.readouterr().out.splitlines()
    assert any(line.startswith(f"{path}:6 fixed: ") for line in lines)
    assert any(line.startswith(f"{path.with_suffix('.json')} fixed: ") for line in lines)
    assert b"is_empty(t.field.document_id)" in path.read_bytes()
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n")
    after = path.with_suffix(".json").read_text()
    assert json.loads(after)["sideload"] == ["schemas"]
    assert '"id":   1' in after
    assert codes(capsys, path, "--schema", SCHEMA) == []


def test_fixes_of_javascript_leave_code_that_can_be_run(written, capsys):
    path = written(ES_MODULE, "handler.js")

    assert call(path, "--fix", "--json") == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["problems"] == []
    assert answer["fixed"] == [
        {"file": str(path), "line": 1, "title": "Load it with require"},
        {"file": str(path), "line": 4, "title": "Write warning"},
    ]
    assert path.read_text().startswith("const _ = require('lodash');\n")


def test_fixes_go_into_the_object_when_the_code_is_there(written, capsys):
    config = {"runtime": "nodejs22.x", "code": ES_MODULE}
    path = written(hook_object(1, config=config), "hook.json")

    call(path, "--fix")

    assert "require('lodash')" in json.loads(path.read_text())["config"]["code"]


def test_without_the_option_nothing_is_written(written, capsys):
    path = written(ES_MODULE, "handler.js")

    call(path)

    assert path.read_text() == ES_MODULE


def test_all_hooks_of_a_folder_are_checked(written, tmp_path, capsys):
    written(hook_object(1), "hooks/one.json")
    written(
        hook_object(2, run_after=[hook_object(1)["url"]], config={"runtime": "nodejs22.x", "code": ""}),
        "hooks/two.json",
    )
    written("exports.rossum_hook_request_handler = () => { a b };\n", "hooks/two.js")

    assert call(tmp_path) == 1

    assert f"{tmp_path / 'hooks' / 'two.js'}:1:49 error javascript-syntax" in capsys.readouterr().out


def test_hooks_of_a_folder_that_wait_for_each_other_are_an_error(written, tmp_path, capsys):
    written(hook_object(1, run_after=[hook_object(2)["url"]]), "one.json")
    written(hook_object(2, run_after=[hook_object(1)["url"]]), "two.json")

    (problem,) = problems(capsys, tmp_path)

    assert problem["code"] == "hook-run-after-cycle"
    assert "Hook 1 → Hook 2" in problem["message"] or "Hook 2 → Hook 1" in problem["message"]
    assert problem["file"] is None


def test_hooks_of_a_folder_without_an_order_are_a_warning(written, tmp_path, capsys):
    written(hook_object(1), "one.json")
    written(hook_object(2), "two.json")

    assert codes(capsys, tmp_path) == ["hook-order-undefined"]


def test_a_problem_of_the_schema_is_said_once_for_a_folder(written, tmp_path, capsys):
    written(hook_object(1), "hooks/one.json")
    written(hook_object(2, run_after=[hook_object(1)["url"]]), "hooks/two.json")
    schema = written([{"category": "section", "id": "a", "label": 5, "children": []}], "schema.json")

    found = problems(capsys, tmp_path / "hooks", "--schema", schema)

    assert [problem["path"] for problem in found].count("/0/label") == 1


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (None, "nothing.py", "nothing.py"),
        ("{", "hook.json", "hook.json"),
        ({"a": 1}, "other.json", "other.json"),
        ([{"category": "section", "id": "a", "label": "A", "children": []}], "schema.json", "is no hook"),
    ],
)
def test_what_is_no_hook_is_one_sentence_and_status_two(written, tmp_path, capsys, content, name, said):
    path = tmp_path / name if content is None else written(content, name)

    assert call(path) == 2

    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_folder_without_hooks_is_one_sentence_and_status_two(tmp_path, capsys):
    assert call(tmp_path) == 2
    assert "holds no hooks" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--schema", "--annotation", "--settings"])
def test_a_file_that_is_missing_is_status_two(written, tmp_path, capsys, option):
    assert call(written(GOOD), option, tmp_path / "nothing.json") == 2
    assert "nothing.json" in capsys.readouterr().err


def test_an_event_that_is_unknown_is_status_two(written, capsys):
    assert call(written(GOOD), "--event", "annotation.confirmed") == 2


def test_a_webhook_is_checked_as_an_object(written, capsys):
    path = written(hook_object(1, type="webhook", config={"url": "https://hooks.kestrel.test"}), "hook.json")

    assert codes(capsys, path) == ["hook-webhook"]


def test_a_function_without_code_is_an_error(written, capsys):
    path = written(hook_object(1, config={"runtime": "python3.12", "code": ""}), "hook.json")

    assert codes(capsys, path) == ["hook-no-code"]
