"""Saving: whole or not at all, spelled as it was found, and nothing changed that nobody changed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rossum_studio.model.errors import SaveError
from rossum_studio.model.hook import Hook
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.importing.opened import OpenedHook
from rossum_studio.model.saving import TextFile, load_text_file, save_bytes, save_hook, save_text_file

HANDLER = "def rossum_hook_request_handler(payload):\n    return {}\n"
NEW = "def rossum_hook_request_handler(payload):\n    return {'messages': []}\n"
CONFIG = {"schedule": {}, "code": HANDLER, "runtime": "python3.12", "own key": [1, 2.50, "é"]}
RECORD = {"zeta": None, "type": "function", "events": ["upload"], "config": CONFIG, "settings": {"a": 1}}

SPELLINGS = {
    "indent 2": json.dumps(RECORD, indent=2),
    "indent 4, last newline": json.dumps(RECORD, indent=4, ensure_ascii=False) + "\n",
    "tabs": json.dumps(RECORD, indent="\t"),
    "one line": json.dumps(RECORD),
    "compact": json.dumps(RECORD, separators=(",", ":")),
    "odd": '{"type" :"function","events":[],\n\n "config":{ "code"\t: "'
    + HANDLER[:-1].replace("\n", "\\u000a")
    + '\\n", "big": 1E2 } }',
    "Windows": json.dumps(RECORD, indent=2).replace("\n", "\r\n"),
    "with a mark": "\ufeff" + json.dumps(RECORD, indent=2, ensure_ascii=False),
}


def opened_hook(path: Path) -> OpenedHook:
    opened = open_paths([path])
    assert not opened.errors
    return opened.hooks[0]


def written(folder: Path, spelling: str, code: str | None = None) -> Path:
    record = folder / "check.json"
    record.write_bytes(SPELLINGS[spelling].encode())
    if code is not None:
        (folder / "check.py").write_bytes(code.encode())
    return record


def with_code(opened: OpenedHook, code: str) -> OpenedHook:
    return replace(opened, hook=opened.hook.with_code(code))


@given(st.text(alphabet=st.sampled_from("a\n\ré"), max_size=12), st.booleans())
def test_every_text_file_comes_back_byte_for_byte(text, has_mark):
    data = (b"\xef\xbb\xbf" if has_mark else b"") + text.encode()

    assert TextFile.of_bytes(data).to_bytes() == data


def test_an_edited_file_keeps_its_line_ends_and_its_mark(tmp_path):
    path = tmp_path / "handler.py"
    path.write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    file = load_text_file(path)

    save_text_file(path, replace(file, text=file.text + "c = 3\n"))

    assert file.text == "a = 1\nb = 2\n"
    assert path.read_bytes() == b"\xef\xbb\xbfa = 1\r\nb = 2\r\nc = 3\r\n"


def test_saving_keeps_the_mode_and_leaves_nothing_else_behind(tmp_path):
    path = tmp_path / "handler.py"
    path.write_text("old")
    path.chmod(0o750)

    save_bytes(path, b"new")

    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o750
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link_and_its_target_is_written(tmp_path):
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "handler.py", tmp_path / "handler.py"
    target.write_text("old")
    link.symlink_to(target)

    save_bytes(link, b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_read_only_file_is_left_alone(tmp_path):
    path = tmp_path / "handler.py"
    path.write_text("old")
    path.chmod(0o444)

    with pytest.raises(SaveError, match=r"handler\.py is read-only; save it under another name\."):
        save_bytes(path, b"new")

    assert path.read_text() == "old"


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(SaveError, match=r"handler\.py could not be saved in .*: no such file or directory"):
        save_bytes(tmp_path / "gone" / "handler.py", b"new")
    (tmp_path / "folder").mkdir()
    with pytest.raises(SaveError, match="could not be saved"):
        save_bytes(tmp_path / "folder", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_a_text_that_utf8_cannot_hold_is_refused_with_its_line(tmp_path):
    with pytest.raises(SaveError, match="line 2 has half a character"):
        save_text_file(tmp_path / "handler.py", TextFile("a\n\ud800"))


def test_saving_what_is_on_disk_already_touches_nothing(tmp_path):
    path = tmp_path / "handler.py"
    path.write_text("same")
    before = path.stat().st_ino

    save_bytes(path, b"same")

    assert path.stat().st_ino == before


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("code", [None, HANDLER, NEW, NEW.replace("\n", "\r\n"), "a\r\nb\nc\r" + HANDLER])
def test_open_and_save_changes_no_byte(tmp_path, spelling, code):
    record = written(tmp_path, spelling, code)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    save_hook(opened_hook(record))

    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_new_code_changes_only_the_code_of_the_object(tmp_path, spelling):
    record = written(tmp_path, spelling, HANDLER)

    save_hook(with_code(opened_hook(record), NEW))

    before, after = SPELLINGS[spelling].encode(), record.read_bytes()
    old = json.loads(before.decode("utf-8-sig"))
    assert json.loads(after.decode("utf-8-sig")) == old | {"config": old["config"] | {"code": NEW}}
    start, end = before.index(b"def rossum"), before.index(b'"', before.index(b"def rossum"))
    assert after.startswith(before[:start]) and after.endswith(before[end:])
    assert (tmp_path / "check.py").read_bytes() == NEW.encode()


def test_an_object_without_a_code_file_gets_the_code_and_no_file(tmp_path):
    record = written(tmp_path, "indent 2")

    saved = save_hook(with_code(opened_hook(record), NEW))

    assert json.loads(record.read_text())["config"]["code"] == NEW
    assert list(tmp_path.iterdir()) == [record]
    assert save_hook(saved) == saved


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_changed_settings_are_spelled_like_the_rest_of_the_file(tmp_path, spelling):
    record = written(tmp_path, spelling)
    opened = opened_hook(record)
    attributes = {**opened.hook.attributes, "settings": {"a": 1, "b": {"ü": [True]}}}

    save_hook(replace(opened, hook=replace(opened.hook, attributes=attributes)))

    after = record.read_bytes().decode("utf-8-sig")
    assert json.loads(after) == attributes
    assert after.isascii() == SPELLINGS[spelling].removeprefix("\ufeff").isascii()
    if spelling in ("indent 2", "tabs", "one line", "compact"):
        options = {"indent 2": {"indent": 2}, "tabs": {"indent": "\t"}, "compact": {"separators": (",", ":")}}
        assert after == json.dumps(attributes, **options.get(spelling, {}))


def test_a_code_file_alone_is_saved_alone(tmp_path):
    path = tmp_path / "handler.py"
    path.write_bytes(HANDLER.replace("\n", "\r\n").encode())

    save_hook(with_code(opened_hook(path), NEW))

    assert path.read_bytes() == NEW.replace("\n", "\r\n").encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_new_hook_is_saved_as_object_and_code_that_open_as_the_same_hook(tmp_path):
    hook = Hook(NEW)

    saved = save_hook(OpenedHook(hook, tmp_path / "new.py", tmp_path / "new.json"))

    opened = opened_hook(tmp_path / "new.json")
    assert opened == saved
    assert opened.hook.code == NEW
    assert opened.hook.attributes["config"] == {"runtime": "python3.12", "code": NEW}


def test_a_hook_that_has_no_file_cannot_be_saved():
    with pytest.raises(SaveError, match="no file yet"):
        save_hook(OpenedHook(Hook(NEW)))
