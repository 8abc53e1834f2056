"""Handlers that look as if they changed something."""

from txscript import TxScript


def the_same_text_is_written(t: TxScript) -> None:
    t.field.document_id = "K-204"


def the_same_date_is_written(t: TxScript) -> None:
    t.field.date_issue = t.field.date_issue


def nothing_is_written_into_an_empty_text(t: TxScript) -> None:
    t.field.order_id = None


def a_text_is_changed_in_a_variable_only(t: TxScript) -> None:
    number = t.field.document_id
    number += "-copy"


def every_row_is_kept(t: TxScript) -> None:
    t.field.line_items = [row for row in t.field.line_items if row.item_code]


def a_row_is_appended_and_deleted_again(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "Z1"})
    del t.field.line_items[4]


def a_simple_list_is_written_as_it_is(t: TxScript) -> None:
    t.field.order_numbers.all_values = ["A-1", "A-2", "B-1"]
