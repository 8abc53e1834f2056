"""Code with `|` for the caret, and what is known about the sample invoice."""

import json

from rossum_studio.simulator.authoring.completion import Completions, Known
from rossum_studio.simulator.authoring.fields import shown_values


def known_about(sample_event, name: str = "annotation_content.initialize.invoice", **more) -> Known:
    """The document of a sample event, with settings and a secret."""
    event = sample_event(name)
    payload = json.loads(event.path.read_text("utf-8"))
    payload |= {"settings": {"max_amount": 1000}, "secrets": {"password": "••••"}}
    given = {"settings": {"max_amount": 1000}, "secret_names": ("password",)}
    return Known(schema=event.schema, values=shown_values(event.content), payload=payload, **(given | more))


def place(code: str) -> tuple[str, int, int]:
    """Take the caret out of a text: the rest, its line and its column."""
    before, _, after = code.partition("|")
    return before + after, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1)


def names(found: Completions) -> list[str]:
    return [entry.text for entry in found.entries]
