"""Mocked requests from the command line, through real isolated workers in both languages."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

EVENT = Path(__file__).parents[1] / "sample_events" / "annotation_content.initialize.invoice.json"
PYTHON = """\
import json
import urllib.request


def rossum_hook_request_handler(payload):
    with urllib.request.urlopen("https://api.example.com/rates?base=EUR", timeout=5) as response:
        rates = json.load(response)
    return {"messages": [{"type": "info", "content": str(rates["czk"])}]}
"""
JAVASCRIPT = """\
exports.rossum_hook_request_handler = async () => {
  const response = await fetch('https://api.example.com/rates?base=EUR');
  const rates = await response.json();
  return { messages: [{ type: 'info', content: String(rates.czk) }] };
};
"""
MOCK = {"url": "https://api.example.com/rates*", "body": {"czk": 25.4}}


def run(*arguments: object) -> subprocess.CompletedProcess:
    argv = [sys.executable, "-m", "rossum_studio", "run", *map(str, arguments), "--annotation", str(EVENT)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture(params=["hook.py", "hook.js"])
def hook(request, tmp_path) -> Path:
    path = tmp_path / request.param
    path.write_text(PYTHON if path.suffix == ".py" else JAVASCRIPT, "utf-8")
    return path


def with_mock(folder: Path, mock: object = MOCK) -> None:
    (folder / "mocks").mkdir()
    (folder / "mocks" / "rates.json").write_text(json.dumps(mock), "utf-8")


def test_a_request_is_answered_from_the_file_beside_the_hook(hook):
    with_mock(hook.parent)

    report = json.loads(run(hook, "--json").stdout)

    assert report["status"] == "ok"
    assert report["messages"][0]["content"] == "25.4"
    call = report["calls"][0]
    assert (call["method"], call["url"]) == ("GET", "https://api.example.com/rates?base=EUR")
    assert (call["status"], call["answered_by"]) == (200, "mock")
    assert call["line"] == (6 if hook.suffix == ".py" else 2)
    assert not [problem for problem in report["problems"] if problem["severity"] != "info"]


def test_a_request_that_no_mock_answers_is_a_problem_with_its_line(hook):
    with_mock(hook.parent, {"url": "https://other.example.com/*", "body": {}})

    report = json.loads(run(hook, "--json").stdout)

    found = next(one for one in report["problems"] if one["code"] == "call-unanswered")
    assert found["path"].endswith(f"{hook.name}:{6 if hook.suffix == '.py' else 2}")
    assert "Blocked: GET https://api.example.com/rates?base=EUR" in found["message"]


def test_without_mocks_there_is_no_network_at_all(hook):
    report = json.loads(run(hook, "--json").stdout)

    assert report["calls"] == []
    assert any("api.example.com" in problem["message"] for problem in report["problems"])


def test_the_text_says_how_many_calls_were_mocked(hook):
    with_mock(hook.parent)

    text = run(hook).stdout

    assert "1 mocked call" in text.splitlines()[0]
    assert "GET https://api.example.com/rates?base=EUR  200  mock" in text


def test_another_folder_can_be_named(hook, tmp_path):
    with_mock(tmp_path)

    report = json.loads(run(hook, "--json", "--mocks", tmp_path / "mocks").stdout)

    assert report["calls"][0]["answered_by"] == "mock"


def test_a_folder_that_is_not_there_is_bad_usage(hook, tmp_path):
    done = run(hook, "--mocks", tmp_path / "nowhere")

    assert done.returncode == 2
    assert "nowhere: expected a folder of mocks" in done.stderr


def test_a_damaged_mock_is_bad_usage_and_names_the_place(hook):
    with_mock(hook.parent, {"url": "https://a", "status": 1})

    done = run(hook)

    assert done.returncode == 2
    assert "rates.json: /status: expected a number from 100 to 599" in done.stderr
