"""Handlers that say something to the reviewer, or stop automation."""

from txscript import TxScript, is_empty


def a_message_is_about_a_field(t: TxScript) -> None:
    t.show_error("The total is too high.", t.field.amount_total)


def a_message_is_about_the_whole_document(t: TxScript) -> None:
    t.show_info("Checked.")


def a_message_is_about_a_row(t: TxScript) -> None:
    t.show_warning("Ask the sender.", t.field.line_items[2])


def messages_are_about_cells(t: TxScript) -> None:
    for row in t.field.line_items:
        if is_empty(row.item_description):
            t.show_error(f"{row.item_code} has no description.", row.item_description)


def a_message_is_about_a_table(t: TxScript) -> None:
    t.show_warning("There are no taxes.", t.field.tax_details)


def a_message_is_about_a_column(t: TxScript) -> None:
    t.show_warning("Prices are odd.", t.field.item_price)


def messages_are_about_children_of_a_simple_list(t: TxScript) -> None:
    for number in t.field.order_numbers:
        t.show_info(f"Order {number}.", number)


def a_message_is_about_a_button_and_a_hidden_field(t: TxScript) -> None:
    t.show_info("Press it.", t.field.resend)
    t.show_info("Nobody sees this field.", t.field.notes)


def a_message_is_about_an_empty_date(t: TxScript) -> None:
    t.show_error("When was the supply?", t.field.date_uzp)


def a_field_is_corrected_with_a_message(t: TxScript) -> None:
    t.field.amount_total = 1444.5
    t.show_info("The total was corrected.", t.field.amount_total)


def the_same_message_is_sent_twice(t: TxScript) -> None:
    for _ in range(2):
        t.show_warning("Look again.", t.field.document_id)


def a_message_has_markup_and_quotes(t: TxScript) -> None:
    t.show_error("<b>\"5 > 4\"</b> & 'so on'\n株", t.field.document_id)


def a_message_carries_details(t: TxScript) -> None:
    t.show_warning("Not in the list.", t.field.sender_name, detail={"matches": 0})


def a_document_is_stopped(t: TxScript) -> None:
    t.automation_blocker("Too many rows to trust.")


def a_field_is_stopped(t: TxScript) -> None:
    t.automation_blocker("The total is a guess.", t.field.amount_total)


def a_row_is_stopped_and_removed_from_another_place(t: TxScript) -> None:
    t.automation_blocker("The row was split.", t.field.line_items[1])
    del t.field.line_items[3]


def a_rule_of_thumb_says_stops_and_writes(t: TxScript) -> None:
    if t.field.amount_due != t.field.amount_total + t.field.amount_tax:
        t.show_error("The amounts do not add up.", t.field.amount_due)
        t.automation_blocker("The amounts do not add up.", t.field.amount_due)
    t.field.notes = "checked"
