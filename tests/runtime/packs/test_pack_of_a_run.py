"""The hook decides on the pack of a run, and the report says what to do about what is missing."""

import pytest

from rossum_studio.model.event import event_named
from rossum_studio.model.hook import Hook
from rossum_studio.model.library_pack import contents_of, pack_of
from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.runtime.event_play import RunRequest, play_hook
from rossum_studio.runtime.languages import PythonLaunch, launch_for
from rossum_studio.runtime.launch import Limits, python_launch
from rossum_studio.runtime.play import Job, perform
from rossum_studio.runtime.report import Report
from rossum_studio.runtime.runner import run_job
from rossum_studio.runtime.spare import Need, Spare
from rossum_studio.simulator.scenario import Scenario

MANUAL = event_named("invocation.manual")
PANDAS = "import pandas\n\ndef rossum_hook_request_handler(payload):\n    return {}\n"
YAML = PANDAS.replace("pandas", "yaml")
AXIOS = "require('axios');\n"


def hook(code: str, language: str = "python", **config: object) -> Hook:
    return Hook(code, {"name": "h", "config": config}, language)


def report_on(hook: Hook) -> Report:
    return perform(play_hook(RunRequest(Scenario(MANUAL, hook), "hook", Limits())), run_job)


def packs_of_jobs(hook: Hook) -> list[str | None]:
    seen: list[Job] = []

    def run(job: Job):
        seen.append(job)
        return run_job(job)

    perform(play_hook(RunRequest(Scenario(MANUAL, hook), "hook", Limits())), run)
    return [job.limits.library_pack for job in seen]


@pytest.mark.parametrize(
    ("config", "pack"),
    [({}, "default"), ({"third_party_library_pack": None}, None), ({"third_party_library_pack": "x"}, "x")],
)
def test_a_run_has_the_pack_that_its_hook_names(config, pack):
    named = hook("def rossum_hook_request_handler(payload): pass", **config)

    assert pack_of(named) == pack
    assert packs_of_jobs(named) == [pack]


def test_a_pack_that_is_not_installed_is_a_problem_that_says_how_to_install_it():
    report = report_on(hook(PANDAS))

    (problem,) = [
        each for each in report.problems if each.where is Where.HOOK and each.severity is Severity.ERROR
    ]
    assert problem.code == "library-pack-not-installed"
    assert problem.path == "/config/third_party_library_pack"
    assert 'Run "rossum-studio packs install"' in problem.message
    assert "`pandas` is in the library pack" in problem.message
    assert report.exit_status == 1


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (hook(YAML), "`yaml` is not in the library pack `default`, which has rossum, requests, "),
        (hook(YAML, third_party_library_pack=None), "`yaml` needs a library pack, and the hook has none"),
        (hook(YAML, third_party_library_pack="special"), "Whether `yaml` is in the library pack `special`"),
        (hook(AXIOS, "javascript"), "which has node-fetch, https-proxy-agent, lodash"),
    ],
)
def test_a_library_outside_the_pack_is_a_problem_that_names_the_pack(wrong, expected):
    codes: dict[str, Problem] = {problem.code: problem for problem in report_on(wrong).problems}

    assert expected in codes["library-not-in-pack"].message
    assert "handler-failed" in codes


def test_other_failures_have_no_such_problem():
    report = report_on(hook("def rossum_hook_request_handler(payload): 1 / 0"))

    assert not [problem for problem in report.problems if problem.code.startswith("library-")]


def test_workers_booted_before_a_pack_was_installed_serve_no_run_after_it(packs, python):
    limits = Limits()
    before = launch_for("python", limits), launch_for("javascript", limits)
    python.place("default").mkdir(parents=True)
    (packs / before[1].library._folder.name / "nodejs22.x").mkdir(parents=True)
    after = launch_for("python", limits), launch_for("javascript", limits)

    assert before[0] is python_launch
    assert isinstance(after[0], PythonLaunch)
    assert before[0] != after[0]
    assert before[1] != after[1]
    assert after == (launch_for("python", limits), launch_for("javascript", limits))


def test_a_worker_booted_for_one_pack_serves_no_run_with_another():
    need = Need(b"{}", Limits(), launch_for("python"))
    other = Limits(library_pack=None)
    spare = Spare(None, need.limits, need.make_launch, None)

    assert spare.suits(need)
    assert not spare.suits(Need(b"{}", other, launch_for("python", other)))


def test_both_languages_have_a_default_pack():
    contents = contents_of("default")

    assert ", ".join(contents["python"].libraries) == (
        "rossum, requests, jmespath, xmltodict, pydantic, pandas, httpx, boto3, botocore"
    )
    assert contents["javascript"].libraries == ("node-fetch", "https-proxy-agent", "lodash")
