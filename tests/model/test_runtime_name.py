"""Old and unknown names of runtimes are no reason to refuse a hook, and are not passed over."""

import pytest

from rossum_studio.model.hook import Hook, language_of
from rossum_studio.model.problem import Severity, Where
from rossum_studio.model.runtime_name import other_python, runtime_note


def hook(runtime: object) -> Hook:
    return Hook("", {"config": {"runtime": runtime}}, language_of(runtime))


@pytest.mark.parametrize("runtime", ["python3.12", "nodejs22.x", None, ""])
def test_a_current_name_and_no_name_need_no_note(runtime):
    assert runtime_note(hook(runtime)) is None


def test_code_without_a_hook_object_needs_no_note():
    assert runtime_note(Hook("")) is None


@pytest.mark.parametrize(
    ("runtime", "current"),
    [
        ("python3.7", "python3.12"),
        ("python3.8", "python3.12"),
        ("python3.9", "python3.12"),
        ("nodejs12.x", "nodejs22.x"),
        ("nodejs14.x", "nodejs22.x"),
        ("nodejs16.x", "nodejs22.x"),
        ("nodejs18.x", "nodejs22.x"),
        ("nodejs18", "nodejs22.x"),
    ],
)
def test_an_old_name_runs_on_the_current_runtime_and_that_is_said(runtime, current):
    problem = runtime_note(hook(runtime))

    assert (problem.code, problem.where, problem.path) == ("hook-old-runtime", Where.HOOK, "/config/runtime")
    assert f'"{runtime}", an old name: Rossum runs it on {current} now' in problem.message


@pytest.mark.parametrize(
    ("runtime", "current"),
    [
        ("python3.14", "python3.12"),
        ("python3", "python3.12"),
        ("nodejs24.x", "nodejs22.x"),
        ("nodejs", "nodejs22.x"),
        ("ruby3.3", "python3.12"),
        (["python3.12"], "python3.12"),
        (3.12, "python3.12"),
    ],
)
def test_an_unknown_name_runs_on_what_its_beginning_says_with_a_warning(runtime, current):
    problem = runtime_note(hook(runtime))

    assert (problem.code, problem.severity) == ("hook-unknown-runtime", Severity.WARNING)
    assert 'expected "python3.12" or "nodejs22.x"' in problem.message
    assert problem.message.endswith(f"Here it runs on {current}.")


@pytest.mark.parametrize(("runtime", "version"), [("python3.12", "3.12.1"), ("nodejs22.x", "22.20.0")])
def test_the_platforms_own_runtimes_are_nothing_to_warn_of(runtime, version):
    assert other_python(runtime, version) == ""


def test_another_python_is_named_with_the_platforms():
    sentence = other_python("python3.13", "3.13.0")

    assert sentence.startswith("Python 3.13.0 runs the functions here, Rossum runs them on python3.12;")
    assert "Install Python 3.12" in sentence
