"""What the objects of TxScript offer, for completion: the package makes most of it at run time.

Source: reference 8.1, 8.4.
"""

import datetime

from rossum_studio.model.schema import SchemaNode
from rossum_studio.simulator.authoring.completion import CallHelp, Entry, Kind

_FUNCTIONS = {
    "show_error": ("(content, field=None, **extra)", "Add an error: it blocks confirmation."),
    "show_warning": ("(content, field=None, **extra)", "Add a warning."),
    "show_info": ("(content, field=None, **extra)", "Add an information."),
    "automation_blocker": ("(content, field=None)", "Keep the document from being automated."),
    "hook_response": ("()", "What the handler returns: messages, operations and blockers."),
}
_PARTS = {
    "field": "The fields of the document by schema id.",
    "annotation": "The annotation, its document and its e-mail.",
    "context": "A read-only view of the payload.",
    "queue": "Name and URL of the queue, where the payload has them.",
    "workspace": "Name and URL of the workspace, where the payload has them.",
}
_STAMPS = ("created", "modified", "exported", "confirmed", "assigned", "export_failed", "deleted", "rejected")
_ANNOTATION = (
    *("id", "url", "status", "previous_status", "automated", "automatically_rejected", "einvoice"),
    *("metadata", "document", "email", "raw_data"),
    *(f"{name}_at" for name in (*_STAMPS, "purged")),
)
_DOCUMENT = (
    *("id", "url", "arrived_at", "created_at", "original_file_name", "metadata", "mime_type", "raw_data"),
)
_EMAIL = (
    *("id", "url", "subject", "email_from", "to", "cc", "bcc", "body_text_plain", "body_text_html"),
    *("created_at", "last_thread_email_created_at", "metadata", "annotation_counts", "type", "labels"),
    "filtered_out_document_count",
)
_ACTION = ("(verb, **json)", 'Call the Rossum API at once: action("reject", note_content="…").')
_ATTRIBUTES = {
    "value": "The value as a text; can be written.",
    "hidden": "Whether the reviewer does not see the field; can be written.",
    "options": "The options of an enum; can be written.",
    "validation_sources": "Who validated the value; can be written.",
    "position": "Where on the page it is; can be written.",
    "page": "On which page it is; can be written.",
    "normalized_value": "Number or date in canonical form.",
    "rir_confidence": "How sure the extraction was, 0 to 1.",
    "ocr_text": "What was read on the page.",
    "id": "The id of the datapoint.",
    "schema_id": "The id in the schema.",
    "label": "The label of the schema.",
    "type": "The type of the schema.",
    "format": "The display format of the schema.",
}
_VALUE = {
    "attr": "Attributes of the datapoint and its schema: hidden, options, …",
    "id": "The id of the datapoint.",
    "parent": "The row or section that it is in.",
    "parent_multivalue": "The table that it is in.",
    "rir_confidence": "How sure the extraction was, 0 to 1.",
    "options": "The options of an enum.",
}
_ALL_VALUES = Entry("all_values", Kind.KEY, "values of all rows", "The values of all rows, as a list.")
_OF_TYPE = {
    "string": tuple(name for name in dir(str) if not name.startswith("_")),
    "date": tuple(name for name in dir(datetime.date) if not name.startswith("_")),
}


def of_txscript() -> list[Entry]:
    """What `t` offers."""
    parts = [Entry(name, Kind.NAME, text.rstrip("."), text) for name, text in _PARTS.items()]
    return parts[:2] + _functions() + parts[2:]


def of_annotation(owner: str) -> list[Entry]:
    """What `t.annotation`, and its document and e-mail, offer."""
    names = {"annotation": _ANNOTATION, "document": _DOCUMENT, "email": _EMAIL}[owner]
    action = [Entry("action", Kind.FUNCTION, *_ACTION)] if owner == "annotation" else []
    return action + [Entry(name, Kind.NAME, f"of the {owner}") for name in names]


def of_value(field: SchemaNode | None, *, is_column: bool) -> list[Entry]:
    """What a field's value offers."""
    own = [Entry(name, Kind.KEY, text.rstrip("."), text) for name, text in _VALUE.items()]
    methods = _OF_TYPE.get(field.type if field is not None else "", ())
    if is_column:
        return [_ALL_VALUES, *own]
    return own + [Entry(name, Kind.FUNCTION) for name in methods]


def of_attributes() -> list[Entry]:
    """What `.attr` of a field offers."""
    return [Entry(name, Kind.KEY, text.rstrip("."), text) for name, text in _ATTRIBUTES.items()]


def of_row() -> list[Entry]:
    """What a row offers besides its columns."""
    return [Entry("_index", Kind.KEY, "number of the row, from 0"), Entry("attr", Kind.KEY, "of the row")]


def help_on(name: str, argument: int) -> CallHelp | None:
    """The signature of a function of `t`, or of `t.annotation.action`."""
    if name == "action":
        parameters, text = _ACTION
    elif name in _FUNCTIONS:
        parameters, text = _FUNCTIONS[name]
    else:
        return None
    return CallHelp(f"{name}{parameters}", text, _place(f"{name}{parameters}", argument))


def describe(name: str) -> str | None:
    """What a part or function of `t` is."""
    if name in _FUNCTIONS:
        parameters, text = _FUNCTIONS[name]
        return f"{name}{parameters}\n{text}"
    return _PARTS.get(name)


def _functions() -> list[Entry]:
    return [Entry(name, Kind.FUNCTION, *told) for name, told in _FUNCTIONS.items()]


def _place(signature: str, argument: int) -> tuple[int, int] | None:
    """Where an argument stands in a signature; the last one takes all that follow."""
    start = signature.index("(") + 1
    names = signature[start:-1].split(", ") if signature[start:-1] else []
    if not names:
        return None
    place = min(argument, len(names) - 1)
    start += sum(len(name) + 2 for name in names[:place])
    return start, start + len(names[place])
