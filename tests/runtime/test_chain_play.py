"""All hooks of an event, each in a process of its own, one handing its document to the next."""

import json

import pytest
from play_documents import Jobs, hook, scenario, txscript

from rossum_studio.model.event import event_named
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.mock import FOLDER
from rossum_studio.runtime.chain_play import play_chain
from rossum_studio.runtime.launch import Limits
from rossum_studio.simulator.chain import make_chain

UPDATED = event_named("annotation_content.updated")


def run(*hooks, event=UPDATED, **more):
    case = scenario(event.name, **more)
    return Jobs().perform(play_chain(make_chain(hooks, event), case, lambda _link: Limits()))


def value(report, schema_id):
    return report.evaluation.content.with_schema_id(schema_id)[0].value


def test_a_hook_sees_what_those_before_it_wrote():
    report = run(
        hook(2, txscript('t.field.document_id = t.field.document_id + "-B"'), 1),
        hook(1, txscript('t.field.document_id = "A"')),
    )

    assert [each.link.title for each in report.runs] == ["Hook 1", "Hook 2"]
    assert value(report, "document_id") == "A-B"
    assert report.exit_status == 0


def test_an_add_hands_on_the_ids_of_table_row_and_cells():
    report = run(
        hook(1, txscript("t.field.line_items.append({'item_quantity': 3, 'item_price': 2})")),
        hook(2, txscript(), 1),
        updated=(2,),
    )

    table = report.evaluation.content.multivalue("line_items")
    row = table.rows[-1]
    assert set(report.runs[1].received) == {2, 4, table.id, row.id, *(each.id for each in row.children)}
    sent = json.loads(report.runs[1].report.payload)["updated_datapoints"]
    assert sent == list(report.runs[1].received)
    assert report.runs[0].received == (2,)


def test_formulas_are_computed_between_two_hooks():
    report = run(
        hook(1, txscript("t.field.line_items[0].item_quantity = 4")),
        hook(2, txscript("t.show_info(str(t.field.net_sum))"), 1),
    )

    assert [each.content for each in report.evaluation.messages.messages] == ["15.0"]


def test_parallel_hooks_see_the_same_document_and_the_later_write_wins():
    report = run(
        hook(1, txscript('t.field.document_id = t.field.document_id + "-1"')),
        hook(2, txscript('t.field.document_id = t.field.document_id + "-2"')),
    )

    assert value(report, "document_id") == "K-204-2"
    assert [problem.code for problem in report.problems] == ["chain-conflict"]
    assert '"Hook 1" and "Hook 2" both wrote value of document_id' in report.problems[0].message


def test_hooks_that_wait_for_each_other_are_in_no_conflict():
    report = run(
        hook(1, txscript('t.field.document_id = "1"')), hook(2, txscript('t.field.document_id = "2"'), 1)
    )

    assert report.problems == ()


def test_every_change_knows_who_made_it_and_what_was_there_before():
    report = run(
        hook(1, txscript('t.field.document_id = "A"')),
        hook(2, txscript('t.field.document_id = "B"', "t.field.line_items[0].item_quantity = 4"), 1),
    )

    history = [
        (each.title, each.event, each.change.before, each.change.after)
        for each in report.changed_by[2]
        if each.change.attribute == "value"
    ]
    name = "annotation_content.updated"
    assert history == [("Hook 1", name, "K-204", "A"), ("Hook 2", name, "A", "B")]
    net_sum = [each for each in report.changed_by[4] if each.change.attribute == "value"]
    assert [(each.title, each.is_computed) for each in net_sum] == [("Hook 2", True)]
    assert {each.line for each in report.changed_by[2]} == {4}


def test_a_hook_that_fails_does_not_stop_those_after_it():
    report = run(
        hook(1, "def rossum_hook_request_handler(p):\n    1 / 0\n"),
        hook(2, txscript('t.field.document_id = "B"'), 1),
    )

    assert value(report, "document_id") == "B"
    assert [each.report.outcome.status for each in report.runs] == ["exception", "ok"]
    assert report.exit_status == 1


def test_an_error_of_any_hook_decides_the_status():
    export = event_named("annotation_content.export")
    report = run(hook(1, txscript('t.show_error("No")')), hook(2, txscript(), 1), event=export)

    assert report.evaluation.annotation_status == "failed_export"


def test_the_report_is_what_scripts_read():
    made = run(hook(1, txscript('t.show_warning("Look", t.field.document_id)'))).as_json()

    assert [each["hook"] for each in made["runs"]] == ["Hook 1"]
    assert made["messages"] == [
        {"type": "warning", "content": "Look", "id": 2, "schema_id": "document_id", "source": "hook"}
    ]
    assert [section["schema_id"] for section in made["content"]] == ["head", "rows"]
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize("event", ["annotation_content.updated", "annotation_status.changed"])
def test_a_chain_without_hooks_leaves_the_document_alone(event):
    report = run(hook(1, txscript(), active=False), event=event_named(event))

    assert report.runs == ()
    assert [each.reason for each in report.chain.bypassed] == ["is not active"]


# What hooks ask for


ASK = """
import json
import urllib.request


def ask(payload, url, method="GET", body=None):
    headers = {"Authorization": "Bearer " + str(payload.get("rossum_authorization_token"))}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, headers | {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=10) as reply:
        return json.loads(reply.read() or b"null")


def rossum_hook_request_handler(payload):
    annotation = payload["annotation"]["url"]
"""
OWNED = {"token_owner": "https://kestrel.rossum.app/api/v1/users/1"}


def test_hooks_of_a_chain_share_one_api():
    write = '    ask(payload, annotation, "PATCH", {"metadata": {"checked": "yes"}})\n    return {}\n'
    read = (
        '    found = ask(payload, annotation)["metadata"]["checked"]\n'
        '    return {"messages": [{"type": "info", "content": found}]}\n'
    )
    report = run(
        hook(1, ASK + write, **OWNED),
        hook(2, "def rossum_hook_request_handler(payload):\n    return {}\n", 1, **OWNED),
        hook(3, ASK + read, 2, **OWNED),
    )

    assert [each.content for each in report.evaluation.messages.messages if each.type == "info"] == ["yes"]
    assert [len(each.report.api_writes) for each in report.runs] == [1, 0, 0]


def test_a_hook_of_a_chain_moves_the_document_through_the_api():
    reject = '    ask(payload, annotation + "/reject", "POST", {"note_content": "no"})\n    return {}\n'

    assert run(hook(1, ASK + reject, **OWNED)).evaluation.annotation_status == "rejected"


def test_a_mock_beside_a_hook_answers_it_in_a_chain(tmp_path):
    (tmp_path / FOLDER).mkdir()
    mock = {"method": "GET", "url": "https://erp.example.com/rate", "status": 200, "body": 7}
    (tmp_path / FOLDER / "rate.json").write_text(json.dumps(mock))
    code = ASK + (
        '    rate = ask(payload, "https://erp.example.com/rate")\n'
        '    return {"messages": [{"type": "info", "content": str(rate)}]}\n'
    )
    saved = OpenedHook(hook(1, code).hook, tmp_path / "rate.py")

    report = run(saved)

    assert [each.content for each in report.evaluation.messages.messages if each.type == "info"] == ["7"]


def test_a_chain_shows_no_secret():
    code = txscript('t.show_info("it is " + payload["secrets"]["password"])')
    report = run(
        hook(1, code, secrets={"password": "hunter2-of-mine"}), secrets={"password": "hunter2-of-mine"}
    )

    assert "hunter2-of-mine" not in json.dumps(report.as_json())
    assert [each.content for each in report.evaluation.messages.messages] == ["it is ••••"]
