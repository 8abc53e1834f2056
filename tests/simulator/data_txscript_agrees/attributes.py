"""Handlers that change what a field has beside its value."""

from txscript import TxScript


def a_field_is_hidden(t: TxScript) -> None:
    t.field.document_id.attr.hidden = True


def a_hidden_field_is_shown_again(t: TxScript) -> None:
    t.field.notes.attr.hidden = False


def a_field_is_hidden_while_another_has_a_value(t: TxScript) -> None:
    t.field.amount_rounding.attr.hidden = bool(t.field.amount_total)
    t.field.order_id.attr.hidden = not t.field.amount_total


def a_field_is_written_and_hidden(t: TxScript) -> None:
    t.field.notes = "second"
    t.field.notes.attr.hidden = False


def a_source_is_added(t: TxScript) -> None:
    t.field.document_id.attr.validation_sources.append("connector")


def a_source_is_added_once_to_every_amount(t: TxScript) -> None:
    for amount in (t.field.amount_total, t.field.amount_tax, t.field.amount_rounding):
        if "connector" not in amount.attr.validation_sources:
            amount.attr.validation_sources.append("connector")


def sources_are_replaced(t: TxScript) -> None:
    t.field.currency.attr.validation_sources = ["data_matching", "history"]


def sources_are_taken_away(t: TxScript) -> None:
    t.field.document_id.attr.validation_sources.remove("score")
    t.field.currency.attr.validation_sources = []


def a_value_is_written_and_vouched_for(t: TxScript) -> None:
    t.field.amount_total = 1300
    t.field.amount_total.attr.validation_sources = ["connector"]


def options_are_replaced(t: TxScript) -> None:
    t.field.currency.attr.options = [{"value": "gbp", "label": "Pound"}, {"value": "eur", "label": "Euro"}]


def options_are_replaced_and_one_is_chosen(t: TxScript) -> None:
    t.field.currency.attr.options = [{"value": code, "label": code.upper()} for code in ("gbp", "pln")]
    t.field.currency = "pln"


def an_option_is_added_and_chosen(t: TxScript) -> None:
    t.field.currency.attr.options.append({"value": "gbp", "label": "Pound"})
    t.field.currency = "gbp"


def options_are_filtered(t: TxScript) -> None:
    t.field.currency.attr.options = [
        option for option in t.field.currency.attr.options if option.value != "usd"
    ]


def an_option_is_renamed(t: TxScript) -> None:
    for option in t.field.currency.attr.options:
        option.label = f"{option.label} ({option.value})"


def options_carry_numbers(t: TxScript) -> None:
    t.field.tax_rate.attr.options = [{"value": rate, "label": f"{rate} %"} for rate in (5, 10, 15)]
    t.field.tax_rate = 15


def options_carry_more_than_a_label(t: TxScript) -> None:
    t.field.currency.attr.options = [{"value": "gbp", "label": "Pound", "struct": {"country": "GB"}}]


def all_options_are_taken_away(t: TxScript) -> None:
    t.field.currency.attr.options = []


def the_options_of_one_field_become_those_of_another(t: TxScript) -> None:
    t.field.period.attr.options = t.field.currency.attr.options


def a_cell_gets_options_of_its_own(t: TxScript) -> None:
    t.field.line_items[1].item_unit.attr.options = [{"value": "box", "label": "Box"}]
    t.field.line_items[1].item_unit = "box"


def a_position_is_moved(t: TxScript) -> None:
    t.field.document_id.attr.page = 2
    t.field.document_id.attr.position = [60, 400, 300, 430]


def a_position_is_copied_from_another_field(t: TxScript) -> None:
    t.field.order_id = t.field.document_id
    t.field.order_id.attr.page = t.field.document_id.attr.page
    t.field.order_id.attr.position = t.field.document_id.attr.position


def a_position_is_forgotten(t: TxScript) -> None:
    t.field.amount_total.attr.page = None
    t.field.amount_total.attr.position = None


def cells_of_a_column_are_hidden(t: TxScript) -> None:
    for row in t.field.line_items:
        row.item_delivered.attr.hidden = not row.item_delivered


def empty_cells_are_vouched_for(t: TxScript) -> None:
    for row in t.field.line_items:
        if not row.item_description:
            row.item_description.attr.validation_sources = ["connector"]


def a_child_of_a_simple_list_is_hidden(t: TxScript) -> None:
    t.field.order_numbers[1].attr.hidden = True
