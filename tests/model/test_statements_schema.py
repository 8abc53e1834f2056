"""Attributes of schema nodes that nothing is wrong with, and what is read of them (reference 2.1 to 2.10)."""

from typing import Any

import pytest

from rossum_studio.model.schema import parse_schema
from rossum_studio.model.schema_check import check_schema
from rossum_studio.model.value import Writer, read_value, show_normalized

FIELD = {"category": "datapoint", "id": "total", "label": "Total", "type": "string"}
GRID = {"row_types": ["data", "header"], "default_row_type": "data", "row_types_to_extract": ["data"]}
EUR = {"value": "eur", "label": "Euro"}


def section(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"category": "section", "id": "head", "label": "Head", "children": [*children], **more}


def row(*columns: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"category": "tuple", "id": "row", "label": "Row", "children": [*columns], **more}


def table(child: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"category": "multivalue", "id": "rows", "label": "Rows", "children": child, **more}


def codes(*content: object) -> list[str]:
    return [problem.code for problem in check_schema([*content])]


def test_a_schema_object_may_have_every_key_that_rossum_gives_it():
    whole = {
        "id": 320,
        "name": "Kestrel",
        "url": "https://kestrel.rossum.app/api/v1/schemas/320",
        "queues": ["https://kestrel.rossum.app/api/v1/queues/410"],
        "content": [section(FIELD)],
        "metadata": {"team": "ap"},
        "modified_by": None,
        "modified_at": None,
        "rules": [],
    }

    assert check_schema(whole) == ()
    assert parse_schema(whole).to_json() == whole


@pytest.mark.parametrize(
    "content",
    [
        section(FIELD, icon=None, description="Top", hidden=False, disable_prediction=True),
        section(FIELD | {"description": "Net", "hidden": True, "disable_prediction": False}),
        section(table(row(FIELD, hidden=True, rir_field_names=["line_items"]), default_value=None)),
        section(table(row(FIELD), show_grid_by_default=True, grid=GRID, min_occurrences=None)),
        section(table(row(FIELD | {"can_collapse": True, "stretch": True, "width": 12}))),
        section(FIELD | {"can_export": False, "default_value": "x", "score_threshold": 0.9}),
        section(FIELD | {"type": "button", "popup_url": "https://kestrel.com/p", "can_obtain_token": True}),
        section(FIELD | {"formula": "1", "ui_configuration": {"type": "formula"}, "memory": {"type": "m"}}),
    ],
)
def test_no_attribute_that_rossum_knows_is_complained_about(content):
    assert codes(content) == []


@pytest.mark.parametrize("filled_by", ["captured", "data", "manual", "formula", "reasoning", "lookup", None])
@pytest.mark.parametrize("edit", ["enabled", "enabled_without_warning", "disabled"])
def test_every_way_to_fill_and_to_edit_a_field_is_known(filled_by, edit):
    needed = {"formula": {"formula": "1"}, "reasoning": {"prompt": "?"}, "lookup": {"matching": {}}}
    field = FIELD | {"ui_configuration": {"type": filled_by, "edit": edit}} | needed.get(str(filled_by), {})

    assert not {code for code in codes(section(field)) if code.startswith("schema-ui-configuration")}


@pytest.mark.parametrize("type_name", ["string", "number", "date", "enum", "button"])
def test_a_field_is_of_one_of_five_types(type_name):
    options = {"options": [EUR]} if type_name == "enum" else {}

    assert codes(section(FIELD | {"type": type_name} | options)) == []


def test_an_option_may_carry_an_object_of_its_own():
    option = EUR | {"struct": {"country": "DE"}}

    assert codes(section(FIELD | {"type": "enum", "options": [option]})) == []


@pytest.mark.parametrize(
    ("kind", "is_known"), [("string", True), ("number", True), ("date", True), ("x", False)]
)
def test_options_hold_texts_numbers_or_dates(kind, is_known):
    field = FIELD | {"type": "enum", "options": [EUR], "enum_value_type": kind}

    assert (codes(section(field)) == []) is is_known


@pytest.mark.parametrize(
    "names",
    [
        ["iban", "date_due", "amount_total", "currency"],
        ["upload:branch", "edit:branch", "email:branch", "emails_import:branch"],
        [f"email_header:{header}" for header in ("from", "to", "reply-to", "subject", "message-id", "date")],
        ["email_body:text_html", "email_body:text_plain"],
    ],
)
def test_every_source_of_a_first_value_is_known(names):
    assert codes(section(FIELD | {"rir_field_names": names})) == []


def test_a_table_takes_rows_and_columns_that_the_extraction_knows():
    columns = [FIELD | {"rir_field_names": ["table_column_amount_total"]}]
    taxes = [FIELD | {"rir_field_names": ["tax_detail_rate"]}]

    assert codes(section(table(row(*columns), rir_field_names=["line_items"]))) == []
    assert codes(section(table(row(*taxes), rir_field_names=["tax_details"]))) == []


@pytest.mark.parametrize(
    ("value_type", "kept"),
    [("number", "1 234.5"), ("date", "2026-02-03"), ("string", "K-204"), ("enum", "eur")],
)
def test_without_a_format_a_value_is_shown_in_the_default_one(value_type, kept):
    normalized = {"number": "1234.5"}.get(value_type, kept)

    assert show_normalized(normalized, value_type, None) == kept


@pytest.mark.parametrize("text", ["2026-02-03T00:00:00Z", "2026-02-03T00:00:00"])
def test_a_moment_with_a_t_is_no_date_of_a_hook(text):
    assert read_value(text, "date", None, Writer.HOOK).error == "invalid date"
