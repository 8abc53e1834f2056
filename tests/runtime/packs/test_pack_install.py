"""Installing a library pack: it is there as a whole or not at all, and only because somebody asked."""

import os
import platform
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_wheels import VERSIONS, write_wheels

from rossum_studio.model.library_pack import contents_of
from rossum_studio.runtime.packs.errors import PackCancelledError, PackError
from rossum_studio.runtime.packs.install import STAGING_PREFIX, install, remove
from rossum_studio.runtime.packs.place import installed_runtimes, pack_folder
from rossum_studio.runtime.packs.progress import Progress, ProgressReader
from rossum_studio.runtime.packs.status import is_installed, state_of

NO_PROCESS = 2**22 + 1  # one more than Linux gives out


def test_a_pack_is_kept_for_its_runtime_in_a_folder_that_names_it(packs, wheels, python):
    place = install("default", python)

    assert place.parent.parent == packs
    assert place.parent.name.startswith("default-python-")
    assert place.name == python.runtime
    assert (place / "pandas" / "__init__.py").is_file()
    assert installed_runtimes("default", "python") == (python.runtime,)
    assert is_installed("default", python)


def test_no_commands_are_kept_and_nothing_lies_beside_it(packs, wheels, python):
    place = install("default", python)

    assert not (place / "bin").exists()
    assert [each.name for each in packs.iterdir()] == [place.parent.name]


def test_its_modules_are_compiled_because_a_run_cannot(packs, wheels, python):
    place = install("default", python)

    assert list((place / "pandas" / "__pycache__").glob("*.pyc"))


def test_progress_names_what_is_fetched_and_ends_with_all_of_it(packs, wheels, python):
    told: list[Progress] = []

    install("default", python, told.append)

    assert "Fetching pandas" in [progress.sentence for progress in told]
    assert [each.share for each in told] == sorted(each.share for each in told)
    assert (told[0].share, told[-1].share) == (0.0, 1.0)


def test_installing_again_does_nothing(packs, wheels, python, monkeypatch):
    install("default", python)
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    told: list[Progress] = []

    install("default", python, told.append)

    assert told == []


def test_a_library_that_the_registry_lacks_is_named_and_nothing_is_left(packs, tmp_path, wheels, python):
    (wheels / "pandas-2.2.0-py3-none-any.whl").unlink()

    with pytest.raises(PackError) as raised:
        install("default", python)

    sentence = str(raised.value)
    assert sentence.startswith(
        f"The library pack `default` could not be installed for {python.runtime}; pip said:"
    )
    assert "pandas" in sentence
    assert "\n" not in sentence
    assert list(packs.iterdir()) == []


@pytest.mark.parametrize("moment", ["Asking pip", "Fetching pandas", "Unpacking"])
def test_giving_up_at_any_moment_leaves_nothing(packs, wheels, python, moment):
    told: list[Progress] = []

    def is_cancelled() -> bool:
        return any(progress.sentence.startswith(moment) for progress in told)

    with pytest.raises(PackCancelledError):
        install("default", python, told.append, is_cancelled)

    assert list(packs.iterdir()) == []
    assert not is_installed("default", python)


def test_what_a_killed_installation_left_is_cleared_and_what_another_works_on_is_not(packs, wheels, python):
    left, worked_on = packs / f"{STAGING_PREFIX}{NO_PROCESS}-a", packs / f"{STAGING_PREFIX}{os.getppid()}-b"
    for folder in (left, worked_on):
        (folder / "python3.12" / "pandas").mkdir(parents=True)

    install("default", python)

    assert not left.exists()
    assert worked_on.exists()


def test_what_an_earlier_release_installed_is_replaced(packs, wheels, python):
    earlier = packs / "default-python-00000000" / python.runtime
    earlier.mkdir(parents=True)

    install("default", python)

    assert not earlier.parent.exists()


def test_a_half_made_installation_is_not_taken_for_one(packs, python):
    (packs / f"{STAGING_PREFIX}{os.getpid()}-x" / python.runtime).mkdir(parents=True)

    assert not is_installed("default", python)
    assert installed_runtimes("default", "python") == ()


def test_where_to_install_is_not_left_to_the_users_pip_configuration(
    packs, wheels, python, tmp_path, monkeypatch
):
    monkeypatch.setenv("PIP_TARGET", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("PIP_USER", "1")
    monkeypatch.setenv("PIP_REQUIRE_VIRTUALENV", "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    assert install("default", python).is_dir()
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path, monkeypatch, python):
    file = tmp_path / "file"
    file.write_text("")
    monkeypatch.setenv("ROSSUM_STUDIO_PACKS", str(file))

    with pytest.raises(PackError, match=f"could not be kept in {file}: "):
        install("default", python)


def test_removing_a_pack_leaves_nothing_of_it(small_pack):
    assert remove("default")
    assert list(small_pack.iterdir()) == []
    assert not remove("default")


def test_its_state_says_what_is_there_in_which_version(packs, wheels, python):
    before = state_of("default", python)
    install("default", python)
    after = state_of("default", python)

    assert before.sentence.startswith(f"default for {python.runtime}: not installed (rossum, requests, ")
    assert after.folder == python.place("default")
    assert ("pandas", "2.2.0") in after.versions
    assert f"{after.size_mb:.0f} MB in {after.folder} (rossum 3.18.0, requests 2.32.0, " in after.sentence


def test_other_requirements_are_kept_in_another_folder(packs, monkeypatch):
    before = pack_folder("default", "python")
    monkeypatch.setattr(platform, "machine", lambda: "another")

    assert pack_folder("default", "python") != before


def test_packs_lie_in_the_profile_unless_another_folder_is_named(monkeypatch, tmp_path):
    monkeypatch.delenv("ROSSUM_STUDIO_PACKS")
    monkeypatch.setenv("ROSSUM_STUDIO_PROFILE", str(tmp_path))

    assert pack_folder("default", "javascript").parent == Path(tmp_path) / "packs"


def test_nothing_is_asked_for_that_the_tests_do_not_have(tmp_path):
    """The small wheels are those of the pack: one that is new there is missed here first."""
    wanted = [
        each.partition(">")[0].replace("-", "_") for each in contents_of("default")["python"].requirements
    ]
    write_wheels(tmp_path / "wheels")

    assert sorted(wanted) == sorted(VERSIONS)


@given(
    st.lists(st.text() | st.sampled_from(["Collecting a", "Installing collected packages: a", "npm http"]))
)
def test_whatever_a_program_prints_progress_only_grows(lines):
    told: list[Progress] = []
    reader = ProgressReader(3, told.append)

    for line in lines:
        reader.take(line)

    shares = [progress.share for progress in told]
    assert shares == sorted(shares)
    assert all(0 <= share < 1 for share in shares)
