"""Handlers that write strings, dates and options of header fields."""

import datetime as clock

from txscript import TxScript, date, default_to, is_empty, is_set, substitute, timedelta


def a_text_is_written(t: TxScript) -> None:
    t.field.document_id = "K-205"


def a_text_is_written_into_an_empty_field(t: TxScript) -> None:
    if is_empty(t.field.order_id):
        t.field.order_id = f"PO/{t.field.document_id}"


def spaces_are_squeezed(t: TxScript) -> None:
    t.field.sender_name = substitute(r"\s+", " ", t.field.sender_name).strip()


def spaces_and_line_breaks_are_kept(t: TxScript) -> None:
    t.field.notes = "  first \n second\t"


def letters_beyond_ascii_are_written(t: TxScript) -> None:
    t.field.sender_name = "Žluťoučký kůň 株式会社 🚚"


def a_prefix_is_added_once(t: TxScript) -> None:
    if not t.field.document_id.startswith("INV-"):
        t.field.document_id = "INV-" + t.field.document_id


def the_last_of_several_writes_counts(t: TxScript) -> None:
    for suffix in ("a", "b", "c"):
        t.field.document_id = t.field.document_id + suffix


def a_field_is_copied_into_another(t: TxScript) -> None:
    t.field.order_id = t.field.document_id


def two_fields_are_swapped(t: TxScript) -> None:
    t.field.document_id, t.field.notes = str(t.field.notes), str(t.field.document_id)


def a_text_is_cleared_with_none(t: TxScript) -> None:
    t.field.notes = None


def a_text_is_cleared_with_an_empty_one(t: TxScript) -> None:
    t.field.notes = ""


def a_missing_value_gets_a_default(t: TxScript) -> None:
    t.field.order_id = default_to(t.field.order_id, "none")
    t.field.document_id = default_to(t.field.document_id, "none")


def a_number_is_written_into_a_text(t: TxScript) -> None:
    t.field.order_id = t.field.amount_total * 2


def a_truth_value_is_written_into_a_text(t: TxScript) -> None:
    t.field.order_id = is_set(t.field.document_id)


def a_date_is_written(t: TxScript) -> None:
    t.field.date_issue = date(2026, 12, 31)


def a_date_is_written_as_text(t: TxScript) -> None:
    t.field.date_issue = "2026-02-28"
    t.field.date_uzp = "2024-02-29"


def a_moment_is_written_into_a_date(t: TxScript) -> None:
    t.field.date_due = clock.datetime(2026, 4, 5, 16, 30, 15)


def a_moment_with_microseconds_is_written_into_a_date(t: TxScript) -> None:
    t.field.date_uzp = clock.datetime(2026, 4, 5, 16, 30, 15, 250)


def the_due_date_follows_from_the_terms(t: TxScript) -> None:
    t.field.date_due = t.field.date_issue + timedelta(days=14)


def a_date_is_copied_between_formats(t: TxScript) -> None:
    t.field.date_due = t.field.date_issue
    t.field.date_uzp = t.field.date_due


def a_date_is_written_into_a_text(t: TxScript) -> None:
    t.field.notes = t.field.date_issue
    t.field.order_id = t.field.date_issue.strftime("%d. %B %Y")


def a_date_is_cleared(t: TxScript) -> None:
    t.field.date_issue = None
    t.field.date_due = ""


def days_between_dates_become_a_number(t: TxScript) -> None:
    t.field.page_count = (t.field.date_due - t.field.date_issue).days


def a_text_that_is_no_date_leaves_the_date_empty(t: TxScript) -> None:
    t.field.date_issue = "next Monday"


def a_day_that_does_not_exist_leaves_the_date_empty(t: TxScript) -> None:
    t.field.date_uzp = "2026-02-31"


def an_option_is_chosen(t: TxScript) -> None:
    t.field.currency = "czk"


def an_option_is_cleared(t: TxScript) -> None:
    t.field.currency = None


def a_text_that_is_no_option_is_kept(t: TxScript) -> None:
    t.field.currency = "gbp"


def an_option_that_is_a_number_is_chosen_by_a_float(t: TxScript) -> None:
    t.field.tax_rate = 12.0


def an_option_that_is_a_number_is_computed_with(t: TxScript) -> None:
    t.field.amount_tax = t.field.amount_total * t.field.tax_rate / 100


def an_option_that_is_a_date_is_chosen(t: TxScript) -> None:
    t.field.period = date(2026, 2, 28)


def fields_are_found_by_name(t: TxScript) -> None:
    for name in ("document_id", "order_id", "notes", "no_such_field"):
        if hasattr(t.field, name):
            setattr(t.field, name, getattr(t.field, name).upper())
