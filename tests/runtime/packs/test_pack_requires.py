"""What a JavaScript handler can load: what its library pack has, as on the platform."""

import pytest

from rossum_studio.runtime.launch import Limits
from rossum_studio.runtime.outcome import MissingLibrary, Outcome, Status
from rossum_studio.runtime.runner import run_handler

NOT_INSTALLED = "it belongs to the library pack `default`, which is not installed"
NOT_IN_PACK = "it is not in the library pack `default`"
NO_PACK = "the hook has no library pack, so only the modules built into Node.js are there"


def run(code: str, pack: str | None = "default") -> Outcome:
    source = f"exports.rossum_hook_request_handler = async () => {{\n{code}\n}};"
    return run_handler(source, "hook.js", b"{}", Limits(library_pack=pack), language="javascript")


def answer(code: str, pack: str | None = "default") -> object:
    outcome = run(code, pack)
    assert outcome.status is Status.OK, outcome.sentence
    return outcome.response["found"]


@pytest.mark.parametrize("load", ["require('{}')", "await import('{}')"])
@pytest.mark.parametrize(
    ("module", "pack", "reason", "missing"),
    [
        ("lodash", "default", NOT_INSTALLED, MissingLibrary("lodash", "default", is_in_pack=True)),
        ("lodash/merge", "default", NOT_INSTALLED, MissingLibrary("lodash", "default", is_in_pack=True)),
        ("axios", "default", NOT_IN_PACK, MissingLibrary("axios", "default")),
        ("@scope/part/more", "default", NOT_IN_PACK, MissingLibrary("@scope/part", "default")),
        ("lodash", None, NO_PACK, MissingLibrary("lodash", None)),
    ],
)
def test_a_module_that_is_not_there_is_explained_by_its_pack(load, module, pack, reason, missing):
    outcome = run(load.format(module), pack)

    assert outcome.exception.message == f"Cannot find module '{module}': {reason}"
    assert outcome.exception.line == 2
    assert outcome.exception.missing_library == missing


@pytest.mark.parametrize(
    "load", ["require('./other.js')", "await import('./other.js')", "require('/etc/x.js')"]
)
def test_a_file_beside_the_handler_is_not_on_the_platform_either(load, small_pack):
    outcome = run(load)

    assert "a function is one file" in outcome.exception.message
    assert outcome.exception.missing_library is None


def test_an_installed_pack_is_loaded_with_require_and_import(small_pack):
    assert answer("return {found: require('lodash/merge')()};") == "merged"
    assert answer("return {found: (await import('lodash/merge')).default()};") == "merged"
    assert answer("return {found: await require('node-fetch')()};") == "fetched"
    assert answer("return {found: await (await import('node-fetch')).default()};") == "fetched"


def test_what_libraries_need_for_themselves_is_theirs_alone(small_pack):
    assert answer("return {found: require('lodash').part};") == "only for libraries"
    assert run("require('inner-part')").exception.message == f"Cannot find module 'inner-part': {NOT_IN_PACK}"


def test_a_part_that_a_library_lacks_has_nothing_to_do_with_packs(small_pack):
    outcome = run("require('lodash/nothing')")

    assert outcome.exception.message.startswith("Cannot find module 'lodash/nothing'")
    assert outcome.exception.missing_library is None


def test_a_handler_without_a_pack_does_not_see_the_installed_one(small_pack):
    assert run("require('lodash')", None).exception.message == f"Cannot find module 'lodash': {NO_PACK}"


@pytest.mark.parametrize("pack", ["default", None])
def test_what_is_built_in_is_always_there(pack):
    code = "return {found: [require('path').sep, require('node:path').sep, (await import('node:path')).sep]};"

    assert answer(code, pack) == ["/", "/", "/"]


def test_a_pack_cannot_be_written_to(small_pack):
    file = next(small_pack.glob("default-javascript-*/*/node_modules/lodash/index.js"))

    outcome = run(f"require('fs').writeFileSync('{file}', '')")

    assert outcome.exception.type == "Error"
    assert [blocked.target for blocked in outcome.blocked] == [str(file)]
