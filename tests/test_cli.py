"""The command line, with real handlers in real processes."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from rossum_studio import __version__
from rossum_studio.__main__ import main

SAMPLES = Path(__file__).parents[1] / "sample_events"
INVOICE = SAMPLES / "annotation_content.updated.line_items.json"
SCHEMA = SAMPLES / "schema.invoice.json"
DEFAULT_HANDLER = Path(__file__).parents[1] / "resources" / "templates" / "default" / "handler.py"

ECHO = """
def rossum_hook_request_handler(payload):
    print("seen", payload["event"], payload["action"])
    return {"messages": [{"type": "info", "content": str(payload.get("updated_datapoints"))}]}
"""
FAILING = """
def rossum_hook_request_handler(payload):
    return 1 / 0
"""
OBJECTING = """
def rossum_hook_request_handler(payload):
    return {"messages": [{"type": "error", "content": "No"}]}
"""
SETTINGS = """
def rossum_hook_request_handler(payload):
    return {"messages": [{"type": "info", "content": f"{payload['settings']} {payload['secrets']}"}]}
"""


@pytest.fixture
def handler(tmp_path):
    """Writes a handler; returns its path as text."""

    def write(code: str, name: str = "handler.py") -> str:
        path = tmp_path / name
        path.write_text(code, encoding="utf-8")
        return str(path)

    return write


@pytest.fixture
def written(tmp_path):
    """Writes a JSON file; returns its path as text."""

    def write(value: object, name: str) -> str:
        path = tmp_path / name
        path.write_text(json.dumps(value), encoding="utf-8")
        return str(path)

    return write


def call(*arguments: object) -> int:
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as left:
        return int(left.code or 0)


def report_of(capsys, *arguments: object) -> dict:
    call("run", *arguments, "--json")
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    "options",
    [
        ["--annotation", INVOICE, "--schema", SCHEMA],
        ["--annotation", INVOICE],
        ["--schema", SCHEMA],
        [],
    ],
)
def test_the_default_template_runs_with_and_without_annotation_and_schema(capsys, options):
    assert call("run", DEFAULT_HANDLER, *options, "--json") == 0
    made = json.loads(capsys.readouterr().out)

    assert made["status"] == "ok"
    assert made["content"] if options else made["content"] == []


def test_the_default_template_warns_about_a_big_line(capsys):
    made = report_of(capsys, DEFAULT_HANDLER, "--annotation", INVOICE)

    said = [each["schema_id"] for each in made["messages"] if each["source"] == "hook"]
    assert said == ["item_amount_base"]
    assert made["messages"][0]["content"] == "Value is too big"


def test_a_javascript_handler_runs_on_the_platforms_node(capsys, handler):
    code = "exports.rossum_hook_request_handler = (p) => ({messages: [{type: 'info', content: p.action}]});"

    status = call("run", handler(code, "handler.js"), "--event", "annotation_content.updated", "--json")

    report = json.loads(capsys.readouterr().out)
    assert status == 0
    assert report["runtime"] == "nodejs22.x"
    assert report["runtime_version"].removeprefix("v").startswith("22.")
    assert [message["content"] for message in report["messages"]] == ["updated"]


def test_the_event_is_the_hooks_first_unless_given(capsys, handler, written):
    code = handler(ECHO)
    assert report_of(capsys, code)["stdout"] == "seen annotation_content initialize\n"

    written(
        {"type": "function", "events": ["annotation_content.export"], "config": {"code": ""}}, "handler.json"
    )
    assert report_of(capsys, code)["stdout"] == "seen annotation_content export\n"
    assert report_of(capsys, code, "--event", "email.received")["event"] == "email"


def test_a_hook_object_uses_the_code_beside_it(capsys, handler, written):
    handler(ECHO)
    path = written({"type": "function", "events": [], "config": {"code": "broken("}}, "handler.json")

    assert report_of(capsys, path)["status"] == "ok"


def test_setting_a_value_makes_it_an_edited_datapoint(capsys, handler):
    options = ["--annotation", INVOICE, "--event", "annotation_content.updated"]
    made = report_of(
        capsys, handler(ECHO), *options, "--set", "amount_total=12.5", "--set", "item_amount[1]=3"
    )
    cells = {node["id"]: node for node in _datapoints(made["content"])}
    first, second = json.loads(made["messages"][0]["content"])

    assert cells[first]["schema_id"] == "amount_total"
    assert cells[first]["content"]["normalized_value"] == "12.5"
    assert cells[first]["validation_sources"] == ["human"]
    assert cells[second]["schema_id"] == "item_amount"


def test_updated_ids_are_listed(capsys, handler):
    options = ["--annotation", INVOICE, "--event", "annotation_content.updated"]
    made = report_of(capsys, handler(ECHO), *options, "--updated", "7", "--updated", "9")

    assert made["messages"][0]["content"] == "[7, 9]"


def test_settings_and_secrets_come_from_files(capsys, handler, written):
    options = ["--settings", written({"a": 1}, "a.json"), "--secrets", written({"b": "x"}, "b.json")]

    assert report_of(capsys, handler(SETTINGS), *options)["messages"][0]["content"] == "{'a': 1} {'b': 'x'}"


def test_payload_prints_what_run_would_send(capsysbinary, handler, written):
    options = ["--annotation", INVOICE, "--status", "exported", "--previous-status", "exporting"]
    extra = written({"mine": 1}, "extra.json")

    assert call("payload", handler(ECHO), *options, "--extra", extra) == 0
    sent = json.loads(capsysbinary.readouterr().out)
    assert (sent["annotation"]["status"], sent["annotation"]["previous_status"]) == ("exported", "exporting")
    assert sent["mine"] == 1
    assert sent["schemas"][0]["content"]


def test_a_given_payload_is_sent_as_it_is(capsys, handler, written):
    payload = written({"event": "invocation", "action": "manual", "updated_datapoints": "odd"}, "p.json")
    made = report_of(capsys, handler(ECHO), "--payload", payload)

    assert made["stdout"] == "seen invocation manual\n"
    assert made["response"]["messages"][0]["content"] == "odd"


@pytest.mark.parametrize(("code", "status"), [(ECHO, 0), (FAILING, 1), (OBJECTING, 1), ("x = 1", 1)])
def test_the_exit_status_follows_the_answer(capsys, handler, code, status):
    assert call("run", handler(code)) == status
    assert capsys.readouterr().err == ""


def test_an_exception_names_the_users_line(capsys, handler):
    made = report_of(capsys, handler(FAILING))

    assert (made["status"], made["exception"]["line"]) == ("exception", 3)
    assert made["problems"][0]["path"].endswith("handler.py:3")


def test_a_limit_on_time_is_kept(capsys, handler):
    code = "def rossum_hook_request_handler(payload):\n    while True:\n        pass\n"

    assert call("run", handler(code), "--timeout", "0.3") == 1
    assert "Timed out (limit 0.3 s)" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--annotation", "missing.json"], "missing.json"),
        (["--annotation", DEFAULT_HANDLER], "handler.py: holds no annotation"),
        (["--schema", DEFAULT_HANDLER], "handler.py: holds no schema"),
        (["--settings", DEFAULT_HANDLER], "handler.py"),
        (["--event", "annotation_content.finished"], "no event 'annotation_content.finished'"),
        (["--set", "amount_total=1"], "amount_total=1: there is no document"),
        (["--annotation", INVOICE, "--set", "nope=1"], "nope=1: The document has no datapoint 'nope'"),
        (["--set", "amount_total"], "'amount_total' is not KEY=VALUE"),
        (["--timeout", "61"], "'61' is not between 0 and 60 seconds"),
        (["--timeout", "soon"], "'soon' is not between"),
        (["--memory", "0"], "'0' is not a number of megabytes"),
        (["--updated", "first"], "first"),
        (["--nonsense"], "--nonsense"),
        (["--payload", DEFAULT_HANDLER], "handler.py"),
        (["--payload", INVOICE, "--status", "exported"], "leave --status out"),
    ],
)
def test_bad_usage_is_one_line_that_names_it(capsys, handler, options, words):
    assert call("run", handler(ECHO), *options) == 2
    said = capsys.readouterr().err

    assert words in said
    assert said.count("\n") == 1
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        (
            "handler.json",
            '{"type": "function", "events": [], "config": {"code": ""}}',
            "the hook has no code",
        ),
        ("handler.json", '{"type": "function", "config": {', "handler.json: line 1"),
        ("notes.json", '{"a": 1}', "notes.json"),
    ],
)
def test_what_cannot_be_run_is_refused_in_one_line(capsys, handler, name, code, words):
    assert call("run", handler(code, name)) == 2
    said = capsys.readouterr().err

    assert words in said
    assert said.count("\n") == 1


def test_help_and_version_need_no_window(capsys):
    assert call("--help") == 0
    assert "payload" in capsys.readouterr().out
    assert call("--version") == 0
    assert capsys.readouterr().out == f"rossum-studio {__version__}\n"


WITHOUT_QT = "import sys; sys.modules['PySide6'] = None; from rossum_studio.__main__ import main; "


def test_the_command_line_works_where_qt_is_not_installed(handler):
    code = (
        "import sys; sys.modules['PySide6'] = None; from rossum_studio.__main__ import main; sys.exit(main())"
    )
    finished = subprocess.run(
        [sys.executable, "-c", code, "run", handler(ECHO), "--json"], capture_output=True, check=False
    )

    assert finished.returncode == 0, finished.stderr
    assert json.loads(finished.stdout)["status"] == "ok"


def test_the_window_says_that_it_needs_qt():
    command = [sys.executable, "-c", WITHOUT_QT + "sys.exit(main([]))"]
    finished = subprocess.run(command, capture_output=True, check=False, text=True)

    assert finished.returncode == 2
    assert finished.stderr == "rossum-studio: the window needs PySide6, which is not installed\n"


def _datapoints(nodes: list[dict]) -> list[dict]:
    found = []
    for node in nodes:
        found += [node] if node["category"] == "datapoint" else _datapoints(node["children"])
    return found
