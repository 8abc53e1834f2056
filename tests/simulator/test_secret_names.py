"""Which secrets a hook wants, and what the environment gives."""

import pytest

from rossum_studio.model.hook import Hook
from rossum_studio.simulator.secret_names import from_environment, missing_names, names_read, secret_names


@pytest.mark.parametrize(
    ("language", "code"),
    [
        ("python", 'def rossum_hook_request_handler(payload):\n    return payload["secrets"]["password"]\n'),
        (
            "python",
            'def rossum_hook_request_handler(p):\n    s = p["secrets"]\n    return s.get("password")\n',
        ),
        ("javascript", "exports.rossum_hook_request_handler = (payload) => payload.secrets.password;"),
        ("javascript", "exports.rossum_hook_request_handler = ({ secrets: { password } }) => password;"),
        ("javascript", "exports.rossum_hook_request_handler = ({ secrets }) => secrets['password'];"),
    ],
)
def test_what_the_code_reads_is_known(language, code):
    hook = Hook(code, language=language)

    assert names_read(hook) == ("password",)
    assert missing_names(hook, {}) == ("password",)
    assert missing_names(hook, {"password": "x"}) == ()


def test_code_that_cannot_be_read_wants_nothing():
    assert names_read(Hook("def secrets(:")) == ()


def test_names_come_from_the_object_the_schema_and_the_code():
    code = 'def rossum_hook_request_handler(payload):\n    return payload["secrets"]["c"]\n'
    attributes = {"secrets": {"a": ""}, "secrets_schema": {"properties": {"b": {"type": "string"}}}}

    assert secret_names(Hook(code, attributes=attributes)) == ("a", "b", "c")


def test_the_environment_names_secrets_in_capitals():
    environment = {"ROSSUM_STUDIO_SECRET_ERP_LOGIN": "x", "ROSSUM_STUDIO_SECRET_OTHER": "y", "HOME": "/"}

    assert from_environment(["erp-login"], environment) == {"erp-login": "x", "other": "y"}
