"""The few keys of a datapoint's content object that checks read, decoded without the rest.

Source: reference 3.3.
"""

from typing import Any

import msgspec

from rossum_studio.model.annotation import Datapoint
from rossum_studio.simulator.datapoint_write import as_text


class StoredValue(msgspec.Struct, frozen=True, gc=False):
    """What a datapoint holds, as it is in the file.

    Args:
        value: A text, unless somebody wrote the file by hand.
        rir_confidence: Null where the extraction found nothing.
    """

    value: Any = None
    normalized_value: Any = None
    rir_confidence: Any = None

    @property
    def text(self) -> str:
        """The text as shown; empty when there is none."""
        return as_text(self.value)

    @property
    def normalized(self) -> str | None:
        """The canonical text; None when there is none."""
        return None if self.normalized_value is None else as_text(self.normalized_value)

    @property
    def confidence(self) -> float | None:
        """How sure the extraction was, from 0 to 1."""
        found = self.rir_confidence
        return found if isinstance(found, int | float) and not isinstance(found, bool) else None


_NOTHING = StoredValue()
_DECODER = msgspec.json.Decoder(StoredValue)


def stored_value(datapoint: Datapoint) -> StoredValue:
    """What a datapoint holds; nothing for a button."""
    if bytes(datapoint.content) in (b"", b"null"):
        return _NOTHING
    try:
        return _DECODER.decode(datapoint.content)
    except ValueError:  # a text or a list, or a number out of range, in a file written by hand
        return _NOTHING
