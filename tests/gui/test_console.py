"""The console, with real kernels."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QLabel, QTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from rossum_studio.bundled import sample_events
from rossum_studio.gui.console.kernel import FOLDER_VARIABLE
from rossum_studio.gui.console.panel import BOOTSTRAP, STARTING, ConsolePanel
from rossum_studio.gui.theme import DARK, LIGHT

PATIENCE_MS = 30_000
INVOICE = sample_events().joinpath("annotation_content.updated.line_items.json").read_bytes()


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[ConsolePanel]:
    made = ConsolePanel()
    qtbot.addWidget(made)
    made.resize(800, 400)
    yield made
    made.close()


def show(qtbot: QtBot, panel: ConsolePanel) -> None:
    with qtbot.waitSignal(panel.prompt_shown, timeout=PATIENCE_MS):
        panel.show()


def enter(qtbot: QtBot, panel: ConsolePanel, code: str) -> None:
    """Type a line and wait for the next prompt."""
    with qtbot.waitSignal(panel.prompt_shown, timeout=PATIENCE_MS):
        type_line(qtbot, panel, code)


def type_line(qtbot: QtBot, panel: ConsolePanel, code: str) -> None:
    text = panel.terminal.findChild(QTextEdit, "consoleText")
    qtbot.keyClicks(text, code)
    qtbot.keyClick(text, Qt.Key.Key_Return)


def shown(panel: ConsolePanel) -> str:
    return panel.terminal.findChild(QTextEdit, "consoleText").toPlainText()


def state(panel: ConsolePanel) -> str:
    return panel.findChild(QLabel, "consoleState").text()


def bootstrap(folder: Path, payload: object, response: object = None) -> dict[str, Any]:
    """The names that the bootstrap makes from a run."""
    (folder / "payload.json").write_text(json.dumps(payload), "utf-8")
    (folder / "response.json").write_text(json.dumps(response), "utf-8")
    names: dict[str, Any] = {}
    os.environ[FOLDER_VARIABLE] = str(folder)
    try:
        exec(BOOTSTRAP.read_text("utf-8"), names)
    finally:
        del os.environ[FOLDER_VARIABLE]
    return {name: value for name, value in names.items() if not name.startswith("__")}


# The names


def test_a_run_with_a_schema_gives_every_name(tmp_path: Path) -> None:
    names = bootstrap(tmp_path, json.loads(INVOICE), {"messages": []})

    assert {"payload", "annotation", "schema", "response", "t", "find", "run"} <= set(names)
    assert names["annotation"] is names["payload"]["annotation"]
    assert names["schema"] is names["payload"]["schemas"][0]
    assert names["response"] == {"messages": []}
    assert names["t"].field.item_amount_base is not None


def test_t_writes_into_a_payload_of_its_own(tmp_path: Path) -> None:
    names = bootstrap(tmp_path, json.loads(INVOICE))

    names["t"].field.document_id = "changed"

    assert names["payload"] == json.loads(INVOICE)


def test_t_is_none_without_a_schema(tmp_path: Path) -> None:
    payload = json.loads(INVOICE)
    del payload["schemas"]

    names = bootstrap(tmp_path, payload)

    assert names["t"] is None
    assert names["schema"] is None
    assert names["find"]("item_amount_base")


@pytest.mark.parametrize("payload", [None, {"event": "upload"}, {"annotation": {"content": "https://a.b/c"}}])
def test_find_is_empty_where_there_is_no_content(tmp_path: Path, payload: object) -> None:
    assert bootstrap(tmp_path, payload)["find"]("item_amount_base") == []


def test_run_calls_the_function_on_a_copy_of_the_payload(tmp_path: Path, monkeypatch) -> None:
    code = (
        "def rossum_hook_request_handler(payload):\n    payload['seen'] = True\n    return {'messages': []}\n"
    )
    function = {"code": code, "filename": "hook.py", "language": "python"}
    (tmp_path / "function.json").write_text(json.dumps(function), "utf-8")
    names = bootstrap(tmp_path, {"action": "updated"})
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))

    assert names["run"]() == {"messages": []}
    assert names["payload"] == {"action": "updated"}


def test_run_says_what_it_cannot_do(tmp_path: Path, monkeypatch) -> None:
    names = bootstrap(tmp_path, {})
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with pytest.raises(RuntimeError, match="Run the function once"):
        names["run"]()

    (tmp_path / "function.json").write_text(
        '{"code": "", "filename": "a.js", "language": "javascript"}', "utf-8"
    )
    with pytest.raises(RuntimeError, match="Press F5"):
        names["run"]()


def test_found_rows_are_a_table_of_their_values(tmp_path: Path) -> None:
    html = bootstrap(tmp_path, json.loads(INVOICE))["find"]("line_items")._repr_html_()

    assert html.count("<tr>") == 6
    assert "<th align='left'>item_description</th>" in html


NODES = st.recursive(
    st.builds(lambda name: [{"schema_id": name}], st.sampled_from("abc")),
    lambda inner: st.lists(
        st.builds(lambda name, below: {"schema_id": name, "children": below}, st.sampled_from("abc"), inner),
        max_size=4,
    ),
)


@given(NODES)
def test_find_gives_every_node_of_a_schema_id_in_document_order(
    tmp_path_factory: pytest.TempPathFactory, content: list[dict[str, Any]]
) -> None:
    names = bootstrap(tmp_path_factory.mktemp("run"), {"annotation": {"content": content}})

    def walk(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for node in nodes:
            yield node
            yield from walk(node.get("children", []))

    expected = [node for node in walk(names["annotation"]["content"]) if node["schema_id"] == "a"]
    assert [id(node) for node in names["find"]("a")] == [id(node) for node in expected]


# The panel


def test_importing_the_panel_imports_no_jupyter() -> None:
    code = (
        "import sys, rossum_studio.gui.console.panel;"
        "print({'qtconsole', 'jupyter_client', 'IPython', 'zmq'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_nothing_is_started_until_it_is_shown(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.set_run(INVOICE, None)
    assert panel.kernel is None

    show(qtbot, panel)

    assert psutil.Process(panel.kernel.pid).is_running()
    assert panel.terminal.objectName() == "console"


def test_find_gives_the_datapoints_of_the_run(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.set_run(INVOICE, {"messages": []})
    show(qtbot, panel)

    enter(qtbot, panel, "[each['id'] for each in find('item_amount_base')]")
    enter(qtbot, panel, "response, t is None")

    expected = [each["id"] for each in find_in(json.loads(INVOICE), "item_amount_base")]
    assert len(expected) > 1
    assert str(expected) in shown(panel)
    assert "({'messages': []}, False)" in shown(panel)


def find_in(payload: dict[str, Any], schema_id: str) -> list[dict[str, Any]]:
    found, pending = [], [payload["annotation"]["content"]]
    while pending:
        for node in pending.pop(0):
            found.extend([node] if node["schema_id"] == schema_id else [])
            pending.append(node.get("children", []))
    return found


def test_a_new_run_renews_the_names_and_leaves_the_users_alone(qtbot: QtBot, panel: ConsolePanel) -> None:
    show(qtbot, panel)
    enter(qtbot, panel, "mine, before, payload = 7, payload, 'shadowed'")

    panel.set_run(INVOICE, {"operations": []})
    wait_for_run(qtbot, panel)
    enter(qtbot, panel, "mine, before, payload['action'], response")

    assert "(7, None, 'updated', {'operations': []})" in shown(panel)


def wait_for_run(qtbot: QtBot, panel: ConsolePanel) -> None:
    """Wait until the kernel has been asked to read the run: what is entered now comes after it."""
    qtbot.waitUntil(lambda: panel.is_up_to_date, timeout=PATIENCE_MS)


def test_a_run_that_happens_while_it_is_hidden_is_there_when_it_is_shown(
    qtbot: QtBot, panel: ConsolePanel
) -> None:
    show(qtbot, panel)
    panel.hide()

    panel.set_run(INVOICE, None)
    assert not panel.is_up_to_date
    panel.show()
    wait_for_run(qtbot, panel)
    enter(qtbot, panel, "payload['action']")

    assert "'updated'" in shown(panel)


def test_restart_gives_a_new_process_with_the_names_of_the_run(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.set_run(INVOICE, None)
    show(qtbot, panel)
    enter(qtbot, panel, "mine = 7")
    before = psutil.Process(panel.kernel.pid)

    with qtbot.waitSignal(panel.prompt_shown, timeout=PATIENCE_MS):
        qtbot.mouseClick(panel.findChild(QToolButton, "consoleRestart"), Qt.MouseButton.LeftButton)
    enter(qtbot, panel, "'mine' in globals(), payload['action']")

    assert not before.is_running()
    assert "(False, 'updated')" in shown(panel)


def test_leaving_the_console_by_name_starts_it_anew(qtbot: QtBot, panel: ConsolePanel) -> None:
    show(qtbot, panel)
    before = panel.kernel

    type_line(qtbot, panel, "exit")
    qtbot.waitUntil(lambda: panel.kernel is not before, timeout=PATIENCE_MS)
    with qtbot.waitSignal(panel.prompt_shown, timeout=PATIENCE_MS):
        assert state(panel) == STARTING


def test_ctrl_c_interrupts_what_runs(qtbot: QtBot, panel: ConsolePanel, tmp_path: Path) -> None:
    show(qtbot, panel)
    started = tmp_path / "started"
    type_line(qtbot, panel, f"open({str(started)!r}, 'w'); exec('while True: pass')")
    qtbot.waitUntil(started.exists, timeout=PATIENCE_MS)

    with qtbot.waitSignal(panel.prompt_shown, timeout=PATIENCE_MS):
        text = panel.terminal.findChild(QTextEdit, "consoleText")
        qtbot.keyClick(text, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert "KeyboardInterrupt" in shown(panel)


def test_a_kernel_that_dies_says_how_and_can_be_restarted(qtbot: QtBot, panel: ConsolePanel) -> None:
    show(qtbot, panel)

    type_line(qtbot, panel, "import os; os._exit(3)")
    qtbot.waitUntil(lambda: "exit status 3" in state(panel), timeout=PATIENCE_MS)
    with qtbot.waitSignal(panel.prompt_shown, timeout=PATIENCE_MS):
        qtbot.mouseClick(panel.findChild(QToolButton, "consoleRestart"), Qt.MouseButton.LeftButton)

    assert "exit status 3" not in state(panel)


def test_a_kernel_that_dies_while_it_starts_says_how(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.show()

    os.kill(panel.kernel.pid, signal.SIGKILL)

    qtbot.waitUntil(lambda: "Killed" in state(panel), timeout=PATIENCE_MS)
    assert panel.kernel is None


def test_a_theme_recolours_what_is_already_there(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.apply_theme(LIGHT)
    show(qtbot, panel)
    assert prompt_colour(panel) == QColor(LIGHT.accent)

    panel.apply_theme(DARK)

    assert prompt_colour(panel) == QColor(DARK.accent)


def prompt_colour(panel: ConsolePanel) -> QColor:
    cursor = panel.terminal.findChild(QTextEdit, "consoleText").textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.StartOfBlock)
    cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
    return cursor.charFormat().foreground().color()


# The end


def test_closing_ends_the_process_and_deletes_its_folder(qtbot: QtBot, panel: ConsolePanel) -> None:
    show(qtbot, panel)
    enter(qtbot, panel, "import os, subprocess; child = subprocess.Popen(['sleep', '600'])")
    kernel = psutil.Process(panel.kernel.pid)
    processes = [kernel, *kernel.children()]
    folder = Path(kernel.cwd())
    assert len(processes) == 2

    panel.close()

    psutil.wait_procs(processes, timeout=10)
    assert not any(each.is_running() for each in processes)
    assert not folder.exists()


def test_closing_while_it_starts_leaves_nothing(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.show()
    kernel = psutil.Process(panel.kernel.pid)
    folder = Path(kernel.cwd())

    panel.close()

    assert not kernel.is_running()
    assert not folder.exists()


def test_closing_a_console_that_was_never_shown_does_nothing(panel: ConsolePanel) -> None:
    panel.close()
    panel.restart()
    assert panel.kernel is None


def test_a_kernel_that_ignores_the_request_is_killed(qtbot: QtBot, panel: ConsolePanel) -> None:
    show(qtbot, panel)
    enter(qtbot, panel, "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    process = psutil.Process(panel.kernel.pid)

    panel.close()

    assert not process.is_running()


APPLICATION = """
import os, signal, sys
from PySide6.QtWidgets import QApplication
from rossum_studio.gui.console.panel import ConsolePanel

