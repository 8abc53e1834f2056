"""Requests to the Rossum API in the window: answered here, with what they changed."""

import json

from PySide6.QtWidgets import QTreeWidget
from studio_user import SAMPLE_EVENTS

EVENT = SAMPLE_EVENTS / "annotation_content.initialize.invoice.json"
HANDLER = """\
import json
import urllib.request


def rossum_hook_request_handler(payload):
    url = payload["annotation"]["url"]
    headers = {"Authorization": "Bearer " + payload["rossum_authorization_token"]}
    body = json.dumps({"metadata": {"seen": True}}).encode()
    urllib.request.urlopen(urllib.request.Request(url, body, headers, method="PATCH"), timeout=10).close()
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as reply:
        found = json.load(reply)
    return {"messages": [{"type": "info", "content": json.dumps(found["metadata"])}]}
"""


def test_the_api_answers_and_what_it_changed_is_listed(open_window, tmp_path):
    (tmp_path / "hook.py").write_text(HANDLER, "utf-8")
    about = {
        "id": 7,
        "url": "https://kestrel.rossum.app/api/v1/hooks/7",
        "name": "Marks what it saw",
        "type": "function",
        "events": ["annotation_content"],
        "token_owner": "https://kestrel.rossum.app/api/v1/users/1",
        "config": {"runtime": "python3.12"},
    }
    (tmp_path / "hook.json").write_text(json.dumps(about), "utf-8")
    user = open_window(EVENT, tmp_path / "hook.json")
    user.wait_for_document("amount_total")
    user.wait(lambda: user.code.text() == HANDLER)

    user.run()

    assert any('"seen": true' in line for line in user.lines(user.messages))
    calls = user.part(QTreeWidget, "callsView")
    rows = [calls.topLevelItem(row) for row in range(calls.topLevelItemCount())]
    assert [row.text(2) for row in rows] == ["Rossum, here", "Rossum, here", "changed by the function"]
    assert "metadata" in rows[2].text(0)
