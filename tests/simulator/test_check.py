"""Traps are found in the code and the hook object, before anything runs."""

import pytest

from rossum_studio.model.hook import Hook
from rossum_studio.model.template import load_templates
from rossum_studio.simulator.check import SIDELOAD_SCHEMAS, check_hook, with_schemas_sideloaded

USES_TXSCRIPT = (
    "from txscript import TxScript\n\ndef f(payload):\n    return TxScript.from_payload(payload)\n"
)


def hook(code: str, *sideload: str) -> Hook:
    return Hook(code, {"type": "function", "sideload": list(sideload)})


@pytest.mark.parametrize(
    "code",
    [
        USES_TXSCRIPT,
        USES_TXSCRIPT.replace("txscript", "rossum_python"),
        USES_TXSCRIPT.replace("from txscript import", "from txscript.txscript import"),
        "import txscript\nt = txscript.TxScript.from_payload({})\n",
    ],
)
def test_txscript_without_the_schemas_is_found(code):
    (problem,) = check_hook(hook(code, "queues"))

    assert (problem.code, problem.path) == (SIDELOAD_SCHEMAS, "/sideload")
    assert problem.message.startswith("TxScript needs schemas: every call will fail with PayloadError")


@pytest.mark.parametrize(
    "code",
    [
        "def rossum_hook_request_handler(payload):\n    return {}\n",
        "# from txscript import TxScript\n'TxScript.from_payload'\n",
        "from txscript import is_empty\n",
        "def broken(:\n",
    ],
)
def test_code_that_needs_no_schemas_is_left_alone(code):
    assert check_hook(hook(code)) == ()


def test_code_without_a_hook_object_gets_schemas_and_is_left_alone():
    assert check_hook(Hook(USES_TXSCRIPT)) == ()


@pytest.mark.parametrize(
    "template", load_templates(), ids=lambda template: f"{template.name}.{template.language}"
)
def test_no_template_is_suspected(template):
    assert check_hook(Hook(template.code, template.hook, template.language)) == ()


def test_the_fix_adds_schemas_and_keeps_the_rest():
    fixed = with_schemas_sideloaded(hook(USES_TXSCRIPT, "queues"))

    assert fixed.sideload == ["queues", "schemas"]
    assert check_hook(fixed) == ()
