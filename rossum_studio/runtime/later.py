"""A payload told as what has changed since one that a worker has parsed already."""

from dataclasses import dataclass, field

import msgspec
from msgspec import Raw

from rossum_studio.simulator.payload import Payload
from rossum_studio.simulator.payload_changes import changes_between


@dataclass(frozen=True, slots=True)
class Later:
    """The way from one payload to another.

    Attributes:
        base: JSON of the first. Known again by identity.
        told: JSON for the worker (`worker_later.brought_up_to_date`).
    """

    base: bytes = field(repr=False)
    told: bytes = field(repr=False)


def later_than(base: Payload, payload: Payload) -> Later | None:
    """Return the way from the one to the other; None where sending all of it is better."""
    if base.content is None or payload.content is None:
        return None
    changes = changes_between(base.content, payload.content)
    if changes is None:
        return None
    return Later(base.body, msgspec.json.encode({"rest": Raw(payload.rest), "changes": changes}))
