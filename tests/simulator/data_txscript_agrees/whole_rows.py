"""Handlers that assign whole rows over others.

TxScript then forgets what the cells had beside their values, but its operations carry only the values.
"""

from txscript import TxScript, default_to


def a_table_is_filled_anew(t: TxScript) -> None:
    t.field.line_items = [{"item_code": "A", "item_price": 1}, {"item_code": "B", "item_price": 2.5}]


def a_table_is_filled_anew_with_more_rows(t: TxScript) -> None:
    t.field.line_items = [{"item_code": f"R{number}", "item_quantity": number} for number in range(6)]


def a_row_is_assigned_from_a_dictionary(t: TxScript) -> None:
    t.field.line_items[1] = {"item_code": "B8", "item_description": "Bolt", "item_price": 1e3}


def a_row_is_assigned_from_another(t: TxScript) -> None:
    t.field.line_items[3] = t.field.line_items[0]


def rows_are_merged_by_code(t: TxScript) -> None:
    t.field.line_items.append({"item_code": "N4", "item_quantity": 7})
    totals: dict[str, float] = {}
    for row in t.field.line_items:
        totals[row.item_code] = totals.get(row.item_code, 0) + default_to(row.item_quantity, 0)
    t.field.line_items = [{"item_code": code, "item_quantity": total} for code, total in totals.items()]


def rows_change_places(t: TxScript) -> None:
    t.field.line_items[:2] = [t.field.line_items[1], t.field.line_items[0]]
