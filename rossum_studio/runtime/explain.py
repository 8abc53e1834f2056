"""A failure in the user's words: which field it was about."""

from collections.abc import Sequence

from rossum_studio.model.annotation import NULL, Content
from rossum_studio.model.schema import Schema
from rossum_studio.runtime.outcome import HandlerException

_ABOUT_NONE = ("TypeError", "AttributeError")


def explain(exception: HandlerException, schema: Schema | None, content: Content | None) -> str:
    """A sentence on what an exception was about; empty when nothing more is known than it says itself.

    The worker names the datapoint where a variable still held it. A comprehension keeps none; then the
    document tells, when only one of its fields has no content.
    """
    if exception.type not in _ABOUT_NONE or "NoneType" not in exception.message:
        return ""
    schema_ids = list(dict.fromkeys(exception.empty_nodes or _without_content(exception, content)))
    if len(schema_ids) != 1:
        return ""
    field = schema.find(schema_ids[0]) if schema is not None else None
    reason = " (a button has no content)" if field is not None and field.type == "button" else ""
    return f"`content` is null for `{schema_ids[0]}`{reason}."


def _without_content(exception: HandlerException, content: Content | None) -> Sequence[str]:
    user_frames = [frame for frame in exception.frames if frame.is_user]
    if content is None or not user_frames or "content" not in user_frames[-1].source:
        return ()
    return [each.schema_id for each in content.datapoints() if bytes(each.content) == bytes(NULL)]
