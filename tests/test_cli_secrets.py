"""Secrets on the command line: where they come from, and that nobody sees them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

EVENT = Path(__file__).parents[1] / "sample_events" / "annotation_content.initialize.invoice.json"
SECRET = "hunter2-is-no-password"
HANDLER = """\
import base64


def rossum_hook_request_handler(payload):
    password = payload["secrets"]["erp-password"]
    print("logging in with", password, base64.b64encode(b"me:" + password.encode()))
    total = payload["annotation"]["content"][0]["children"][0]["id"]
    replace = {"op": "replace", "id": total, "value": {"content": {"value": "seen"}}}
    said = {"type": "info", "content": f"{len(password)} of {password}"}
    return {"messages": [said], "operations": [replace]}
"""


@pytest.fixture
def hook(tmp_path: Path) -> Path:
    path = tmp_path / "hook.py"
    path.write_text(HANDLER, "utf-8")
    return path


def run(hook: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rossum_studio", "run", str(hook), "--annotation", str(EVENT), *options],
        env={**os.environ, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_a_secret_of_the_environment_is_used_and_never_shown(hook, options):
    ended = run(hook, *options, ROSSUM_STUDIO_SECRET_ERP_PASSWORD=SECRET)

    assert ended.returncode == 0, ended.stderr
    assert SECRET not in ended.stdout + ended.stderr
    assert f"{len(SECRET)} of ••••" in ended.stdout


def test_a_failure_shows_no_secret_either(hook):
    hook.write_text(HANDLER.replace("total =", "raise ValueError(password)\n    total ="), "utf-8")

    ended = run(hook, ROSSUM_STUDIO_SECRET_ERP_PASSWORD=SECRET)

    assert ended.returncode == 1
    assert SECRET not in ended.stdout + ended.stderr
    assert "••••" in ended.stdout


def test_a_file_of_secrets_comes_before_the_environment(hook, tmp_path):
    file = tmp_path / "secrets.json"
    file.write_text(json.dumps({"erp-password": "from the file"}), "utf-8")

    ended = run(hook, "--secrets", str(file), ROSSUM_STUDIO_SECRET_ERP_PASSWORD=SECRET)

    assert f"{len('from the file')} of ••••" in ended.stdout
