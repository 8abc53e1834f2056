"""`rossum-studio replay`, and `run` on a recorded call or a webhook, with real processes and servers."""

import json
from pathlib import Path

import pytest
from recorded_calls import SAMPLE_EVENTS, Reply, record_of, sample_payload, webhook, webhook_object

from rossum_studio.__main__ import main
from rossum_studio.simulator.payload import TOKEN_STAND_IN

SEEN = """
def rossum_hook_request_handler(payload):
    limit = payload["settings"].get("limit", 0)
    return {"messages": [{"type": "info", "content": f"{payload['annotation']['id']} {limit}"}]}
"""
ECHO = """
def rossum_hook_request_handler(payload):
    return {"messages": [], "got": payload}
"""
CRASH = """
def rossum_hook_request_handler(payload):
    return {}["missing"]
"""
JAVASCRIPT = """
exports.rossum_hook_request_handler = (payload) => (
  {messages: [{type: 'info', content: `${payload.annotation.id} ${payload.settings.limit || 0}`}]});
"""


@pytest.fixture
def hook(tmp_path):
    """Writes a handler."""

    def write(code: str, name: str = "handler.py") -> Path:
        path = tmp_path / name
        path.write_text(code)
        return path

    return write


@pytest.fixture
def records(tmp_path) -> Path:
    """A folder with three recorded calls, of which the handler agrees with the first two."""
    folder = tmp_path / "records"
    folder.mkdir()
    for name, number, said in (("a", 1, "1 7"), ("b", 2, "2 7"), ("c", 3, "other")):
        payload = sample_payload() | {"settings": {"limit": 7}}
        payload["annotation"]["id"] = number
        answer = {"messages": [{"type": "info", "content": said}]}
        (folder / f"{name}.json").write_text(json.dumps(record_of(payload, answer)))
    return folder


@pytest.fixture
def documents(tmp_path) -> Path:
    """A folder with annotations, and with files that are none."""
    folder = tmp_path / "documents"
    (folder / "deeper").mkdir(parents=True)
    for name in ("one", "deeper/two"):
        (folder / f"{name}.json").write_text(json.dumps(sample_payload()))
    (folder / "schema.json").write_bytes((SAMPLE_EVENTS / "schema.invoice.json").read_bytes())
    (folder / "numbers.json").write_text("[1, 2]")
    (folder / "note.txt").write_text("not ours")
    return folder


def call(*arguments: object) -> int:
    try:
        return main([str(argument) for argument in arguments])
    except SystemExit as left:
        return int(left.code or 0)


def replayed(capsys, *arguments: object) -> tuple[int, dict]:
    status = call("replay", *arguments, "--json")
    return status, json.loads(capsys.readouterr().out)


# run, on one recorded call


def test_run_sends_a_recorded_payload_as_it_is(capsys, hook, records):
    assert call("run", hook(ECHO), "--annotation", records / "a.json", "--json") == 0
    report = json.loads(capsys.readouterr().out)

    sent = json.loads(json.loads((records / "a.json").read_text())["request"])
    token = {"rossum_authorization_token": TOKEN_STAND_IN, "secrets": {"password": ""}}
    assert report["response"]["got"] == {**sent, **token}
    assert report["comparison"]["agrees"] is False


def test_run_prints_the_differences_from_the_platforms_answer(capsys, hook, records):
    assert call("run", hook(SEEN), "--annotation", records / "c.json") == 0
    said = capsys.readouterr().out

    assert "annotation_content.updated: 1 difference from the platform's answer" in said
    assert '/messages/0/content: expected "other", got "3 7"' in said


def test_run_gives_the_hooks_own_secrets_to_a_recorded_call(capsys, hook, records, tmp_path):
    secrets = tmp_path / "secrets.json"
    secrets.write_text('{"password": "mine"}')

    call("run", hook(ECHO), "--annotation", records / "a.json", "--secrets", secrets, "--json")

    report = json.loads(capsys.readouterr().out)
    assert report["response"]["got"]["secrets"] == {"password": "••••"}


def test_run_builds_another_payload_when_it_is_asked_for_one(capsys, hook, records):
    call("run", hook(ECHO), "--annotation", records / "a.json", "--set", "document_id=X", "--json")

    report = json.loads(capsys.readouterr().out)
    assert "comparison" not in report
    assert report["response"]["got"]["updated_datapoints"]


