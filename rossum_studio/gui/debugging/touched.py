"""Which fields a line of code is about: the names and texts in it that are ids of the schema."""

import re
from collections.abc import Iterator

from rossum_studio.model.schema import Schema

_WORD = re.compile(r"[A-Za-z_]\w*")


def fields_in(line: str, schema: Schema) -> Iterator[str]:
    """The schema_ids that a line of code names, in its order."""
    for word in _WORD.findall(line):
        node = schema.find(word)
        if node is not None and node.category != "section":
            yield word
