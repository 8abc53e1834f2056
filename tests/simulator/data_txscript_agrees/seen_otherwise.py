"""Handlers after which TxScript sees another document than Rossum has.

Rossum reads a value in its own way or refuses it, or TxScript miscounts.
"""

from txscript import TxScript


def an_option_is_written_in_capitals(t: TxScript) -> None:
    t.field.currency = "CZK"


def a_number_is_written_as_it_is_shown(t: TxScript) -> None:
    t.field.amount_paid = "1.234,50"


def a_date_is_written_as_it_is_shown(t: TxScript) -> None:
    t.field.date_issue = "9.3.2026"


def a_value_is_written_as_an_attribute(t: TxScript) -> None:
    t.field.amount_due.attr.value = "5"


def a_computed_field_is_written(t: TxScript) -> None:
    t.field.document_id = "K-205"
    t.field.amount_check = 22


def a_text_is_too_long(t: TxScript) -> None:
    t.field.notes = "x" * 1501
    t.field.document_id = "K-205"


def a_list_has_no_room_left(t: TxScript) -> None:
    t.field.approvers.extend(["Bob", "Cy", "Di"])


def a_table_is_hidden(t: TxScript) -> None:
    t.field.document_id = "K-205"
    t.field.line_items.attr.hidden = True


def the_last_row_is_deleted_by_minus_one(t: TxScript) -> None:
    del t.field.line_items[-1]