def test_run_says_when_the_hooks_settings_are_others_now(capsys, hook, records, tmp_path):
    path = hook(SEEN)
    path.with_suffix(".json").write_text(
        json.dumps({"type": "function", "settings": {"limit": 9}, "config": {}})
    )

    call("run", path, "--annotation", records / "a.json", "--json")

    report = json.loads(capsys.readouterr().out)
    assert report["comparison"]["agrees"] is True
    [note] = [each for each in report["problems"] if each["code"] == "recorded-settings"]
    assert note["message"].endswith("those of the hook are others now: limit.")


def test_run_takes_the_first_of_several_records(capsys, hook, records, tmp_path):
    page = tmp_path / "page.json"
    page.write_text(json.dumps([json.loads((records / f"{name}.json").read_text()) for name in "ac"]))

    call("run", hook(SEEN), "--annotation", page, "--json")

    report = json.loads(capsys.readouterr().out)
    assert report["comparison"]["agrees"] is True
    assert "first-of-several" in [each["code"] for each in report["problems"]]


# replay --recorded


def test_replaying_records_tells_each_difference_and_the_share_that_agrees(capsys, hook, records):
    assert call("replay", hook(SEEN), "--recorded", records) == 1
    lines = capsys.readouterr().out.splitlines()

    assert [line.split()[0] for line in lines if ".json" in line] == ["agrees", "agrees", "differs"]
    assert '            /messages/0/content: expected "other", got "3 7"' in lines
    assert lines[-2:] == ["3 documents replayed.", "2 of 3 agree (66.7%)."]


def test_the_json_of_recorded_calls_has_the_shape_it_promises(capsys, hook, records):
    status, found = replayed(capsys, hook(SEEN), "--recorded", records)

    assert status == 1
    assert list(found) == [
        *("count", "agreeing", "differing", "share", "results", "new", "gone", "unreadable")
    ]
    assert (found["count"], found["agreeing"], found["differing"], found["share"]) == (3, 2, 1, 0.667)
    last = found["results"][-1]
    assert list(last) == ["name", "event", "status", "exit_status", "headline", "agrees", "differences"]
    assert last["differences"] == [
        {
            "part": "messages",
            "verdict": "changed",
            "path": "/messages/0/content",
            "id": None,
            "schema_id": None,
            "expected": "other",
            "actual": "3 7",
        }
    ]


def test_replaying_records_is_0_when_all_agree(capsys, hook, records):
    (records / "c.json").unlink()

    status, found = replayed(capsys, hook(SEEN), "--recorded", records)

    assert (status, found["share"]) == (0, 1.0)


def test_javascript_is_replayed_alike(capsys, hook, records):
    status, found = replayed(capsys, hook(JAVASCRIPT, "handler.js"), "--recorded", records)

    assert (status, found["agreeing"]) == (1, 2)


def test_one_file_may_hold_all_records(capsys, hook, records, tmp_path):
    page = tmp_path / "page.json"
    page.write_text(json.dumps([json.loads((records / f"{name}.json").read_text()) for name in "abc"]))

    _, found = replayed(capsys, hook(SEEN), "--recorded", page)

    assert [each["name"] for each in found["results"]] == ["page.json#1", "page.json#2", "page.json#3"]


def test_a_record_that_cannot_be_read_is_named_and_the_others_run(capsys, hook, records):
    (records / "d.json").write_text('{"request": ')

    status, found = replayed(capsys, hook(SEEN), "--recorded", records)

    assert (status, found["count"]) == (2, 3)
    assert [each["name"] for each in found["unreadable"]] == ["d.json"]
    assert "d.json" in found["unreadable"][0]["message"]


def test_a_failed_call_agrees_with_a_failure_for_the_same_reason(capsys, hook, tmp_path):
    record = record_of(
        sample_payload(), "", status_code=500, message="CallFunctionException, KeyError: 'missing'"
    )
    path = tmp_path / "failed.json"
    path.write_text(json.dumps(record))

    assert replayed(capsys, hook(CRASH), "--recorded", path)[0] == 0
    assert replayed(capsys, hook(ECHO), "--recorded", path)[0] == 1


# replay over documents


def test_every_document_of_a_folder_is_run_and_what_is_none_left_out(capsys, hook, documents):
    assert call("replay", hook(SEEN), documents) == 0
    lines = capsys.readouterr().out.splitlines()

    assert [line.split()[:2] for line in lines[:-1]] == [["ok", "deeper/two.json:"], ["ok", "one.json:"]]
    assert lines[-1] == "2 documents replayed."


