"""Handlers that write, append, delete and re-assign rows of tables."""

from datetime import date

from txscript import TxScript, default_to, is_empty


def a_cell_is_written(t: TxScript) -> None:
    t.field.line_items[2].item_description = "Washer"


def a_number_of_every_row_is_raised(t: TxScript) -> None:
    for row in t.field.line_items:
        row.item_price = default_to(row.item_price, 1) * 1.21


def cells_are_filled_from_their_row(t: TxScript) -> None:
    for row in t.field.line_items:
        if is_empty(row.item_description):
            row.item_description = f"{row.item_code} ({row.item_quantity:.0f})"


def cells_are_cleared(t: TxScript) -> None:
    for row in t.field.line_items:
        row.item_code, row.item_quantity, row.item_delivered, row.item_unit = None, "", None, ""


def rows_are_numbered(t: TxScript) -> None:
    for row in t.field.line_items:
        row.item_code = f"{row._index + 1:03}"


def a_row_is_appended(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "Z1", "item_quantity": 4, "item_price": 1.234})


def an_empty_row_is_appended(t: TxScript) -> None:
    t.field.line_items.append({})


def rows_are_appended_to_an_empty_table(t: TxScript) -> None:
    for code in ("low", "high"):
        t.field.tax_details.append({"tax_code": code, "tax_base": t.field.amount_total / 2})


def a_row_with_a_date_and_an_option_is_appended(t: TxScript) -> None:
    t.field.line_items.append({"item_delivered": date(2026, 5, 6), "item_unit": "kg"})


def a_cell_of_an_appended_row_is_changed_later(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "Z1", "item_price": 5})
    t.field.line_items[-1].item_price = 1234.5
    t.field.line_items[-1].item_description = "Zinc"


def a_cell_of_an_appended_row_is_hidden_and_vouched_for(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "Z1"})
    t.field.line_items[4].item_code.attr.hidden = True
    t.field.line_items[4].item_code.attr.validation_sources = ["connector"]


def a_cell_of_an_appended_row_gets_a_place_on_the_page(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "Z1"})
    t.field.line_items[4].item_code.attr.page = 2
    t.field.line_items[4].item_code.attr.position = [1, 2, 3, 4]


def a_cell_of_an_appended_row_gets_options_of_its_own(t: TxScript) -> None:
    t.field.line_items.append({"item_unit": "box"})
    t.field.line_items[4].item_unit.attr.options = [{"value": "box", "label": "Box"}]


def a_row_is_copied_to_the_end(t: TxScript) -> None:
    t.field.line_items.append(t.field.line_items[0])


def several_rows_are_appended_at_once(t: TxScript) -> None:
    t.field.line_items.extend({"item_code": f"X{number}"} for number in range(3))


def the_first_row_is_deleted(t: TxScript) -> None:
    del t.field.line_items[0]


def rows_in_the_middle_are_deleted(t: TxScript) -> None:
    del t.field.line_items[1:3]


def every_row_is_deleted(t: TxScript) -> None:
    t.field.line_items = []


def every_row_is_deleted_by_a_slice(t: TxScript) -> None:
    del t.field.line_items[:]


def rows_are_filtered(t: TxScript) -> None:
    t.field.line_items = [row for row in t.field.line_items if row.item_quantity]


def rows_are_filtered_by_the_name_of_the_row(t: TxScript) -> None:
    t.field.line_item = [row for row in t.field.line_item if "S" not in row.item_code]


def rows_are_deleted_from_the_end(t: TxScript) -> None:
    for index in reversed(range(len(t.field.line_items))):
        if t.field.line_items[index].item_description == "Bolt":
            del t.field.line_items[index]


def a_row_is_deleted_and_the_next_is_written(t: TxScript) -> None:
    del t.field.line_items[0]
    t.field.line_items[0].item_description = "Bolt, galvanised"


def a_row_is_written_and_deleted(t: TxScript) -> None:
    t.field.line_items[1].item_description = "never seen"
    del t.field.line_items[1]


def a_row_is_appended_and_another_deleted(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "Z1"})
    del t.field.line_items[1]
    t.field.line_items[3].item_description = "Zinc"


def an_appended_row_is_deleted_again(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "Z1"})
    t.field.line_items.append({"item_code": "Z2"})
    del t.field.line_items[4]


def a_row_is_put_before_the_others(t: TxScript) -> None:
    t.field.tax_details.append({"tax_code": "high", "tax_base": 1000})
    t.field.tax_details.insert(0, {"tax_code": "low", "tax_base": 234.5})


def one_table_is_summed_up_in_another(t: TxScript) -> None:
    base = sum(row.item_quantity * row.item_price for row in t.field.line_items if row.item_quantity)
    t.field.tax_details = [{"tax_code": "high", "tax_base": round(base, 2)}]
    t.field.amount_total = base
