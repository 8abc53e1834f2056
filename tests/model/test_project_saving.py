"""Checkouts written back: nothing changes on disk that nobody changed."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sample_project import DEV, HANDLER, QUEUE, SAMPLE, copied_project, hook_of, queue_at

from rossum_studio.model.errors import ChangedOnDiskError, SaveError
from rossum_studio.model.importing.importer import open_paths
from rossum_studio.model.project.project import open_project
from rossum_studio.model.project.saving import (
    offered_code_path,
    save_formula,
    save_hook,
    save_settings,
    split_code,
)
from rossum_studio.model.saving import save_hook as save_opened_hook

NEW = "def rossum_hook_request_handler(payload):\n    # ž\n    return {}\n"


@pytest.fixture
def checkout(tmp_path):
    return copied_project(tmp_path)


def bytes_below(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed_files(before: dict[Path, bytes], folder: Path) -> set[str]:
    after = bytes_below(folder)
    paths = before.keys() | after.keys()
    return {path.name for path in paths if before.get(path) != after.get(path)}


SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "as it was": lambda text: text.encode(),
    "tabs": lambda text: json.dumps(json.loads(text), indent="\t", ensure_ascii=False).encode(),
    "four spaces, last newline": lambda text: (json.dumps(json.loads(text), indent=4) + "\n").encode(),
    "one line": lambda text: json.dumps(json.loads(text)).encode(),
    "compact": lambda text: json.dumps(json.loads(text), separators=(",", ":")).encode(),
    "Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "with a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "mixed line ends": lambda text: text.replace("\n", "\r\n", 5).encode(),
    "escapes": lambda text: (
        text.replace("0.5", "5E-1").replace("Net sum check", "\\u004eet sum check").encode()
    ),
    "unknown keys": lambda text: text.replace(
        '"metadata"', '"zeta" : [ 1,2 ,  3.10 ],\n\n  "metadata"'
    ).encode(),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_edited_code_changes_the_code_file_and_nothing_else(checkout, spelling):
    path = checkout / DEV / "hooks/Net sum check_[7001].json"
    path.write_bytes(SPELLINGS[spelling](path.read_text()))
    hook = hook_of(open_project(checkout), "Net sum check")
    before = bytes_below(checkout)

    saved = save_hook(hook, hook.hook.with_code(NEW))

    assert changed_files(before, checkout) == {"Net sum check_[7001].py"}
    assert hook.code_path.read_bytes() == NEW.encode()
    assert save_hook(saved, saved.hook) == saved
    assert hook_of(open_project(checkout), "Net sum check") == saved


@pytest.mark.parametrize(
    "data",
    [
        HANDLER.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + HANDLER.encode(),
        HANDLER.rstrip("\n").encode(),
        b"# \xc3\xa9\r\n" + HANDLER.encode() + b"\r\n\n\tx = 1\r",
        HANDLER.replace("\n", "\r").encode(),
    ],
)
def test_an_edited_line_of_code_leaves_every_other_byte(checkout, data):
    path = checkout / DEV / "hooks/Net sum check_[7001].py"
    path.write_bytes(data)
    hook = hook_of(open_project(checkout), "Net sum check")

    save_hook(hook, hook.hook.with_code(hook.hook.code.replace("return {}", "return None")))

    assert path.read_bytes() == data.replace(b"return {}", b"return None")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_edited_setting_leaves_every_other_byte(checkout, spelling):
    path = checkout / DEV / "hooks/Net sum check_[7001].json"
    data = SPELLINGS[spelling](path.read_text())
    path.write_bytes(data)
    hook = hook_of(open_project(checkout), "Net sum check")
    before = bytes_below(checkout)

    saved = save_settings(hook, {"tolerance": 0.75, "fields": ["amount_total", "amount_due"]})

    assert changed_files(before, checkout) == {path.name}
    old = b"5E-1" if spelling == "escapes" else b"0.5"
    assert path.read_bytes() == data.replace(old, b"0.75").replace(b'"amount_total_base"', b'"amount_due"')
    assert save_hook(saved, saved.hook) == saved


def test_settings_that_come_and_go_leave_the_lines_around_them(checkout):
    path = checkout / DEV / "hooks/Net sum check_[7001].json"
    before = path.read_text()
    hook = hook_of(open_project(checkout), "Net sum check")

    more = save_settings(hook, {**hook.hook.settings, "currency": "€"})
    assert path.read_text() == before.replace(
        '"amount_total_base"\n    ]\n', '"amount_total_base"\n    ],\n    "currency": "\\u20ac"\n'
    )

    save_settings(more, {"fields": [*hook.hook.settings["fields"], "order_id"], "tolerance": 0.5})
    assert path.read_text() == before.replace(
        '"amount_total_base"\n', '"amount_total_base",\n      "order_id"\n'
    )


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
SETTINGS = st.dictionaries(st.sampled_from(("a", "b", "ü", "tolerance")), JSON_VALUES, max_size=4)
INDENTS = st.sampled_from((None, 2, 4, "\t"))


@settings(max_examples=60, deadline=None)
@given(SETTINGS, SETTINGS, INDENTS, st.booleans(), st.booleans())
def test_random_edits_of_settings_leave_all_other_bytes(
    tmp_path_factory, old, new, indent, is_ascii, has_windows_lines
):
    head = {"zeta": 1.50, "type": "function", "events": ["upload"], "config": {"runtime": "python3.12"}}
    record = {**head, "settings": old, "omega": [{"é": 1}], "name": "x"}
    text = json.dumps(record, indent=indent, ensure_ascii=is_ascii)
    path = tmp_path_factory.mktemp("edits") / "check.json"
    path.write_bytes((text.replace("\n", "\r\n") if has_windows_lines else text).encode())
    data = path.read_bytes()
    start, end = data.index(b'"settings"'), data.index(b'"omega"')

    saved = save_settings(open_project(path.parent).hooks[0], new)

    after = path.read_bytes()
    assert after.startswith(data[:start]) and after.endswith(data[end:])
    assert json.loads(after)["settings"] == new
    assert after == data or old != new
    save_hook(saved, saved.hook)
    assert path.read_bytes() == after


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_an_edited_formula_changes_its_file_and_nothing_else(checkout, ends):
    path = checkout / QUEUE / "formulas/amount_total.py"
    path.write_bytes(b"\xef\xbb\xbf" + f"a = 1{ends}field.amount_total_base".encode())
    before = bytes_below(checkout)
    project = open_project(checkout)

    saved = save_formula(queue_at(project, 410), "amount_total", "a = 2\nfield.amount_total_base")

    assert changed_files(before, checkout) == {"amount_total.py"}
    assert path.read_bytes() == before[path].replace(b"a = 1", b"a = 2")
    assert saved.schema.field("amount_total").attributes["formula"] == "a = 2\nfield.amount_total_base"
    assert save_formula(saved, "amount_total", "a = 2\nfield.amount_total_base") is saved
    assert queue_at(project.with_queue(saved), 410) is saved
    assert queue_at(open_project(checkout), 410) == saved


def test_a_formula_without_a_file_gets_one(checkout):
    before = bytes_below(checkout)
    queue = queue_at(open_project(checkout), 410)

    saved = save_formula(queue, "item_amount_total", "field.item_amount")

    assert changed_files(before, checkout) == {"item_amount_total.py"}
    assert saved.formulas["item_amount_total"].read_text() == "field.item_amount"


@pytest.mark.parametrize("spelling", ["as it was", "tabs", "four spaces, last newline", "Windows", "compact"])
def test_a_formula_of_a_bare_schema_is_edited_in_the_schema(tmp_path, spelling):
    path = tmp_path / "schema.json"
    data = SPELLINGS[spelling]((SAMPLE / QUEUE / "schema.json").read_text())
    path.write_bytes(data)

    saved = save_formula(open_project(tmp_path).queues[0], "item_amount_total", "field.item_quantity")

    assert path.read_bytes() == data.replace(
        b"field.item_quantity * field.item_amount", b"field.item_quantity"
    )
    assert saved == open_project(tmp_path).queues[0]
    assert [each.name for each in tmp_path.iterdir()] == ["schema.json"]


def test_a_formula_of_an_unknown_field_is_refused(checkout):
    before = bytes_below(checkout)
    queue = queue_at(open_project(checkout), 410)

    with pytest.raises(SaveError, match=r"The schema of Invoices DE has no field '\.\./x'"):
        save_formula(queue, "../x", "1")

    assert bytes_below(checkout) == before


def test_a_file_that_another_program_changed_is_asked_about(checkout):
    hook = hook_of(open_project(checkout), "Net sum check")
    hook.code_path.write_text("# theirs\n")

    with pytest.raises(ChangedOnDiskError, match=r"Net sum check_\[7001\]\.py changed on disk") as caught:
        save_hook(hook, hook.hook.with_code(NEW))

    assert caught.value.paths == (hook.code_path,)
    assert hook.code_path.read_text() == "# theirs\n"
    save_hook(hook, hook.hook.with_code(NEW), overwrite=True)
    assert hook.code_path.read_text() == NEW


def test_nothing_is_written_when_one_of_two_files_changed_meanwhile(checkout):
    hook = hook_of(open_project(checkout), "Net sum check")
    hook.path.unlink()
    attributes = {**hook.hook.attributes, "settings": {}}
    edited = replace(hook.hook, code=NEW, attributes=attributes)

    with pytest.raises(ChangedOnDiskError):
        save_hook(hook, edited)
    assert hook.code_path.read_text() != NEW

    save_hook(hook, edited, overwrite=True)
    assert json.loads(hook.path.read_text()) == attributes


def test_a_change_of_another_program_to_a_file_that_is_not_written_does_not_matter(checkout):
    hook = hook_of(open_project(checkout), "Net sum check")
    hook.path.write_text("{}")

    save_hook(hook, hook.hook.with_code(NEW))

    assert hook.path.read_text() == "{}"


def test_a_formula_file_that_appeared_meanwhile_is_asked_about(checkout):
    queue = queue_at(open_project(checkout), 410)
    (queue.path / "formulas/item_amount_total.py").write_text("1")

    with pytest.raises(ChangedOnDiskError, match=r"item_amount_total\.py"):
        save_formula(queue, "item_amount_total", "2")


def test_code_in_the_object_alone_is_saved_there(tmp_path):
    record = {"type": "function", "events": [], "config": {"code": "a\r\nb\r\n", "runtime": "python3.12"}}
    path = tmp_path / "check.json"
    path.write_text(json.dumps(record, indent=3))
    [hook] = open_project(tmp_path).hooks

    save_hook(hook, hook.hook.with_code("a\nc\n"))

    assert path.read_text() == json.dumps(record, indent=3).replace("a\\r\\nb", "a\\r\\nc")


def test_object_and_code_file_that_belong_to_no_checkout_are_kept_alike(tmp_path):
    record = {"type": "function", "events": [], "config": {"code": HANDLER, "runtime": "python3.12"}}
    (tmp_path / "check.json").write_text(json.dumps(record))
    (tmp_path / "check.py").write_text(HANDLER)
    [hook] = open_project(tmp_path).hooks

    save_hook(hook, hook.hook.with_code(NEW))

    assert (tmp_path / "check.py").read_text() == NEW
    assert json.loads((tmp_path / "check.json").read_text())["config"]["code"] == NEW


def test_a_hook_of_a_checkout_opened_as_a_file_is_saved_with_the_same_small_difference(checkout):
    path = checkout / DEV / "hooks/Net sum check_[7001].json"
    [opened] = open_paths([path]).hooks
    before = bytes_below(checkout)

    save_opened_hook(replace(opened, hook=opened.hook.with_code(NEW)))

    assert changed_files(before, checkout) == {"Net sum check_[7001].py"}


def test_a_webhook_and_settings_without_an_object_are_refused(checkout, tmp_path):
    webhook = hook_of(open_project(checkout), "Old webhook")
    with pytest.raises(
        SaveError, match=r"Old webhook_\[7004\]\.json is a webhook; only functions can be edited"
    ):
        save_settings(webhook, {"a": 1})

    (tmp_path / "alone").mkdir()
    (tmp_path / "alone/check.py").write_text(HANDLER)
    [hook] = open_project(tmp_path / "alone").hooks
    with pytest.raises(SaveError, match=r"check\.py has no hook object beside it"):
        save_settings(hook, {"a": 1})
    save_hook(hook, hook.hook.with_code(NEW))
    assert (tmp_path / "alone/check.py").read_text() == NEW


def test_links_are_followed_and_read_only_files_are_reported(checkout, tmp_path):
    hooks = checkout / DEV / "hooks"
    target = tmp_path / "shared.py"
    (hooks / "Draft_[].py").rename(target)
    (hooks / "Draft_[].py").symlink_to(target)
    draft = hook_of(open_project(checkout), "Draft")

    saved = save_hook(draft, draft.hook.with_code(NEW))

    assert (hooks / "Draft_[].py").is_symlink()
    assert target.read_text() == NEW
    target.chmod(0o444)
    with pytest.raises(SaveError, match=r"Draft_\[\]\.py is read-only"):
        save_hook(saved, saved.hook.with_code(HANDLER))


def test_a_code_file_that_could_not_be_read_is_not_overwritten(checkout):
    path = checkout / DEV / "hooks/Net sum check_[7001].py"
    path.write_bytes(b"# \xe9\n")
    hook = hook_of(open_project(checkout), "Net sum check")

    for overwrite in (False, True):
        with pytest.raises(SaveError, match="is not UTF-8"):
            save_hook(hook, hook.hook.with_code(NEW), overwrite=overwrite)

    assert path.read_bytes() == b"# \xe9\n"


# Code inside the object


@pytest.mark.parametrize(
    ("runtime", "suffix"), [("python3.12", ".py"), ("nodejs22.x", ".js"), ("nodejs18", ".js")]
)
def test_code_inside_an_object_is_put_into_a_file_beside_it(tmp_path, runtime, suffix):
    config = {"runtime": runtime, "code": HANDLER.replace("\n", "\r\n")}
    path = tmp_path / "raw.json"
    path.write_text(json.dumps({"type": "function", "events": [], "config": config, "secrets": {}}))
    before = path.read_bytes()
    assert offered_code_path(open_project(tmp_path).hooks[0]) == tmp_path / f"raw{suffix}"

    split = split_code(path)

    assert path.read_bytes() == before
    assert (tmp_path / f"raw{suffix}").read_bytes() == config["code"].encode()
    assert open_project(tmp_path).hooks == (split,)
    assert offered_code_path(split) is None
    saved = save_hook(split, split.hook.with_code(NEW))
    assert json.loads(path.read_text())["config"]["code"] == NEW.replace("\n", "\r\n")
    assert saved.code_path.read_bytes() == NEW.replace("\n", "\r\n").encode()


def test_what_cannot_be_split_is_said(checkout):
    hooks = checkout / DEV / "hooks"

    with pytest.raises(SaveError, match="has no code that could be put into a file"):
        split_code(hooks / "Old webhook_[7004].json")
    with pytest.raises(SaveError, match="has no code that could be put into a file"):
        split_code(hooks / "Master data_[7003].json")
    with pytest.raises(SaveError, match=r"Net sum check_\[7001\]\.py is there already"):
        split_code(hooks / "Net sum check_[7001].json")
    (hooks / "Draft_[].json").write_text("{")
    with pytest.raises(SaveError, match="the file ends inside the object"):
        split_code(hooks / "Draft_[].json")