def test_without_anything_to_compare_with_a_failure_is_1(capsys, hook, documents):
    status, found = replayed(capsys, hook(CRASH), documents)

    assert status == 1
    assert (found["share"], found["results"][0]["agrees"]) == (None, None)


def test_a_baseline_tells_which_results_changed(capsys, hook, documents, tmp_path):
    baseline = tmp_path / "baseline.json"
    assert replayed(capsys, hook(SEEN), documents, "--save", baseline)[0] == 0
    assert replayed(capsys, hook(SEEN), documents, "--baseline", baseline)[0] == 0

    changed = hook(SEEN.replace("{limit}", "now"))
    status, found = replayed(capsys, changed, documents, "--baseline", baseline)

    assert (status, found["differing"]) == (1, 2)
    assert found["results"][0]["differences"][0]["path"] == "/messages/0/content"
    assert "1 difference from the baseline" in found["results"][0]["headline"]


def test_documents_that_came_and_went_are_told(capsys, hook, documents, tmp_path):
    baseline = tmp_path / "baseline.json"
    replayed(capsys, hook(SEEN), documents, "--save", baseline)
    (documents / "one.json").rename(documents / "three.json")

    status, found = replayed(capsys, hook(SEEN), documents, "--baseline", baseline)

    assert (status, found["new"], found["gone"]) == (1, ["three.json"], ["one.json"])


def test_a_baseline_keeps_failures_too(capsys, hook, documents, tmp_path):
    baseline = tmp_path / "baseline.json"
    replayed(capsys, hook(CRASH), documents, "--save", baseline)
    saved = baseline.read_bytes()

    assert replayed(capsys, hook(CRASH), documents, "--baseline", baseline, "--save", baseline)[0] == 0
    assert baseline.read_bytes() == saved
    assert replayed(capsys, hook(SEEN), documents, "--baseline", baseline)[0] == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "needs one folder"),
        (["documents", "--recorded", "documents"], "needs one folder"),
        (["nowhere"], "nowhere: does not exist"),
        (["--recorded", "documents"], "holds no recorded calls"),
        (["empty"], "holds no annotations"),
        (["documents", "--baseline", "documents/schema.json"], "schema.json: is no baseline"),
        (["--recorded", "documents", "--baseline", "x"], "leave --baseline out"),
        (["documents", "--event", "nothing.here"], "nothing.here"),
    ],
)
def test_bad_input_is_one_line_and_2(capsys, hook, documents, monkeypatch, arguments, said):
    monkeypatch.chdir(documents.parent)
    Path("empty").mkdir()

    assert call("replay", hook(SEEN), *arguments) == 2

    [line] = capsys.readouterr().err.splitlines()
    assert said in line


# webhooks


def test_run_and_replay_call_a_webhook(capsys, tmp_path, documents):
    path = tmp_path / "webhook.json"
    with webhook(lambda body: Reply(body=json.dumps({"got": len(body)}).encode())) as receiver:
        path.write_text(json.dumps(webhook_object(receiver.url)))
        assert call("run", path, "--annotation", documents / "one.json", "--json") == 0
        report = json.loads(capsys.readouterr().out)
        status, found = replayed(capsys, path, documents)

    assert report["response"] == {"got": len(receiver.got[0][2])}
    assert (status, found["count"], len(receiver.got)) == (0, 2, 3)


def test_a_given_payload_is_posted_as_it_is(capsys, tmp_path, documents):
    path = tmp_path / "webhook.json"
    with webhook(lambda _body: Reply()) as receiver:
        path.write_text(json.dumps(webhook_object(receiver.url)))
        assert call("run", path, "--payload", documents / "one.json") == 0

    assert receiver.got[0][2] == (documents / "one.json").read_bytes()


def test_the_payload_of_a_webhook_is_printed_without_calling_it(capsys, tmp_path):
    path = tmp_path / "webhook.json"
    path.write_text(json.dumps(webhook_object("https://hooks.example.com/")))

    assert call("payload", path) == 0
    assert json.loads(capsys.readouterr().out)["event"] == "annotation_content"


def test_a_webhook_elsewhere_is_refused(capsys, tmp_path):
    path = tmp_path / "webhook.json"
    path.write_text(json.dumps(webhook_object("https://hooks.example.com/")))

    assert call("run", path) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "hooks.example.com, another computer" in line
