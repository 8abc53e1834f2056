"""Handlers that write whole columns, and the children of simple lists."""

from datetime import date, timedelta

from txscript import TxScript, default_to


def a_column_is_written(t: TxScript) -> None:
    t.field.item_code.all_values = ["a", "b", "c", "d"]


def a_column_is_computed_from_others(t: TxScript) -> None:
    quantities = default_to(t.field.item_quantity.all_values, 0)
    t.field.item_price.all_values = quantities * default_to(t.field.item_price.all_values, 0)


def a_column_gets_one_value(t: TxScript) -> None:
    t.field.item_unit.all_values = ["pcs"] * len(t.field.line_items)


def a_column_is_cleared(t: TxScript) -> None:
    for row in t.field.line_items:
        row.item_price = None


def one_cell_of_a_column_is_written(t: TxScript) -> None:
    t.field.item_price.all_values[1] = 1234.5


def some_cells_of_a_column_are_written(t: TxScript) -> None:
    t.field.item_unit.all_values[0:2] = ["kg", "pcs"]


def a_column_goes_into_a_header_field(t: TxScript) -> None:
    t.field.notes = ", ".join(t.field.item_code.all_values)
    t.field.amount_total = sum(t.field.share.all_values)


def a_column_is_written_after_rows_were_deleted(t: TxScript) -> None:
    del t.field.line_items[1]
    t.field.item_code.all_values = ["x", "y", "z"]


def a_column_is_written_after_rows_were_appended(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "Z1"})
    t.field.item_quantity.all_values = [1, 2, 3, 4, 5]


def a_simple_list_grows(t: TxScript) -> None:
    t.field.order_number.all_values.append("C-1")
    t.field.order_numbers.append("C-2")


def a_simple_list_shrinks(t: TxScript) -> None:
    del t.field.order_numbers[0]


def a_child_is_removed_by_its_value(t: TxScript) -> None:
    t.field.order_number.all_values.remove("A-2")


def a_simple_list_is_filtered(t: TxScript) -> None:
    t.field.order_number.all_values = [one for one in t.field.order_number.all_values if one.startswith("A")]


def a_simple_list_is_emptied(t: TxScript) -> None:
    t.field.order_numbers.all_values = []


def a_simple_list_is_replaced_by_a_longer_one(t: TxScript) -> None:
    t.field.order_numbers.all_values = ["1", "2", "3", "4", "5"]


def a_simple_list_is_replaced_by_a_shorter_one(t: TxScript) -> None:
    t.field.order_numbers.all_values = ["only"]


def a_simple_list_is_turned_round(t: TxScript) -> None:
    t.field.order_numbers.all_values = list(reversed([str(one) for one in t.field.order_numbers]))


def doubles_leave_a_simple_list(t: TxScript) -> None:
    t.field.order_numbers[1] = "A-1"
    t.field.order_numbers.all_values = list(dict.fromkeys(str(one) for one in t.field.order_numbers))


def numbers_of_a_simple_list_are_scaled(t: TxScript) -> None:
    t.field.share.all_values = [share * 1000 for share in t.field.share.all_values]


def a_number_joins_a_simple_list(t: TxScript) -> None:
    t.field.shares.append(1.234)
    t.field.shares[0] = t.field.shares[0] / 3


def dates_of_a_simple_list_are_moved(t: TxScript) -> None:
    t.field.delivery_dates[0] = t.field.delivery_dates[0] + timedelta(days=30)
    t.field.delivery_dates.append(date(2026, 12, 24))


def a_header_field_joins_a_simple_list(t: TxScript) -> None:
    t.field.order_numbers.append(t.field.document_id)
    t.field.document_id = "changed later"


def a_child_that_joined_is_changed_later(t: TxScript) -> None:
    t.field.order_numbers.append("C-1")
    t.field.order_numbers[3] = "C-2"
    t.field.order_numbers[3].attr.validation_sources = ["connector"]


def a_child_is_put_before_the_others(t: TxScript) -> None:
    t.field.order_numbers.insert(0, "first")
