"""`rossum-studio chain`, with real hooks in real processes."""

import json
from pathlib import Path

import pytest

from rossum_studio.__main__ import main

INVOICE = Path(__file__).parents[1] / "sample_events" / "annotation_content.updated.line_items.json"
CHECKOUT = Path(__file__).parent / "data" / "prd2_project"
API = "https://kestrel.rossum.app/api/v1"
WRITES = """
def rossum_hook_request_handler(payload):
    number = payload["annotation"]["content"][0]["children"][0]
    value = {"content": {"value": "%s"}}
    return {"operations": [{"op": "replace", "id": number["id"], "value": value}]}
"""
SAYS = """
def rossum_hook_request_handler(payload):
    number = payload["annotation"]["content"][0]["children"][0]
    said = f'{number["content"]["value"]} {payload["updated_datapoints"] == [number["id"]]}'
    return {"messages": [{"type": "%s", "content": said}]}
"""


@pytest.fixture
def folder(tmp_path):
    """Writes hooks with their code beside them; returns the folder."""

    def write(*hooks: tuple[int, str, list[int]], **attributes: object) -> Path:
        for number, code, after in hooks:
            known = {
                "id": number,
                "url": f"{API}/hooks/{number}",
                "name": f"Hook {number}",
                "type": "function",
                "active": True,
                "events": ["annotation_content.updated"],
                "sideload": ["schemas"],
                "run_after": [f"{API}/hooks/{each}" for each in after],
                "config": {"runtime": "python3.12", "code": code},
            }
            (tmp_path / f"Hook {number}_[{number}].json").write_text(json.dumps(known | attributes))
            (tmp_path / f"Hook {number}_[{number}].py").write_text(code)
        return tmp_path

    return write


def run(capsys, *arguments: object) -> tuple[int, str]:
    status = main([str(each) for each in arguments])
    return status, capsys.readouterr().out


def test_each_hook_sees_what_those_before_it_wrote(folder, capsys):
    hooks = folder((2, SAYS % "info", [1]), (1, WRITES % "NEW-1", []))

    status, out = run(capsys, "chain", hooks, "--annotation", INVOICE, "--json")

    report = json.loads(out)
    assert status == 0
    assert [each["hook"] for each in report["runs"]] == ["Hook 1", "Hook 2"]
    said = [each["content"] for each in report["messages"] if each["source"] == "hook"]
    assert said == ["NEW-1 True"]
    assert report["content"][0]["children"][0]["content"]["value"] == "NEW-1"


def test_an_error_of_one_hook_is_the_exit_status(folder, capsys):
    hooks = folder((1, SAYS % "error", []), (2, SAYS % "info", []))

    status, out = run(capsys, "chain", hooks, "--annotation", INVOICE)

    assert status == 1
    assert "1. Hook 1 (rank 1)" in out
    assert "Together: Blocks confirmation." in out


def test_the_event_is_the_one_that_the_hooks_subscribe_to(folder, capsys):
    _, out = run(capsys, "chain", folder((1, SAYS % "info", [])), "--annotation", INVOICE, "--json")

    assert json.loads(out)["runs"][0]["action"] == "updated"


def test_a_circle_is_refused_with_its_path(folder, capsys):
    hooks = folder((1, SAYS % "info", [2]), (2, SAYS % "info", [1]))

    status = main(["chain", str(hooks), "--annotation", str(INVOICE)])

    error = capsys.readouterr().err
    assert status == 2
    assert "circle" in error
    assert "Hook 1" in error and "Hook 2" in error


@pytest.mark.parametrize("make", [lambda path: path / "nowhere", lambda path: path])
def test_a_folder_without_hooks_is_refused_in_one_line(tmp_path, capsys, make):
    status = main(["chain", str(make(tmp_path)), "--annotation", str(INVOICE)])

    assert status == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_checkout_runs_the_hooks_that_take_part_and_names_the_others(capsys):
    status, out = run(
        capsys, "chain", CHECKOUT, "--event", "annotation_content.updated", "--annotation", INVOICE
    )

    assert status in (0, 1)
    assert "Net sum check" in out
    assert "Old webhook is no function that can be run here." in out
