"""Tokens and secrets are taken out of what is opened: payloads are shown, saved and passed on.

Source: reference chapter 4.3, and 3.7, shape G.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rossum_studio.model.problem import Problem, Severity, Where

_TOKEN = "rossum_authorization_token"
_REDACTED = "[redacted"


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """A payload's keys without their secrets.

    Args:
        removed: How many values were taken out.
    """

    keys: dict[str, Any]
    removed: int
    problems: tuple[Problem, ...] = ()


def scrub(keys: Mapping[str, Any]) -> Scrubbed:
    """Remove the token and empty the secrets; their names stay, because handlers ask for them."""
    kept = {key: value for key, value in keys.items() if key != _TOKEN}
    removed = int(bool(keys.get(_TOKEN)))
    secrets = keys.get("secrets")
    if not isinstance(secrets, Mapping):
        return Scrubbed(kept, removed)
    redacted = [name for name, value in secrets.items() if str(value).startswith(_REDACTED)]
    removed += sum(bool(value) for value in secrets.values()) - len(redacted)
    kept["secrets"] = dict.fromkeys(secrets, "")
    return Scrubbed(kept, removed, _redacted_problem(redacted))


def _redacted_problem(names: list[str]) -> tuple[Problem, ...]:
    if not names:
        return ()
    message = f"The platform hid the values of these secrets; set your own: {', '.join(names)}."
    return (Problem(Severity.WARNING, Where.PAYLOAD, "/secrets", message, "secrets-redacted"),)