app = QApplication([])
panel = ConsolePanel()

def end():
    print(panel.kernel.pid, flush=True)
    {end}

panel.prompt_shown.connect(end)
panel.show()
app.exec()
"""


@pytest.mark.parametrize("end", ["app.quit()", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_the_kernel_goes_when_the_application_goes(end: str) -> None:
    code = APPLICATION.format(end=end)
    with TemporaryDirectory() as folder:  # shorter than tmp_path: sockets lie in it
        environment = {**os.environ, "TMPDIR": folder}
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)
        left = list(Path(folder).glob("rossum-console-*"))

    with suppress(psutil.NoSuchProcess):
        psutil.Process(int(done.stdout)).wait(timeout=20)

    assert done.returncode == (0 if "quit" in end else -signal.SIGKILL)
    assert not psutil.pid_exists(int(done.stdout))
    assert bool(left) == ("quit" not in end)


def test_a_table_is_shown_as_a_table(qtbot: QtBot, panel: ConsolePanel) -> None:
    panel.set_run(INVOICE, {"messages": []})
    show(qtbot, panel)

    enter(qtbot, panel, "find('line_items')")

    document = panel.terminal.findChild(QTextEdit, "consoleText").document()
    qtbot.waitUntil(
        lambda: any(type(each).__name__ == "QTextTable" for each in document.rootFrame().childFrames())
    )
