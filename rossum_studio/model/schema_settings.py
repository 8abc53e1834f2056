"""Settings and secrets of a hook, against the JSON Schemas that the hook carries for them.

Source: reference 6.1 and practice, "Traps" (secrets_schema).
"""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import regex

from rossum_studio.model.problem import Problem, Severity, Where
from rossum_studio.model.response_notes import closest
from rossum_studio.model.schema_sentences import Subject, of_a_kind, problems_of, worded

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator

DEFAULT_SECRETS_SCHEMA: Mapping[str, Any] = {"type": "object", "additionalProperties": {"type": "string"}}

_SETTINGS = Subject(Where.HOOK, "/settings", ("settings",), code="hook-settings", unknown_key=Severity.ERROR)
_SECRETS = Subject(
    Where.HOOK, "/secrets", ("secrets",), code="hook-secrets", unknown_key=Severity.ERROR, is_secret=True
)
_SECRETS_SCHEMA = Subject(Where.HOOK, "/secrets_schema", ("secrets_schema",), code="hook-secrets-schema")
_ALLOWED_KEYS = ("type", "properties", "additionalProperties")
_REFUSED = "Rossum answers HTTP 400 when the hook is saved"
_SEARCH_LIMIT_S = 0.2
_DIALECTS = {
    "http://json-schema.org/draft-04/schema": "Draft4Validator",
    "http://json-schema.org/draft-06/schema": "Draft6Validator",
    "http://json-schema.org/draft-07/schema": "Draft7Validator",
    "https://json-schema.org/draft/2019-09/schema": "Draft201909Validator",
}


def check_settings(hook: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Problems of `settings`, `settings_schema`, `secrets` and `secrets_schema`.

    No sentence shows a secret.

    Args:
        hook: The hook object; its other keys are not looked at.
    """
    return (*_settings_problems(hook), *_secrets_schema_problems(hook), *_secrets_problems(hook))


def _settings_problems(hook: Mapping[str, Any]) -> Iterator[Problem]:
    settings, schema = hook.get("settings", {}), hook.get("settings_schema")
    if not isinstance(settings, dict):
        yield _not_an_object(_SETTINGS, settings)
    if schema is None:
        return
    subject = Subject(Where.HOOK, "/settings_schema", ("settings_schema",), code="hook-settings-schema")
    if not isinstance(schema, dict):
        sentence = f"{subject.named([])} is {worded(schema)}; expected a JSON Schema, or null for none."
        yield subject.problem(sentence, [])
    elif isinstance(settings, dict):
        yield from _misfits(settings, schema, _SETTINGS, subject)


def _secrets_problems(hook: Mapping[str, Any]) -> Iterator[Problem]:
    secrets, schema = hook.get("secrets", {}), hook.get("secrets_schema")
    schema = DEFAULT_SECRETS_SCHEMA if schema is None else schema
    if not isinstance(secrets, dict):
        yield _not_an_object(_SECRETS, secrets)
    elif not any(_secrets_schema_problems(hook)):
        yield from _misfits(secrets, schema, _SECRETS, _SECRETS_SCHEMA)


def _not_an_object(subject: Subject, found: object) -> Problem:
    shown = of_a_kind(found) if subject.is_secret else worded(found)
    return subject.problem(f"{subject.named([])} is {shown}; expected an object.", [])


def _secrets_schema_problems(hook: Mapping[str, Any]) -> Iterator[Problem]:
    """Rossum takes objects of texts only, and wants it said what becomes of other keys."""
    schema = hook.get("secrets_schema")
    if schema is None:
        return
    if not isinstance(schema, dict):
        yield _refused([], f"is {worded(schema)}", "an object with type, properties and additionalProperties")
        return
    for key in schema:
        if key not in _ALLOWED_KEYS:
            meant = closest(key, _ALLOWED_KEYS)
            awaited = worded(meant) if meant else "only type, properties and additionalProperties"
            yield _refused([key], "is not allowed", awaited)
    if schema.get("type", "object") != "object":
        yield _refused(["type"], f"is {worded(schema['type'])}", '"object"')
    yield from _secret_property_problems(schema.get("properties", {}))
    yield from _additional_problems(schema)


def _secret_property_problems(properties: object) -> Iterator[Problem]:
    if not isinstance(properties, dict):
        yield _refused(["properties"], f"is {worded(properties)}", "an object")
        return
    for name, described in properties.items():
        if not isinstance(described, dict) or described.get("type") != "string":
            awaited = '{"type": "string"}, because secrets are texts'
            yield _refused(["properties", name], "is not a text", awaited)


def _additional_problems(schema: Mapping[str, Any]) -> Iterator[Problem]:
    awaited = 'false or {"type": "string"}'
    if "additionalProperties" not in schema:
        yield _refused(["additionalProperties"], "is missing", awaited, at=[])
    elif schema["additionalProperties"] is not False and schema["additionalProperties"] != {"type": "string"}:
        found = worded(schema["additionalProperties"])
        yield _refused(["additionalProperties"], f"is {found}", awaited)


def _refused(keys: list[str], found: str, awaited: str, at: list[str] | None = None) -> Problem:
    sentence = f"{_SECRETS_SCHEMA.named(keys)} {found}; expected {awaited}. {_REFUSED}."
    return _SECRETS_SCHEMA.problem(sentence, keys if at is None else at)


def _misfits(
    value: Mapping[str, Any], schema: Mapping[str, Any], subject: Subject, schema_subject: Subject
) -> list[Problem]:
    """Where a value does not fit a schema; where the schema is none, only that."""
    from jsonschema.exceptions import SchemaError, best_match
    from referencing.exceptions import Unresolvable

    try:
        validator = _validator(schema)
        return problems_of((best_match([error]) for error in validator.iter_errors(value)), subject)
    except SchemaError as error:
        return problems_of([error], schema_subject)
    except Unresolvable as error:
        found = f"refers to {worded(error.ref)}"
        awaited = "a part of this schema, because nothing is fetched"
    except TimeoutError:
        found, awaited = "has a pattern that takes very long", "one without repetitions inside of repetitions"
    except (RecursionError, ArithmeticError, ValueError, re.error, regex.error):
        # What passes the metaschema all the same: endless references, an $id that is no address.
        found, awaited = "cannot be used", "a JSON Schema without endless references"
    return [schema_subject.problem(f"{schema_subject.named([])} {found}; expected {awaited}.", [])]


def _validator(schema: Mapping[str, Any]) -> "Validator":
    """A validator that asks no server for what the schema refers to.

    Raises:
        SchemaError: It is no JSON Schema.
    """
    import jsonschema
    from jsonschema_specifications import REGISTRY

    dialect = str(schema.get("$schema")).rstrip("#")
    kind = getattr(jsonschema, _DIALECTS.get(dialect, "Draft202012Validator"))
    kind.check_schema(schema, format_checker=kind.FORMAT_CHECKER)
    limited = jsonschema.validators.extend(kind, {"pattern": _search_with_limit})
    return limited(schema, registry=REGISTRY)


def _search_with_limit(
    validator: "Validator", pattern: str, instance: object, schema: Mapping[str, Any]
) -> "Iterator[ValidationError]":
    """jsonschema's keyword `pattern`, which has no time limit of its own."""
    from jsonschema.exceptions import ValidationError

    if isinstance(instance, str) and not regex.search(pattern, instance, timeout=_SEARCH_LIMIT_S):
        yield ValidationError("does not match")
