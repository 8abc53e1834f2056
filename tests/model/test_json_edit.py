"""Editing JSON text: the new meaning, the old spelling."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from rossum_studio.model.json_edit import edited_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcdé"), inner, max_size=4),
    max_leaves=15,
)
SPELLINGS = st.fixed_dictionaries(
    {
        "indent": st.sampled_from((None, 2, 4, "\t")),
        "ensure_ascii": st.booleans(),
        "separators": st.sampled_from((None, (",", ":"), (" , ", " : "))),
    }
)


@given(VALUES, VALUES, SPELLINGS)
def test_the_edited_text_means_the_new_value(old, new, spelling):
    edited = edited_json(json.dumps(old, **spelling), new)

    assert json.loads(edited) == new


@given(VALUES, SPELLINGS)
def test_an_unchanged_value_keeps_every_character(value, spelling):
    text = f" \n{json.dumps(value, **spelling)}\n"

    assert edited_json(text, value) == text


def test_numbers_and_escapes_beside_the_change_keep_their_spelling():
    text = '{"a": 1.50, "b": "\\u00e9", "c": {"d": [1,2 ,3], "e": 1}}'

    after = edited_json(text, {"a": 1.5, "b": "é", "c": {"d": [1, 2, 3], "e": 2}})

    assert after == text.replace('"e": 1', '"e": 2')


def test_a_whole_number_in_place_of_a_fraction_is_a_change():
    assert edited_json('{"a": 1.0, "b": true}', {"a": 1, "b": 1}) == '{"a": 1, "b": 1}'


def test_a_new_entry_is_appended_in_the_style_of_the_file():
    text = '{\n  "a": {\n    "b": 1\n  }\n}\n'

    after = edited_json(text, {"a": {"b": 1, "c": {"d": [1]}}})

    assert after == json.dumps({"a": {"b": 1, "c": {"d": [1]}}}, indent=2) + "\n"


def test_a_removed_entry_is_gone():
    assert edited_json('{"a": 1, "b": 2}', {"b": 2}) == '{"b": 2}'


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6, unique=True), st.data())
def test_entries_of_a_list_that_stay_keep_their_spelling(numbers, data):
    """Each entry is spelled in a way of its own, so that writing it anew would show."""
    text = "[\n" + ",\n".join(f"  {number}.0{'0' * number}0" for number in numbers)
    text += "\n]"
    old = json.loads(text)
    index = data.draw(st.integers(0, len(old) - 1))

    removed = edited_json(text, old[:index] + old[index + 1 :] or [7])
    added = edited_json(text, [*old[:index], "new", *old[index:]])

    lines = [line.strip(" ,") for line in text.splitlines()[1:-1]]
    assert [line.strip(" ,") for line in removed.splitlines()[1:-1]] == (
        lines[:index] + lines[index + 1 :] or ["7"]
    )
    assert [line.strip(" ,") for line in added.splitlines()[1:-1]] == [
        *lines[:index],
        '"new"',
        *lines[index:],
    ]
    assert all(line.startswith("  ") for line in added.splitlines()[1:-1])


def test_a_key_that_stands_twice_stays_twice():
    text = '{"a": 1, "a": 2, "b": 3}'

    assert edited_json(text, {"a": 2, "b": 4}) == '{"a": 1, "a": 2, "b": 4}'
    assert json.loads(edited_json(text, {"a": 5, "b": 3})) == {"a": 5, "b": 3}


def test_a_new_key_in_an_object_of_one_line_stays_in_the_line():
    text = '{\n  "a": { "b": 1 },\n  "c": 2\n}\n'

    assert edited_json(text, {"a": {"b": 1, "d": [1]}, "c": 2}) == text.replace('"b": 1', '"b": 1, "d": [1]')
