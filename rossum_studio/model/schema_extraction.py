"""Rules on `rir_field_names`: where the first value of a field comes from.

Source: reference 2.5, 2.12.
"""

from collections.abc import Iterator

from rossum_studio.model.problem import Problem, Severity
from rossum_studio.model.response_notes import closest
from rossum_studio.model.schema_nodes import UncheckedNode
from rossum_studio.model.schema_sentences import worded

_NAMES = """
    account_num bank_num iban bic const_sym spec_sym var_sym terms payment_method customer_id
    date_due date_issue date_uzp document_id order_id recipient_address recipient_dic recipient_ic
    recipient_name recipient_vat_id recipient_delivery_name recipient_delivery_address sender_address
    sender_dic sender_ic sender_name sender_vat_id sender_email sender_order_id delivery_note_id
    supply_place currency document_type language payment_method_type amount_due amount_rounding
    amount_total amount_paid amount_total_base amount_total_tax

    tax_details line_items

    tax_detail_base tax_detail_rate tax_detail_tax tax_detail_total tax_detail_code
    table_column_code table_column_description table_column_quantity table_column_uom table_column_rate
    table_column_tax table_column_amount_base table_column_amount table_column_amount_total_base
    table_column_amount_total table_column_other
"""
_EXACT = frozenset(
    ["email_body:text_html", "email_body:text_plain"]
    + [f"email_header:{name}" for name in ("from", "to", "reply-to", "subject", "message-id", "date")]
)
_FREE_PREFIXES = ("upload:", "edit:", "email:", "emails_import:")
_PREFIXES = "upload:, edit:, email:, emails_import:, email_header: or email_body:"

EXTRACTED_NAMES = sorted(_NAMES.split())
"""What the extraction engine can fill."""


def extraction_problems(node: UncheckedNode) -> Iterator[Problem]:
    """Sources that Rossum does not document."""
    names = node.texts("rir_field_names")
    for index, name in names:
        if not _is_known(name):
            close = closest(name, [*EXTRACTED_NAMES, *sorted(_EXACT)])
            hint = worded(close) if close else f"an extracted field, or {_PREFIXES} and a name"
            keys = ("rir_field_names", index)
            found = f"{node.subject.named(keys)} is {worded(name)}"
            sentence = f"{found}, which Rossum does not document; expected {hint}."
            yield node.problem(Severity.INFO, "schema-extraction-name", sentence, keys)
    if node.category == "multivalue" and len(names) > 1:
        named = node.subject.named(["rir_field_names"])
        sentence = f"{named} has {len(names)} entries; expected one, because a table uses only the first."
        yield node.problem(Severity.INFO, "schema-extraction-first", sentence, ["rir_field_names"])


def _is_known(name: str) -> bool:
    has_free_name = any(name.startswith(prefix) and name != prefix for prefix in _FREE_PREFIXES)
    return has_free_name or name in _EXACT or name in EXTRACTED_NAMES
