"""The rules that macOS is given. What they are worth is tried on the machine, when the window opens."""

import os

import pytest

from rossum_studio.runtime import memory_watch
from rossum_studio.runtime.guarantees import judge
from rossum_studio.runtime.outcome import Outcome, Status
from rossum_studio.runtime.worker_seatbelt import profile, quoted, restrict, rule


def rules(readable=("/usr/lib",), writable=("/dev/null",), executable=(), **allowed) -> list[str]:
    switches = {"allow_network": False, "allow_children": False} | allowed
    return profile(readable, writable, executable, **switches).splitlines()


def test_of_the_files_of_people_only_the_own_folder_and_what_is_named_can_be_read():
    found = rules(readable=["/Users/anna/.venv/lib"], writable=["/Volumes/scratch"])

    denied = next(each for each in found if each.startswith("(deny file-read*"))
    allowed = next(each for each in found if each.startswith("(allow file-read* "))
    assert '(subpath "/Users")' in denied
    assert allowed == '(allow file-read* (subpath "/Users/anna/.venv/lib") (subpath "/Volumes/scratch"))'
    assert found.index(denied) < found.index(allowed)  # the last rule counts


def test_only_the_own_folder_can_be_written_to():
    found = rules(writable=["/Volumes/scratch"])

    assert found.index("(deny file-write*)") < found.index('(allow file-write* (subpath "/Volumes/scratch"))')


def test_a_rule_about_no_files_is_left_out_because_it_would_be_about_all():
    assert rule("allow", "process-exec*", []) == ""
    assert not any(each.startswith("(allow process-exec*") for each in rules(executable=[]))


def test_node_can_be_started_in_our_place_and_nothing_else():
    found = rules(executable=["/Users/anna/node"])

    assert found.index("(deny process-exec*)") < found.index(
        '(allow process-exec* (subpath "/Users/anna/node"))'
    )


@pytest.mark.parametrize(
    ("switch", "denied"), [("allow_network", "(deny network*)"), ("allow_children", "(deny process-fork)")]
)
def test_what_the_run_allows_is_not_denied(switch, denied):
    assert denied in rules()
    assert denied not in rules(**{switch: True})


def test_links_count_as_what_they_point_to(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "folder")

    assert rule("allow", "file-write*", [str(tmp_path / "link")]) == (
        f'(allow file-write* (subpath "{os.path.realpath(tmp_path)}/folder"))'
    )


def test_a_path_cannot_end_its_text():
    assert quoted('/a"b\\c') == '"/a\\"b\\\\c"'


def test_what_macos_does_not_hold_is_said_with_the_reason(monkeypatch):
    monkeypatch.setattr(memory_watch, "is_needed", lambda: True)
    done = {"memory": ["allocate"], "parent-death": ["outlive the host"]}
    names = ("network", "files", "children", "signals", "memory", "parent-death")
    response = {name: done.get(name, []) for name in names}

    found = judge(Outcome(Status.OK, response=response, layers=("seatbelt",)), {})

    assert found.sentence.startswith("isolated: network files; not isolated: processes (")
    assert "memory (this system sets no limit, so the run is watched" in found.sentence
    assert found["network"].explanation.endswith("Tried and refused, by seatbelt.")


@pytest.mark.skipif(
    hasattr(os, "uname") and os.uname().sysname == "Darwin", reason="it would hold for the tests"
)
def test_another_system_refuses_it():
    with pytest.raises(OSError, match="there is no sandbox_init"):
        restrict([], [], [], False, False)
